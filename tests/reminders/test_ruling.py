"""Dated rules: a change holds from a later day on, what was in force stays, and every day is planned by its own."""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Entry
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments.models import Rule
from departments.rules import EXAMPLES
from reminders import services
from reminders.dated import spans
from reminders.models import Reminder
from reminders.planning import plan, preview
from reminders.shapes import SHAPES
from tests.reminders.builders import make_matter

KEY = "reminder.due_days"


@pytest.fixture(autouse=True)
def _day(settings):
    settings.DUBAN_TODAY = "2025-12-01"


def set_rule(cast, key, value, valid_from=date(2025, 12, 10), **values):
    values = {"source": "督查办法", "by": cast.administrator, **values}
    return services.set_rule(jurisdiction=cast.jurisdiction, key=key, value=value, valid_from=valid_from, **values)


def test_every_rule_that_reminders_read_has_a_shape_its_example_keeps():
    keys = {key for key in EXAMPLES if key.startswith("reminder.")} | {"validity.decisions"}
    assert set(SHAPES) == keys
    assert {key: shape.check(EXAMPLES[key]) for key, shape in SHAPES.items()} == {key: EXAMPLES[key] for key in keys}
    assert all(shape.words(EXAMPLES[key]) for key, shape in SHAPES.items())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (KEY, ["7"]),
        (KEY, [True]),
        (KEY, [7, 7]),
        (KEY, [-1]),
        (KEY, 7),
        ("reminder.overdue_days", [0]),
        ("reminder.ladder", {"unit_head": 8, "supervisor": 4}),
        ("reminder.ladder", {"mayor": 4}),
        ("reminder.quiet_hours", {"from": "21:00"}),
        ("reminder.quiet_hours", {"from": "21:00", "to": "25:00"}),
        ("reminder.quiet_hours", {"from": "21:00", "to": "21:00"}),
        ("reminder.receipt_days", {"before": [1]}),
        ("reminder.recipients", {**EXAMPLES["reminder.recipients"], "due": []}),
        ("reminder.recipients", {**EXAMPLES["reminder.recipients"], "validity": ["clerk"]}),
        ("validity.decisions", {"evaluate": 30}),
        ("light.near_working_days", 5),
    ],
)
def test_a_value_that_is_none_is_refused(cast, key, value):
    with pytest.raises(DomainError):
        set_rule(cast, key, value)
    assert not Rule.objects.exists()


def test_the_past_and_today_cannot_be_given_other_rules_nor_a_rule_in_force_be_dropped(cast, settings):
    for day in (date(2025, 12, 1), date(2025, 6, 1)):
        with pytest.raises(DomainError, match="今天之后"):
            set_rule(cast, KEY, [5], day)
    row = set_rule(cast, KEY, [5])
    settings.DUBAN_TODAY = "2025-12-10"
    with pytest.raises(TransitionForbidden):
        services.drop_rule(row=row, by=cast.administrator)


def test_only_the_administrator_changes_rules_with_a_ground_and_on_record(cast):
    for who in (cast.supervisor, cast.leader, cast.auditor, cast.clerk):
        with pytest.raises(NotPermitted):
            set_rule(cast, KEY, [5], by=who)
    with pytest.raises(DomainError, match="依据"):
        set_rule(cast, KEY, [5], source=" ")
    set_rule(cast, KEY, [5])
    row = set_rule(cast, KEY, [6, 9])
    services.drop_rule(row=row, by=cast.administrator)
    entries = list(Entry.objects.order_by("pk"))
    assert [one.action for one in entries] == ["reminders.rule_set", "reminders.rule_set", "reminders.rule_dropped"]
    assert (entries[1].before["value"], entries[1].after["value"]) == ("5 天", "9、6 天")
    assert not Rule.objects.exists()


def test_days_are_cut_where_a_rule_changes_and_another_governments_rules_do_not_count(cast):
    set_rule(cast, KEY, [5])
    services.set_rule(
        jurisdiction=cast.other_jurisdiction, key=KEY, value=[9], valid_from=date(2025, 12, 5), source="x", by=None
    )
    found = spans(cast.jurisdiction, date(2025, 12, 1), date(2025, 12, 31))
    assert [(span.first, span.last, span.values[KEY]) for span in found] == [
        (date(2025, 12, 1), date(2025, 12, 9), EXAMPLES[KEY]),
        (date(2025, 12, 10), date(2025, 12, 31), [5]),
    ]


def test_catching_up_makes_each_day_by_the_rules_of_that_day_and_invents_nothing_for_days_before(cast, settings):
    make_matter(cast, date(2025, 12, 17))  # 15 days before: 12-02; 7: 12-10; 5: 12-12
    make_matter(cast, date(2025, 12, 14))  # 5 days before: 12-09, when the new rule did not hold yet
    set_rule(cast, KEY, [5])
    settings.DUBAN_TODAY = "2025-12-15"
    plan(cast.jurisdiction)
    steps = Reminder.objects.filter(step__startswith="due-").order_by("occurrence_on", "step")
    found = list(steps.values_list("step", "anchor_on__day", "occurrence_on__day"))
    assert ("due-15", 17, 2) in found
    assert ("due-5", 17, 12) in found
    assert ("due-7", 17, 10) not in found
    assert ("due-5", 14, 9) not in found
    assert ("due-7", 14, 5) in found  # the 7th is a Sunday


def test_the_preview_of_a_day_reckons_with_the_rules_of_that_day(cast):
    make_matter(cast, date(2025, 12, 17))
    set_rule(cast, KEY, [5])
    assert [row.step for row in preview(cast.jurisdiction, date(2025, 12, 10))] == []
    assert [row.step for row in preview(cast.jurisdiction, date(2025, 12, 12))] == ["due-5"]


def test_a_rule_says_who_is_told_ahead(cast):
    make_matter(cast, date(2025, 12, 31))
    set_rule(
        cast, "reminder.recipients", {**EXAMPLES["reminder.recipients"], "due": ["clerk", "unit_head"]},
        date(2025, 12, 2),
    )  # fmt: skip
    rows = preview(cast.jurisdiction, date(2025, 12, 16))
    assert {row.recipient_id for row in rows} == {cast.clerk.pk, cast.head.pk}


@pytest.mark.parametrize("key", sorted(SHAPES))
def test_every_rule_can_be_saved_as_it_stands_for_a_later_day_and_old_values_stay_visible(cast, client, key):
    client.force_login(cast.administrator)
    url = reverse("reminders:rule", args=[key])
    form = client.get(url).context["form"]
    data = {one.html_name: one.value() for one in form}
    data = {name: "" if value is None else value for name, value in data.items()}
    done = client.post(url, {**data, "valid_from": "2025-12-10", "source": "督查办法"}, follow=True)
    page = done.content.decode()
    assert done.redirect_chain, page
    row = Rule.objects.get()
    assert (row.key, row.value) == (key, EXAMPLES[key])
    assert "最初" in page
    assert "尚未启用" in page
    assert "督查办法" in client.get(reverse("reminders:rules")).content.decode() or "2025-12-10 起" in page


def test_what_was_typed_stays_when_it_is_refused(cast, client):
    client.force_login(cast.administrator)
    url = reverse("reminders:rule", args=[KEY])
    refused = client.post(url, {"value": "30、abc", "valid_from": "2025-12-10", "source": "督查办法"})
    assert refused.status_code == 422
    assert "30、abc" in refused.content.decode()
    past = client.post(url, {"value": "30", "valid_from": "2025-11-10", "source": "督查办法"})
    assert "今天之后" in past.content.decode()
    assert client.get(reverse("reminders:rule", args=["light.near_working_days"])).status_code == 404
