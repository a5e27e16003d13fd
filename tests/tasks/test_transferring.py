"""机构改革移交: what a reformed unit has in hand goes to its successors, as planned, at once, with a record."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Membership, Role
from accounts.permissions import can_work_for
from audit.models import Entry
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments import services as register
from departments.models import Department, Jurisdiction
from departments.services import Share
from policies.models import Measure, MeasureState, Policy, Responsibility
from policies.services.importing import import_file
from reminders.models import Reminder, ReminderState
from reminders.planning import plan as plan_reminders
from tasks.models import Assignment, Extension, ProgressReport, Task, Transfer, Urging
from tasks.services.drafting import draft_tasks
from tasks.services.founding import found_units
from tasks.services.registering import preview, register_and_issue
from tasks.services.shaping import settle_successor
from tasks.services.transferring import carry_out, plan_transfer, waiting_units
from tests.cast import make_person, make_unit
from tests.factories.policies import make_measure, make_policy
from tests.factories.tasks import at, make_part, make_report, make_task

TODAY = date(2025, 9, 18)
AHEAD = TODAY + timedelta(days=30)
SOURCE = "云州市机构改革方案"
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


@pytest.fixture(autouse=True)
def _office_day(settings, tmp_path):
    settings.DUBAN_TODAY = TODAY.isoformat()
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def old(cast) -> Department:
    """A unit with a clerk, two matters in hand and one that is done."""
    unit = make_unit(cast.jurisdiction, "市质监局")
    make_person("zhijian", "市质监局联络员", Role.CLERK, cast.jurisdiction, unit)
    return unit


@pytest.fixture
def heir(cast) -> Department:
    unit = make_unit(cast.jurisdiction, "市市场监管局")
    make_person("shichang", "市市场监管局联络员", Role.CLERK, cast.jurisdiction, unit)
    return unit


def merged(cast, old, heir, on=TODAY):
    register.merge(predecessors=[old], successor=heir, on=on, source=SOURCE, by=cast.supervisor)
    return Department.objects.get(pk=old.pk)


def standing(task, unit) -> Assignment:
    return Assignment.objects.standing().get(task=task, department=unit)


def test_a_plan_says_what_goes_where_and_changes_nothing(cast, old, heir):
    task = make_task(cast.jurisdiction, lead=old, co=[cast.co_unit], due_on=TODAY + timedelta(days=3), issued_on=TODAY)
    make_report(standing(task, old), date(2025, 8, 1), state="accepted", percent=40)
    plan_reminders(cast.jurisdiction)
    gone = merged(cast, old, heir)
    plan = plan_transfer(department=gone)
    (line,) = plan.moving
    assert (line.heir, line.joins, line.sent, line.role, line.is_first_lead) == (heir, None, 1, "lead", True)
    assert line.reminders == Reminder.objects.filter(assignment=line.part).count() > 0
    assert [(str(post.membership.user), post.heir) for post in plan.posts] == [("市质监局联络员", heir)]
    assert standing(task, old).state == "working"
    assert not Transfer.objects.exists()


def test_a_transfer_moves_tasks_reports_people_and_reminders_at_once(cast, old, heir):
    due = TODAY + timedelta(days=3)
    task = make_task(cast.jurisdiction, lead=old, due_on=due)
    part = standing(task, old)
    make_report(part, date(2025, 7, 1), state="accepted", percent=40)
    make_report(part, date(2025, 8, 1), state="draft", progress="抽检过半")
    Urging.objects.create(assignment=part, number=1, level="blue", text="请抓紧", issued_at=at(TODAY), issued_on=TODAY)
    Extension.objects.create(
        assignment=part, reason="汛期", due_on_before=due, due_on_asked=due + timedelta(days=9),
        state="submitted", asked_at=at(TODAY), asked_by=Membership.objects.get(department=old).user,
    )  # fmt: skip
    plan_reminders(cast.jurisdiction)
    gone = merged(cast, old, heir)
    done = carry_out(department=gone, by=cast.supervisor, seen=plan_transfer(department=gone).fingerprint)
    new = standing(task, heir)
    assert (new.role, new.is_first_lead, new.state, new.printed_name) == ("lead", True, "pending_receipt", "市质监局")
    part.refresh_from_db()
    assert (part.state, part.succeeded_by) == ("handed_over", new)
    reports = {row.period_label: (row.state, row.reported_as) for row in new.reports.all()}
    assert reports["7月"] == ("accepted", "市质监局")
    assert reports["8月"] == ("draft", "")
    assert not part.reports.exists()
    assert (new.urgings.count(), new.extensions.count()) == (1, 1)
    clerk = Membership.objects.filter(department=old).get().user
    assert can_work_for(clerk, heir)
    assert not can_work_for(clerk, gone)
    assert not Reminder.objects.filter(assignment=part, state=ReminderState.PLANNED).exists()
    plan_reminders(cast.jurisdiction)
    assert Reminder.objects.filter(assignment=new, state=ReminderState.PLANNED, recipient=clerk).exists()
    (line,) = done.lines.all()
    assert (line.heir_name, line.reports_moved, line.was_joined) == ("市市场监管局", 2, False)
    assert done.people == [{"name": "市质监局联络员", "role": "承办人", "to": "市市场监管局", "was_there": False}]
    entry = Entry.objects.get(action="tasks.transfer_unit")
    assert (entry.actor_name, entry.after["tasks"]) == ("督查员", [f"{task.number} → 市市场监管局"])
    assert not waiting_units(cast.jurisdiction).exists()


def test_two_parts_of_one_task_are_joined_with_the_heavier_role_both_scopes_and_all_reports(cast, old, heir):
    task = make_task(cast.jurisdiction, lead=old)
    Assignment.objects.filter(task=task).update(scope="质量抽检")
    theirs = make_part(task, heir, role="support", scope="市场巡查")
    first = make_report(standing(task, old), date(2025, 8, 1), state="accepted", progress="抽检")
    open_one = make_report(standing(task, old), date(2025, 9, 1))
    second = make_report(theirs, date(2025, 8, 1), state="accepted", progress="巡查")
    make_report(theirs, date(2025, 9, 1))
    gone = merged(cast, old, heir)
    (line,) = plan_transfer(department=gone).lines
    assert (line.joins, line.kept, line.scope) == (theirs, 2, "市场巡查；质量抽检")
    carry_out(department=gone, by=cast.supervisor)
    joined = standing(task, heir)
    assert (joined.pk, joined.role, joined.is_first_lead, joined.scope) == (
        theirs.pk, "lead", True, "市场巡查；质量抽检",
    )  # fmt: skip
    assert set(ProgressReport.objects.filter(progress__in=["抽检", "巡查"])) == {first, second}
    open_one.refresh_from_db()
    assert open_one.state == "excused"


def test_units_merged_one_after_the_other_end_as_one_part(cast, old, heir):
    other = make_unit(cast.jurisdiction, "市食药监局")
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, co=[old, other])
    register.merge(predecessors=[old, other], successor=heir, on=TODAY, source=SOURCE, by=cast.supervisor)
    for unit in (old, other):
        carry_out(department=Department.objects.get(pk=unit.pk), by=cast.supervisor)
    assert {part.department.name for part in Assignment.objects.standing().filter(task=task)} == {
        "市发展改革委", "市市场监管局",
    }  # fmt: skip


def test_until_the_day_the_old_unit_goes_on_and_nothing_can_be_handed_over(cast, old, heir):
    make_task(cast.jurisdiction, lead=old)
    gone = merged(cast, old, heir, on=AHEAD)
    assert plan_transfer(department=gone).reform.is_ahead
    with pytest.raises(TransitionForbidden, match="照常办理"):
        carry_out(department=gone, by=cast.supervisor)
    assert can_work_for(Membership.objects.get(department=old).user, gone)


def test_a_split_asks_for_every_part_and_person_who_takes_it(cast, old, heir):
    first, second = (make_task(cast.jurisdiction, lead=old) for _ in range(2))
    register.split(
        predecessor=old, shares=[Share(heir, "质量"), Share(cast.other_unit, "标准")], on=TODAY, source=SOURCE,
        by=cast.supervisor,
    )  # fmt: skip
    gone = Department.objects.get(pk=old.pk)
    post = Membership.objects.get(department=old)
    chosen = {standing(first, old).pk: heir.pk}
    with pytest.raises(DomainError, match="还有 1 件事项、1 人没有选定"):
        carry_out(department=gone, by=cast.supervisor, heirs=chosen)
    with pytest.raises(DomainError, match="请从"):
        plan_transfer(department=gone, heirs={standing(second, old).pk: cast.co_unit.pk})
    chosen[standing(second, old).pk] = cast.other_unit.pk
    carry_out(department=gone, by=cast.supervisor, heirs=chosen, people={post.pk: heir.pk})
    assert standing(first, heir)
    assert standing(second, cast.other_unit)


def test_a_unit_that_goes_on_may_keep_what_it_did_not_give_away(cast, old, heir):
    task, other = (make_task(cast.jurisdiction, lead=old) for _ in range(2))
    register.split(
        predecessor=old, shares=[Share(heir, "质量")], goes_on=True, on=TODAY, source=SOURCE, by=cast.supervisor
    )
    post = Membership.objects.get(department=old)
    carry_out(
        department=old, by=cast.supervisor, people={post.pk: old.pk},
        heirs={standing(task, old).pk: heir.pk, standing(other, old).pk: old.pk},
    )  # fmt: skip
    assert standing(task, heir)
    assert standing(other, old).state == "working"


def test_a_dissolved_unit_without_successor_hands_over_to_whom_a_person_names(cast, old):
    task = make_task(cast.jurisdiction, lead=old)
    register.dissolve(department=old, on=TODAY, source=SOURCE, by=cast.supervisor)
    gone = Department.objects.get(pk=old.pk)
    post = Membership.objects.get(department=old)
    carry_out(
        department=gone, by=cast.supervisor, heirs={standing(task, old).pk: cast.co_unit.pk},
        people={post.pk: cast.co_unit.pk},
    )  # fmt: skip
    assert standing(task, cast.co_unit).is_first_lead


def test_a_plan_that_changed_meanwhile_and_people_who_may_not_are_refused(cast, old, heir):
    make_task(cast.jurisdiction, lead=old)
    gone = merged(cast, old, heir)
    seen = plan_transfer(department=gone).fingerprint
    make_task(cast.jurisdiction, lead=gone)
    with pytest.raises(TransitionForbidden, match="已有变化"):
        carry_out(department=gone, by=cast.supervisor, seen=seen)
    for person in (cast.leader, cast.clerk, cast.administrator, cast.stranger_supervisor):
        with pytest.raises(NotPermitted):
            carry_out(department=gone, by=person)
    with pytest.raises(DomainError, match="没有须移交的机构改革"):
        plan_transfer(department=cast.co_unit)
    assert not Transfer.objects.exists()


def test_nobody_moves_the_own_post_and_then_nothing_moves(cast, old, heir):
    task = make_task(cast.jurisdiction, lead=old)
    Membership.objects.create(user=cast.supervisor, jurisdiction=cast.jurisdiction, department=old, role=Role.CLERK)
    gone = merged(cast, old, heir)
    with pytest.raises(DomainError, match="本人"):
        carry_out(department=gone, by=cast.supervisor)
    assert standing(task, old)


def test_drafts_simply_bear_the_new_unit(cast, old, heir):
    draft = make_task(cast.jurisdiction, lead=old, co=[heir], state="drafted", number="")
    done = carry_out(department=merged(cast, old, heir), by=cast.supervisor)
    (part,) = draft.assignments.all()
    assert (part.department, part.role, part.is_first_lead) == (heir, "lead", True)
    assert [one["to"] for one in done.drafts] == ["市市场监管局"]


def test_tasks_of_an_old_document_go_to_the_successor_and_keep_the_printed_name(cast, old, heir):
    policy = make_policy(cast.jurisdiction)
    make_measure(policy, (old, "lead"), (heir, "co"))
    merged(cast, old, heir)
    (task,) = draft_tasks(policy=policy, by=cast.supervisor)
    (part,) = task.assignments.all()
    assert (part.department, part.printed_name, part.role) == (heir, "市质监局、市市场监管局", "lead")
    assert preview([task]).problems == ()


def test_of_several_successors_a_person_chooses_before_the_task_is_issued(cast, old, heir):
    policy = make_policy(cast.jurisdiction)
    make_measure(policy, (old, "lead"), (cast.co_unit, "co"))
    register.split(
        predecessor=old, shares=[Share(heir), Share(cast.other_unit)], on=TODAY, source=SOURCE, by=cast.supervisor
    )
    (task,) = draft_tasks(policy=policy, by=cast.supervisor)
    assert {problem.code for problem in preview([task]).problems} == {"tasks.no_lead", "tasks.successor_unclear"}
    duty = Responsibility.objects.get(department=old).pk
    with pytest.raises(DomainError, match="请从"):
        settle_successor(task=task, responsibility=duty, department=cast.lead_unit, by=cast.supervisor)
    settle_successor(task=task, responsibility=duty, department=heir, by=cast.supervisor)
    assert standing(task, heir).is_first_lead
    assert preview([task]).problems == ()


def test_pages_show_the_plan_carry_it_out_and_print_the_list(client, cast, old, heir):
    task = make_task(cast.jurisdiction, lead=old)
    gone = merged(cast, old, heir)
    client.force_login(cast.supervisor)
    address = reverse("tasks:transfer", args=[gone.pk])
    assert address in client.get(reverse("departments:detail", args=[gone.pk])).content.decode()
    assert address in client.get(reverse("tasks:transfers")).content.decode()
    page = client.get(address).content.decode()
    assert task.title in page
    assert "办理移交" in page
    matter = client.get(reverse("tasks:detail", args=[task.pk])).content.decode()
    assert "现由市市场监管局承接" in matter
    stale = client.post(address, {"confirm": "1", "seen": "x"})
    assert stale.status_code == 409
    answer = client.post(address, {"confirm": "1", "seen": plan_transfer(department=gone).fingerprint}, follow=True)
    text = answer.content.decode()
    assert "市质监局移交单" in text
    assert task.number in text
    assert "监交" in text
    matter = client.get(reverse("tasks:detail", args=[task.pk])).content.decode()
    assert "原文“市质监局”" in matter


def test_over_rest_the_plan_is_read_and_carried_out_and_tasks_say_who_holds_them(cast, old, heir):
    task = make_task(cast.jurisdiction, lead=old)
    gone = merged(cast, old, heir)
    client = APIClient()
    client.force_login(cast.supervisor)
    (unit,) = client.get(f"/api/v1/tasks/{task.pk}/").json()["units"]
    assert (unit["as_written"], unit["held_by"]) == ("市质监局", [{"id": heir.pk, "name": "市市场监管局"}])
    plan = client.post("/api/v1/transfers/plan/", {"department": gone.pk}, format="json").json()
    assert (plan["undecided"], plan["lines"][0]["heir"]["name"]) == (0, "市市场监管局")
    body = {"department": gone.pk, "fingerprint": "x"}
    assert client.post("/api/v1/transfers/", body, format="json").status_code == 409
    body["fingerprint"] = plan["fingerprint"]
    done = client.post("/api/v1/transfers/", body, format="json")
    assert done.status_code == 201
    assert done.json()["lines"][0]["as_written"] == "市质监局"
    assert client.get(f"/api/v1/tasks/{task.pk}/").json()["units"][0]["department"] == heir.pk


def test_the_units_of_2018_in_the_real_document_pass_to_their_successors(db, cast):
    files = sorted(SAMPLES.glob("001_*.txt"))
    if not files:
        pytest.skip("the real document 001 is not at hand in ../shared/samples")
    jurisdiction = Jurisdiction.objects.create(name="泰州市", number_prefix="泰督")
    import_file(jurisdiction=jurisdiction, data=files[0].read_bytes(), filename=files[0].name, by=None)
    policy = Policy.objects.get(jurisdiction=jurisdiction)
    found_units(policy=policy, by=None)
    old = {
        short: next(unit for unit in Department.objects.of(jurisdiction) if short in unit.name)
        for short in ("经信委", "食药监局", "质监局")
    }
    made = {
        name: register.create_department(jurisdiction=jurisdiction, name=name, by=None)
        for name in ("市经济和信息化局", "市市场监督管理局（知识产权局）")
    }
    economy, market = made.values()
    Measure.objects.current().filter(policy_version__policy=policy).update(state=MeasureState.CONFIRMED)
    # 四(一): 市食药监局, 经信委, 科技局 and 质监局 each push an industry
    together = Responsibility.objects.get(measure__policy_version__policy=policy, department=old["经信委"]).measure
    tasks = draft_tasks(measures=[together], by=None, split={together.pk: "inline"})
    issued = register_and_issue(tasks=tasks, by=None)
    assert len(issued) == 4
    before = {name: list(Assignment.objects.filter(department=unit, task__in=issued)) for name, unit in old.items()}
    assert all(before.values()), {name: len(parts) for name, parts in before.items()}
    source = "2018年机构改革方案"
    register.merge(predecessors=[old["经信委"]], successor=economy, on=TODAY, source=source, by=None)
    both = [old["食药监局"], old["质监局"]]
    register.merge(predecessors=both, successor=market, on=TODAY, source=source, by=None)
    for unit in old.values():
        carry_out(department=Department.objects.get(pk=unit.pk), by=None)
    heirs = {"经信委": economy, "食药监局": market, "质监局": market}
    for name, parts in before.items():
        for part in parts:
            assert Assignment.objects.standing().filter(task=part.task_id, department=heirs[name]).count() == 1
            assert Assignment.objects.get(pk=part.pk).state == "handed_over"
    assert not Assignment.objects.open().filter(department__in=old.values()).exists()
    assert Task.objects.filter(
        pk__in=[task.pk for task in issued], assignments__is_first_lead=True
    ).distinct().count() == len(issued)
