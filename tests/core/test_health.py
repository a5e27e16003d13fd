"""/healthz says that the process lives; /readyz whether database, broker and the periodic work are there."""

import time

import pytest
from celery import current_app

HEALTHY, READY = "/healthz", "/readyz"


def test_alive_asks_nothing_of_the_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get(HEALTHY).content == b"ok\n"


def test_work_that_was_never_done_is_late_and_database_and_broker_are_named(client, db):
    answer = client.get(READY)
    assert answer.status_code == 503
    checks = answer.json()["checks"]
    assert checks["database"] == checks["broker"] == "ok"
    assert set(checks.values()) == {"ok", "late"}


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "redis://nowhere.invalid:6379/0"])
def test_a_broker_that_does_not_answer_is_said_within_seconds(client, db, monkeypatch, url):
    lost = current_app.connection_for_write(url, transport_options={})
    monkeypatch.setattr("celery.app.base.Celery.connection_for_write", lambda *_, **__: lost)
    began = time.monotonic()
    answer = client.get(READY)
    assert answer.status_code == 503
    assert answer.json()["checks"]["broker"] == "down"
    assert "127.0.0.1" not in answer.content.decode()
    assert time.monotonic() - began < 10
