"""The pages: everybody sees what is theirs, forms keep what was typed, and every act can be done without script."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tasks.models import Assignment, Evidence, ProgressReport, Task, Urging
from tasks.services import reporting
from tasks.services.drafting import draft_tasks
from tasks.services.registering import register_and_issue
from tests.answers import close
from tests.factories.policies import add_responsibility, add_target, make_measure, make_policy
from tests.factories.tasks import make_report, make_task

TODAY = date(2025, 9, 18)
OFFICE = {"supervisor", "leader"}
UNITS = {"clerk", "head", "co_clerk"}
EVERYBODY = (
    "clerk", "head", "co_clerk", "outsider", "supervisor", "leader", "auditor", "administrator", "stranger",
    "stranger_supervisor",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _office_day(settings, tmp_path):
    settings.DUBAN_TODAY = TODAY.isoformat()
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def task(cast) -> Task:
    policy = make_policy(cast.jurisdiction, expires_on=date(2025, 12, 31))
    measure = make_measure(policy, (cast.lead_unit, "lead"), (cast.co_unit, "co"), (cast.roster, "implementing"))
    add_target(measure, "新增床位500张", 500, "张")
    return register_and_issue(tasks=draft_tasks(policy=policy, by=cast.supervisor), by=cast.supervisor)[0]


def part(task, unit) -> Assignment:
    found: Assignment = task.assignments.select_related("task").get(department=unit)
    return found


def working(task):
    Task.objects.filter(pk=task.pk).update(state="in_progress")
    task.assignments.update(state="working")
    task.refresh_from_db()


def shown(client, user, url, status=200):
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == status, response.content.decode()[:500]
    text = response.content.decode()
    assert re.findall(r"UNDEFINED.{60}", text) == []
    return text


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_matter_is_shown_to_its_units_and_its_office_and_to_nobody_else(client, cast, task, who):
    allowed = who in OFFICE | UNITS
    text = shown(client, getattr(cast, who), reverse("tasks:detail", args=[task.pk]), 200 if allowed else 404)
    if allowed:
        assert "单位所报" in text
        assert "市财政局" in text
        assert "推进社区养老服务设施建设" in text


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_ledger_lists_what_a_person_may_see(client, cast, task, who):
    make_task(cast.other_jurisdiction, lead=cast.stranger_unit, title="别处的事项")
    text = shown(client, getattr(cast, who), reverse("tasks:list"))
    assert (task.number in text) == (who in OFFICE | UNITS)
    assert ("别处的事项" in text) == (who in {"stranger", "stranger_supervisor"})
    assert ('name="task"' in text) == (who in {"supervisor", "stranger_supervisor"})


def test_strangers_at_the_door_are_sent_to_sign_in(client, task):
    for name in ("tasks:list", "tasks:overdue", "tasks:issue", "tasks:reviews", "tasks:urgings", "tasks:new"):
        assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", ["tasks:overdue", "tasks:reviews", "tasks:urgings", "tasks:issue", "tasks:new"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_the_offices_pages_are_the_offices(client, cast, task, name, who):
    issuing = name in ("tasks:issue", "tasks:new")
    allowed = who in ({"supervisor"} if issuing else OFFICE) | {"stranger_supervisor"}
    shown(client, getattr(cast, who), reverse(name), 200 if allowed else 403)


def test_the_address_holds_filter_sort_and_page(client, cast, task):
    make_task(cast.jurisdiction, lead=cast.co_unit, title="逾期的事项", due_on=date(2025, 9, 1))
    url = reverse("tasks:list")
    text = shown(client, cast.supervisor, f"{url}?light=red")
    assert "逾期 17 天" in text
    assert task.number not in text
    assert "灯：红" in text
    both = shown(client, cast.supervisor, f"{url}?sort=-due")
    assert both.index(task.number) < both.index("逾期的事项")
    assert "没有符合条件的事项" in shown(client, cast.supervisor, f"{url}?q=没有这样的词")
    assert "逾期的事项" in shown(client, cast.supervisor, f"{url}?queue=overdue&unit={cast.co_unit.pk}&role=lead")
    part_only = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part_only
    assert 'id="tokens"' in part_only


@pytest.mark.parametrize("rows", [1, 20])
def test_the_ledger_takes_the_same_queries_for_one_row_and_for_twenty(
    client, cast, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], due_on=date(2025, 12, 1))
    client.force_login(cast.supervisor)
    client.get(reverse("tasks:list"))
    with django_assert_max_num_queries(32):
        client.get(reverse("tasks:list"))


@pytest.mark.parametrize("units", [2, 20])
def test_a_matters_page_takes_the_same_queries_for_two_units_and_for_twenty(
    client, cast, units, django_assert_max_num_queries
):
    from tests.cast import make_unit
    from tests.factories.tasks import make_part

    task = make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 12, 1))
    for number in range(units):
        make_report(make_part(task, make_unit(cast.jurisdiction, f"市第{number}局")), date(2025, 9, 1))
    client.force_login(cast.supervisor)
    with django_assert_max_num_queries(38):
        client.get(reverse("tasks:detail", args=[task.pk]))


def test_a_clerk_signs_with_one_button_and_then_reports(client, cast, task):
    text = shown(client, cast.clerk, reverse("tasks:detail", args=[task.pk]))
    assert "签收" in text
    sign = reverse("tasks:act", args=["assignment", part(task, cast.lead_unit).pk, "receive"])
    assert client.post(sign, {"version": 1}).status_code == 302
    assert part(task, cast.lead_unit).state == "received"
    assert "填报2025年9月进展" in shown(client, cast.clerk, reverse("tasks:detail", args=[task.pk]))
    assert client.post(sign, {"version": 1}).status_code == 409


@pytest.mark.parametrize(
    ("who", "status"), [("co_clerk", 403), ("supervisor", 403), ("outsider", 404), ("stranger", 404)]
)
def test_acts_of_others_are_refused_by_page_and_by_post(client, cast, task, who, status):
    client.force_login(getattr(cast, who))
    url = reverse("tasks:act", args=["assignment", part(task, cast.lead_unit).pk, "receive"])
    assert client.get(url).status_code == status
    assert client.post(url, {"version": 1}).status_code == status
    assert part(task, cast.lead_unit).state == "pending_receipt"


def test_unknown_acts_and_subjects_are_not_there(client, cast, task):
    client.force_login(cast.supervisor)
    assert client.get(reverse("tasks:act", args=["task", task.pk, "explode"])).status_code == 404
    assert client.get(reverse("tasks:act", args=["planet", task.pk, "receive"])).status_code == 404


def test_an_act_with_a_form_asks_first_keeps_what_was_typed_and_does_it(client, cast, task):
    lead = part(task, cast.lead_unit)
    url = reverse("tasks:act", args=["assignment", lead.pk, "extend"])
    assert "申请延至" in shown(client, cast.clerk, url)
    again = client.post(url, {"due_on": "2025-12-30", "reason": "汛期停工", "progress": "七成", "version": 1})
    assert again.status_code == 422
    assert "汛期停工" in again.content.decode()
    assert "须晚于现行期限" in again.content.decode()
    done = client.post(url, {"due_on": "2026-01-10", "reason": "汛期停工", "progress": "七成", "version": 1})
    assert done.status_code == 302
    request = lead.extensions.get()
    grant = reverse("tasks:act", args=["extension", request.pk, "grant"])
    assert "原定" in shown(client, cast.supervisor, grant)
    client.post(grant, {"due_on": "2026-01-10", "opinion": "同意", "version": 1})
    text = shown(client, cast.supervisor, reverse("tasks:detail", args=[task.pk]))
    assert "原定 12月31日，现行 2026年1月10日" in text


def test_a_dispute_is_raised_and_decided_on_pages(client, cast, task):
    co = part(task, cast.co_unit)
    client.force_login(cast.co_clerk)
    url = reverse("tasks:act", args=["assignment", co.pk, "dispute"])
    client.post(url, {"reason": "属市水利局", "suggested_department": cast.other_unit.pk, "version": 1})
    dispute = co.disputes.get()
    assert "建议市水利局" in shown(client, cast.supervisor, reverse("tasks:reviews"))
    decide = reverse("tasks:act", args=["dispute", dispute.pk, "decide"])
    assert "属市水利局" in shown(client, cast.supervisor, decide)
    client.post(decide, {"decision": "change", "department": cast.other_unit.pk, "opinion": "移交", "version": 1})
    assert part(task, cast.other_unit).state == "pending_receipt"
    shown(client, cast.co_clerk, reverse("tasks:detail", args=[task.pk]))


# ---- the report


# numbers as an input method writes them: full-width
FILLED = {
    "progress": "完成选址。", "percent": "\uff18\uff10", "on_schedule": "true", "problems": "", "coordination": "",
    "next_steps": "10月开工。", "expected_finish": "2025-12-31",
}  # fmt: skip


def september(task, unit) -> ProgressReport:
    return part(task, unit).reports.get(period_label="2025年9月")


def test_a_report_saves_itself_and_says_what_is_wrong_without_losing_anything(client, cast, task):
    working(task)
    row = september(task, cast.lead_unit)
    target = task.measure.targets.get()
    client.force_login(cast.clerk)
    url = reverse("tasks:report-save", args=[row.pk])
    ajax = {"HX-Request": "true"}
    answer = client.post(
        url, FILLED | {"version": 1, f"reading_{target.pk}": "\uff13\uff12\uff11\uff0e\uff15"}, headers=ajax
    )
    assert answer.json()["version"] == 2
    row.refresh_from_db()
    assert (row.percent, row.state, str(row.readings.get().value)) == (80, "draft", "321.5000")
    wrong = client.post(url, FILLED | {"version": 2, "percent": "180", f"reading_{target.pk}": "很多"}, headers=ajax)
    assert set(wrong.json()["errors"]) == {"percent", f"reading_{target.pk}"}
    stale = client.post(url, FILLED | {"version": 1, "progress": "另一份"}, headers=ajax)
    assert stale.status_code == 409
    assert "另一份" in stale.content.decode()
    assert "完成选址" in stale.content.decode()
    mine = client.post(url, FILLED | {"version": 1, "progress": "另一份", "keep": "mine"})
    assert mine.status_code == 302
    row.refresh_from_db()
    assert row.progress == "另一份"


def test_a_report_is_sent_and_reviewed_without_script(client, cast, task):
    working(task)
    row = september(task, cast.lead_unit)
    text = shown(client, cast.clerk, reverse("tasks:report", args=[row.pk]))
    assert "首次报送，没有上期" in text
    assert "日历应达" in text
    send = reverse("tasks:report-send", args=[row.pk])
    empty = client.post(send, {"version": 1, "progress": "写了一半"})
    assert empty.status_code == 422
    assert "写了一半" in empty.content.decode()
    assert "请填写完成比例" in empty.content.decode()
    row.refresh_from_db()
    done = client.post(send, FILLED | {"version": row.version})
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.state == "submitted"
    assert "完成选址" in shown(client, cast.co_clerk, reverse("tasks:report", args=[row.pk]))
    text = shown(client, cast.supervisor, reverse("tasks:detail", args=[task.pk]))
    assert "审核2025年9月进展" in text
    shown(client, cast.supervisor, reverse("tasks:report", args=[row.pk]))
    back = reverse("tasks:act", args=["report", row.pk, "return"])
    client.post(back, {"reason": "请补统计表", "version": row.version})
    text = shown(client, cast.clerk, reverse("tasks:report", args=[row.pk]))
    assert "退回意见：“请补统计表”" in text
    assert "补报2025年9月进展" in shown(client, cast.clerk, reverse("tasks:detail", args=[task.pk]))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("head", 200),
        ("co_clerk", 404),
        ("supervisor", 200),
        ("outsider", 404),
        ("stranger", 404),
        ("administrator", 404),
    ],
)
def test_a_draft_is_its_units_own(client, cast, task, who, status):
    working(task)
    row = september(task, cast.lead_unit)
    reporting.save_draft(report=row, by=cast.clerk, version=1, values={"progress": "未定的数字"})
    text = shown(client, getattr(cast, who), reverse("tasks:report", args=[row.pk]), status)
    assert ("未定的数字" in text) == (who == "head")
    if who == "supervisor":
        assert "您不能查看这份草稿" in text
    client.force_login(getattr(cast, who))
    if who != "head":
        answer = client.post(reverse("tasks:report-save", args=[row.pk]), FILLED | {"version": 2})
        assert answer.status_code in (403, 404)
    row.refresh_from_db()
    assert row.progress == "未定的数字"


def test_the_first_lead_gathers_on_the_page(client, cast, task):
    working(task)
    make_report(part(task, cast.co_unit), date(2025, 8, 1), state="accepted")
    theirs = september(task, cast.co_unit)
    theirs.state, theirs.progress, theirs.percent = "submitted", "资金已拨付。", 50
    theirs.save()
    row = september(task, cast.lead_unit)
    text = shown(client, cast.clerk, reverse("tasks:report", args=[row.pk]))
    assert "资金已拨付" in text
    assert "东湖区人民政府" in text
    client.post(reverse("tasks:report-gather", args=[row.pk]), FILLED | {"version": 1})
    row.refresh_from_db()
    assert "市财政局：资金已拨付。" in row.progress


# ---- evidence


def pdf(name="佐证.pdf", body=b"%PDF-1.4 facts"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, body, content_type="application/pdf")


def test_evidence_is_checked_stored_outside_the_site_and_read_by_those_who_may(client, cast, task, settings):
    working(task)
    row = september(task, cast.lead_unit)
    client.force_login(cast.clerk)
    attach = reverse("tasks:evidence-attach", args=[row.pk])
    client.post(attach, {"file": [pdf(), pdf("图片.docx", b"\x89PNG\r\n\x1a\n")], "field": "进展"})
    one = Evidence.objects.get()
    assert (one.name, one.field, one.size, one.uploaded_by) == ("佐证.pdf", "进展", 14, cast.clerk)
    assert str(settings.MEDIA_ROOT) in one.file.path
    assert "内容与扩展名不符" in shown(client, cast.clerk, reverse("tasks:report", args=[row.pk]))
    client.post(attach, {"file": pdf()})
    assert Evidence.objects.count() == 1
    url = reverse("tasks:evidence", args=[one.pk])
    for who, status in (("clerk", 200), ("head", 200), ("supervisor", 404), ("co_clerk", 404), ("stranger", 404)):
        client.force_login(getattr(cast, who))
        answer = client.get(url)
        assert answer.status_code == status, who
        close(answer)
    row.refresh_from_db()
    row.state = "submitted"
    row.save()
    for who, status in (("supervisor", 200), ("co_clerk", 200), ("outsider", 404), ("stranger_supervisor", 404)):
        client.force_login(getattr(cast, who))
        answer = client.get(url)
        assert answer.status_code == status, who
        if status == 200:
            assert b"".join(answer.streaming_content) == b"%PDF-1.4 facts"
            assert answer["X-Content-Type-Options"] == "nosniff"
            close(answer)
    client.force_login(cast.clerk)
    client.post(reverse("tasks:evidence-remove", args=[one.pk]))
    assert Evidence.objects.count() == 1
    row.state = "draft"
    row.save()
    client.post(reverse("tasks:evidence-remove", args=[one.pk]))
    assert Evidence.objects.count() == 0


# ---- urging


def test_the_overdue_list_urges_many_after_a_preview(client, cast):
    late = [
        make_task(cast.jurisdiction, lead=cast.lead_unit, title=f"第{n}件", due_on=date(2025, 9, 1)) for n in range(2)
    ]
    parts = [part(task, cast.lead_unit) for task in late]
    text = shown(client, cast.supervisor, reverse("tasks:overdue"))
    assert "逾期 17 天" in text
    url = reverse("tasks:urge-many")
    preview = client.post(url, {"part": [p.pk for p in parts]})
    assert "合并为 1 封" in preview.content.decode()
    assert Urging.objects.count() == 0
    bad = client.post(url, {"part": [p.pk for p in parts], "level": "blue", "term": "昨天", "send": "1"})
    assert bad.status_code == 422
    done = client.post(url, {"part": [p.pk for p in parts], "level": "blue", "send": "1"})
    assert done.status_code == 302
    assert Urging.objects.filter(level="blue", number=1).count() == 2
    assert "蓝色督办" in shown(client, cast.supervisor, reverse("tasks:overdue"))
    assert "第1号，蓝色督办" in shown(client, cast.leader, reverse("tasks:urgings"))
    client.post(url, {"part": [parts[0].pk], "level": "talk", "send": "1"})
    assert "待领导决定" in shown(client, cast.leader, reverse("tasks:urgings") + "?queue=proposed")


@pytest.mark.parametrize("who", ["clerk", "stranger_supervisor"])
def test_nobody_urges_what_is_not_theirs(client, cast, task, who):
    client.force_login(getattr(cast, who))
    answer = client.post(
        reverse("tasks:urge-many"), {"part": [part(task, cast.lead_unit).pk], "level": "blue", "send": "1"}
    )
    assert answer.status_code in (302, 403)
    assert Urging.objects.count() == 0


# ---- registering and issuing


def test_a_supervisor_drafts_shapes_looks_and_issues(client, cast):
    policy = make_policy(cast.jurisdiction, expires_on=date(2025, 12, 31))
    make_measure(policy, (cast.lead_unit, "lead"), (cast.co_unit, "co"))
    make_measure(policy, (cast.lead_unit, "joint"), (cast.co_unit, "joint"))
    page = reverse("tasks:issue")
    assert "拟办 2 件" in shown(client, cast.supervisor, page)
    client.post(reverse("tasks:issue-draft", args=[policy.pk]), {"draft": "1"})
    text = shown(client, cast.supervisor, f"{page}?policy={policy.pk}")
    assert "没有第一牵头单位" in text
    assert "以列首位的为牵头" in text
    first, second = Task.objects.order_by("pk")
    client.post(reverse("tasks:issue-send"), {"task": [first.pk, second.pk]})
    assert Task.objects.filter(state="issued").count() == 0
    assert "没有交办任何事项" in shown(client, cast.supervisor, page)
    client.post(reverse("tasks:issue-first-listed"), {"policy": policy.pk})
    shape = reverse("tasks:shape", args=[second.pk])
    assert "列首位，推定" in shown(client, cast.supervisor, shape)
    client.post(shape, {"act": "lead", "department": cast.co_unit.pk})
    client.post(shape, {"act": "add", "department": cast.other_unit.pk, "role": "support"})
    gone = second.assignments.get(department=cast.lead_unit)
    client.post(shape, {"act": "remove", "part": gone.pk})
    second.refresh_from_db()
    save = {
        "act": "save",
        "version": second.version,
        "due_on": "2025-11-30",
        "due_text": "领导要求",
        "cadence": "weekly",
    }
    assert client.post(shape, save).status_code == 302
    assert client.post(shape, save).status_code == 422
    assert "发出" not in shown(client, cast.supervisor, f"{page}?confirm=issue")
    done = client.post(reverse("tasks:issue-send"), {"task": [first.pk, second.pk]})
    assert done.status_code == 302
    second.refresh_from_db()
    assert (second.state, second.due_on, second.cadence, second.number) == (
        "issued", date(2025, 11, 30), "weekly", "云督2025-0002",
    )  # fmt: skip
    assert {p.department.name for p in second.assignments.all()} == {"市财政局", "市水利局"}


def test_a_matter_is_registered_by_hand_on_a_page(client, cast):
    client.force_login(cast.supervisor)
    url = reverse("tasks:new")
    refused = client.post(url, {"source": "instruction", "title": "", "cadence": "monthly"})
    assert refused.status_code == 422
    done = client.post(
        url,
        {
            "source": "instruction", "title": "修复积水点", "cadence": "monthly", "lead": cast.lead_unit.pk,
            "co": [cast.co_unit.pk], "due_on": "2025-10-31", "source_date": "2025-09-01",
            "source_document": pdf("批示.pdf"),
        },
    )  # fmt: skip
    task = Task.objects.get()
    assert done.url == reverse("tasks:shape", args=[task.pk])
    shown(client, cast.supervisor, done.url)
    answer = client.get(reverse("tasks:document", args=[task.pk]))
    assert answer.status_code == 200
    close(answer)
    client.force_login(cast.clerk)
    assert client.get(reverse("tasks:document", args=[task.pk])).status_code == 404
    client.force_login(cast.supervisor)
    client.post(done.url, {"act": "discard"})
    assert Task.objects.count() == 0


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor", "administrator", "stranger_supervisor"])
def test_nobody_else_issues_or_shapes(client, cast, who):
    draft = make_task(cast.jurisdiction, lead=cast.lead_unit, state="drafted", number="")
    client.force_login(getattr(cast, who))
    for name, args in (("tasks:issue-send", []), ("tasks:issue-draft", [draft.pk]), ("tasks:shape", [draft.pk])):
        answer = client.post(reverse(name, args=args), {"task": [draft.pk], "act": "discard"})
        assert answer.status_code in (302, 403, 404)
    assert Task.objects.get().state == "drafted"


def test_more_than_can_be_urged_at_once_is_refused_and_not_cut_short(client, cast, task):
    client.force_login(cast.supervisor)
    answer = client.post(reverse("tasks:urge-many"), {"part": [str(pk) for pk in range(1, 502)]}, follow=True)
    assert "一次最多 500 件" in answer.content.decode()
    assert not Urging.objects.exists()


def test_the_history_can_be_narrowed_and_swapped_alone(client, cast, task):
    text = shown(client, cast.supervisor, reverse("tasks:detail", args=[task.pk]) + "?kind=urging")
    assert "没有此类记录" in text
    swapped = client.get(
        reverse("tasks:detail", args=[task.pk]) + "?kind=", headers={"HX-Request": "true"}
    ).content.decode()
    assert "交办" in swapped
    assert "<html" not in swapped


def test_before_drafting_a_person_chooses_how_measures_are_split_and_sees_what_comes_of_it(client, cast):
    policy = make_policy(cast.jurisdiction)
    plain = make_measure(policy, (cast.lead_unit, "lead"))
    measure = make_measure(policy, (cast.lead_unit, "lead"))
    add_target(measure, "新增床位500张", 500, "张")
    for order, unit in enumerate((cast.lead_unit, cast.co_unit, cast.other_unit), start=2):
        add_responsibility(measure, unit, "lead", order, basis="inline", scope=f"推进产业{order}")
    address = reverse("tasks:issue-draft", args=[policy.pk])
    assert address in shown(client, cast.supervisor, reverse("tasks:issue"))
    page = shown(client, cast.supervisor, address)
    assert "每项正文分工一件（3 件）" in page
    assert "将拟办 <b>2</b> 件" in page
    seen = client.post(address, {f"split-{measure.pk}": "inline"}).content.decode()
    assert "将拟办 <b>4</b> 件" in seen
    assert "第2项举措：推进产业3" in seen
    assert not Task.objects.exists()
    refused = client.post(address, {f"split-{plain.pk}": "target", "draft": "1"}, follow=True).content.decode()
    assert "没有指标，不能按指标拆分" in refused
    assert not Task.objects.exists()
    client.post(address, {f"split-{measure.pk}": "inline", "draft": "1"})
    assert Task.objects.filter(measure=measure).count() == 3
    assert Task.objects.filter(measure=plain).count() == 1
