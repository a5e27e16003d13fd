"""Who is told: the people who hold a role on a day, deputies included."""

from datetime import date

from accounts.models import Membership, Role, User
from accounts.selectors import clerks_of, heads_of, leaders_of, supervisors_of, units_without_clerk

MARCH, APRIL = date(2026, 3, 15), date(2026, 4, 15)


def test_clerks_come_by_unit_and_a_unit_without_any_has_an_empty_list(cast):
    found = clerks_of([cast.lead_unit.pk, cast.counties[0].pk], MARCH)
    assert found == {cast.lead_unit.pk: [cast.clerk], cast.counties[0].pk: []}


def test_a_deputy_is_found_during_the_absence_only(cast):
    replaced = Membership.objects.get(user=cast.clerk)
    Membership.objects.create(
        user=cast.outsider, jurisdiction=cast.jurisdiction, department=cast.lead_unit, role=Role.CLERK,
        valid_from=date(2026, 3, 1), valid_to=date(2026, 4, 1), deputy_for=replaced,
    )  # fmt: skip
    assert clerks_of([cast.lead_unit.pk], MARCH)[cast.lead_unit.pk] == [cast.clerk, cast.outsider]
    assert clerks_of([cast.lead_unit.pk], APRIL)[cast.lead_unit.pk] == [cast.clerk]


def test_who_left_is_disabled_or_a_machine_is_not_told(cast):
    Membership.objects.filter(user=cast.clerk).update(valid_to=MARCH)
    User.objects.filter(pk=cast.co_clerk.pk).update(is_active=False)
    User.objects.filter(pk=cast.outsider.pk).update(is_service=True)
    units = [cast.lead_unit.pk, cast.co_unit.pk, cast.other_unit.pk]
    assert clerks_of(units, MARCH) == {pk: [] for pk in units}


def test_heads_supervisors_and_leaders_stay_within_their_government(cast):
    assert heads_of([cast.lead_unit.pk], MARCH) == {cast.lead_unit.pk: [cast.head]}
    assert supervisors_of(cast.jurisdiction, MARCH) == [cast.supervisor]
    assert leaders_of(cast.jurisdiction, MARCH) == [cast.leader]
    assert leaders_of(cast.other_jurisdiction, MARCH) == []


def test_units_for_which_nobody_works_are_listed(cast):
    assert units_without_clerk(cast.jurisdiction, MARCH) == list(cast.counties)


def test_clerks_of_many_units_cost_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        clerks_of([cast.lead_unit.pk, cast.co_unit.pk, cast.other_unit.pk], MARCH)
