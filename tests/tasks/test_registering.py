"""立项 and 交办: numbers, the preview, and issuing all or nothing."""

from datetime import date

import pytest

from core import clock
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments.models import Rule
from notifications.models import Message
from tasks.models import ProgressReport, Task, TaskEvent
from tasks.services.drafting import draft_tasks
from tasks.services.expecting import expect_reports
from tasks.services.registering import issue, preview, register, register_and_issue
from tests.factories.policies import make_measure, make_policy
from tests.factories.tasks import make_task

TODAY = date(2025, 9, 18)


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


def drafts(cast, *leads):
    policy = make_policy(cast.jurisdiction, expires_on=date(2025, 12, 31))
    for lead in leads:
        make_measure(policy, *([(lead, "lead")] if lead else []), (cast.co_unit, "co"))
    return draft_tasks(policy=policy, by=cast.supervisor)


def test_numbers_run_on_within_a_year_and_a_government(cast):
    first = register(tasks=drafts(cast, cast.lead_unit, cast.other_unit), by=cast.supervisor)
    [second] = register(tasks=drafts(cast, cast.lead_unit), by=cast.supervisor)
    assert [task.number for task in [*first, second]] == ["云督2025-0001", "云督2025-0002", "云督2025-0003"]
    with clock.standing_at(date(2026, 1, 1)):
        [later] = register(tasks=drafts(cast, cast.lead_unit), by=cast.supervisor)
    assert later.number == "云督2026-0001"
    elsewhere = make_task(cast.other_jurisdiction, lead=cast.stranger_unit, state="drafted", number="")
    assert register(tasks=[elsewhere], by=None)[0].number == "安督2025-0001"


def test_a_government_has_its_own_pattern_and_taken_numbers_are_passed_over(cast):
    Rule.objects.create(
        jurisdiction=cast.jurisdiction, key="task.number", value="督{year}〔{sequence}〕号", valid_from=date(2025, 1, 1)
    )
    make_task(cast.jurisdiction, lead=cast.lead_unit, number="督2025〔1〕号")
    assert register(tasks=drafts(cast, cast.lead_unit), by=cast.supervisor)[0].number == "督2025〔2〕号"


@pytest.mark.parametrize("pattern", ["{prefix}", "{sequence.__class__}", "{year}{sequence", "{0}{sequence}"])
def test_a_broken_pattern_is_said_and_nothing_is_numbered(cast, pattern):
    Rule.objects.create(jurisdiction=cast.jurisdiction, key="task.number", value=pattern, valid_from=date(2025, 1, 1))
    with pytest.raises(DomainError) as refused:
        register(tasks=drafts(cast, cast.lead_unit), by=cast.supervisor)
    assert refused.value.code == "tasks.number_rule"
    assert set(Task.objects.values_list("state", flat=True)) == {"drafted"}


def test_a_task_is_registered_once(cast):
    tasks = register(tasks=drafts(cast, cast.lead_unit), by=cast.supervisor)
    with pytest.raises(TransitionForbidden, match="已立项"):
        register(tasks=tasks, by=cast.supervisor)
    with pytest.raises(NotPermitted, match="督查员"):
        register(tasks=drafts(cast, cast.lead_unit), by=cast.leader)


def test_the_preview_says_who_gets_what_and_changes_nothing(cast):
    tasks = drafts(cast, cast.lead_unit, None)
    shown = preview(tasks)
    assert [(unit.department.name, len(unit.parts), [str(p) for p in unit.people]) for unit in shown.units] == [
        ("市发展改革委", 1, ["市发展改革委联络员"]),
        ("市财政局", 2, ["市财政局联络员"]),
    ]
    assert [problem.code for problem in shown.problems] == ["tasks.no_lead"]
    assert "没有第一牵头单位" in shown.problems[0].message
    assert shown.receipt_due_on == date(2025, 9, 22)
    assert (shown.unreached, shown.undated) == ((), ())
    assert set(Task.objects.values_list("state", flat=True)) == {"drafted"}
    assert Message.objects.count() == 0


def test_issuing_sets_receipt_days_expects_reports_and_tells_each_person_once(cast):
    tasks = drafts(cast, cast.lead_unit, cast.other_unit)
    done = register_and_issue(tasks=tasks, by=cast.supervisor)
    assert {task.state for task in done} == {"issued"}
    assert {task.issued_on for task in Task.objects.all()} == {TODAY}
    parts = [part for task in done for part in task.assignments.all()]
    assert {part.receipt_due_on for part in parts} == {date(2025, 9, 22)}
    assert {(r.period_label, r.due_on, r.state) for r in ProgressReport.objects.all()} == {
        ("2025年9月", date(2025, 10, 9), "expected")
    }
    assert ProgressReport.objects.count() == 4
    notices = {str(m.recipient): m.subject for m in Message.objects.select_related("recipient")}
    assert notices == {
        "市发展改革委联络员": "新交办 1 件事项，请于9月22日前签收",
        "市水利局联络员": "新交办 1 件事项，请于9月22日前签收",
        "市财政局联络员": "新交办 2 件事项，请于9月22日前签收",
    }
    assert list(TaskEvent.objects.filter(task=done[0]).order_by("id").values_list("action", flat=True)) == [
        "task.draft", "task.register", "task.issue",
    ]  # fmt: skip


def test_one_task_without_a_lead_holds_all_of_them_back(cast):
    tasks = drafts(cast, cast.lead_unit, None, cast.other_unit)
    with pytest.raises(DomainError) as refused:
        register_and_issue(tasks=tasks, by=cast.supervisor)
    assert refused.value.code == "tasks.no_lead"
    assert [problem.task.title for problem in refused.value.params["problems"]] == ["第2项举措"]
    assert set(Task.objects.values_list("state", "number")) == {("drafted", "")}
    assert (Message.objects.count(), ProgressReport.objects.count()) == (0, 0)


def test_a_unit_that_is_in_no_register_holds_a_task_back(cast):
    policy = make_policy(cast.jurisdiction)
    make_measure(policy, (cast.lead_unit, "lead"), ("市养老中心", "co"))
    tasks = register(tasks=draft_tasks(policy=policy, by=None), by=None)
    with pytest.raises(DomainError, match="市养老中心") as refused:
        issue(tasks=tasks, by=cast.supervisor)
    assert refused.value.code == "tasks.unresolved_unit"


def test_what_is_issued_is_not_issued_again(cast):
    done = register_and_issue(tasks=drafts(cast, cast.lead_unit), by=cast.supervisor)
    with pytest.raises(DomainError, match="已交办") as refused:
        issue(tasks=done, by=cast.supervisor)
    assert refused.value.code == "tasks.forbidden_transition"
    assert issue(tasks=[], by=cast.supervisor) == []


@pytest.mark.parametrize("part", ["clerk", "leader", "administrator", "stranger_supervisor"])
def test_only_a_supervisor_of_the_government_issues(cast, part):
    tasks = register(tasks=drafts(cast, cast.lead_unit), by=cast.supervisor)
    with pytest.raises(NotPermitted):
        issue(tasks=tasks, by=getattr(cast, part))
    assert Task.objects.get().state == "registered"


def test_expected_rows_appear_with_every_new_period_and_are_made_once(cast):
    register_and_issue(tasks=drafts(cast, cast.lead_unit), by=cast.supervisor)
    assert expect_reports(on=TODAY) == 0
    assert expect_reports(on=date(2025, 10, 1)) == 2
    assert expect_reports(on=date(2025, 12, 1)) == 4
    assert expect_reports(on=date(2025, 12, 1)) == 0
    assert expect_reports(on=date(2025, 12, 1), jurisdiction=cast.other_jurisdiction) == 0


def test_supporting_units_and_finished_parts_are_not_asked(cast):
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit, cast.other_unit])
    task.assignments.filter(department=cast.co_unit).update(role="support")
    task.assignments.filter(department=cast.other_unit).update(state="confirmed")
    expect_reports(on=TODAY)
    assert [r.assignment.department.name for r in ProgressReport.objects.all()] == ["市发展改革委"]


def test_issuing_fifty_tasks_takes_a_bounded_number_of_queries(cast, django_assert_max_num_queries):
    tasks = register(tasks=drafts(cast, *[cast.lead_unit] * 20), by=None)
    with django_assert_max_num_queries(60 + 12 * len(tasks)):
        issue(tasks=tasks, by=None)
