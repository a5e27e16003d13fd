"""Old examples still answer: a client written against them needs no change."""

import json
import os
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from tests.answers import undone
from tests.contract import kept

DAY = datetime(2026, 3, 10, 2, tzinfo=UTC)
# each of these is a document of bytes or differs by its nature from one run to the next
NOT_KEPT = {"evidence-content", "ledger-list"}


def ask(request, known):
    client = APIClient()
    client.force_login(getattr(known["cast"], request["as"]))
    address = reverse(request["name"], kwargs=kept.filled(request["parts"], known)) + request["query"]
    headers = {"If-Match": f'"{request["if_match"]}"'} if request["if_match"] else {}
    body = kept.filled(request["body"], known)
    verb = getattr(client, request["method"].lower())
    answer = verb(address, body, format="json", headers=headers) if body is not None else verb(address, headers=headers)
    return answer.status_code, json.loads(answer.content) if answer.content else None


@pytest.fixture
def known(db):
    from tests.cast import make_cast

    with time_machine.travel(DAY, tick=False):
        yield kept.known_things(make_cast())


def test_every_kept_example_is_answered_as_it_was(known):
    wrong = {}
    for one in kept.examples():
        with undone():
            status, answer = ask(one["request"], known)
            gone = kept.lost(one["answer"], answer) if status == one["status"] else [f"status {status}: {answer}"]
            if gone:
                wrong[f"{one['request']['method']} {one['request']['name']} as {one['request']['as']}"] = gone
    assert wrong == {}


def test_every_operation_that_succeeds_has_an_example(known):
    have = {(one["request"]["method"], one["request"]["name"]) for one in kept.examples()}
    new = [(app, row) for app, row in kept.rows() if (row.method, row.name) not in have and row.name not in NOT_KEPT]
    if os.environ.get("DUBAN_KEEP_EXAMPLES"):
        keep(new, known)
        new = []
    assert [f"{row.method} {row.name}" for _, row in new] == [], "make contract KEEP=1 keeps them"


def masked(value):
    """What is shown once stays out of the repository."""
    if isinstance(value, dict):
        return {name: "…" if name in {"token", "secret"} else masked(held) for name, held in value.items()}
    return [masked(one) for one in value] if isinstance(value, list) else value


def keep(new, known):
    files: dict[str, list] = {}
    for app, row in new:
        request = kept.request_of(app, row)
        with undone():
            status, answer = ask(request, known)
            assert status < 300, (request, status, answer)
            files.setdefault(app, []).append({"request": request, "status": status, "answer": masked(answer)})
    kept.FOLDER.mkdir(exist_ok=True)
    for app, found in files.items():
        path = kept.FOLDER / f"{app}.json"
        old = json.loads(path.read_text()) if path.exists() else []
        path.write_text(json.dumps([*old, *found], ensure_ascii=False, indent=1, default=str) + "\n")


def test_a_lost_field_a_new_type_and_a_new_word_are_noticed():
    old = {"id": 1, "state": "issued", "parts": [{"role": "lead", "on": None}]}
    assert kept.lost(old, {"id": 7, "state": "issued", "parts": [{"role": "lead", "on": "2026-01-01", "x": 1}]}) == []
    assert kept.lost(old, {"id": 7, "state": "sent", "parts": [{"role": "lead", "on": None}]})
    assert kept.lost(old, {"id": "7", "state": "issued", "parts": [{"role": "lead", "on": None}]})
    assert kept.lost(old, {"id": 7, "state": "issued", "parts": [{"on": None}]})
    assert kept.lost(old, {"id": 7, "state": "issued", "parts": []})
    assert kept.lost(old, {"id": 7, "state": None, "parts": [{"role": "lead", "on": None}]})
