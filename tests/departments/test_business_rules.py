"""业务规则: kept by the administrator, dated, each change on record; every rule has a page."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from audit.models import Entry
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments.models import Rule
from departments.rule_books import WrongValueError
from departments.rule_shapes import SHAPES
from departments.rules import EXAMPLES, rule
from departments.services.ruling import drop_business_rule, set_business_rule
from reminders.shapes import SHAPES as REMINDER_SHAPES

TODAY = date(2025, 9, 18)
LATER = date(2025, 10, 1)


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


def test_every_rule_there_is_has_a_page():
    assert set(SHAPES) | set(REMINDER_SHAPES) == set(EXAMPLES)
    assert not set(SHAPES) & set(REMINDER_SHAPES)


@pytest.mark.parametrize("key", SHAPES)
def test_the_shipped_example_fits_its_rule_and_reads_in_words(key):
    assert SHAPES[key].check(EXAMPLES[key]) == EXAMPLES[key]
    assert SHAPES[key].words(EXAMPLES[key])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("receipt.working_days", 0), ("receipt.working_days", "2"), ("report.unit_review", 1),
        ("report.cadence", "daily"), ("report.roles", []), ("report.roles", ["boss"]),
        ("urging.term_working_days", {"red": 1}), ("archive.retention_years", {"meeting": 3}),
        ("task.number", "{prefix}"), ("task.number", "{prefix}{year}-{missing}"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused(key, value):
    with pytest.raises(WrongValueError):
        SHAPES[key].check(value)


def change(cast, **more):
    values: dict[str, Any] = {
        "key": "receipt.working_days",
        "value": 3,
        "valid_from": LATER,
        "source": "督查办法",
    } | more
    return set_business_rule(jurisdiction=cast.jurisdiction, by=cast.administrator, **values)


def test_a_change_holds_from_its_day_on_and_is_on_record(cast):
    change(cast)
    assert rule(cast.jurisdiction, "receipt.working_days", TODAY) == 2
    assert rule(cast.jurisdiction, "receipt.working_days", LATER) == 3
    assert Entry.objects.filter(action="departments.rule_set").exists()


def test_today_and_days_gone_by_keep_their_rules(cast):
    with pytest.raises(DomainError, match="今天之后"):
        change(cast, valid_from=TODAY)
    old = Rule.objects.create(jurisdiction=cast.jurisdiction, key="receipt.working_days", value=4, valid_from=TODAY)
    with pytest.raises(TransitionForbidden):
        drop_business_rule(row=old, by=cast.administrator)
    drop_business_rule(row=change(cast), by=cast.administrator)
    assert Rule.objects.get() == old


def test_nobody_but_the_administrator_changes_a_rule(cast):
    with pytest.raises(NotPermitted):
        set_business_rule(
            jurisdiction=cast.jurisdiction, key="task.closing", value="leader", valid_from=LATER, source="办法",
            by=cast.supervisor,
        )  # fmt: skip


@pytest.mark.parametrize("key", SHAPES)
def test_the_page_of_each_rule_takes_its_own_value_back(client, cast, key):
    client.force_login(cast.administrator)
    page = client.get(reverse("departments:rule", args=[key]))
    form = page.context["form"]
    data = {"valid_from": "2025-10-01", "source": "督查办法"}
    data |= {name: form.initial.get(name, "") for name in (one.name for one in form.own)}
    answer = client.post(reverse("departments:rule", args=[key]), data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Rule.objects.get(key=key).value == EXAMPLES[key]


def test_a_wrong_number_keeps_what_was_typed_and_says_so(client, cast):
    client.force_login(cast.administrator)
    address = reverse("departments:rule", args=["archive.retention_years"])
    data = {"valid_from": "2025-10-01", "source": "办法", "n_default": "十年", "n_meeting": "永久"}
    answer = client.post(address, data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请填整数" in page
    assert "十年" in page
    assert client.post(address, data | {"n_default": "\uff11\uff10"}).status_code == 302
    assert Rule.objects.get().value == {"default": 10, "meeting": None}
