"""Who reads a government's register of units, who keeps it, and who sets its calendar."""

import pytest

from core.exceptions import NotPermitted
from departments import permissions
from tests.access.rows import HERE, KEEPERS, PARTS


def allowed(cast, predicate, subject):
    return {part for part in PARTS if predicate(getattr(cast, part), subject)}


def test_whoever_holds_a_role_reads_the_register(cast):
    assert allowed(cast, permissions.may_see_register, cast.jurisdiction) == set(HERE)
    assert allowed(cast, permissions.may_see, cast.lead_unit) == set(HERE)


def test_administrators_and_supervisors_keep_it_and_administrators_alone_the_calendar(cast):
    assert allowed(cast, permissions.may_keep_register, cast.jurisdiction) == set(KEEPERS)
    assert allowed(cast, permissions.may_administer, cast.jurisdiction) == {"administrator"}


@pytest.mark.parametrize(
    ("require", "may"),
    [
        (permissions.require_keeper, permissions.may_keep_register),
        (permissions.require_administrator, permissions.may_administer),
    ],
)
def test_services_are_refused_to_everybody_else_and_open_to_the_system(cast, require, may):
    require(None, cast.jurisdiction)
    for part in PARTS:
        user = getattr(cast, part)
        if may(user, cast.jurisdiction):
            require(user, cast.jurisdiction)
        else:
            with pytest.raises(NotPermitted):
                require(user, cast.jurisdiction)
