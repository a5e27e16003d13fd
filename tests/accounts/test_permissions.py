"""Who may do what with a government, a unit, a person and a token."""

import pytest

from accounts import permissions
from accounts.access import forget_access
from accounts.models import Membership, Role, User

PARTS = (
    "clerk", "head", "co_clerk", "outsider", "supervisor", "leader", "auditor", "administrator",
    "stranger", "stranger_supervisor",
)  # fmt: skip


@pytest.mark.parametrize(
    ("predicate", "allowed"),
    [
        (permissions.can_see_jurisdiction, set(PARTS[:8])),
        (permissions.can_administer, {"administrator"}),
        (permissions.can_audit, {"auditor"}),
        (permissions.can_supervise, {"supervisor"}),
        (permissions.can_lead, {"leader"}),
        (permissions.can_oversee, {"supervisor", "leader"}),
    ],
)
def test_powers_over_a_government(cast, predicate, allowed):
    assert {part for part in PARTS if predicate(getattr(cast, part), cast.jurisdiction)} == allowed


@pytest.mark.parametrize(
    ("predicate", "allowed"), [(permissions.can_work_for, {"clerk"}), (permissions.can_head, {"head"})]
)
def test_powers_over_a_unit(cast, predicate, allowed):
    assert {part for part in PARTS if predicate(getattr(cast, part), cast.lead_unit)} == allowed


@pytest.mark.parametrize(("person", "allowed"), [("clerk", {"administrator"}), ("administrator", set())])
def test_an_administrator_manages_others_and_never_the_own_account(cast, person, allowed):
    subject = getattr(cast, person)
    assert {part for part in PARTS if permissions.can_manage_person(getattr(cast, part), subject)} == allowed


def test_somebody_who_also_serves_elsewhere_is_seen_but_not_managed(cast):
    Membership.objects.create(
        user=cast.clerk, jurisdiction=cast.other_jurisdiction, department=cast.stranger_unit, role=Role.CLERK
    )
    assert cast.clerk in permissions.visible_people(cast.administrator)
    assert not permissions.can_manage_person(cast.administrator, cast.clerk)


def test_people_see_themselves_and_administrators_their_government(cast):
    assert list(permissions.visible_people(cast.clerk)) == [cast.clerk]
    seen = set(permissions.visible_people(cast.administrator))
    assert seen == {getattr(cast, part) for part in PARTS[:8]}


def test_a_disabled_account_has_no_power_left(cast):
    User.objects.filter(pk=cast.supervisor.pk).update(is_active=False)
    cast.supervisor.refresh_from_db()
    forget_access(cast.supervisor)
    assert not permissions.can_see_jurisdiction(cast.supervisor, cast.jurisdiction)
