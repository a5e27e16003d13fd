"""Role × department × endpoint × method: nothing answers anybody it should not, and nothing is left out."""

from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import issue_token
from tests.access.collected import modules, rows
from tests.access.endpoints import Endpoint, endpoints
from tests.access.rows import ANONYMOUS, PARTS, Row
from tests.answers import close, undone
from tests.cast import Cast

# True: an endpoint of any app without a row fails. False: only those of apps that have a module of rows here.
STRICT = True
# pages and routes that answer strangers, on purpose
PUBLIC = {
    "accounts:sso",
    "accounts:sso-back",
    "accounts:sign-in",
    "accounts:sign-out",
    "core:theme",
    "core:healthz",
    "core:readyz",
    "metrics",
    # the guide says nothing about the data
    "guide",
    "guide-chapter",
    # opened by its secret alone (tests/outward/test_calendars.py)
    "outward:calendar",
}
WITHOUT_ROW: set[str] = set()

ALL = endpoints()
ROWS = rows()
BY_NAME = {one.name: one for one in ALL}


def make(app: str, cast: Cast) -> Any:
    module = modules()[app]
    return module.make(cast) if hasattr(module, "make") else None


def send(client: APIClient, row: Row, cast: Cast, made: Any) -> int:
    address = reverse(row.name, kwargs=dict(row.at(cast, made))) + row.query
    headers = dict(row.headers) | ({"If-Match": f'"{row.version}"'} if row.version else {})
    how = {"format": "json"} if BY_NAME[row.name].is_api else {}
    verb = getattr(client, row.method.lower())
    values: Any = row.data(cast, made) if row.method != "GET" else None
    response = verb(address, values, headers=headers, **how)
    # a file that is sent stays open until the server is done with it
    close(response)
    return int(response.status_code)


def status_for(part: str, row: Row, cast: Cast, made: Any) -> int:
    client = APIClient()
    if part != ANONYMOUS:
        client.force_login(User.objects.get(pk=getattr(cast, part).pk))
    with undone():
        return send(client, row, cast, made)


def rows_of(app: str) -> list[Row]:
    return [row for owner, row in ROWS if owner == app]


@pytest.mark.parametrize("app", sorted(modules()))
def test_everybody_gets_what_the_matrix_says(cast, app):
    made, wrong = make(app, cast), {}
    for row in rows_of(app):
        got = {part: status_for(part, row, cast, made) for part in (*PARTS, ANONYMOUS)}
        different = {part: (status, row.expected[part]) for part, status in got.items() if status != row.expected[part]}
        if different:
            wrong[str(row)] = different
    assert wrong == {}, "endpoint: part: (got, expected)"


@pytest.mark.parametrize("app", sorted(modules()))
def test_a_token_without_scopes_opens_nothing(cast, app):
    made, opened = make(app, cast), {}
    for row in rows_of(app):
        allowed = [part for part in PARTS if row.expected[part] < 400]
        if not BY_NAME[row.name].is_api or row.scopeless or not allowed:
            continue
        with undone():
            _, clear_text = issue_token(user=getattr(cast, allowed[0]), name="无范围", scopes=[])
            client = APIClient(headers={"Authorization": f"Bearer {clear_text}"})
            status = send(client, row, cast, made)
            if status != 403:
                opened[str(row)] = status
    assert opened == {}


def test_every_endpoint_has_its_rows():
    covered = {(row.name, row.method) for _, row in ROWS}
    missing = {line for one in ALL for line in without_row(one, covered)}
    WITHOUT_ROW.update(f"{app}: {line}" for app, line in missing)
    mine = {(app, line) for app, line in missing if STRICT or app in modules()}
    assert mine == set()


def without_row(one: Endpoint, covered: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the methods of an endpoint without a row; a page needs GET or POST, what else it does is tested below."""
    lacking = [method for method in one.methods if (one.name, method) not in covered]
    if not one.is_api and len(lacking) < len(one.methods):
        return []
    return [(one.app, f"{method} {one.name}") for method in lacking]


@pytest.mark.parametrize("app", sorted(modules()))
def test_a_method_of_a_page_without_a_row_is_not_allowed(cast, app):
    made, allowed = make(app, cast), {}
    pages = {row.name: row for row in rows_of(app) if not BY_NAME[row.name].is_api}
    for name, known in pages.items():
        methods = {row.method for row in rows_of(app) if row.name == name}
        who = [part for part in PARTS if known.expected[part] < 400] or list(PARTS)
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - methods:
            other = Row(name, method, {}, known.at)
            got = {status_for(part, other, cast, made) for part in who}
            if got != {405}:
                allowed[str(other)] = got
    assert allowed == {}


def test_no_row_is_of_an_endpoint_that_is_gone():
    assert {row.name for _, row in ROWS} <= set(BY_NAME)


def test_every_endpoint_of_every_app_asks_for_sign_in(db):
    answered = {}
    for one in ALL:
        for method in one.methods if one.name not in PUBLIC else ():
            response = getattr(APIClient(), method.lower())(one.path)
            at_sign_in = response.status_code == 302 and response.url.startswith(reverse("accounts:sign-in"))
            if response.status_code != 401 if one.is_api else not at_sign_in:
                answered[f"{method} {one.name}"] = response.status_code
    assert answered == {}
