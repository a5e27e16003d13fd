"""Who may do what with a government, a unit, a person and a token."""

import pytest

from accounts import permissions
from accounts.access import access_of, actor_of, forget_access
from accounts.models import Membership, Role, User
from accounts.services import create_service_account
from accounts.tokens import issue_token
from core import clock

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


def test_everybody_sees_the_governments_in_which_a_role_is_held(cast):
    for part in PARTS:
        there = part.startswith("stranger")
        expected = cast.other_jurisdiction if there else cast.jurisdiction
        assert list(permissions.visible_jurisdictions(getattr(cast, part))) == [expected]


def test_a_superuser_is_managed_by_nobody_and_who_left_by_the_last_administrator(cast):
    User.objects.filter(pk=cast.clerk.pk).update(is_superuser=True)
    cast.clerk.refresh_from_db()
    assert not permissions.can_manage_person(cast.administrator, cast.clerk)
    Membership.objects.filter(user=cast.co_clerk).update(valid_to=clock.today())
    assert permissions.can_manage_person(cast.administrator, cast.co_clerk)
    Membership.objects.filter(user=cast.outsider).delete()
    assert not permissions.can_manage_person(cast.administrator, cast.outsider)


def test_tokens_are_the_owners_and_a_services_its_administrators(cast):
    account = create_service_account(
        jurisdiction=cast.jurisdiction, username="oa", name="办公系统", purpose="对接", contact="运维", role=Role.CLERK,
        department=cast.lead_unit, by=cast.administrator,
    )  # fmt: skip
    own, _ = issue_token(user=cast.clerk, name="自己的", scopes=["tasks:read"])
    theirs, _ = issue_token(user=account.user, name="系统的", scopes=["tasks:read"])
    seen = {part: set(permissions.visible_tokens(getattr(cast, part))) for part in PARTS}
    assert {part: tokens for part, tokens in seen.items() if tokens} == {"clerk": {own}, "administrator": {theirs}}
    assert {part for part in PARTS if permissions.can_manage_tokens(getattr(cast, part), account.user)} == {
        "administrator"
    }
    assert permissions.can_manage_tokens(cast.clerk, cast.clerk)
    assert not permissions.can_manage_tokens(cast.administrator, cast.clerk)
    kept = {part for part in PARTS if permissions.visible_service_accounts(getattr(cast, part)).exists()}
    assert kept == {"administrator"}


def test_access_is_computed_once_a_day_and_names_the_actor(cast):
    assert actor_of(cast.clerk).unit_name == "市发展改革委"
    assert actor_of(cast.supervisor).unit_name == ""
    assert access_of(cast.clerk) is access_of(cast.clerk)
    before = access_of(cast.clerk)
    forget_access(cast.clerk)
    # with nothing computed there is nothing to forget
    forget_access(cast.clerk)
    assert access_of(cast.clerk) is not before
    assert access_of(cast.clerk) == before
