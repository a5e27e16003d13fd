"""Lights: the rule itself, and the same in SQL for the same rows."""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from policies.models import UnitRole
from tasks import lighting, lights, reading, selectors
from tasks.lights import Facts, Reason, Thresholds
from tasks.models import Assignment, AssignmentState, ReportState, Task, TaskState, Urging
from tests.factories.tasks import at, make_part, make_report, make_task

TODAY = date(2025, 9, 18)
RULES = Thresholds(near_until=date(2025, 10, 10), behind_points=5)
LATER = date(2025, 12, 31)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("facts", "code", "word"),
    [
        (Facts(is_open=False, due_on=date(2025, 1, 1)), "grey", "已销号"),
        (Facts(is_open=True), "grey", "无期限"),
        (Facts(is_open=True, signed=False), "grey", "待签收"),
        (Facts(is_open=True, due_on=LATER), "green", "正常"),
        (Facts(is_open=True, due_on=LATER, signed=False), "grey", "待签收"),
        (Facts(is_open=True, due_on=TODAY), "blue", "临期"),
        (Facts(is_open=True, due_on=RULES.near_until), "blue", "临期"),
        (Facts(is_open=True, due_on=RULES.near_until + timedelta(days=1)), "green", "正常"),
        (Facts(is_open=True, due_on=date(2025, 9, 12)), "red", "逾期 6 天"),
        (Facts(is_open=True, due_on=LATER, missed_on=date(2025, 9, 15)), "red", "月报逾期 3 天"),
        (Facts(is_open=True, due_on=LATER, missed_on=TODAY), "green", "正常"),
        (Facts(is_open=True, signed=False, receipt_due_on=date(2025, 9, 17)), "red", "签收逾期 1 天"),
        (Facts(is_open=True, receipt_due_on=date(2025, 9, 17)), "grey", "无期限"),
        (Facts(is_open=True, due_on=LATER, returned=True), "yellow", "退回补报"),
        (Facts(is_open=True, due_on=LATER, urged=True), "yellow", "催办待复"),
        (Facts(is_open=True, due_on=LATER, on_schedule=False), "yellow", "滞后"),
        (Facts(is_open=True, due_on=LATER, issued_on=date(2025, 1, 1), percent=66), "yellow", "滞后"),
        (Facts(is_open=True, due_on=LATER, issued_on=date(2025, 1, 1), percent=67), "green", "正常"),
        (Facts(is_open=True, on_schedule=False), "yellow", "滞后"),
    ],
)
def test_a_light_says_its_colour_and_its_reason(facts, code, word):
    light = lights.read(facts, TODAY, RULES)
    assert light.code == code
    assert lights.word(light.reason, light.since, TODAY, state_word="已销号", cadence="monthly") == word


@pytest.mark.pure
@pytest.mark.parametrize(
    ("issued", "due", "expected"),
    [
        (None, LATER, None),
        (date(2025, 1, 1), None, None),
        (date(2025, 9, 18), LATER, 0),
        (date(2025, 9, 20), LATER, 0),
        (date(2025, 9, 8), date(2025, 9, 28), 50),
        (date(2025, 9, 8), TODAY, 100),
        (date(2025, 9, 20), date(2025, 9, 20), 100),
    ],
)
def test_the_calendar_wants_a_share_of_the_time_that_passed(issued, due, expected):
    assert lights.planned_percent(issued, due, TODAY) == expected


def random_matter(cast, dice: random.Random) -> Task:
    """Create a matter in a state nobody would think of testing."""

    def day(*choices):
        offset = dice.choice(choices)
        return None if offset is None else TODAY + timedelta(days=offset)

    task = make_task(
        cast.jurisdiction,
        state=dice.choice(TaskState.values[2:]),
        due_on=day(None, -9, -1, 0, 1, 12, 22, 23, 104),
        issued_on=day(-200, -104, -20, -1, 0),
    )
    for unit, first in ((cast.lead_unit, dice.random() < 0.9), (cast.co_unit, False)):
        part = make_part(
            task, unit, role=UnitRole.LEAD if first else UnitRole.CO, is_first_lead=first,
            state=dice.choice(AssignmentState.values[:6]), receipt_due_on=day(None, -2, 0, 3),
        )  # fmt: skip
        for month in dice.sample((6, 7, 8, 9), k=dice.randint(0, 4)):
            make_report(
                part, date(2025, month, 1), state=dice.choice(ReportState.values),
                percent=dice.choice((None, 0, 40, 61, 66, 67, 90, 100)), on_schedule=dice.choice((None, True, False)),
                return_reason=dice.choice(("", "", "", "请补统计表")), due_on=day(None, -40, -3, 0, 17),
            )  # fmt: skip
        if dice.random() < 0.3:
            Urging.objects.create(
                assignment=part, number=1, level="blue", text="请抓紧", is_proposal=dice.random() < 0.3,
                issued_at=at(TODAY), replied_at=dice.choice((None, at(TODAY))),
            )  # fmt: skip
    return task


def test_sql_and_rule_agree_on_every_matter_and_every_part(cast):
    dice = random.Random(7)
    for _ in range(160):
        random_matter(cast, dice)
    thresholds = {cast.jurisdiction.pk: RULES}
    seen = set()
    for part in lighting.assignments_with_light(Assignment.objects.all(), TODAY, thresholds):
        expected = lights.read(lighting.facts_of(part), TODAY, RULES)
        assert lighting.light_of(part) == expected
        assert (part.light, part.light_rank) == (expected.code, lights.RANKS[expected.code])
        assert part.planned == lights.planned_percent(part.task.issued_on, part.task.due_on, TODAY)
        seen.add(expected.reason)
    for task in lighting.tasks_with_light(Task.objects.all(), TODAY, thresholds):
        lead = task.assignments.filter(is_first_lead=True).first()
        if lead is not None:
            expected = lights.read(lighting.facts_of(lead, whole=True), TODAY, RULES)
            assert lighting.light_of(task) == expected
            assert task.percent == lighting.facts_of(lead, whole=True).percent
            seen.add(expected.reason)
    assert seen == set(Reason)


LIT = ("light", "light_rank", "light_reason", "light_since", "percent", "planned", "word")
LISTED = ("lead_id", "lead_name", "unit_count", "last_label", "last_sent_on")


@pytest.mark.parametrize("known", [True, False])
def test_rows_read_by_their_keys_are_those_that_sql_lights(cast, known):
    dice = random.Random(11)
    for number in range(120):
        task = random_matter(cast, dice)
        if number % 7 == 0:
            task.assignments.filter(is_first_lead=False).update(state="withdrawn")
        if number % 9 == 0:
            task.assignments.filter(is_first_lead=True).update(state="handed_over")
    thresholds = {cast.jurisdiction.pk: RULES} if known else {}
    parts = {row.pk: row for row in lighting.assignments_with_light(Assignment.objects.all(), TODAY, thresholds)}
    found = reading.parts_by_key(list(parts), TODAY, lambda: thresholds)
    assert [part.pk for part in found] == list(parts)
    for part in found:
        assert [getattr(part, name) for name in LIT] == [getattr(parts[part.pk], name) for name in LIT]
    lit = lighting.tasks_with_light(Task.objects.order_by("-due_on", "pk"), TODAY, thresholds)
    tasks = {row.pk: row for row in selectors.with_columns(lit)}
    read = reading.tasks_by_key(list(tasks), TODAY, lambda: thresholds)
    assert [task.pk for task in read] == list(tasks)
    for task in read:
        same = (*LIT, *LISTED)
        assert [getattr(task, name) for name in same] == [getattr(tasks[task.pk], name) for name in same]
        assert list(task.assignments.all()) == list(Assignment.objects.filter(task=task))


@pytest.mark.parametrize("codes", [["red"], ["yellow"], ["red", "blue"], ["grey"], ["green"], list(lights.Code)])
def test_what_is_kept_by_its_light_is_what_shows_it(cast, codes):
    dice = random.Random(13)
    for _ in range(60):
        random_matter(cast, dice)
    thresholds = {cast.jurisdiction.pk: RULES}
    lit_parts = lighting.assignments_with_light(Assignment.objects.all(), TODAY, thresholds)
    lit_tasks = lighting.tasks_with_light(Task.objects.all(), TODAY, thresholds)
    cases: list[tuple[Any, Any, Any]] = [
        (Assignment.objects.all(), lit_parts, lighting.parts_of_light),
        (Task.objects.all(), lit_tasks, lighting.tasks_of_light),
    ]
    for plain, lit, keep in cases:
        wanted = {row.pk for row in lit if row.light in codes}
        for rows in (plain, lit):
            listed = [row.pk for row in keep(rows, codes, TODAY, lambda: thresholds)]
            assert (set(listed), len(listed)) == (wanted, len(wanted))


def test_late_rows_are_read_without_asking_for_urgings_or_rules(cast, django_assert_num_queries):
    for _ in range(3):
        make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=TODAY - timedelta(days=1))
    keys = list(Assignment.objects.values_list("pk", flat=True))

    def never():
        raise AssertionError("the rules matter to no row of these")

    with django_assert_num_queries(2):
        assert {part.light for part in reading.parts_by_key(keys, TODAY, never)} == {"red"}


def test_a_list_of_lights_is_one_query_and_so_are_its_counts(cast, django_assert_num_queries):
    for offset in (-3, 5, 100):
        make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=TODAY + timedelta(days=offset))
    rows = lighting.tasks_with_light(Task.objects.all(), TODAY, {cast.jurisdiction.pk: RULES})
    with django_assert_num_queries(1):
        assert sorted(task.light for task in rows) == ["blue", "green", "red"]
    with django_assert_num_queries(1):
        assert lighting.counts_by_light(rows) == {"red": 1, "yellow": 0, "blue": 1, "green": 1, "grey": 0}
    assert [task.word for task in rows if task.light == "blue"] == ["临期"]


def test_thresholds_come_from_the_rules_of_the_government(cast):
    from departments.models import Rule

    Rule.objects.create(
        jurisdiction=cast.jurisdiction, key="light.near_working_days", value=1, valid_from=date(2025, 9, 1)
    )
    found = lighting.thresholds_of([cast.jurisdiction, cast.other_jurisdiction], TODAY)
    assert found[cast.jurisdiction.pk] == Thresholds(near_until=date(2025, 9, 19), behind_points=5)
    # ten working days after 18 September, over the National Day week and the make-up Sunday of the 28th
    assert found[cast.other_jurisdiction.pk].near_until == date(2025, 10, 9)


def test_a_matter_without_first_lead_has_the_light_of_its_dates_alone(cast):
    make_task(cast.jurisdiction, due_on=TODAY - timedelta(days=1))
    found = lighting.tasks_with_light(Task.objects.all(), TODAY, {}).get()
    assert (found.light, found.word[:2], found.percent) == ("red", "逾期", None)
