"""Idempotency-Key: done once, answered alike, kept a day, one caller's own."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.api import idempotency
from core.models import IdempotentRequest
from departments.models import Department

KEY = {"Idempotency-Key": "2026-03-02/1"}


def post(api, name="市数据局", headers=KEY, **more):
    return api.post("/units/", {"name": name, **more}, format="json", headers=headers)


def test_the_same_request_twice_is_done_once_and_answered_alike(api, cast):
    first, second = post(api), post(api)
    assert Department.objects.filter(name="市数据局").count() == 1
    assert (second.status_code, second.content) == (201, first.content)
    assert (second["Location"], second["ETag"]) == (first["Location"], first["ETag"])
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first


def test_the_same_content_in_another_order_is_the_same_request(api, cast):
    api.post("/units/", {"name": "市数据局", "duties": "数据"}, format="json", headers=KEY)
    again = api.post("/units/", {"duties": "数据", "name": "市数据局"}, format="json", headers=KEY)
    assert again["Idempotency-Replayed"] == "true"


def test_another_body_under_the_same_key_is_refused(api, cast):
    post(api)
    other = post(api, name="市医保局")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
    assert not Department.objects.filter(name="市医保局").exists()


def test_while_the_first_runs_the_second_waits(api, cast, monkeypatch):
    seen = []
    create = Department.objects.create

    def slowly(**values):
        seen.append(post(api))
        return create(**values)

    monkeypatch.setattr(Department.objects, "create", slowly)
    assert post(api).status_code == 201
    assert [(answer.status_code, answer.json()["code"]) for answer in seen] == [(409, "idempotency.in_progress")]
    assert Department.objects.filter(name="市数据局").count() == 1


def test_a_refused_request_frees_its_key(api, cast):
    assert post(api, name="市财政局").status_code == 409
    Department.objects.filter(name="市财政局").update(name="市财政局（旧）")
    assert post(api, name="市财政局").status_code == 201


def test_a_key_left_behind_by_a_crash_is_free_after_its_lease(api, cast):
    post(api)
    Department.objects.filter(name="市数据局").delete()
    IdempotentRequest.objects.update(status=None, leased_until=clock.real_now() + timedelta(minutes=1))
    assert post(api).status_code == 409
    IdempotentRequest.objects.update(leased_until=clock.real_now() - timedelta(seconds=1))
    assert post(api).status_code == 201


def test_a_key_belongs_to_its_token(with_token, cast):
    assert post(with_token("units:write")).status_code == 201
    other = post(with_token("units:write"), name="市医保局")
    assert other.status_code == 201


def test_a_key_is_kept_for_a_day(api, cast):
    with time_machine.travel("2026-03-02T09:00:00+08:00", tick=False) as machine:
        post(api)
        machine.shift(timedelta(hours=23, minutes=59))
        assert idempotency.forget() == 0
        assert post(api)["Idempotency-Replayed"] == "true"
        machine.shift(timedelta(minutes=2))
        assert post(api, name="市医保局").status_code == 201
        machine.shift(timedelta(hours=25))
        assert idempotency.forget() == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "钥匙".encode().decode("latin-1")])
def test_a_key_that_is_none_is_refused(api, cast, key):
    response = post(api, headers={"Idempotency-Key": key})
    assert (response.status_code, response.json()["code"]) == (400, "idempotency.key_invalid")


def test_without_the_permission_no_key_is_taken(with_token, cast):
    assert post(with_token("units:read")).status_code == 403
    assert not IdempotentRequest.objects.exists()


def test_files_count_by_their_bytes():
    def content(name, data):
        return idempotency._content(SimpleUploadedFile(name, data))

    assert content("a.txt", b"1") == content("b.txt", b"1") != content("a.txt", b"2")
