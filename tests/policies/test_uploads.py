"""Bringing documents in: several files at once, progress, refusals in one sentence, and the plan that waits."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import clock
from core.exceptions import TransitionForbidden
from policies.models import ImportRun, Policy, SourceFile
from policies.services import runs, sandbox
from tests.policies.builder import HOUSING, ROADS, WATER, document, reading
from work.models import Job

URL = reverse("policies:upload")


@pytest.fixture
def browser(cast, reads, policy):
    """The supervisor's browser in a government with one policy; the next file reads as one about water."""
    reads(document(WATER, title="云州市治水方案", doc_number="云水发〔2026〕1号"))
    client = Client()
    client.force_login(cast.supervisor)
    return client


@pytest.fixture
def send(browser, django_capture_on_commit_callbacks):
    """Upload files and let the job run."""

    def act(*contents: bytes, name: str = "方案.txt"):
        files = [SimpleUploadedFile(name, content) for content in contents]
        with django_capture_on_commit_callbacks(execute=True):
            return browser.post(URL, {"files": files})

    return act


def last_run() -> ImportRun:
    """Return the newest import."""
    return ImportRun.objects.order_by("-pk")[0]


def test_an_uploaded_file_is_read_in_the_background_and_leads_to_the_desk(send, browser):
    assert send("治水".encode()).status_code == 302
    run = last_run()
    assert (run.state, run.error) == ("done", "")
    policy = Policy.objects.get(title="云州市治水方案")
    page = browser.get(URL).content.decode()
    assert reverse("policies:desk", args=[policy.pk]) in page
    assert not run.upload


def test_several_files_are_several_imports(send, monkeypatch):
    parsed = {
        b"a": document(WATER, title="甲方案", doc_number="云水发〔2026〕1号"),
        b"b": document(WATER, title="乙方案", doc_number="云水发〔2026〕2号"),
    }
    monkeypatch.setattr(sandbox, "read_policy", lambda **sent: reading(parsed[sent["data"]]))
    send(b"a", b"b")
    assert [run.state for run in ImportRun.objects.all()] == ["done", "done"]
    assert set(Policy.objects.values_list("title", flat=True)) >= {"甲方案", "乙方案"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "文件是空的"), (b"x" * 2048, "超过 0 MB 的上限")],
    ids=["empty", "too large"],
)
def test_an_empty_or_huge_file_is_refused_on_the_page_and_nothing_is_stored(send, settings, content, sentence):
    settings.DUBAN_UPLOAD_MAX_BYTES = 1024
    answer = send(content)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_no_file_at_all_is_one_sentence(browser):
    answer = browser.post(URL, {})
    assert answer.status_code == 422
    assert "请选择文件。" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.docx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64),
        ("noise.txt", bytes(range(256)) * 8),
        ("blank.txt", b"   \n\n  "),
    ],
)
def test_what_cannot_be_read_fails_with_one_chinese_sentence_and_stores_no_policy(
    browser, send, monkeypatch, name, content
):
    monkeypatch.undo()
    before = Policy.objects.count(), SourceFile.objects.count()
    send(content, name=name)
    run = last_run()
    assert run.state == "failed"
    assert run.error_code.startswith("file.")
    assert run.error.endswith("。")
    page = browser.get(reverse("policies:import", args=[run.pk])).content.decode()
    assert f"没有导入：{run.error}" in page
    assert (Policy.objects.count(), SourceFile.objects.count()) == before
    assert not run.upload


def test_a_changed_document_waits_until_a_person_saw_its_plan(
    send, browser, reads, policy, django_capture_on_commit_callbacks
):
    reads(document(ROADS, HOUSING))
    send(b"changed")
    run = last_run()
    assert run.state == "decision"
    page = browser.get(reverse("policies:import", args=[run.pk])).content.decode()
    assert "删去 1 条" in page
    assert "整治河湖" in page
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("policies:import-decide", args=[run.pk]), {"document-0": "change"})
    assert last_run().state == "done"
    assert policy.versions.count() == 2


def test_the_second_of_two_who_decide_is_told_so(send, browser, reads, policy, cast):
    reads(document(ROADS, HOUSING))
    send(b"changed")
    run = last_run()
    runs.decide(run=run, decisions={0: policy.pk}, by=cast.supervisor)
    with pytest.raises(TransitionForbidden):
        runs.decide(run=run, decisions={0: None}, by=cast.supervisor)


def test_a_decision_must_be_one_of_those_offered(send, browser, reads, policy):
    reads(document(ROADS, HOUSING))
    send(b"changed")
    run = last_run()
    browser.post(reverse("policies:import-decide", args=[run.pk]), {"document-0": "nonsense"})
    assert last_run().state == "decision"


def test_the_part_that_is_polled_is_no_whole_page_and_stops_when_done(send, browser):
    send(b"water")
    part = browser.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "every 2s" not in part
    ImportRun.objects.update(state="running")
    assert "every 2s" in browser.get(URL, headers={"HX-Request": "true"}).content.decode()
    page = browser.get(reverse("policies:import", args=[last_run().pk]), headers={"HX-Request": "true"})
    assert "正在读取" in page.content.decode()


def test_a_run_in_another_workers_hands_is_left_alone(send, cast):
    send(b"water")
    run = last_run()
    ImportRun.objects.update(state="running", created_at=clock.now())
    assert runs.run_import(run_id=run.pk).state == "running"
    assert runs.waiting_runs() == []
    ImportRun.objects.update(created_at=clock.now() - timedelta(hours=1))
    assert runs.waiting_runs() == [run.pk]


@pytest.mark.parametrize("part", ["clerk", "leader", "administrator", "stranger_supervisor"])
def test_nobody_else_sees_an_import(send, cast, part):
    send(b"water")
    client = Client()
    client.force_login(getattr(cast, part))
    assert client.get(reverse("policies:import", args=[last_run().pk])).status_code == 404


def test_an_import_is_followed_as_the_persons_own_long_work(send, browser, cast):
    send(b"water")
    run = last_run()
    job = Job.objects.get()
    assert (job.kind, job.state, job.created_by) == ("policies.import", "done", cast.supervisor)
    assert job.link == reverse("policies:import", args=[run.pk])
    assert run.filename in browser.get(reverse("work:list")).content.decode()


def test_an_import_that_asks_waits_for_its_person_in_the_list_of_work(
    send, browser, reads, policy, django_capture_on_commit_callbacks
):
    reads(document(ROADS, HOUSING))
    send(b"changed")
    run = last_run()
    job = Job.objects.get()
    assert job.state == "asks"
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("policies:import-decide", args=[run.pk]), {"document-0": "change"})
    job.refresh_from_db()
    assert job.state == "done"


def test_an_import_that_was_cancelled_stores_nothing(send, browser, reads, cast, monkeypatch):
    from policies.services import sandbox
    from work.services import cancel

    before = Policy.objects.count()
    read = sandbox.read_policy

    def cancelled_while_read(**given):
        cancel(job=Job.objects.get(), by=cast.supervisor)
        return read(**given)

    monkeypatch.setattr(sandbox, "read_policy", cancelled_while_read)
    send(b"water")
    run = last_run()
    assert (run.state, Job.objects.get().state, run.source_file) == ("cancelled", "cancelled", None)
    assert Policy.objects.count() == before
    assert "没有写入任何内容" in browser.get(reverse("policies:import", args=[run.pk])).content.decode()


def test_an_import_that_failed_says_so_in_the_list_of_work(send, browser, monkeypatch):
    from core.exceptions import DomainError
    from policies.services import sandbox

    def broken(**_given):
        raise DomainError("file.unreadable", "文件不能读取。")

    monkeypatch.setattr(sandbox, "read_policy", broken)
    send(b"water")
    job = Job.objects.get()
    assert (job.state, job.error) == ("failed", "文件不能读取。")
