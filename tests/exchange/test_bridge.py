"""The ledger goes out, is edited in Excel and comes back: cell by cell, by version, all or nothing."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from rest_framework.test import APIClient

from audit.models import Entry
from exchange.plan import plan_import
from tasks.models import Cadence, ReportState, TaskState
from tests.factories.tasks import make_report, make_task
from tests.tidying import counted
from work.models import Job
from work.running import run

TODAY = date(2025, 9, 18)


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def draft(cast):
    return make_task(
        cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], state=TaskState.DRAFTED, number="", title="=1+1",
        due_on=date(2025, 12, 31),
    )  # fmt: skip


@pytest.fixture
def running(cast):
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 12, 31), issued_on=date(2025, 3, 3))
    make_report(task.assignments.get(), TODAY)
    return task


class Sheet:
    """The ledger as somebody got it, to be edited."""

    def __init__(self, client: APIClient, address: str = "/api/v1/ledger/") -> None:
        answer: Any = client.get(address)
        assert answer.status_code == 200
        self.book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
        self.sheet = self.book.active
        self.heads = [one.value for one in self.sheet[1]]

    def cell(self, row: int, column: str):
        return self.sheet.cell(row, self.heads.index(column) + 1)

    def row_of(self, task) -> int:
        places = range(2, self.sheet.max_row + 1)
        return next(row for row in places if self.cell(row, "系统编号").value == task.pk)

    def put(self, task, **cells) -> "Sheet":
        for column, value in cells.items():
            self.cell(self.row_of(task), column).value = value
        return self

    def file(self) -> BytesIO:
        out = BytesIO()
        self.book.save(out)
        out.seek(0)
        out.name = "台账.xlsx"
        return out


def of(person) -> APIClient:
    client = APIClient()
    client.force_login(person)
    return client


def plan(client, sheet):
    answer = client.post("/api/v1/ledger/plan/", {"file": sheet.file()})
    assert answer.status_code == 200, answer.content
    return answer.json()


def carry_out(client, sheet, digest):
    return client.post("/api/v1/ledger/import/", {"file": sheet.file(), "digest": digest})


def test_an_unchanged_export_comes_back_without_a_difference(cast, draft, running):
    for person in (cast.supervisor, cast.clerk):
        client = of(person)
        found = plan(client, Sheet(client))
        assert (found["changes"], found["conflicts"], found["wrong"]) == ([], [], [])
        assert found["may_run"] is False


def test_only_the_columns_to_fill_in_are_unlocked_and_dates_are_dates(cast, draft):
    sheet = Sheet(of(cast.supervisor))
    assert sheet.sheet.protection.sheet is True
    unlocked = {head for head in sheet.heads if not sheet.cell(2, head).protection.locked}
    assert unlocked == {"牵头单位", "现行时限", "报送周期", "本期进展", "完成比例"}
    assert sheet.cell(2, "现行时限").is_date
    assert sheet.cell(2, "现行时限").value.date() == date(2025, 12, 31)
    assert sheet.cell(2, "事项").value == "'=1+1"
    assert sheet.cell(2, "事项").data_type == "s"


def test_edited_cells_are_shown_one_by_one_and_then_stored_with_their_trace(cast, draft):
    client = of(cast.supervisor)
    sheet = Sheet(client).put(draft, 现行时限=date(2025, 11, 30), 报送周期="每季度", 牵头单位="市水利局")
    found = plan(client, sheet)
    row = sheet.row_of(draft)
    assert [(one["row"], one["column"], one["old"], one["new"]) for one in found["changes"]] == [
        (row, "牵头单位", "市发展改革委", "市水利局"),
        (row, "现行时限", "2025-12-31", "2025-11-30"),
        (row, "报送周期", "每月", "每季度"),
    ]
    entries = Entry.objects.count()
    assert carry_out(client, sheet, found["digest"]).status_code == 200
    draft.refresh_from_db()
    assert (draft.due_on, draft.cadence) == (date(2025, 11, 30), Cadence.QUARTERLY)
    assert draft.assignments.get(is_first_lead=True).department == cast.other_unit
    assert Entry.objects.count() == entries + 3
    # the same file again has nothing left to say: the versions have moved, the values agree
    assert plan(client, sheet)["changes"] == []


def test_a_unit_writes_its_own_report_and_nothing_else(cast, running):
    client = of(cast.clerk)
    sheet = Sheet(client).put(running, 本期进展="已完成选址", 完成比例=40)
    found = plan(client, sheet)
    assert [one["column"] for one in found["changes"]] == ["本期进展", "完成比例"]
    assert carry_out(client, sheet, found["digest"]).status_code == 200
    report = running.assignments.get().reports.get()
    assert (report.progress, report.percent, report.state) == ("已完成选址", 40, ReportState.DRAFT)
    sheet = Sheet(client).put(running, 现行时限=date(2026, 1, 1))
    assert [one["column"] for one in plan(client, sheet)["wrong"]] == ["现行时限"]


def test_a_record_that_moved_since_the_export_is_a_conflict_and_nothing_is_stored(cast, draft, running):
    client = of(cast.supervisor)
    sheet = Sheet(client).put(draft, 现行时限=date(2025, 11, 30))
    digest = plan(client, sheet)["digest"]
    other = Sheet(client).put(draft, 现行时限=date(2025, 10, 31))
    assert carry_out(client, other, plan(client, other)["digest"]).status_code == 200
    found = plan(client, sheet)
    assert [(one["old"], one["new"]) for one in found["conflicts"]] == [("2025-10-31", "2025-11-30")]
    with counted() as stored:
        answer = carry_out(client, sheet, digest)
    assert (answer.status_code, answer.json()["code"]) == (409, "exchange.conflict")
    assert stored() == {}


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("现行时限", "年底前", "须为日期"),
        ("报送周期", "天天", "之一"),
        ("牵头单位", "市不存在局", "规范名称"),
        ("编号", "云督1", "不可修改"),
        ("事项", "改了标题", "不可修改"),
        ("版本", 9, "校验"),
        ("系统编号", 1_000_000, "校验"),
        ("校验", "0" * 20, "校验"),
        ("完成比例", 101, "0 至 100"),
        ("完成比例", 50, "没有待填的报送"),
    ],
)
def test_errors_name_row_and_column_and_nothing_is_stored(cast, draft, column, value, words):
    client = of(cast.supervisor)
    sheet = Sheet(client)
    row = sheet.row_of(draft)
    sheet.cell(row, column).value = value
    found = plan(client, sheet)
    assert [one["row"] for one in found["wrong"]] == [row]
    assert words in found["wrong"][0]["message"]
    with counted() as stored:
        assert carry_out(client, sheet, found["digest"]).status_code == 400
    assert stored() == {}


def test_one_wrong_row_holds_all_others_back(cast, draft, running):
    client = of(cast.supervisor)
    sheet = Sheet(client).put(draft, 现行时限=date(2025, 11, 30)).put(running, 现行时限=date(2026, 1, 1))
    found = plan(client, sheet)
    assert "延期" in found["wrong"][0]["message"]
    assert carry_out(client, sheet, found["digest"]).status_code == 400
    draft.refresh_from_db()
    assert draft.due_on == date(2025, 12, 31)


def test_what_somebody_may_not_see_cannot_be_brought_in(cast, draft):
    sheet = Sheet(of(cast.supervisor)).put(draft, 现行时限=date(2025, 11, 30))
    for person in (cast.stranger_supervisor, cast.outsider):
        assert "不能查看" in plan(of(person), sheet)["wrong"][0]["message"]


def test_the_plan_asks_as_often_for_twenty_rows_as_for_two(cast, draft):
    def queries():
        data = Sheet(of(cast.supervisor)).file().read()
        with CaptureQueriesContext(connection) as asked:
            plan_import(data, cast.supervisor)
        return len(asked)

    # the first time the person's access is read as well
    queries()
    few = queries()
    for _ in range(20):
        make_task(cast.jurisdiction, lead=cast.lead_unit)
    assert queries() == few


def test_the_page_previews_and_confirms(client, cast, draft):
    client.force_login(cast.supervisor)
    sheet = Sheet(client, "/exchange/ledger.xlsx").put(draft, 现行时限=date(2025, 11, 30))
    page = client.post("/exchange/import/", {"file": sheet.file()})
    assert "2025-11-30" in page.content.decode()
    confirm = page.context["confirm"].initial
    client.post("/exchange/import/confirm/", confirm)
    run(Job.objects.get().pk)
    draft.refresh_from_db()
    assert draft.due_on == date(2025, 11, 30)
    # confirmed twice: the record has moved, nothing happens
    answer = client.post("/exchange/import/confirm/", confirm, follow=True)
    assert "没有导入" in answer.content.decode()


def test_the_ledger_is_taken_in_by_a_worker_that_says_what_failed(client, cast, draft, monkeypatch):
    client.force_login(cast.supervisor)
    sheet = Sheet(client, "/exchange/ledger.xlsx").put(draft, 现行时限=date(2025, 11, 30))
    page = client.post("/exchange/import/", {"file": sheet.file()})
    confirm = page.context["confirm"].initial
    answer = client.post("/exchange/import/confirm/", confirm)
    job = Job.objects.get()
    assert answer.url == f"/work/{job.pk}/"
    # somebody else is quicker than the worker
    draft.refresh_from_db()
    draft.due_on, draft.version = date(2025, 10, 1), draft.version + 1
    draft.save()
    run(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.failures
    draft.refresh_from_db()
    assert draft.due_on == date(2025, 10, 1)
    assert "没有成功的" in client.get(answer.url).content.decode()


def test_a_worker_that_died_after_the_ledger_was_taken_in_finds_it_done(client, cast, draft):
    client.force_login(cast.supervisor)
    sheet = Sheet(client, "/exchange/ledger.xlsx").put(draft, 现行时限=date(2025, 11, 30))
    page = client.post("/exchange/import/", {"file": sheet.file()})
    client.post("/exchange/import/confirm/", page.context["confirm"].initial)
    job = Job.objects.get()
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.summary) == ("done", "已导入 1 件事项的 1 处变动。")
    assert not job.file
    Job.objects.update(state="waiting")
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
