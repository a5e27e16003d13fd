"""Role × department × endpoint × method: nothing answers anybody it should not, and nothing is left out."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import issue_token
from tests.access.collected import modules, rows
from tests.access.endpoints import Endpoint, endpoints
from tests.access.rows import ANONYMOUS, PARTS, Row
from tests.cast import Cast

# True: an endpoint of any app without a row fails. False: only those of apps that have a module of rows here.
STRICT = False
# pages and routes that answer strangers, on purpose
PUBLIC = {"accounts:sign-in", "accounts:sign-out", "core:theme", "core:healthz", "core:readyz"}
WITHOUT_ROW: set[str] = set()

ALL = endpoints()
ROWS = rows()
BY_NAME = {one.name: one for one in ALL}
IDS = [str(row) for _, row in ROWS]


@pytest.fixture
def made(cast):
    """What the modules' `make` functions made, by app."""
    return {app: module.make(cast) if hasattr(module, "make") else None for app, module in modules().items()}


def send(client: APIClient, row: Row, cast: Cast, made: Any) -> int:
    address = reverse(row.name, kwargs=dict(row.at(cast, made))) + row.query
    headers = dict(row.headers) | ({"If-Match": f'"{row.version}"'} if row.version else {})
    how = {"format": "json"} if BY_NAME[row.name].is_api else {}
    verb = getattr(client, row.method.lower())
    values: Any = row.data(cast, made) if row.method != "GET" else None
    return int(verb(address, values, headers=headers, **how).status_code)


class Undone(Exception):  # noqa: N818 not an error: takes back what a request wrote
    """Raised to roll one request back."""


def status_for(part: str, row: Row, cast: Cast, made: Any) -> int:
    client = APIClient()
    if part != ANONYMOUS:
        client.force_login(User.objects.get(pk=getattr(cast, part).pk))
    status = 0
    try:
        with transaction.atomic():
            status = send(client, row, cast, made)
            raise Undone
    except Undone:
        return status


@pytest.mark.parametrize(("app", "row"), ROWS, ids=IDS)
def test_everybody_gets_what_the_matrix_says(cast, made, app, row):
    got = {part: status_for(part, row, cast, made[app]) for part in (*PARTS, ANONYMOUS)}
    assert got == dict(row.expected)


SCOPED = [(app, row) for app, row in ROWS if BY_NAME[row.name].is_api and not row.scopeless]


@pytest.mark.parametrize(("app", "row"), SCOPED, ids=[str(row) for _, row in SCOPED])
def test_a_token_without_scopes_opens_nothing(cast, made, app, row):
    allowed = [part for part in PARTS if row.expected[part] < 400]
    if not allowed:
        return
    _, clear_text = issue_token(user=getattr(cast, allowed[0]), name="无范围", scopes=[])
    client = APIClient(headers={"Authorization": f"Bearer {clear_text}"})
    assert send(client, row, cast, made[app]) == 403


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


PAGES = sorted({row.name for _, row in ROWS if not BY_NAME[row.name].is_api})


@pytest.mark.parametrize("name", PAGES)
def test_a_method_of_a_page_without_a_row_is_not_allowed(cast, made, name):
    rows_of = {row.method: (app, row) for app, row in ROWS if row.name == name}
    app, known = next(iter(rows_of.values()))
    allowed = [part for part in PARTS if known.expected[part] < 400] or list(PARTS)
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        if method not in rows_of:
            other = Row(name, method, {}, known.at)
            got = {part: status_for(part, other, cast, made[app]) for part in allowed}
            assert set(got.values()) == {405}, (method, got)


def test_no_row_is_of_an_endpoint_that_is_gone():
    assert {row.name for _, row in ROWS} <= set(BY_NAME)


@pytest.mark.parametrize("name", sorted(set(BY_NAME) - PUBLIC))
def test_every_endpoint_of_every_app_asks_for_sign_in(db, name):
    one, client = BY_NAME[name], APIClient()
    for method in one.methods:
        response = getattr(client, method.lower())(one.path)
        if one.is_api:
            assert response.status_code == 401, method
        else:
            assert response.status_code == 302, method
            assert response.url.startswith(reverse("accounts:sign-in")), method
