"""同报: matters that ask the same are linked by a supervisor, and one report answers them all with its origin."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from audit.models import Entry
from core.exceptions import DomainError, NotPermitted
from tasks.linked import suggestions
from tasks.models import LinkedTask, ProgressReport, ReportState, TaskEvent, TaskLink
from tasks.services import reporting
from tasks.services.linking import link_tasks, unlink_task
from tests.factories.policies import add_target, make_measure, make_policy
from tests.factories.tasks import make_report, make_task

TODAY = date(2025, 9, 18)
SAID = {"progress": "新增床位三百张", "percent": 60, "on_schedule": True, "next_steps": "年底前完成"}
WORDS = "新增养老床位500张，建设社区养老服务中心"


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def pair(cast):
    """Two matters of two documents that ask the same, each with a report due for August."""
    found = []
    for title in ("养老服务实施意见", "民生实事通知"):
        policy = make_policy(cast.jurisdiction, title=title)
        measure = make_measure(policy, (cast.lead_unit, "lead"))
        add_target(measure, "新增床位500张", 500, "张")
        task = make_task(
            cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], title="完善养老服务", quotation=WORDS,
            policy=policy, measure=measure, source="measure", due_on=date(2025, 12, 31),
        )  # fmt: skip
        make_report(task.assignments.get(is_first_lead=True), date(2025, 8, 1), due_on=date(2025, 9, 25))
        found.append(task)
    return found


def report_of(task):
    return ProgressReport.objects.get(assignment__task=task, assignment__is_first_lead=True)


def send(task, by, **more):
    report = report_of(task)
    saved = reporting.save_draft(report=report, by=by, version=report.version, values=SAID | more)
    return reporting.send(report=saved, by=by)


def test_what_asks_the_same_in_two_documents_is_suggested_and_no_more_once_linked(cast, pair):
    make_task(cast.jurisdiction, lead=cast.lead_unit, title="整治河道", quotation="清理淤泥二十公里，整治黑臭水体")
    [one] = suggestions(cast.supervisor, cast.jurisdiction)
    assert {one.first, one.second} == set(pair)
    assert one.percent > 90
    assert set(one.units) == {"市发展改革委", "市财政局"}
    link_tasks(tasks=pair, by=cast.supervisor)
    assert suggestions(cast.supervisor, cast.jurisdiction) == []


def test_two_measures_of_one_document_are_not_duplicates_of_each_other(cast, pair):
    pair[1].policy = pair[0].policy
    pair[1].save()
    assert suggestions(cast.supervisor, cast.jurisdiction) == []


def test_one_report_answers_all_linked_matters_and_each_shows_its_origin(cast, pair, client):
    first, second = pair
    link_tasks(tasks=pair, by=cast.supervisor, reason="两份文件同一指标")
    target = first.measure.targets.get()
    report = report_of(first)
    saved = reporting.save_draft(
        report=report, by=cast.clerk, version=1, values=SAID, readings={target.pk: (Decimal(300), "截至8月")}
    )
    sent = reporting.send(report=saved, by=cast.clerk)
    answer = report_of(second)
    assert (answer.state, answer.answered_by, answer.progress, answer.percent) == (
        ReportState.SUBMITTED, sent, "新增床位三百张", 60,
    )  # fmt: skip
    assert answer.submitted_by == cast.clerk
    assert [(one.value, one.note) for one in answer.readings.all()] == [(300, "截至8月")]
    assert Entry.objects.filter(action="report.submit").count() == 2
    assert first.number in TaskEvent.objects.get(task=second, action="report.submit").text
    client.force_login(cast.supervisor)
    page = client.get(reverse("tasks:report", args=[answer.pk])).content.decode()
    assert "同报：内容来自" in page
    assert first.number in page
    assert "本报送一并答复" in client.get(reverse("tasks:report", args=[sent.pk])).content.decode()


def test_what_a_linked_matter_asks_for_besides_stays_a_draft_with_the_words_in_it(cast, pair):
    first, second = pair
    make_report(
        report_of(second).assignment, date(2025, 7, 1), state="accepted", next_steps="完成选址", percent=10,
        progress="已启动", on_schedule=True, submitted_on=date(2025, 8, 3),
    )  # fmt: skip
    link_tasks(tasks=pair, by=cast.supervisor)
    send(first, cast.clerk)
    answer = ProgressReport.objects.get(assignment__task=second, period_label="8月")
    assert (answer.state, answer.progress) == (ReportState.DRAFT, "新增床位三百张")


def test_what_was_written_by_hand_is_not_written_over(cast, pair):
    first, second = pair
    link_tasks(tasks=pair, by=cast.supervisor)
    by_hand = report_of(second)
    reporting.save_draft(report=by_hand, by=cast.clerk, version=1, values={"progress": "另有进展"})
    send(first, cast.clerk)
    assert (report_of(second).state, report_of(second).progress) == (ReportState.DRAFT, "另有进展")


def test_another_units_report_on_a_linked_matter_is_its_own(cast, pair):
    first, second = pair
    theirs = make_report(second.assignments.get(department=cast.co_unit), date(2025, 8, 1))
    link_tasks(tasks=pair, by=cast.supervisor)
    send(first, cast.clerk)
    theirs.refresh_from_db()
    assert theirs.state == ReportState.EXPECTED


def test_completion_is_claimed_matter_by_matter(cast, pair):
    first, second = pair
    link_tasks(tasks=pair, by=cast.supervisor)
    send(first, cast.clerk, is_final=True, percent=100)
    assert not report_of(second).is_final
    assert second.assignments.get(is_first_lead=True).state == "working"


def test_the_heads_word_answers_the_linked_matters_where_the_house_asks_for_it(cast, pair):
    from departments.models import Rule

    Rule.objects.create(
        jurisdiction=cast.jurisdiction, key="report.unit_review", value=True, valid_from=date(2025, 1, 1)
    )
    first, second = pair
    link_tasks(tasks=pair, by=cast.supervisor)
    waiting = send(first, cast.clerk)
    assert report_of(second).state == ReportState.EXPECTED
    reporting.approve(report=waiting, by=cast.head)
    assert report_of(second).state == ReportState.SUBMITTED


def test_supervisors_link_and_unlink_and_nobody_else(cast, pair):
    with pytest.raises(NotPermitted):
        link_tasks(tasks=pair, by=cast.clerk)
    link_tasks(tasks=pair, by=cast.supervisor)
    with pytest.raises(DomainError, match="已是同报"):
        link_tasks(tasks=pair, by=cast.supervisor)
    with pytest.raises(NotPermitted):
        unlink_task(task=pair[0], by=cast.clerk)
    unlink_task(task=pair[0], by=cast.supervisor)
    assert not LinkedTask.objects.exists()
    assert {"task.link", "task.unlink"} <= set(Entry.objects.values_list("action", flat=True))
    assert TaskLink.objects.count() == 1


def test_a_third_matter_joins_the_group_and_two_groups_do_not_mix(cast, pair):
    link = link_tasks(tasks=pair, by=cast.supervisor)
    third, fourth, fifth = (make_task(cast.jurisdiction, lead=cast.lead_unit) for _ in range(3))
    assert link_tasks(tasks=[pair[0], third], by=cast.supervisor) == link
    link_tasks(tasks=[fourth, fifth], by=cast.supervisor)
    with pytest.raises(DomainError, match="不同的同报组"):
        link_tasks(tasks=[third, fourth], by=cast.supervisor)
    unlink_task(task=third, by=cast.supervisor)
    assert link.members.count() == 2


def test_the_page_links_and_unlinks(client, cast, pair):
    client.force_login(cast.supervisor)
    page = client.get(reverse("tasks:linked")).content.decode()
    assert "疑似重复" in page
    assert "设为同报" in page
    client.post(reverse("tasks:link"), {"task": [one.pk for one in pair]})
    assert LinkedTask.objects.count() == 2
    assert "同报事项" in client.get(reverse("tasks:detail", args=[pair[0].pk])).content.decode()
    client.post(reverse("tasks:unlink", args=[pair[0].pk]))
    assert LinkedTask.objects.count() == 0
