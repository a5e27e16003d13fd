"""Whatever is sent, the answer is a refusal with a code, never a 500, and nothing is stored."""

import json
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.scopes import SCOPES
from accounts.tokens import issue_token
from core import clock
from tasks.models import TaskState
from tests.factories.tasks import make_task
from tests.tidying import counted

HUGE = 10**30
TRICKS = {
    "a NUL": "\x00",
    "a lone surrogate": "\ud800",
    "right to left": "\u202e督办",
    "combining marks": "e" + "\u0301" * 400,
    "beyond the first plane": "𠮷" * 301,
    "a byte order mark": "\ufeff" * 301,
    "private use": "\ue000" * 301,
    "a line of nothing": "\u2028\u2029",
    "only spaces": "\u3000\u00a0 ",
}


@pytest.fixture
def world(cast):
    """A task under way, a draft, another government's task, and a supervisor's client with every scope."""
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit])
    draft = make_task(cast.jurisdiction, lead=cast.lead_unit, state=TaskState.DRAFTED, number="")
    foreign = make_task(cast.other_jurisdiction, lead=cast.stranger_unit)
    _, clear = issue_token(user=cast.supervisor, name="t", scopes=sorted(SCOPES))
    client = APIClient(headers={"Authorization": f"Bearer {clear}", "If-Match": '"1"'})
    return cast, client, task, draft, foreign


def refused(answer, statuses=frozenset({400, 403, 404, 409, 413, 415, 422})):
    said = json.loads(answer.content)
    assert answer.status_code in statuses, (answer.status_code, said)
    assert answer["Content-Type"] == "application/problem+json"
    assert said["code"]
    assert said["title"]
    return said


@pytest.mark.parametrize("text", TRICKS.values(), ids=TRICKS.keys())
def test_unicode_tricks_in_a_title_are_refused_or_kept_whole(world, text):
    cast, client, *_ = world
    body = {"jurisdiction": cast.jurisdiction.pk, "source": "other", "title": text}
    with counted() as stored:
        answer = client.post("/api/v1/tasks/", json.dumps(body), content_type="application/json")
        if answer.status_code == 201:
            assert answer.json()["title"] == text.strip()
            return
    refused(answer, {400})
    assert stored() == {}


@pytest.mark.parametrize(
    "name", ["q", "state", "due_from", "unit", "policy", "archived", "cursor", "page_size", "fields"]
)
@pytest.mark.parametrize(
    "value", ["\x00", "%00", str(HUGE), "-1", "\ud7ff\ufffe", "[]", "1.5", "2026-1-5", "' or 1=1 --"]
)
def test_no_query_parameter_breaks_the_list(world, name, value):
    answer = world[1].get("/api/v1/tasks/", {name: value})
    assert answer.status_code in {200, 400}
    if answer.status_code == 400:
        assert refused(answer)["errors"].keys() >= {name}


WRONG: list[Any] = [None, True, 1.5, -1, 0, HUGE, "x", "", [], {}, [[]], {"id": 1}, "\x00", 2**63 - 1]


@pytest.mark.parametrize("value", WRONG, ids=repr)
@pytest.mark.parametrize("name", ["jurisdiction", "source", "title", "lead", "co", "due_on", "cadence", "quotation"])
def test_wrong_types_are_named_and_nothing_is_stored(world, name, value):
    cast, client, *_ = world
    body = {"jurisdiction": cast.jurisdiction.pk, "source": "other", "title": "完善社区养老服务", name: value}
    with counted() as stored:
        answer = client.post("/api/v1/tasks/", json.dumps(body), content_type="application/json")
    if answer.status_code == 201:
        assert stored()
        return
    refused(answer, {400})
    assert stored() == {}


def broken() -> dict[str, tuple[bytes, int]]:
    return {
        "cut off": (b'{"title": "x"', 400),
        "not JSON": (b"title=x", 400),
        "not UTF-8": ("督办".encode("gb18030"), 400),
        "NaN": (b'{"title": NaN}', 400),
        "twice nothing": (b"", 400),
        "a list": (b"[]", 400),
        "null": (b"null", 400),
        "bottomless": (b"[" * 100_000 + b"]" * 100_000, 400),
        "a number of many digits": (b'{"title": ' + b"9" * 5_000 + b"}", 400),
        "an exponent": (b'{"jurisdiction": 1e400}', 400),
        "an unknown field": (b'{"title": "x", "is_admin": true}', 400),
        "a huge body": (b'{"title": "' + b"x" * 2_200_000 + b'"}', 413),
    }


@pytest.mark.parametrize(("body", "status"), broken().values(), ids=broken().keys())
def test_broken_bodies_are_refused(world, body, status):
    with counted() as stored:
        answer = world[1].post("/api/v1/tasks/", body, content_type="application/json")
    refused(answer, {status})
    assert stored() == {}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "json", "application/\x00"]
)
def test_other_kinds_of_bodies_are_refused(world, kind):
    with counted() as stored:
        answer = world[1].post("/api/v1/tasks/", b"{}", content_type=kind)
    refused(answer, {400, 415})
    assert stored() == {}


def test_what_belongs_to_another_government_does_not_exist(world):
    cast, client, _task, _draft, foreign = world
    bodies = [
        ("/api/v1/tasks/issue/", {"tasks": [foreign.pk]}),
        ("/api/v1/tasks/", {"jurisdiction": cast.other_jurisdiction.pk, "source": "other", "title": "x"}),
        (
            "/api/v1/tasks/",
            {"jurisdiction": cast.jurisdiction.pk, "source": "other", "title": "x", "lead": cast.stranger_unit.pk},
        ),
        ("/api/v1/urgings/", {"assignments": [foreign.assignments.get().pk], "level": "blue"}),
        (f"/api/v1/tasks/{foreign.pk}/suspend/", {"reason": "x"}),
    ]
    with counted() as stored:
        for address, body in bodies:
            refused(client.post(address, body, format="json"), {400, 404})
    assert stored() == {}


@pytest.mark.parametrize(
    "pk", ["0", "999999999999999999", "1" * 40, "-1", "1.0", "一", "\uff11", "%00", "1%0A", "../1"]
)
def test_ids_that_are_none_are_not_found(world, pk):
    refused(world[1].get(f"/api/v1/tasks/{pk}/"), {400, 404})


@pytest.mark.parametrize("tag", ["", "1", '"x"', '"1", "2"', "*", '"-1"', '"99999999999999"', '"\uff11"'])
def test_a_made_up_version_is_refused(world, tag):
    _cast, client, task, *_ = world
    with counted() as stored:
        answer = client.post(
            f"/api/v1/tasks/{task.pk}/suspend/", {"reason": "x"}, format="json", headers={"If-Match": tag}
        )
    assert refused(answer, {400})["code"] == "request.if_match_invalid"
    assert stored() == {}


def test_tokens_that_are_over_or_made_up_open_nothing(world):
    cast, _client, task, *_ = world
    over, clear = issue_token(
        user=cast.supervisor, name="t", scopes=sorted(SCOPES), expires_at=clock.real_now() - timedelta(seconds=1)
    )
    said = [
        f"Bearer {clear}",
        "Bearer x",
        "Bearer",
        "Bearer a b",
        "Bearer " + "x" * 8000,
        f"Bearer {over.prefix}.令牌",
        "Basic x",
    ]
    for word in said:
        client = APIClient(headers={"Authorization": word.encode().decode("latin-1")})
        with counted() as stored:
            answer = client.post(f"/api/v1/tasks/{task.pk}/suspend/", {"reason": "x"}, format="json")
        assert answer.status_code == 401, word
        assert json.loads(answer.content)["code"] in {"auth.failed", "auth.required"}
        assert stored() == {}


@pytest.mark.parametrize(
    "address", ["tasks/?queue=", "units/?kind=", "me/?fields=", "urgings/?fields=,", "pushes/?state="]
)
def test_a_parameter_without_a_value_is_refused_and_named(world, address):
    answer = world[1].get(f"/api/v1/{address}")
    assert list(refused(answer, {400})["errors"]) == [address.partition("?")[2].partition("=")[0]]


def test_a_yes_or_no_is_no_other_number(world):
    refused(world[1].get("/api/v1/messages/?unread=-1"), {400})


def test_a_number_where_words_belong_is_refused(world):
    _cast, client, task, *_ = world
    answer = client.post(f"/api/v1/tasks/{task.pk}/suspend/", {"reason": 5}, format="json")
    assert "reason" in refused(answer, {400})["errors"]
