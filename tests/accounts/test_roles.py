"""Roles: three powers that exclude each other, no rights for oneself, deputies, hand-over."""

from datetime import date, timedelta

import pytest

from accounts import services
from accounts.models import Membership, Role
from accounts.permissions import can_work_for
from accounts.selectors import clerks_of
from audit.models import Entry
from core import clock
from core.exceptions import DomainError, NotPermitted

TODAY = date(2026, 3, 2)


def add(cast, person, role, unit=None, by="administrator", **more):
    return services.add_role(
        person=getattr(cast, person),
        jurisdiction=more.pop("jurisdiction", cast.jurisdiction),
        role=role,
        department=getattr(cast, unit) if unit else None,
        by=getattr(cast, by) if by else None,
        **more,
    )


@pytest.mark.parametrize(
    ("person", "role", "unit"),
    [
        ("clerk", Role.ADMINISTRATOR, None),
        ("clerk", Role.AUDITOR, None),
        ("leader", Role.ADMINISTRATOR, None),
        ("auditor", Role.SUPERVISOR, None),
        ("auditor", Role.CLERK, "co_unit"),
    ],
)
def test_administration_audit_and_business_exclude_each_other(cast, person, role, unit):
    with pytest.raises(DomainError) as refused:
        add(cast, person, role, unit)
    assert refused.value.code == "accounts.second_power"
    assert "不能由同一人同时持有" in refused.value.message


def test_the_powers_exclude_each_other_across_governments_too(cast):
    with pytest.raises(DomainError, match=r"安岭市的承办人"):
        services.add_role(
            person=cast.stranger, jurisdiction=cast.jurisdiction, role=Role.AUDITOR, by=cast.administrator
        )


def test_one_power_may_follow_another(cast):
    add(cast, "clerk", Role.UNIT_HEAD, "co_unit")
    for row in Membership.objects.filter(user=cast.clerk):
        services.end_role(membership=row, on=clock.today(), by=cast.administrator)
    assert add(cast, "clerk", Role.AUDITOR).role == Role.AUDITOR


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SUPERVISOR, Role.LEADER])
def test_nobody_grants_rights_to_himself(cast, role):
    with pytest.raises(NotPermitted) as refused:
        add(cast, "administrator", role)
    assert refused.value.code == "accounts.own_rights"
    own = Membership.objects.get(user=cast.administrator)
    with pytest.raises(NotPermitted):
        services.end_role(membership=own, on=TODAY, by=cast.administrator)


@pytest.mark.parametrize("by", ["clerk", "head", "supervisor", "leader", "auditor", "stranger_supervisor"])
def test_nobody_but_the_governments_administrator_grants(cast, by):
    with pytest.raises(NotPermitted):
        add(cast, "outsider", Role.CLERK, "co_unit", by=by)


def test_an_administrator_grants_in_the_own_government_only(cast):
    with pytest.raises(NotPermitted):
        add(cast, "outsider", Role.SUPERVISOR, jurisdiction=cast.other_jurisdiction)


@pytest.mark.parametrize(
    ("role", "unit", "message"),
    [
        (Role.CLERK, None, "须有单位"),
        (Role.SUPERVISOR, "lead_unit", "不属于某个单位"),
        (Role.CLERK, "stranger_unit", "同一管辖"),
        (Role.CLERK, "other_unit", "已有这一任职"),
    ],
)
def test_a_role_that_does_not_fit_is_refused(cast, role, unit, message):
    with pytest.raises(DomainError, match=message):
        add(cast, "outsider", role, unit)


def test_a_person_may_work_for_several_units(cast):
    add(cast, "clerk", Role.CLERK, "co_unit", reason="合署办公")
    assert can_work_for(cast.clerk, cast.lead_unit)
    assert can_work_for(cast.clerk, cast.co_unit)
    entry = Entry.objects.get(action="accounts.add_role")
    assert (entry.object_name, entry.after["unit"], entry.reason) == ("市发展改革委联络员", "市财政局", "合署办公")


def test_a_deputy_holds_the_role_during_the_absence_both_days_included(cast):
    replaced = Membership.objects.get(user=cast.clerk)
    services.set_deputy(
        membership=replaced, deputy=cast.outsider, first=TODAY, last=date(2026, 3, 6), by=cast.administrator
    )
    for day, expected in ((1, False), (2, True), (6, True), (7, False)):
        found = clerks_of([cast.lead_unit.pk], date(2026, 3, day))[cast.lead_unit.pk]
        assert (cast.outsider in found) is expected, day
    with pytest.raises(DomainError, match="本人"):
        services.set_deputy(membership=replaced, deputy=cast.clerk, first=TODAY, last=TODAY, by=cast.administrator)
    with pytest.raises(DomainError, match="不能由同一人"):
        services.set_deputy(membership=replaced, deputy=cast.auditor, first=TODAY, last=TODAY, by=cast.administrator)


def test_when_a_role_ends_its_deputies_end_as_well(cast):
    replaced = Membership.objects.get(user=cast.clerk)
    deputy = services.set_deputy(
        membership=replaced, deputy=cast.outsider, first=TODAY, last=date(2026, 12, 31), by=cast.administrator
    )
    services.end_role(membership=replaced, on=date(2026, 4, 1), by=cast.administrator)
    deputy.refresh_from_db()
    assert deputy.valid_to == date(2026, 4, 1)
    with pytest.raises(DomainError, match="不能早于"):
        services.end_role(membership=deputy, on=date(2026, 1, 1), by=cast.administrator)


def test_who_leaves_hands_everything_over_and_nothing_hangs(cast):
    add(cast, "clerk", Role.UNIT_HEAD, "co_unit")
    taken = services.hand_over(
        person=cast.clerk, successor=cast.outsider, jurisdiction=cast.jurisdiction, on=TODAY, by=cast.administrator,
        reason="调离",
    )  # fmt: skip
    assert {(row.role, row.department) for row in taken} == {("clerk", cast.lead_unit), ("unit_head", cast.co_unit)}
    assert clerks_of([cast.lead_unit.pk], TODAY)[cast.lead_unit.pk] == [cast.outsider]
    assert clerks_of([cast.lead_unit.pk], TODAY - timedelta(days=1))[cast.lead_unit.pk] == [cast.clerk]


def test_a_hand_over_to_whom_it_may_not_go_changes_nothing(cast):
    for successor in (cast.clerk, cast.auditor):
        with pytest.raises(DomainError):
            services.hand_over(
                person=cast.clerk, successor=successor, jurisdiction=cast.jurisdiction, on=TODAY, by=cast.administrator
            )
    assert Membership.objects.get(user=cast.clerk).valid_to is None


def test_a_successor_who_holds_the_role_already_does_not_get_it_twice(cast):
    add(cast, "outsider", Role.CLERK, "lead_unit")
    services.hand_over(
        person=cast.clerk, successor=cast.outsider, jurisdiction=cast.jurisdiction, on=TODAY, by=cast.administrator
    )
    assert Membership.objects.filter(user=cast.outsider, department=cast.lead_unit).count() == 1
