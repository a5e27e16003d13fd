"""Numbers that pages are sent: too long for a key or for Python, digits of other scripts. Never a failure of ours."""

from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from tests.access.collected import modules, rows
from tests.access.endpoints import endpoints
from tests.access.rows import PARTS, Row
from tests.answers import close, undone
from tests.cast import Cast

NUMBERS = ("9" * 19, "9" * 30, "9" * 5000, "٣", "-1")
# what the pages read as numbers of records, versions and rows
FIELDS = (
    "task", "part", "report", "send", "row", "policy", "government", "unit", "department", "job", "page", "before",
    "m", "version", "rest", "responsibility", "task-1", "seen-1",
)  # fmt: skip
PAGES = {one.name for one in endpoints() if not one.is_api}


def fails_of(row: Row, cast: Cast, made: Any, number: str) -> list[str]:
    client = APIClient(raise_request_exception=False)
    part = next((one for one in PARTS if row.expected[one] < 400), None)
    if part is None:
        return []
    client.force_login(User.objects.get(pk=getattr(cast, part).pk))
    address = reverse(row.name, kwargs=dict(row.at(cast, made)))
    given: Any = dict(row.data(cast, made))
    names = {*FIELDS, *(name for name, value in given.items() if isinstance(value, (int, str)))}
    wrong = []
    for sent in (dict.fromkeys(names, number), {**given, **dict.fromkeys(FIELDS, number)}):
        # pairs as the pages write them: a record with its version, a measure with its way
        sent |= {"shown": f"{number}:{number}", "picked": f"{number}:1", f"split-{number}": number}
        sent |= {f"part-{number}": number, f"effect-{number}": "keep"}
        with undone():
            answer = (client.get if row.method == "GET" else client.post)(address, sent)
            close(answer)
            if answer.status_code >= 500 and row.name != "core:readyz":
                wrong.append(f"{row} {sorted(sent)[:1]}… {number[:20]}: {answer.status_code}")
    return wrong


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: f"{number[:1]}x{len(number)}")
@pytest.mark.parametrize("app", sorted(modules()))
def test_no_number_a_page_is_sent_makes_it_fail(cast, app, number):
    made = modules()[app].make(cast) if hasattr(modules()[app], "make") else None
    mine = [row for owner, row in rows() if owner == app and row.name in PAGES]
    assert [line for row in mine for line in fails_of(row, cast, made, number)] == []
