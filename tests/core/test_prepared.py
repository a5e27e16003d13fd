"""Queries compiled once: the same rows as the queryset they are made of, whatever the values."""

from datetime import date

import pytest
from django.db.models import Q

from core import clock
from core.prepared import LENGTHS, Prepared, columns
from departments.models import DayOverride, Department, Rule


def test_a_prepared_query_finds_what_its_queryset_finds_with_other_values_too(cast):
    prepared = Prepared(
        lambda units, name: Department.objects.filter(Q(name=name) | Q(pk__in=units)).order_by("pk").values_list("pk")
    )
    for units in ([], [cast.lead_unit.pk], [cast.co_unit.pk, cast.lead_unit.pk], [cast.co_unit.pk] * 9):
        for name in (cast.other_unit.name, "没有这个单位"):
            wanted = Department.objects.filter(Q(name=name) | Q(pk__in=units)).order_by("pk").values_list("pk")
            assert prepared.rows(units=units, name=name) == list(wanted)


def test_a_list_longer_than_the_longest_length_is_asked_for_whole(cast):
    prepared = Prepared(lambda units: Department.objects.filter(pk__in=units).values_list("pk"))
    far = range(10**9, 10**9 + LENGTHS[-1])
    assert prepared.rows(units=[*far, cast.lead_unit.pk]) == [(cast.lead_unit.pk,)]


def test_it_is_compiled_once_a_length(cast, django_assert_num_queries):
    built = []

    def build(units):
        built.append(units.length)
        return Department.objects.filter(pk__in=units).values_list("pk")

    prepared = Prepared(build)
    with django_assert_num_queries(4):
        for units in ([1], [2], [1, 2, 3], [1, 2, 3, 4]):
            prepared.rows(units=units)
    assert built == [1, 5]


def test_values_come_back_as_their_fields_read_them(cast):
    rows = Prepared(
        lambda on: Rule.objects.filter(valid_from__lte=on).order_by("pk").values_list("key", "value", "valid_from")
    )
    kept = {"before": [1, 0], "after": []}
    Rule.objects.create(jurisdiction=cast.jurisdiction, key="x", value=kept, valid_from=date(2020, 5, 1))
    DayOverride.objects.create(day=date(2020, 5, 2), is_working=True, source="通知")
    assert rows.rows(on=date(2020, 5, 1))[-1] == ("x", kept, date(2020, 5, 1))
    assert rows.rows(on=date(2020, 4, 30)) == []
    days = Prepared(lambda on: DayOverride.objects.filter(day=on).values_list("day", "is_working"))
    assert days.rows(on=date(2020, 5, 2)) == [(date(2020, 5, 2), True)]


def test_moments_are_compared_in_the_database_as_moments(cast):
    from accounts.models import User

    User.objects.filter(pk=cast.clerk.pk).update(last_login=clock.real_now())
    seen = Prepared(lambda at: User.objects.filter(last_login__gte=at).values_list("pk", "last_login"))
    ((pk, at),) = seen.rows(at=clock.day_bounds(clock.real_now().date())[0].replace(year=2000))
    assert (pk, at.tzinfo is not None) == (cast.clerk.pk, True)
    assert seen.rows(at=clock.real_now().replace(year=2999)) == []


@pytest.mark.pure
def test_columns_stand_in_the_order_of_the_model():
    assert columns(Department, "valid_to", "id", "name") == ["id", "name", "valid_to"]
    assert columns(Rule) == [field.attname for field in Rule._meta.concrete_fields]
