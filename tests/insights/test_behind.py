"""The rows behind the boards' figures: the same number on both sides of a link."""

import re
from datetime import date

import pytest
from django.urls import reverse

from core.jobs import heartbeat, periodic_jobs
from insights.board import Board
from insights.risks import risks, silent_of
from insights.timely import ranking, rows_behind
from tasks.models import Extension, TaskEvent
from tests.factories.policies import make_policy
from tests.factories.tasks import at, make_report, make_task

TODAY = date(2025, 9, 18)


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


def due(cast, day, **fields):
    lead = fields.pop("lead", cast.lead_unit)
    return make_task(cast.jurisdiction, lead=lead, due_on=day, issued_on=date(2025, 2, 1), **fields)


@pytest.fixture
def fallen(cast):
    """Three matters of the lead unit that fell due, one of them finished in time; one of another unit in time."""
    due(cast, date(2025, 6, 30), state="closed", completed_on=date(2025, 6, 30))
    due(cast, date(2025, 6, 30), state="closed", completed_on=date(2025, 7, 1))
    due(cast, date(2025, 8, 31))
    due(cast, date(2025, 5, 31), state="closed", completed_on=date(2025, 5, 1), lead=cast.co_unit)
    # these count for nothing: not due yet, of last year, cancelled
    due(cast, date(2025, 12, 31))
    due(cast, date(2024, 12, 31))
    due(cast, date(2025, 6, 30), state="cancelled")


def test_the_ranking_counts_what_fell_due_and_was_finished_in_time(cast, fallen):
    low, high = ranking(cast.jurisdiction, TODAY)
    assert (low.name, low.due, low.timely, low.percent) == ("市发展改革委", 3, 1, 33)
    assert (high.name, high.due, high.timely, high.percent) == ("市财政局", 1, 1, 100)


def test_every_figure_of_the_ranking_opens_as_many_rows(client, cast, fallen):
    for row in ranking(cast.jurisdiction, TODAY):
        assert rows_behind(cast.jurisdiction, TODAY, unit=row.unit, timely=None).count() == row.due
        assert rows_behind(cast.jurisdiction, TODAY, unit=row.unit, timely=True).count() == row.timely
    client.force_login(cast.leader)
    page = client.get(reverse("insights:timely") + f"?unit={cast.lead_unit.pk}&timely=0").content.decode()
    assert "按期率 <strong>33%</strong>" in page
    assert page.count("data-row") == 2


def test_silent_units_are_counted_with_their_oldest_report(client, cast):
    for month in (7, 8):
        task = due(cast, date(2025, 12, 31))
        make_report(task.assignments.get(), date(2025, month, 1))
    closed = due(cast, date(2025, 12, 31), state="closed", completed_on=TODAY)
    make_report(closed.assignments.get(), date(2025, 7, 1))
    [one] = silent_of(cast.jurisdiction, TODAY)
    assert (one.name, one.reports, one.oldest) == ("市发展改革委", 2, date(2025, 8, 5))
    client.force_login(cast.supervisor)
    assert "1</strong> 个单位逾期未报" in client.get(reverse("insights:silent")).content.decode()


def test_changes_on_the_board_open_their_rows_under_the_same_conditions(client, cast):
    policy = make_policy(cast.jurisdiction)
    for n in range(3):
        task = due(cast, date(2025, 12, 31), policy=policy if n else None)
        TaskEvent.objects.create(task=task, action="report.submit", at=at(TODAY), by_name="联络员")
    client.force_login(cast.supervisor)
    page = client.get(reverse("insights:board")).content.decode()
    assert "报送 3" in page
    narrowed = client.get(reverse("insights:board") + f"?policy={policy.pk}").content.decode()
    assert "报送 2" in narrowed
    link = re.search(r'href="(/board/changes/[^"]+)">报送 2', narrowed)
    assert link
    rows = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert rows.count("data-row") == 2


def test_the_board_keeps_the_ledgers_conditions_in_its_numbers_and_links(client, cast):
    due(cast, date(2025, 9, 1))
    due(cast, date(2025, 9, 1), lead=cast.co_unit)
    client.force_login(cast.supervisor)
    page = client.get(reverse("insights:board") + f"?lead={cast.co_unit.pk}").content.decode()
    assert "在办 <strong>1</strong> 件" in page
    assert f"light=red&amp;lead={cast.co_unit.pk}" in page
    ledger = client.get(reverse("tasks:list") + f"?light=red&lead={cast.co_unit.pk}").content.decode()
    assert ledger.count('id="task-') == 1
    overdue = client.get(reverse("tasks:overdue") + f"?lead={cast.co_unit.pk}").content.decode()
    assert overdue.count('id="part-') == 1


def test_risks_are_said_in_words_with_the_page_of_their_rows(client, cast):
    due(cast, date(2025, 9, 1))
    client.force_login(cast.leader)
    found = risks(cast.leader, Board(cast.jurisdiction, TODAY))
    [unurged] = [one for one in found if "没有催办" in one.text]
    assert unurged.text.startswith("1 件")
    assert client.get(unurged.url).content.decode().count('id="task-') == 1
    assert risks(cast.leader, Board(cast.jurisdiction, date(2025, 3, 1))) == []


def test_the_leaders_page_shows_trend_ranking_and_risks(client, cast, fallen):
    client.force_login(cast.leader)
    page = client.get(reverse("insights:onepage")).content.decode()
    assert "按期率排名" in page
    assert "33%" in page
    assert "近 30 日" in page
    assert "风险提示" in page


def test_overdue_parts_are_noted_and_their_requests_decided_in_one_go(client, cast):
    task = due(cast, date(2025, 9, 1))
    part = task.assignments.get()
    asked = Extension.objects.create(
        assignment=part, reason="汛期", progress="七成", due_on_before=date(2025, 9, 1), due_on_asked=date(2025, 9, 20),
        state="submitted", asked_at=at(TODAY), asked_by=cast.clerk,
    )  # fmt: skip
    client.force_login(cast.supervisor)
    assert "批注…" in client.get(reverse("tasks:overdue")).content.decode()
    grant = reverse("tasks:act-many", args=["extension", "grant"])
    shown = client.post(grant, {"part": part.pk}).content.decode()
    assert task.title in shown
    assert f'value="{asked.pk}:' in shown
    returned = reverse("tasks:act-many", args=["report", "return"])
    answer = client.post(returned, {"part": part.pk}, follow=True).content.decode()
    assert "没有待审核的报送" in answer


def test_a_units_burden_names_what_is_asked_by_document_and_twice(client, cast):
    for title in ("养老服务意见", "民生实事通知"):
        policy = make_policy(cast.jurisdiction, title=title)
        task = due(cast, date(2025, 12, 31), policy=policy, quotation="新增养老床位五百张，建设服务中心")
        make_report(task.assignments.get(), date(2025, 8, 1))
    client.force_login(cast.clerk)
    page = client.get(reverse("insights:burden", args=[cast.lead_unit.pk])).content.decode()
    assert "本月应报 <strong>2</strong> 份" in page
    assert "疑似重复 <strong>1</strong> 对" in page
    assert "民生实事通知" in page


def test_the_administrators_page_leads_to_everything_it_keeps(client, cast):
    client.force_login(cast.administrator)
    page = client.get(reverse("insights:administration")).content.decode()
    addresses = re.findall(r'<th scope="row" class="nw"><a href="([^"]+)"', page)
    assert len(addresses) > 10
    for address in addresses:
        assert client.get(address).status_code == 200, address
    for name in ("用户", "单位", "业务规则", "工作日", "对外地址", "接口令牌", "运行状况", "后台作业"):
        assert name in page


def test_the_heartbeats_are_read_by_the_real_clock_on_a_day_of_rehearsal(client, cast, settings):
    settings.DUBAN_TODAY = "2026-01-05"
    for job in periodic_jobs():
        with heartbeat(job):
            pass
    client.force_login(cast.administrator)
    groups = client.get(reverse("insights:administration")).context["groups"]
    stands = {one.label: one for _, group in groups for one in group}
    assert (stands["运行状况"].stands, stands["运行状况"].wrong) == ("按时", False)
