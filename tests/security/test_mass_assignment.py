"""REST: every write refuses fields it does not offer; nobody writes owner, state, version or rights along the way."""

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from tests.access.collected import modules
from tests.access.rows import PARTS
from tests.access.test_matrix import BY_NAME, make, rows_of
from tests.answers import undone

EXTRA = {"is_superuser": True, "jurisdiction_id": 1, "state": "closed", "created_by": 1, "user": 1, "pk": 1}
WRITES = ("POST", "PUT", "PATCH")


def writes(app):
    """Return the writes of an app that somebody may do, with who may."""
    for row in rows_of(app):
        allowed = [part for part in PARTS if row.expected[part] < 300]
        if BY_NAME[row.name].is_api and row.method in WRITES and allowed:
            yield row, allowed[0]


@pytest.mark.parametrize("app", sorted(modules()))
def test_a_field_that_is_not_offered_is_refused_by_every_write(cast, app):
    made, taken = make(app, cast), {}
    for row, part in writes(app):
        client = APIClient()
        client.force_login(getattr(cast, part))
        address = reverse(row.name, kwargs=dict(row.at(cast, made))) + row.query
        headers = dict(row.headers) | ({"If-Match": f'"{row.version}"'} if row.version else {})
        sent = dict(row.data(cast, made))
        for name, value in EXTRA.items():
            if name in sent:
                continue
            with undone():
                answer = getattr(client, row.method.lower())(
                    address, sent | {name: value}, headers=headers, format="json"
                )
                if answer.status_code != 400 or name not in answer.json().get("errors", {}):
                    taken[f"{row} {name}"] = answer.status_code
    assert taken == {}


def test_the_walk_meets_the_writes_of_every_app_that_has_some():
    met = {row.name for app in modules() for row, _ in writes(app)}
    assert {"unit-list", "token-list", "task-list", "report-detail", "policy-detail"} <= met
