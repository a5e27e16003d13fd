"""The main job on a real document in a real browser: from the file to closed tasks, overdue lists and the log.

The document stands in ../shared/samples; where it is not at hand the test says so and is left out.
"""

from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db.models import Count
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from audit.models import Entry
from departments.models import Jurisdiction
from notifications.models import Message, MessageKind
from policies.models import Measure, Policy
from reminders.models import Reminder
from tasks.models import Assignment, Dispute, Extension, ProgressReport, Task, Urging
from tests.browser.office import Office, Rest

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
REAL = next(iter(sorted(SAMPLES.glob("000_*.txt"))), None)
ISSUED, REMINDED, AFTERWARDS = "2025-11-24", "2025-12-01", "2026-01-05"


@dataclass(frozen=True)
class Walked:
    """A document to be walked, and what its reader must find in it."""

    city: str
    measures: int
    # the numbers of two measures of the same lead: one without a date of its own, one to be brought to its end
    undated: str
    lived: str
    rosters: tuple[str, ...]
    misprint: tuple[str, str]


DOCUMENT = Walked(
    city="泰州市",
    measures=29,
    undated="4",
    lived="1",
    rosters=("各市(区)人民政府=靖江市人民政府,泰兴市人民政府",),
    misprint=("市住房城市建设局", "市住房城乡建设局"),
)


@pytest.fixture
def office(db, page, settings, tmp_path) -> Office:
    """A government whose register is empty, on the day before its document comes."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DUBAN_TODAY = ISSUED
    return Office(page, Jurisdiction.objects.create(name=DOCUMENT.city, number_prefix="督"))


@pytest.mark.parametrize("document", [DOCUMENT], ids=["000"])
def test_from_the_file_to_closed_tasks(office, document, live_server, settings):
    if REAL is None:
        pytest.skip("the real document 000 is not at hand in ../shared/samples")
    import_by_hand(office, REAL)
    rosters = [part for roster in document.rosters for part in ("--roster", roster)]
    call_command("import_policy", str(REAL), "--jurisdiction", document.city, "--create-units", *rosters)
    office.appoint_clerks()
    policy = check_and_publish(office, document)
    tasks = issue(office, policy, document)

    settings.DUBAN_TODAY = REMINDED
    lived = tasks[document.lived]
    lead, co = (lived.assignments.get(role=role) for role in ("lead", "co"))
    everybody_is_reminded_once(office, lead)
    lead_clerk = office.clerk_of(lead.department)
    rest = Rest(live_server.url, office.clerk_of(co.department))
    dispute_and_decide(office, lived)
    sign_and_report(office, lead, co, rest)
    return_once_and_accept(office, lead, co)
    refuse_and_grant_an_extension(office, lead, lead_clerk)
    urge_and_reply(office, lead, lead_clerk)
    complete_and_close(office, lead, co, rest)

    settings.DUBAN_TODAY = AFTERWARDS
    overdue_is_listed(office, tasks, lived)
    everything_is_in_the_log(office)


def import_by_hand(office: Office, file: Path) -> None:
    """Upload the document as the supervisor and come to its desk."""
    page = office.visit(office.supervisor, "policies:upload")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="导入").click()
    page.locator("#runs").get_by_role("link").first.click()
    policy = Policy.objects.get()
    page.locator("main").get_by_role("link", name=policy.title).click()
    page.wait_for_url(f"**{reverse('policies:desk', args=[policy.pk])}**")


def check_and_publish(office: Office, document: Walked) -> Policy:
    """Answer every doubt as the desk offers it, confirm what is sure at one stroke, publish."""
    policy = Policy.objects.get()
    assert Measure.objects.current().count() == document.measures
    misprint, right = document.misprint
    page = office.visit(office.supervisor, "policies:desk", policy.pk)
    doubts = page.locator("#find li:not(.is-dealt)", has=page.locator(".sev-1"))
    while before := doubts.count():
        page.goto(page.url.partition("?")[0] + str(doubts.first.get_by_role("link").get_attribute("href")))
        form = page.locator(".ask form")
        if misprint in form.inner_text():
            form.get_by_label(right).check()
        form.get_by_role("button", name="采用").click()
        expect(doubts).to_have_count(before - 1)
    page.get_by_role("link", name="确认无问题的").click()
    page.get_by_role("button", name=f"确认 {document.measures} 条").click()
    page.get_by_role("link", name="发布…").click()
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    page.get_by_text("已发布，各单位可以查看。").wait_for()
    policy.refresh_from_db()
    assert policy.state == "published"
    assert policy.expires_on == date(2025, 12, 31)
    assert not Measure.objects.current().unconfirmed().exists()
    mended = Measure.objects.current().filter(responsibilities__printed_name=misprint).get()
    assert str(mended.responsibilities.get(printed_name=misprint).department) == right
    return policy


def issue(office: Office, policy: Policy, document: Walked) -> dict[str, Task]:
    """Draft and issue every measure on the issue page; return the tasks by the number of their measure."""
    page = office.visit(office.supervisor, "tasks:issue")
    page.get_by_role("button", name=f"拟办 {document.measures} 件").click()
    page.get_by_role("heading", name="拟办事项").wait_for()
    page.get_by_role("link", name="交办…").click()
    page.get_by_role("dialog").get_by_role("button", name="交办", exact=True).click()
    page.get_by_text(f"已交办 {document.measures} 件").wait_for()
    issued = Task.objects.filter(state="issued").select_related("measure")
    tasks = {task.measure.number: task for task in issued if task.measure}
    assert len(tasks) == document.measures
    for task in tasks.values():
        assert task.assignments.filter(is_first_lead=True).count() == 1
    roles = {part.department.name: part.role for part in tasks["1"].assignments.select_related("department")}
    assert roles["市工业和信息化局"] == "lead"
    assert roles["市发展改革委"] == "co"
    assert {unit for unit, role in roles.items() if role == "implementing"} >= {
        "靖江市人民政府",
        "泰州医药高新区管委会",
    }
    assert {task.due_on for task in tasks.values()} == {date(2025, 12, 31)}
    undated = tasks[document.undated]
    page = office.visit(
        office.clerk_of(undated.assignments.get(is_first_lead=True).department), "tasks:detail", undated.pk
    )
    rail = page.get_by_label("依据和期限")
    rail.get_by_text("2025年12月31日").first.wait_for()
    rail.get_by_text("有效期至2025年12月31日").first.wait_for()
    assert undated.measure is not None
    quoted = "".join(rail.locator(".srcq").inner_text().split())
    assert quoted
    assert quoted in "".join(undated.measure.text.split())
    return tasks


def everybody_is_reminded_once(office: Office, lead: Assignment) -> None:
    """Plan twice on a day: each reminder, each digest and each mail is there once."""
    mail.outbox.clear()
    for _ in range(2):
        call_command("plan_reminders", "--wet-run", stdout=StringIO())
    due = Reminder.objects.filter(step="due-30")
    tasks = Task.objects.filter(state="issued")
    reminded = set(due.values_list("assignment__department", flat=True))
    assert reminded == set(Assignment.objects.filter(task__in=tasks).values_list("department", flat=True))
    twice = Reminder.objects.values("assignment", "report", "step", "occurrence_on", "recipient").annotate(
        n=Count("pk")
    )
    assert not twice.filter(n__gt=1).exists()
    clerk = office.clerk_of(lead.department)
    digest = Message.objects.get(recipient=clerk, kind=MessageKind.DIGEST)
    page = office.visit(clerk, "notifications:inbox")
    assert page.get_by_role("link", name=digest.subject).count() == 1
    page.get_by_role("link", name=digest.subject).click()
    page.get_by_text(lead.task.title).first.wait_for()
    digests = [sent.to[0] for sent in mail.outbox if sent.subject == digest.subject and clerk.email in sent.to[0]]
    assert len(digests) == 1
    received = [address for sent in mail.outbox for address in sent.to]
    assert len(received) == len(set(received))


def fill_report(office: Office, clerk: User, report: ProgressReport, progress: str, percent: int) -> None:
    """Fill the report's form and send it."""
    page = office.visit(clerk, "tasks:report", report.pk)
    page.get_by_label("进展", exact=True).fill(progress)
    page.locator("#id_percent").fill(str(percent))
    page.get_by_label("达到", exact=True).check()
    page.get_by_label("下步措施").fill("按月调度，年底前完成。")
    page.get_by_role("button", name="报送", exact=True).click()
    page.get_by_text("已报送，等待督查室审核。").wait_for()


def sign_and_report(office: Office, lead: Assignment, co: Assignment, rest: Rest) -> None:
    """Sign and report: the lead in the browser, the co-unit over REST."""
    clerk = office.clerk_of(lead.department)
    page = office.visit(clerk, "tasks:detail", lead.task_id)
    page.get_by_role("button", name="签收").first.click()
    page.get_by_text("已签收。").wait_for()
    report = lead.reports.earliest("period_end")
    fill_report(office, clerk, report, "已梳理重点企业名单，逐户走访。", 60)
    rest.act(f"assignments/{co.pk}/", "receive")
    theirs = f"reports/{co.reports.earliest('period_end').pk}/"
    _, etag = rest("GET", theirs)
    body = {"progress": "配套项目已备案。", "percent": 70, "on_schedule": True, "next_steps": "12月中旬验收。"}
    rest("PATCH", theirs, body, etag=etag)
    assert rest.act(theirs, "submit")["state"] == "submitted"


def dispute_and_decide(office: Office, task: Task) -> None:
    """Two units dispute their duty: one keeps it and signs, the other's is withdrawn; both stay in the history."""
    kept, withdrawn = task.assignments.filter(role="implementing").select_related("department")[:2]
    for part, decision, said in (
        (kept, "维持原职责", "文件明确由各地落实。"),
        (withdrawn, "撤回交办", "该地没有此类企业。"),
    ):
        clerk = office.clerk_of(part.department)
        office.act(clerk, "职责异议", part, "assignment", "dispute", 理由="三定方案未列此职责。")
        part.refresh_from_db()
        assert part.state == "disputed"
        dispute = Dispute.objects.get(assignment=part)
        office.act(office.supervisor, "裁定", dispute, "dispute", "decide", chosen=decision, 裁定意见=said)
        page = office.visit(office.supervisor, "tasks:detail", task.pk)
        page.get_by_text(said).first.wait_for()
    kept.refresh_from_db()
    withdrawn.refresh_from_db()
    assert (kept.state, withdrawn.state) == ("received", "withdrawn")
    assert Dispute.objects.filter(reason="三定方案未列此职责。").count() == 2


def return_once_and_accept(office: Office, lead: Assignment, co: Assignment) -> None:
    """Return the lead's report once, accept it after the supplement; accept the co-unit's at once."""
    report = lead.reports.earliest("period_end")
    office.act(office.supervisor, "退回补报", report, "report", "return", 理由="请补充开票销售数字。")
    report.refresh_from_db()
    assert (report.state, report.was_returned) == ("returned", True)
    page = office.visit(office.clerk_of(lead.department), "tasks:report", report.pk)
    page.get_by_text("退回意见：“请补充开票销售数字。”").wait_for()
    fill_report(office, office.clerk_of(lead.department), report, "已走访，1—11月开票销售8100亿元。", 92)
    for one in (report, co.reports.earliest("period_end")):
        page = office.visit(office.supervisor, "tasks:report", one.pk)
        page.get_by_role("button", name="审核通过").click()
        page.get_by_text("已审核通过。").wait_for()
        one.refresh_from_db()
        assert one.state == "accepted"


def refuse_and_grant_an_extension(office: Office, lead: Assignment, clerk: User) -> None:
    """Ask twice: refused, then granted; the original date stays."""
    for name, button, said in (("refuse", "驳回", "年内仍可完成。"), ("grant", "批准", "同意。")):
        office.act(
            clerk, "申请延期", lead, "assignment", "extend",
            申请延至="2026-01-20", 理由="统计口径调整。", 目前进展="完成九成。",
        )  # fmt: skip
        request = Extension.objects.latest("pk")
        office.act(office.supervisor, button, request, "extension", name, 意见=said)
    assert list(Extension.objects.order_by("pk").values_list("state", flat=True)) == ["refused", "granted"]
    task = Task.objects.get(pk=lead.task_id)
    assert (task.due_on, task.original_due_on) == (date(2026, 1, 20), date(2025, 12, 31))
    page = office.visit(clerk, "tasks:detail", task.pk)
    page.get_by_text("原定 12月31日").first.wait_for()


def urge_and_reply(office: Office, lead: Assignment, clerk: User) -> None:
    """Urge the lead and read its reply."""
    office.act(office.supervisor, "催办", lead, "assignment", "urge", 内容="请加快进度并书面回复。")
    urging = Urging.objects.get()
    office.act(clerk, "回复", urging, "urging", "reply", 回复="12月10日前完成。")
    page = office.visit(office.supervisor, "tasks:detail", lead.task_id)
    page.get_by_text("回复：12月10日前完成。").wait_for()


def complete_and_close(office: Office, lead: Assignment, co: Assignment, rest: Rest) -> None:
    """Claim, verify and close; the co-unit claims over REST."""
    clerk, task = office.clerk_of(lead.department), lead.task
    rest.act(f"assignments/{co.pk}/", "claim-done", {"opinion": "已完成。"})
    office.act(clerk, "报完成", lead, "assignment", "claim_done", 意见="已完成。")
    office.act(clerk, "申请办结", task, "task", "submit_completion", 意见="各项任务均已完成。")
    office.act(office.supervisor, "核验办结", task, "task", "verify", 意见="已实地核验，数据由统计部门提供。")
    office.act(office.supervisor, "销号", task, "task", "close", 意见="")
    task.refresh_from_db()
    assert (task.state, task.closing_reason) == ("closed", "implemented")
    assert set(task.assignments.filter(role__in=["lead", "co"]).values_list("state", flat=True)) == {"confirmed"}


def overdue_is_listed(office: Office, tasks: dict[str, Task], closed: Task) -> None:
    """After the validity has run out the overdue page lists every task but the closed one."""
    page = office.visit(office.supervisor, "tasks:overdue")
    listed = set()
    while True:
        links = page.locator("#list tbody th[scope=row] a").all()
        listed |= {str(link.get_attribute("href")) for link in links}
        onward = page.get_by_role("link", name="下一页")
        if not onward.count():
            break
        page.goto(page.url.partition("?")[0] + str(onward.first.get_attribute("href")))
    assert listed == {reverse("tasks:detail", args=[task.pk]) for task in tasks.values() if task.pk != closed.pk}


LOGGED = {
    "task.issue", "assignment.dispute", "assignment.keep", "assignment.receive", "report.save", "report.submit",
    "report.return", "report.accept", "extension.ask", "extension.refuse", "extension.grant", "urging.issue",
    "urging.reply", "assignment.claim_done", "task.submit_completion", "task.verify", "task.close",
}  # fmt: skip


def everything_is_in_the_log(office: Office) -> None:
    """The log holds every act, its chain is whole, and the auditor reads it."""
    actions = set(Entry.objects.values_list("action", flat=True))
    assert actions >= LOGGED, actions
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "完整" in out.getvalue()
    page = office.visit(office.auditor, "audit:log")
    page.get_by_text(office.supervisor.name).first.wait_for()
