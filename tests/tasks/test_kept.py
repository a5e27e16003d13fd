"""What is over is kept: read-only, to be found, to be taken along, and deleted after its term by a leader alone."""

import hashlib
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from audit.models import Entry
from core import clock
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from departments.models import Rule
from exchange.models import Paper, PaperTask
from reminders.models import Reminder
from tasks.kept import later, term_over
from tasks.models import Assignment, Evidence, Extension, ProgressReport, Task, TaskEvent, Urging
from tasks.models.transfer import Transfer, TransferLine
from tasks.services.erasing import erase
from tasks.services.noting import note
from tests.answers import close
from tests.factories.tasks import at, make_report, make_task
from work.models import Job

TODAY = date(2036, 9, 19)
LONG_AGO = date(2026, 9, 18)


@pytest.fixture(autouse=True)
def _office_day(settings, tmp_path):
    settings.DUBAN_TODAY = TODAY.isoformat()
    settings.MEDIA_ROOT = tmp_path


def kept_task(cast, archived_on=LONG_AGO, **fields) -> Task:
    values = {"state": "closed", "due_on": date(2026, 9, 1), "archived_at": at(archived_on), "title": "旧事项"} | fields
    return make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit], **values)


@pytest.fixture
def full(cast) -> Task:
    """An archived matter with one of everything."""
    task = kept_task(cast, archived_at=None, state="in_progress")
    lead = task.assignments.get(department=cast.lead_unit)
    report = make_report(lead, date(2026, 8, 1), state="accepted", percent=100, progress="=全部完成。")
    file = Evidence(
        report=report, name="表.pdf", size=8, checksum="0" * 64, uploaded_by=cast.clerk, uploaded_at=clock.now()
    )
    file.file.save("表.pdf", ContentFile(b"%PDF-1.4"), save=False)
    file.save()
    draft = make_report(lead, date(2026, 9, 1), state="draft", progress="草稿里的话")
    Extension.objects.create(
        assignment=lead, reason="汛期", progress="七成", due_on_before=date(2026, 8, 1), due_on_asked=date(2026, 9, 1),
        state="granted", asked_at=clock.now(), asked_by=cast.clerk,
    )  # fmt: skip
    Urging.objects.create(
        assignment=lead, number=1, level="blue", text="请抓紧", issued_at=clock.now(), issued_on=LONG_AGO
    )
    Reminder.objects.create(
        jurisdiction=cast.jurisdiction, report=draft, step="report-3", occurrence_on=LONG_AGO, anchor_on=LONG_AGO,
        reason="临近", recipient=cast.clerk, planned_at=clock.now(),
    )  # fmt: skip
    moved = Transfer.objects.create(
        jurisdiction=cast.jurisdiction, department=cast.lead_unit, unit_name="市发展改革委", reason="机构改革",
        effective_on=LONG_AGO, done_on=LONG_AGO, done_at=clock.now(),
    )  # fmt: skip
    other = task.assignments.get(department=cast.co_unit)
    TransferLine.objects.create(transfer=moved, task=task, part=lead, heir=other, heir_name="市财政局", role="lead")
    job = Job.objects.create(
        jurisdiction=cast.jurisdiction, kind="exchange.papers", title="制发", created_at=clock.now()
    )
    letter = Paper.objects.create(
        jurisdiction=cast.jurisdiction, kind="urging", number="试〔2026〕1号", title="催办函", file="papers/a.docx",
        filename="a.docx", size=3, checksum="0" * 64, job=job, position=0, made_at=clock.now(),
    )  # fmt: skip
    PaperTask.objects.create(paper=letter, task=task)
    note(task=task, text="已办结", by=cast.supervisor)
    Task.objects.filter(pk=task.pk).update(state="closed", archived_at=at(LONG_AGO))
    task.refresh_from_db()
    return task


def test_terms_are_dated_rules_by_source_and_none_is_for_ever(cast):
    tasks = [kept_task(cast), kept_task(cast, date(2026, 9, 19)), kept_task(cast, source="instruction")]
    assert list(term_over(cast.leader, cast.jurisdiction, TODAY)) == [tasks[0]]
    Rule.objects.create(
        jurisdiction=cast.jurisdiction, key="archive.retention_years", value={"default": 5, "instruction": None},
        valid_from=date(2030, 1, 1),
    )  # fmt: skip
    assert set(term_over(cast.leader, cast.jurisdiction, TODAY)) == set(tasks[:2])
    assert later(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_a_leader_deletes_after_a_preview_and_a_tombstone_stays(client, cast, full, django_capture_on_commit_callbacks):
    young = kept_task(cast, date(2030, 1, 1))
    file = Evidence.objects.get().file
    storage, path = file.storage, str(file.name)
    client.force_login(cast.leader)
    page = reverse("tasks:kept") + "?queue=over"
    text = client.get(page).content.decode()
    assert full.number in text
    assert young.number not in text
    url = reverse("tasks:act-many", args=["task", "erase"])
    both = {"row": [f"{full.pk}:{full.version}", f"{young.pk}:{young.version}"]}
    assert "保管期未满的事项不能销毁" in client.post(url, both).content.decode()
    picked = {"row": f"{full.pk}:{full.version}", "next": page}
    client.post(url, picked)
    assert Task.objects.filter(pk=full.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(url, picked | {"send": "1", "reason": "保管期满，经鉴定无保存价值"})
    assert (done.status_code, done.url) == (302, page)
    assert not Task.objects.filter(pk=full.pk).exists()
    assert Transfer.objects.count() == 1
    assert Paper.objects.get().number == "试〔2026〕1号"
    for model in (PaperTask, TransferLine, ProgressReport, Evidence, Extension, Urging, Reminder):
        assert not model.objects.exists()
    assert set(Assignment.objects.values_list("task", flat=True)) == {young.pk}
    assert not storage.exists(path)
    stone = Entry.objects.get(action="task.erase")
    assert (stone.object_id, stone.before["number"], stone.reason) == (
        full.pk, full.number, "保管期满，经鉴定无保存价值",
    )  # fmt: skip
    assert stone.after["erased"]["progressreport"] == 2
    assert Entry.objects.filter(action="task.note", object_id=full.pk).exists()
    assert TaskEvent.objects.count() == 0


@pytest.mark.parametrize("who", ["supervisor", "clerk", "administrator", "auditor", "stranger_supervisor"])
def test_nobody_but_a_leader_deletes(cast, who):
    task = kept_task(cast)
    with pytest.raises(NotPermitted, match="分管领导决定"):
        erase(task=task, reason="期满", by=getattr(cast, who))
    assert Task.objects.filter(pk=task.pk).exists()


@pytest.mark.parametrize("fields", [{"archived_at": None}, {"source": "instruction"}, {"archived_at": at(TODAY)}])
def test_before_its_term_nothing_is_deleted(cast, fields):
    with pytest.raises(TransitionForbidden):
        erase(task=kept_task(cast, **fields), reason="期满", by=cast.leader)


def test_a_deletion_needs_its_reason(cast):
    with pytest.raises(DomainError, match="理由"):
        erase(task=kept_task(cast), reason=" ", by=cast.leader)


def test_the_package_holds_papers_files_and_history_and_its_checksums_agree(client, cast, full):
    client.force_login(cast.supervisor)
    answer = client.get(reverse("exchange:package", args=[full.pk]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    close(answer)
    assert archive.testzip() is None
    names = archive.namelist()
    assert {f"督办单{full.number}.docx", f"办理情况{full.number}.docx", "办理记录.csv", "校验.sha256"} <= set(names)
    evidence = next(name for name in names if name.startswith("佐证/"))
    assert archive.read(evidence) == b"%PDF-1.4"
    sums = archive.read("校验.sha256").decode().splitlines()
    assert len(sums) == len(names) - 1
    for line in sums:
        digest, name = line.split("  ", 1)
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    told = json.loads(archive.read("办理记录.json"))
    assert [event["action"] for event in told["events"]] == ["task.note"]
    paper = zipfile.ZipFile(io.BytesIO(archive.read(f"办理情况{full.number}.docx"))).read("word/document.xml").decode()
    assert "全部完成" in paper
    assert "草稿里的话" not in paper
    assert Entry.objects.filter(action="task.package", object_id=full.pk, actor_id=cast.supervisor.pk).exists()


def test_what_is_archived_is_off_the_lists_and_found_by_search(client, cast, full):
    client.force_login(cast.supervisor)
    url = reverse("tasks:list")
    assert full.number not in client.get(url).content.decode()
    assert full.number in client.get(f"{url}?q=旧事项").content.decode()
    assert "下载卷宗" in client.get(reverse("tasks:kept")).content.decode()
    client.force_login(cast.clerk)
    assert client.get(reverse("tasks:kept")).status_code == 403
    assert client.get(reverse("exchange:package", args=[full.pk])).status_code == 403


@pytest.mark.parametrize("rows", [1, 20])
def test_the_archive_takes_the_same_queries_for_one_row_and_for_twenty(client, cast, rows, django_assert_num_queries):
    for _ in range(rows):
        kept_task(cast)
    client.force_login(cast.leader)
    client.get(reverse("tasks:kept"))
    with django_assert_num_queries(12):
        client.get(reverse("tasks:kept"))
