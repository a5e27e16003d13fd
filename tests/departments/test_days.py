"""The administrator's own working days: before the yearly notices, with their source, on record."""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Entry
from core.exceptions import DomainError, NotPermitted
from departments import services
from departments.models import DayOverride
from departments.selectors import work_calendar

SATURDAY = date(2026, 10, 24)


def set_day(cast, by, **values):
    return services.set_day(
        jurisdiction=cast.jurisdiction, by=by, **{"day": SATURDAY, "is_working": True, "source": "云政办函", **values}
    )


def test_a_day_set_is_worked_here_and_nowhere_else_until_it_is_dropped(cast):
    row = set_day(cast, cast.administrator)
    assert work_calendar(cast.jurisdiction).is_working(SATURDAY)
    assert not work_calendar(cast.stranger_unit.jurisdiction).is_working(SATURDAY)
    services.drop_day(override=row, by=cast.administrator)
    assert not work_calendar(cast.jurisdiction).is_working(SATURDAY)
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == [
        "departments.set_day",
        "departments.drop_day",
    ]


def test_a_day_set_twice_is_changed_and_the_log_holds_both(cast):
    set_day(cast, cast.administrator)
    set_day(cast, cast.administrator, is_working=False, name="防汛调休")
    row = DayOverride.objects.get(jurisdiction=cast.jurisdiction)
    assert (row.is_working, row.name) == (False, "防汛调休")
    entry = Entry.objects.latest("pk")
    assert (entry.before["is_working"], entry.after["is_working"]) == (True, False)


def test_only_the_administrator_sets_days_and_says_on_what_ground(cast):
    with pytest.raises(NotPermitted):
        set_day(cast, cast.supervisor)
    with pytest.raises(DomainError, match="依据"):
        set_day(cast, cast.administrator, source=" ")
    shared = DayOverride.objects.create(day=SATURDAY, is_working=True, source="国办发明电")
    with pytest.raises(DomainError, match="各级共用"):
        services.drop_day(override=shared, by=cast.administrator)


def test_the_page_sets_a_day_keeps_what_was_typed_and_says_which_year_is_only_estimated(client, cast):
    client.force_login(cast.administrator)
    url = reverse("departments:days")
    refused = client.post(url, {"day": "2026-10-24", "is_working": "work", "name": "调休", "source": ""})
    assert refused.status_code == 422
    assert 'value="调休"' in refused.content.decode()
    done = client.post(url, {"day": "2026-10-24", "is_working": "work", "source": "云政办函"}, follow=True)
    assert "已调整：2026-10-24 班" in done.content.decode()
    client.force_login(cast.clerk)
    page = client.get(url).content.decode()
    assert "保存这一天" not in page
    assert "云政办函" in page
