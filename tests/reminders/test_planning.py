"""Planning: every due reminder once, whatever was missed, never what is not true."""

from datetime import date, timedelta

import pytest

from accounts.models import Membership, Role
from departments.models import Rule
from policies.models import Policy, PolicyState
from reminders.models import PlannerMark, Reminder, ReminderState
from reminders.planning import plan, preview, supersede
from tasks.models import AssignmentState, ExtensionState, TaskState
from tests.cast import make_person
from tests.reminders.builders import (
    make_dispute,
    make_extension,
    make_matter,
    make_part,
    make_report,
    make_task,
    moment,
)

DUE = date(2025, 12, 31)


def rows(**conditions) -> set[tuple[str, str]]:
    return set(Reminder.objects.filter(**conditions).values_list("step", "recipient__username"))


def test_a_due_date_reaches_the_clerk_of_every_unit_once(cast):
    task = make_task(cast, DUE)
    make_part(task, cast.lead_unit, role="lead", is_first_lead=True)
    make_part(task, cast.co_unit)
    assert plan(cast.jurisdiction, today=date(2025, 12, 1)) == 2
    assert rows() == {("due-30", "fagai"), ("due-30", "caizheng")}
    assert plan(cast.jurisdiction, today=date(2025, 12, 1)) == 0


def test_a_planner_that_stood_still_makes_what_it_missed_and_nothing_twice(cast):
    make_matter(cast, DUE)
    for n in range(40):
        plan(cast.jurisdiction, today=date(2025, 12, 1) + timedelta(days=n))
    daily = set(Reminder.objects.values_list("step", "occurrence_on", "recipient"))
    Reminder.objects.all().delete()
    PlannerMark.objects.all().delete()
    plan(cast.jurisdiction, today=date(2025, 12, 1) + timedelta(days=39))
    assert set(Reminder.objects.values_list("step", "occurrence_on", "recipient")) == daily
    assert len(daily) > 6


def test_a_day_back_and_forward_again_makes_nothing_twice(cast):
    make_matter(cast, DUE)
    plan(cast.jurisdiction, today=date(2025, 12, 24))
    before = Reminder.objects.count()
    assert plan(cast.jurisdiction, today=date(2025, 12, 23)) == 0
    assert plan(cast.jurisdiction, today=date(2025, 12, 24)) == 0
    assert Reminder.objects.count() == before


def test_a_task_issued_late_is_not_reminded_of_days_before_its_issue(cast):
    make_matter(cast, DUE, issued_on=date(2025, 12, 20))
    plan(cast.jurisdiction, today=date(2025, 12, 24))
    assert rows() == {("due-7", "fagai")}


def test_a_rehearsal_before_the_day_of_issue_still_shows_that_day(cast):
    make_matter(cast, DUE, issued_on=date(2026, 11, 22))
    plan(cast.jurisdiction, today=date(2025, 12, 1))
    assert rows() == {("due-30", "fagai")}


def test_overdue_climbs_from_clerk_to_unit_head_to_supervisor_to_leader(cast):
    make_matter(cast, date(2025, 9, 9))
    plan(cast.jurisdiction, today=date(2025, 9, 25))
    assert rows(step="overdue+1") == {("overdue+1", "fagai")}
    assert rows(step="overdue+16") == {("overdue+16", who) for who in ("fagai", "fagai-head", "ducha", "leader")}


@pytest.mark.parametrize(
    "change",
    [
        {"state": TaskState.COMPLETION_SUBMITTED},
        {"state": TaskState.CLOSED},
        {"state": TaskState.SUSPENDED},
        {"due_on": None},
        {"due_on": date(2026, 3, 31), "due_version": 2},
    ],
)
def test_what_is_done_closed_or_moved_is_neither_planned_nor_kept_waiting(cast, change):
    part = make_matter(cast, DUE)
    plan(cast.jurisdiction, today=date(2025, 12, 1))
    type(part.task).objects.filter(pk=part.task_id).update(**change)
    assert supersede(cast.jurisdiction, today=date(2025, 12, 1)) == 1
    assert Reminder.objects.get().state == ReminderState.SUPERSEDED
    assert plan(cast.jurisdiction, today=date(2025, 12, 16)) == 0


def test_an_extension_makes_new_reminders_from_its_day_on_and_the_old_row_is_no_obstacle(cast):
    part = make_matter(cast, DUE)
    plan(cast.jurisdiction, today=date(2025, 12, 30))
    make_extension(part, cast.clerk, date(2025, 12, 20), ExtensionState.GRANTED, decided_at=moment(date(2025, 12, 30)))
    type(part.task).objects.filter(pk=part.task_id).update(due_on=date(2026, 1, 6), due_version=2)
    supersede(cast.jurisdiction, today=date(2025, 12, 30))
    plan(cast.jurisdiction, today=date(2026, 1, 6))
    assert {step for step, _ in rows(due_version=2)} == {"due-7", "due-3", "due-1", "due-0"}
    assert not Reminder.objects.filter(due_version=1, state=ReminderState.PLANNED).exists()


def test_a_claimed_completion_leaves_the_clerk_in_peace(cast):
    part = make_matter(cast, DUE)
    type(part).objects.update(state=AssignmentState.DONE_CLAIMED)
    assert plan(cast.jurisdiction, today=date(2025, 12, 1)) == 0


def test_an_unsigned_task_is_reminded_until_it_is_signed_for(cast):
    task = make_task(cast, None, issued_on=date(2025, 9, 1))
    part = make_part(task, cast.lead_unit, state=AssignmentState.PENDING_RECEIPT, receipt_due_on=date(2025, 9, 3))
    plan(cast.jurisdiction, today=date(2025, 9, 4))
    assert {step for step, _ in rows()} == {"receipt-1", "receipt-0", "receipt+1"}
    type(part).objects.update(state=AssignmentState.RECEIVED)
    assert supersede(cast.jurisdiction, today=date(2025, 9, 4)) == 3


def test_reports_are_reminded_before_their_day_and_when_they_are_missed(cast):
    report = make_report(make_matter(cast, None), date(2025, 10, 10))
    plan(cast.jurisdiction, today=date(2025, 10, 11))
    assert rows() == {(step, "fagai") for step in ("report-3", "report-1", "report-0", "report+1")}
    type(report).objects.update(state="submitted")
    assert supersede(cast.jurisdiction, today=date(2025, 10, 11)) == 4


def test_a_request_reminds_whoever_has_to_answer_it_now(cast):
    part = make_matter(cast, DUE)
    extension = make_extension(part, cast.clerk, date(2025, 10, 9), ExtensionState.UNIT_REVIEW)
    make_dispute(make_part(part.task, cast.co_unit), cast.co_clerk, date(2025, 10, 9))
    plan(cast.jurisdiction, today=date(2025, 10, 10))
    assert rows() == {("unit_review+1", "fagai-head"), ("dispute+1", "ducha")}
    type(extension).objects.update(state=ExtensionState.FORWARDED)
    assert supersede(cast.jurisdiction, today=date(2025, 10, 10)) == 1
    plan(cast.jurisdiction, today=date(2025, 10, 10))
    assert ("forwarded+1", "leader") in rows()


def test_the_validity_of_a_policy_reminds_the_supervisor_and_its_expiry_the_leader_too(cast):
    policy = Policy.objects.create(
        jurisdiction=cast.jurisdiction, title="促进民营经济发展若干措施", state=PolicyState.PUBLISHED, expires_on=DUE,
        published_at=moment(date(2025, 3, 1)), created_at=moment(date(2025, 3, 1)),
    )  # fmt: skip
    plan(cast.jurisdiction, today=date(2025, 6, 30))
    assert rows() == {("validity-6m", "ducha"), ("evaluate-6m", "ducha")}
    plan(cast.jurisdiction, today=date(2026, 1, 4))
    assert ("expired+1", "leader") in rows()
    type(policy).objects.update(state=PolicyState.EXTENDED, expires_on=date(2027, 12, 31))
    supersede(cast.jurisdiction, today=date(2026, 1, 4))
    assert not Reminder.objects.filter(state=ReminderState.PLANNED).exists()


def test_a_policy_nobody_published_is_not_watched(cast):
    Policy.objects.create(
        jurisdiction=cast.jurisdiction, title="征求意见稿", expires_on=DUE, created_at=moment(date(2025, 3, 1))
    )
    assert plan(cast.jurisdiction, today=date(2025, 12, 30)) == 0


def test_who_left_or_is_locked_hears_nothing_and_who_came_hears_of_the_days_since(cast):
    make_matter(cast, DUE)
    Membership.objects.filter(user=cast.clerk).update(valid_to=date(2025, 12, 10))
    newcomer = make_person("fagai-new", "市发展改革委新联络员", Role.CLERK, cast.jurisdiction, cast.lead_unit)
    Membership.objects.filter(user=newcomer).update(valid_from=date(2025, 12, 10))
    plan(cast.jurisdiction, today=date(2025, 12, 1))
    assert rows() == {("due-30", "fagai")}
    plan(cast.jurisdiction, today=date(2025, 12, 16))
    supersede(cast.jurisdiction, today=date(2025, 12, 16))
    assert rows(state=ReminderState.PLANNED) == {("due-15", "fagai-new")}
    newcomer.is_active = False
    newcomer.save()
    supersede(cast.jurisdiction, today=date(2025, 12, 16))
    assert rows(state=ReminderState.PLANNED) == set()


def test_a_government_never_reminds_for_another(cast):
    make_matter(cast, DUE)
    assert plan(cast.other_jurisdiction, today=date(2025, 12, 1)) == 0


def test_a_rule_of_the_government_replaces_the_shipped_days_from_its_day_on(cast):
    make_matter(cast, DUE)
    Rule.objects.create(
        jurisdiction=cast.jurisdiction, key="reminder.due_days", value=[10], valid_from=date(2025, 12, 1)
    )
    plan(cast.jurisdiction, today=date(2025, 12, 22))
    assert {step for step, _ in rows()} == {"due-10"}


def test_a_preview_says_what_would_go_out_and_writes_nothing(cast, settings):
    settings.DUBAN_TODAY = "2025-12-01"
    make_matter(cast, DUE)
    found = preview(cast.jurisdiction, date(2025, 12, 16))
    assert [(row.step, row.recipient_id) for row in found] == [("due-15", cast.clerk.pk)]
    assert found[0].reason == "时限2025年12月31日前15天"
    assert not Reminder.objects.exists()
    plan(cast.jurisdiction)
    assert {row.step for row in preview(cast.jurisdiction, date(2025, 12, 1))} == {"due-30"}
