"""A whole life of one matter through the services: signed, disputed, reported, extended, urged, done and closed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from audit.models import Entry
from core import clock
from core.exceptions import DomainError, NotPermitted, TransitionForbidden, VersionConflict
from departments.models import Rule
from notifications.models import Message
from tasks import selectors
from tasks.models import Assignment, Extension, ProgressReport, Task, TaskEvent
from tasks.services import completing, disputes, ending, extensions, handing, receipts, reporting, reviewing, urging
from tasks.services.drafting import draft_tasks
from tasks.services.registering import register_and_issue
from tests.factories.policies import add_target, make_measure, make_policy
from tests.factories.tasks import make_report, make_task

TODAY = date(2025, 9, 18)
COMPLETE = {"progress": "已完成选址。", "percent": 40, "on_schedule": True, "next_steps": "10月开工。"}


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def task(cast) -> Task:
    """A matter of lead and co-unit, issued today, due at the end of the year, with one indicator."""
    policy = make_policy(cast.jurisdiction, expires_on=date(2025, 12, 31))
    measure = make_measure(policy, (cast.lead_unit, "lead"), (cast.co_unit, "co"))
    add_target(measure, "新增床位500张", 500, "张")
    return register_and_issue(tasks=draft_tasks(policy=policy, by=cast.supervisor), by=cast.supervisor)[0]


def part(task: Task, unit) -> Assignment:
    return task.assignments.select_related("task", "department").get(department=unit)


def signed(cast, task: Task) -> tuple[Assignment, Assignment]:
    return (
        receipts.sign(assignment=part(task, cast.lead_unit), by=cast.clerk),
        receipts.sign(assignment=part(task, cast.co_unit), by=cast.co_clerk),
    )


def reported(cast, task: Task, **values) -> ProgressReport:
    row = part(task, cast.lead_unit).reports.get()
    saved = reporting.save_draft(report=row, by=cast.clerk, version=row.version, values=COMPLETE | values)
    return reporting.send(report=saved, by=cast.clerk, version=saved.version)


def test_the_first_signature_sets_the_matter_going(cast, task):
    lead, co = signed(cast, task)
    task.refresh_from_db()
    assert (task.state, lead.state, co.state, lead.received_by) == ("in_progress", "received", "received", cast.clerk)
    with pytest.raises(TransitionForbidden, match="现为“已签收”，不能签收"):
        receipts.sign(assignment=lead, by=cast.clerk)


@pytest.mark.parametrize("person", ["co_clerk", "outsider", "supervisor", "leader", "administrator", "stranger"])
def test_a_unit_signs_for_itself_only(cast, task, person):
    with pytest.raises(NotPermitted, match="您不能签收：须由承办人、单位负责人办理"):
        receipts.sign(assignment=part(task, cast.lead_unit), by=getattr(cast, person))
    assert part(task, cast.lead_unit).state == "pending_receipt"


def test_several_are_signed_for_at_once_or_none(cast, task):
    other = make_task(cast.jurisdiction, lead=cast.lead_unit, state="issued")
    other.assignments.update(state="working")
    both = [part(task, cast.lead_unit), part(other, cast.lead_unit)]
    with pytest.raises(TransitionForbidden):
        receipts.sign_all(assignments=both, by=cast.clerk)
    assert part(task, cast.lead_unit).state == "pending_receipt"
    assert [p.state for p in receipts.sign_all(assignments=both[:1], by=cast.clerk)] == ["received"]


def test_a_report_goes_from_draft_to_the_office_is_returned_once_and_accepted(cast, task):
    signed(cast, task)
    row = part(task, cast.lead_unit).reports.get()
    first = reporting.save_draft(report=row, by=cast.clerk, version=1, values={"progress": "正在选址"})
    assert (first.state, first.version, first.drafted_by) == ("draft", 2, cast.clerk)
    assert part(task, cast.lead_unit).state == "working"
    again = reporting.save_draft(report=row, by=cast.clerk, version=2, values={"progress": "正在选址"})
    assert again.version == 2
    with pytest.raises(VersionConflict) as stale:
        reporting.save_draft(report=row, by=cast.head, version=1, values={"progress": "另一个人的文字"})
    assert stale.value.params["current"].progress == "正在选址"
    with pytest.raises(DomainError) as incomplete:
        reporting.send(report=row, by=cast.clerk)
    assert set(incomplete.value.fields) == {"percent", "on_schedule"}
    sent = reported(cast, task)
    assert (sent.state, sent.submitted_on, sent.silent_units) == ("submitted", TODAY, ["市财政局"])
    with pytest.raises(DomainError, match="退回补报的理由"):
        reviewing.return_report(report=sent, reason=" ", by=cast.supervisor)
    back = reviewing.return_report(report=sent, reason="请补统计表", by=cast.supervisor, version=sent.version)
    assert (back.state, back.was_returned) == ("returned", True)
    assert Message.objects.filter(recipient=cast.clerk, subject__startswith="退回补报").exists()
    redone = reporting.save_draft(report=back, by=cast.clerk, version=back.version, values={"percent": 45})
    assert (redone.state, redone.was_returned) == ("draft", True)
    done = reporting.send(report=redone, by=cast.clerk)
    assert (done.state, done.was_returned) == ("submitted", False)
    assert reviewing.accept(report=done, by=cast.supervisor).state == "accepted"
    words = TaskEvent.objects.filter(task=task, action="report.return").get()
    assert words.text == "请补统计表"
    assert Entry.objects.filter(action="report.save", object_id=row.pk).count() == 3


def test_who_has_not_signed_cannot_report_and_nobody_reports_for_others(cast, task):
    row = part(task, cast.lead_unit).reports.get()
    with pytest.raises(TransitionForbidden, match="请先签收"):
        reporting.save_draft(report=row, by=cast.clerk, version=1, values={"progress": "x"})
    signed(cast, task)
    for person in (cast.co_clerk, cast.supervisor, cast.outsider, cast.stranger):
        with pytest.raises(NotPermitted, match="只有市发展改革委"):
            reporting.save_draft(report=row, by=person, version=1, values={"progress": "x"})
    sent = reported(cast, task)
    with pytest.raises(TransitionForbidden, match="不能修改"):
        reporting.save_draft(report=sent, by=cast.clerk, version=sent.version, values={"progress": "x"})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"percent": 101}, "percent"), ({"percent": -1}, "percent"), ({"progress": "长" * 5001}, "progress"),
        ({"promise_kept": "maybe"}, "promise_kept"), ({"state": "accepted"}, "state"),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_named_and_nothing_is_kept(cast, task, values, field):
    signed(cast, task)
    row = part(task, cast.lead_unit).reports.get()
    with pytest.raises(DomainError) as refused:
        reporting.save_draft(report=row, by=cast.clerk, version=1, values={"problems": "有"} | values)
    assert field in refused.value.fields
    row.refresh_from_db()
    assert (row.problems, row.state) == ("", "expected")


def test_with_the_units_own_review_the_head_sends_and_may_give_back(cast, task):
    Rule.objects.create(
        jurisdiction=cast.jurisdiction, key="report.unit_review", value=True, valid_from=date(2025, 1, 1)
    )
    signed(cast, task)
    waiting = reported(cast, task)
    assert waiting.state == "unit_review"
    with pytest.raises(NotPermitted, match="单位负责人"):
        reporting.approve(report=waiting, by=cast.clerk)
    back = reviewing.send_back(report=waiting, reason="数字请核实", by=cast.head)
    assert back.state == "draft"
    again = reporting.send(report=back, by=cast.clerk)
    assert reviewing.recall(report=again, by=cast.clerk).state == "draft"
    assert reporting.send(report=again, by=cast.head).state == "submitted"
    assert set(TaskEvent.objects.filter(is_internal=True).values_list("action", flat=True)) == {
        "report.draft", "report.send_to_review", "report.send_back", "report.recall",
    }  # fmt: skip


def test_last_periods_promise_and_values_stand_against_this_one(cast, task):
    lead, _ = signed(cast, task)
    target = task.measure.targets.get()
    last = make_report(lead, date(2025, 8, 1), state="accepted", next_steps="9月完成招标", progress="8月")
    last.readings.create(target=target, value=200)
    row = lead.reports.get(period_label="2025年9月")
    readings = {target.pk: (Decimal("180"), "")}
    saved = reporting.save_draft(report=row, by=cast.clerk, version=1, values=COMPLETE, readings=readings)
    with pytest.raises(DomainError) as refused:
        reporting.send(report=saved, by=cast.clerk)
    assert set(refused.value.fields) == {"promise_kept", f"readings.{target.pk}"}
    assert "200" in refused.value.fields[f"readings.{target.pk}"][0]
    saved = reporting.save_draft(
        report=saved, by=cast.clerk, version=saved.version, values={"promise_kept": "partly"},
        readings={target.pk: (Decimal("180"), "核减重复统计 20 张")},
    )  # fmt: skip
    assert reporting.send(report=saved, by=cast.clerk).state == "submitted"
    with pytest.raises(DomainError, match="指标不属于"):
        reporting.save_draft(
            report=part(task, cast.co_unit).reports.get(), by=cast.co_clerk, version=1, values={},
            readings={target.pk + 9: (Decimal(1), "")},
        )  # fmt: skip


def test_the_first_lead_gathers_what_the_partners_wrote_and_names_the_silent(cast, task):
    lead, co = signed(cast, task)
    theirs = co.reports.get()
    theirs = reporting.save_draft(
        report=theirs, by=cast.co_clerk, version=1, values=COMPLETE | {"progress": "资金已拨付。"}
    )
    reporting.send(report=theirs, by=cast.co_clerk)
    third = handing.assign_unit(task=task, department=cast.other_unit, role="co", reason="补列", by=cast.supervisor)
    row = lead.reports.get()
    mine = reporting.save_draft(report=row, by=cast.clerk, version=1, values={"progress": "选址完成。"})
    gathered = reviewing.consolidate(report=mine, by=cast.clerk, version=mine.version)
    assert gathered.progress == "选址完成。\n市财政局：资金已拨付。\n未报单位：市水利局。"
    assert reviewing.consolidate(report=gathered, by=cast.clerk).progress == gathered.progress
    with pytest.raises(NotPermitted, match="第一牵头"):
        reviewing.consolidate(report=theirs, by=cast.co_clerk)
    assert third.receipt_due_on == date(2025, 9, 22)


def test_a_report_may_be_excused_and_asked_for_again(cast, task):
    row = part(task, cast.co_unit).reports.get()
    excused = reviewing.excuse(report=row, reason="本期无任务", by=cast.supervisor)
    assert excused.state == "excused"
    assert reviewing.require(report=excused, reason="仍须报送", by=cast.supervisor).state == "expected"
    with pytest.raises(NotPermitted):
        reviewing.excuse(report=row, reason="本期无任务", by=cast.co_clerk)


def test_a_unit_reports_outside_the_cadence_once_a_day(cast):
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, cadence="none")
    row = reporting.open_report(assignment=part(task, cast.lead_unit), by=cast.clerk)
    assert (row.period_label, row.due_on) == ("2025年9月18日", None)
    assert reporting.open_report(assignment=part(task, cast.lead_unit), by=cast.clerk) == row
    with pytest.raises(NotPermitted):
        reporting.open_report(assignment=part(task, cast.lead_unit), by=cast.co_clerk)


# ---- disputes


def disputed(cast, task):
    return disputes.raise_dispute(
        assignment=part(task, cast.co_unit), reason="属市水利局职责", by=cast.co_clerk,
        suggested_department=cast.other_unit,
    )  # fmt: skip


def test_a_dispute_that_is_kept_counts_as_signed(cast, task):
    dispute = disputed(cast, task)
    assert part(task, cast.co_unit).state == "disputed"
    done = disputes.decide(dispute=dispute, decision="keep", opinion="三定方案明确", by=cast.supervisor)
    assert (done.state, done.decision) == ("kept", "三定方案明确")
    assert part(task, cast.co_unit).state == "received"
    with pytest.raises(TransitionForbidden):
        disputes.decide(dispute=dispute, decision="keep", opinion="再次", by=cast.supervisor)


def test_a_dispute_may_change_the_role_or_the_unit_or_take_the_duty_back(cast, task):
    disputes.decide(
        dispute=disputed(cast, task), decision="change", role="support", opinion="改为配合", by=cast.supervisor
    )
    assert (part(task, cast.co_unit).role, part(task, cast.co_unit).state) == ("support", "received")
    moved = disputes.decide(
        dispute=disputed(cast, task), decision="change", department=cast.other_unit, opinion="移交", by=cast.supervisor
    )
    heir = part(task, cast.other_unit)
    assert (moved.state, heir.state, heir.role) == ("changed", "pending_receipt", "support")
    assert part(task, cast.co_unit).succeeded_by == heir
    back = disputes.raise_dispute(assignment=heir, reason="亦非本局职责", by=cast.outsider)
    disputes.decide(dispute=back, decision="withdraw", opinion="属实", by=cast.supervisor)
    assert part(task, cast.other_unit).state == "withdrawn"


def test_only_a_supervisor_decides_and_the_first_lead_is_never_just_withdrawn(cast, task):
    dispute = disputed(cast, task)
    for person in (cast.co_clerk, cast.leader, cast.stranger_supervisor, cast.administrator):
        with pytest.raises(NotPermitted):
            disputes.decide(dispute=dispute, decision="keep", opinion="x", by=person)
    with pytest.raises(DomainError, match="请选择维持"):
        disputes.decide(dispute=dispute, decision="change", opinion="x", by=cast.supervisor)
    lead = disputes.raise_dispute(assignment=part(task, cast.lead_unit), reason="不是", by=cast.clerk)
    for more in ({"decision": "withdraw"}, {"decision": "change", "role": "co"}):
        with pytest.raises(TransitionForbidden, match="第一牵头单位不能直接撤出"):
            disputes.decide(dispute=lead, opinion="x", by=cast.supervisor, **more)  # type: ignore[arg-type]
    lead.refresh_from_db()
    assert lead.state == "open"
    disputes.decide(
        dispute=lead, decision="change", department=cast.co_unit, opinion="由财政局牵头", by=cast.supervisor
    )
    heir = part(task, cast.co_unit)
    assert (heir.is_first_lead, heir.role) == (True, "lead")
    assert not part(task, cast.lead_unit).is_first_lead


def test_handing_over_joins_two_parts_of_one_unit(cast, task):
    signed(cast, task)
    Assignment.objects.filter(task=task).update(scope="选址")
    Assignment.objects.filter(task=task, department=cast.co_unit).update(scope="资金")
    heir = handing.hand_over(
        assignment=part(task, cast.lead_unit), department=cast.co_unit, reason="机构改革", by=cast.supervisor
    )
    assert (heir.department, heir.role, heir.is_first_lead, heir.scope) == (cast.co_unit, "lead", True, "资金；选址")
    assert part(task, cast.lead_unit).state == "handed_over"
    with pytest.raises(DomainError, match="相同"):
        handing.hand_over(assignment=heir, department=cast.co_unit, reason="x", by=cast.supervisor)
    with pytest.raises(DomainError, match="本级"):
        handing.hand_over(assignment=heir, department=cast.stranger_unit, reason="x", by=cast.supervisor)
    with pytest.raises(TransitionForbidden, match="第一牵头"):
        handing.withdraw_unit(assignment=heir, reason="x", by=cast.supervisor)


# ---- extensions


def asked(cast, task, days=20) -> Extension:
    return extensions.ask(
        assignment=part(task, cast.lead_unit), due_on=task.due_on + timedelta(days=days), reason="汛期停工",
        progress="完成七成", by=cast.clerk,
    )  # fmt: skip


def test_an_extension_moves_the_current_date_and_keeps_the_original_one(cast, task):
    request = asked(cast, task)
    refused = extensions.refuse(extension=request, opinion="抢工期", by=cast.supervisor, version=1)
    assert refused.state == "refused"
    again = asked(cast, task)
    done = extensions.grant(extension=again, by=cast.supervisor, due_on=date(2026, 1, 10), opinion="同意")
    task.refresh_from_db()
    assert (done.state, done.due_on_asked, done.due_on_granted) == ("granted", date(2026, 1, 20), date(2026, 1, 10))
    assert (task.original_due_on, task.due_on, task.due_version) == (date(2025, 12, 31), date(2026, 1, 10), 2)
    event = TaskEvent.objects.get(action="task.extend")
    assert event.text == "原定12月31日，现行2026年1月10日"


def test_a_long_extension_is_the_leaders(cast, task):
    request = asked(cast, task, days=60)
    with pytest.raises(NotPermitted, match="累计延期超过 30 天"):
        extensions.grant(extension=request, by=cast.supervisor)
    with pytest.raises(NotPermitted):
        extensions.grant(extension=request, by=cast.leader, due_on=date(2026, 1, 5))
    forwarded = extensions.forward(extension=request, by=cast.supervisor, opinion="拟同意")
    with pytest.raises(NotPermitted):
        extensions.grant(extension=forwarded, by=cast.supervisor)
    assert extensions.grant(extension=forwarded, by=cast.leader, opinion="同意").state == "granted"
    assert Message.objects.filter(recipient=cast.leader, subject__startswith="延期申请").count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"due_on": None, "original_due_on": None}, "tasks.no_due_date"),
        ({"due_on": date(2025, 9, 17)}, "tasks.extension_too_late"),
        ({"state": "suspended"}, "tasks.not_open"),
    ],
)
def test_an_extension_is_asked_in_time_for_a_date_there_is(cast, task, change, code):
    Task.objects.filter(pk=task.pk).update(**change)
    with pytest.raises(DomainError) as refused:
        asked(cast, task)
    assert refused.value.code == code


def test_an_extension_is_asked_by_the_first_lead_once_at_a_time_with_words(cast, task):
    with pytest.raises(NotPermitted, match="第一牵头"):
        extensions.ask(
            assignment=part(task, cast.co_unit), due_on=date(2026, 1, 1), reason="r", progress="p", by=cast.co_clerk
        )
    with pytest.raises(DomainError) as refused:
        extensions.ask(
            assignment=part(task, cast.lead_unit), due_on=date(2025, 12, 31), reason="r", progress=" ", by=cast.clerk
        )
    assert set(refused.value.fields) == {"due_on", "progress"}
    request = asked(cast, task)
    with pytest.raises(TransitionForbidden, match="正在办理"):
        asked(cast, task)
    with pytest.raises(DomainError, match="须晚于"):
        extensions.grant(extension=request, by=cast.supervisor, due_on=date(2025, 12, 1))
    assert extensions.withdraw(extension=request, by=cast.clerk).state == "withdrawn"


def test_a_clerks_request_passes_the_head_where_the_house_says_so(cast, task):
    Rule.objects.create(
        jurisdiction=cast.jurisdiction, key="report.unit_review", value=True, valid_from=date(2025, 1, 1)
    )
    request = asked(cast, task)
    assert request.state == "unit_review"
    with pytest.raises(TransitionForbidden):
        extensions.grant(extension=request, by=cast.supervisor)
    assert extensions.approve(extension=request, by=cast.head).state == "submitted"


# ---- urging


def test_urgings_are_numbered_dated_and_answered(cast, task):
    first = urging.urge(assignment=part(task, cast.lead_unit), level="blue", by=cast.supervisor)
    second = urging.urge(assignment=part(task, cast.lead_unit), level="red", by=cast.leader, text="请立即办理")
    assert (first.number, second.number, first.term_on) == (1, 2, date(2025, 9, 23))
    assert "期限为2025年12月31日" in first.text
    done = urging.reply(urging=first, text="9月底前完成", by=cast.clerk, version=1)
    assert (done.state, done.replied_by) == ("replied", cast.clerk)
    with pytest.raises(NotPermitted):
        urging.reply(urging=second, text="x", by=cast.co_clerk)
    with pytest.raises(TransitionForbidden):
        urging.reply(urging=first, text="x", by=cast.clerk)
    with pytest.raises(NotPermitted):
        urging.urge(assignment=part(task, cast.lead_unit), level="blue", by=cast.clerk)
    with pytest.raises(DomainError, match="没有这个催办级别"):
        urging.urge(assignment=part(task, cast.lead_unit), level="black", by=cast.supervisor)


@pytest.mark.parametrize("level", ["talk", "circular"])
def test_the_upper_two_are_proposed_and_a_leader_decides(cast, task, level):
    proposal = urging.urge(assignment=part(task, cast.lead_unit), level=level, by=cast.supervisor)
    assert (proposal.state, proposal.issued_at) == ("proposed", None)
    assert not Message.objects.filter(recipient=cast.clerk, subject__contains=proposal.get_level_display()).exists()
    with pytest.raises(NotPermitted):
        urging.approve(urging=proposal, by=cast.supervisor)
    sent = urging.approve(urging=proposal, by=cast.leader, opinion="同意")
    assert (sent.state, sent.issued_on) == ("issued", TODAY)
    assert Message.objects.filter(recipient=cast.clerk, subject__contains=proposal.get_level_display()).exists()
    other = urging.urge(assignment=part(task, cast.co_unit), level=level, by=cast.supervisor)
    assert urging.decline(urging=other, by=cast.leader, opinion="先电话了解").state == "declined"
    direct = urging.urge(assignment=part(task, cast.co_unit), level=level, by=cast.leader)
    assert direct.state == "issued"


def test_many_are_urged_at_once_one_letter_a_unit_or_none(cast, task):
    second = make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 9, 1))
    parts = [*task.assignments.all(), *second.assignments.all()]
    shown = urging.preview(parts, "yellow")
    assert [(letter.department.name, len(letter.parts)) for letter in shown.letters] == [
        ("市发展改革委", 2), ("市财政局", 2),
    ]  # fmt: skip
    assert (shown.term_on, shown.refused, shown.is_proposal) == (date(2025, 9, 22), (), False)
    done = urging.urge_many(assignments=parts, level="yellow", by=cast.supervisor)
    assert len(done) == 4
    assert Message.objects.filter(recipient=cast.clerk, subject__startswith="黄色督办：2 件事项").count() == 1
    assert "已逾期 17 天" in next(u.text for u in done if u.assignment.task_id == second.pk)
    second.assignments.filter(department=cast.co_unit).update(state="confirmed")
    assert len(urging.preview(parts, "red").refused) == 1
    with pytest.raises(DomainError, match="无须催办"):
        urging.urge_many(assignments=parts, level="red", by=cast.supervisor)
    assert sum(p.urgings.count() for p in parts) == 4


# ---- completion and what ends otherwise


def test_completion_is_claimed_gathered_verified_against_evidence_and_closed(cast, task):
    lead, co = signed(cast, task)
    final = reported(cast, task, is_final=True, percent=100)
    assert part(task, cast.lead_unit).state == "done_claimed"
    reviewing.accept(report=final, by=cast.supervisor)
    with pytest.raises(TransitionForbidden, match="还有 1 个单位没有报完成：市财政局"):
        completing.submit_completion(task=task, by=cast.clerk)
    completing.claim_done(assignment=co, by=cast.co_clerk)
    with pytest.raises(NotPermitted):
        completing.submit_completion(task=task, by=cast.co_clerk)
    completing.submit_completion(task=task, by=cast.clerk)
    returned = completing.return_completion(task=task, reason="缺验收材料", by=cast.supervisor)
    assert (returned.state, part(task, cast.lead_unit).state) == ("returned", "working")
    completing.claim_done(assignment=lead, by=cast.clerk)
    completing.submit_completion(task=task, by=cast.clerk)
    with pytest.raises(DomainError) as gap:
        completing.verify(task=task, by=cast.supervisor)
    assert gap.value.params["gaps"] == ["没有佐证材料", "指标“新增床位500张”没有完成值"]
    done = completing.verify(task=task, by=cast.supervisor, opinion="现场核验属实")
    assert (done.state, done.completed_on) == ("verified", TODAY)
    assert set(task.assignments.values_list("state", flat=True)) == {"confirmed"}
    closed = completing.close(task=task, by=cast.supervisor)
    assert (closed.state, closed.closing_reason) == ("closed", "implemented")
    with pytest.raises(NotPermitted):
        ending.reopen(task=task, reason="反弹", by=cast.supervisor)
    again = ending.reopen(task=task, reason="反弹", by=cast.leader)
    assert (again.state, again.completed_on, again.closing_reason) == ("reopened", None, "")
    assert set(task.assignments.values_list("state", flat=True)) == {"working"}


def test_who_strikes_off_is_the_governments_rule(cast, task):
    Task.objects.filter(pk=task.pk).update(state="verified")
    Rule.objects.create(jurisdiction=cast.jurisdiction, key="task.closing", value="leader", valid_from=date(2025, 1, 1))
    with pytest.raises(NotPermitted, match="销号由督查室主任"):
        completing.close(task=task, by=cast.supervisor)
    assert completing.close(task=task, by=cast.leader).state == "closed"


def test_a_claim_is_confirmed_or_returned_by_the_supervisor(cast, task):
    _, co = signed(cast, task)
    claimed = completing.claim_done(assignment=co, by=cast.co_clerk)
    back = completing.return_done(assignment=claimed, reason="资金未到位", by=cast.supervisor)
    assert (back.state, back.done_claimed_at) == ("working", None)
    completing.claim_done(assignment=co, by=cast.co_clerk)
    assert completing.confirm_part(assignment=co, by=cast.supervisor).state == "confirmed"


def test_evidence_gaps_read_the_latest_value_against_the_target(cast, task):
    lead, _ = signed(cast, task)
    target = task.measure.targets.get()
    row = make_report(lead, date(2025, 8, 1), state="accepted")
    row.readings.create(target=target, value=400)
    assert "指标“新增床位500张”未达目标" in completing.evidence_gaps(task)
    row.readings.update(value=500)
    assert completing.evidence_gaps(task) == ["没有佐证材料"]


@pytest.mark.parametrize("act", ["suspend", "cancel", "transfer", "close_unfinished"])
def test_what_ends_or_rests_says_why_and_units_cannot_go_on(cast, task, act):
    more = {"closing_reason": "lapsed"} if act == "close_unfinished" else {}
    service = getattr(ending, act)
    with pytest.raises(DomainError, match="理由"):
        service(task=task, reason=" ", by=cast.leader, **more)
    for person in (cast.clerk, cast.administrator, cast.stranger_supervisor):
        with pytest.raises(NotPermitted):
            service(task=task, reason="政策调整", by=person, **more)
    done = service(task=task, reason="政策调整", by=cast.leader, **more)
    with pytest.raises(TransitionForbidden, match="不能办理"):
        receipts.sign(assignment=part(task, cast.lead_unit), by=cast.clerk)
    assert Entry.objects.filter(action=f"task.{act}", reason="政策调整", object_id=task.pk).count() == 1
    if act == "suspend":
        assert ending.resume(task=done, reason="恢复", by=cast.supervisor).state == "in_progress"
    else:
        archived = ending.archive(task=done, by=cast.supervisor)
        with pytest.raises(TransitionForbidden, match="已归档"):
            ending.reopen(task=archived, reason="x", by=cast.leader)


def test_closing_without_completion_needs_a_known_reason_and_running_matters_are_not_archived(cast, task):
    with pytest.raises(DomainError, match="请选择"):
        ending.close_unfinished(task=task, closing_reason="implemented", reason="x", by=cast.leader)
    with pytest.raises(TransitionForbidden, match="才能归档"):
        ending.archive(task=task, by=cast.supervisor)


def test_every_act_leaves_one_line_in_history_and_one_in_the_log_with_before_and_after(cast, task):
    before = (TaskEvent.objects.count(), Entry.objects.count())
    ending.suspend(task=task, reason="等待上级文件", by=cast.supervisor, version=task.version)
    event, entry = TaskEvent.objects.latest("id"), Entry.objects.latest("id")
    assert (TaskEvent.objects.count(), Entry.objects.count()) == (before[0] + 1, before[1] + 1)
    assert (event.from_state, event.to_state, event.by_name, event.text) == (
        "issued", "suspended", "督查员", "等待上级文件",
    )  # fmt: skip
    assert (entry.before, entry.after, entry.reason) == ({"state": "issued"}, {"state": "suspended"}, "等待上级文件")
    with pytest.raises(VersionConflict):
        ending.resume(task=task, reason="恢复", by=cast.supervisor, version=task.version)


def test_the_clock_of_the_office_dates_every_act(cast, task):
    with clock.standing_at(date(2025, 10, 9)):
        receipts.sign(assignment=part(task, cast.lead_unit), by=cast.clerk)
    signed_at = part(task, cast.lead_unit).received_at
    assert signed_at is not None
    assert clock.local(signed_at).date() == date(2025, 10, 9)


def test_done_with_evidence_but_short_of_the_target_is_a_contradiction(cast, task):
    lead, _ = signed(cast, task)
    target = task.measure.targets.get()
    row = make_report(lead, date(2025, 8, 1), state="accepted", percent=100, submitted_on=date(2025, 8, 30))
    row.evidence.create(
        file="x.pdf", name="x.pdf", size=1, checksum="0" * 64, uploaded_by=cast.clerk, uploaded_at=clock.now()
    )
    early = make_report(lead, date(2025, 7, 1), state="accepted", submitted_on=date(2025, 7, 30))
    early.readings.create(target=target, value=100)
    reading = row.readings.create(target=target, value=499)
    contradictory = next(queue for queue in selectors.QUEUES if queue.name == "contradiction")

    def found() -> list[int]:
        condition = contradictory.keep(cast.supervisor, clock.today())
        return list(selectors.rows(cast.supervisor).filter(condition).values_list("pk", flat=True))

    assert found() == [task.pk]
    reading.value = 500
    reading.save()
    assert found() == []
