"""Long work: claimed once, cancelled between parts, taken up again after a dead worker, and honest about failures."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from core import clock
from core.exceptions import DomainError, NotPermitted, TransitionForbidden
from work import kinds, services
from work.jobs import sweep
from work.models import Job
from work.running import MOST_TRIES, run


class Handler:
    """A handler that notes each part and does what a test tells it at a part."""

    def __init__(self):
        self.parts: list[int] = []
        self.at: dict[int, object] = {}

    def __call__(self, job, steps):
        steps.begin(3)
        for part in range(3):
            steps.next(f"第 {part + 1} 项")
            act = self.at.get(part)
            if isinstance(act, Exception):
                raise act
            if callable(act):
                act(job, steps)
            self.parts.append(part)
            steps.did()
        steps.say("三项都做完了。", "/messages/")


@pytest.fixture
def handler(monkeypatch):
    found = Handler()
    monkeypatch.setitem(kinds._kinds, "test.three", kinds.Kind("test.three", "三项", "export", found))
    return found


@pytest.fixture
def job(cast, handler):
    return services.start(kind="test.three", jurisdiction=cast.jurisdiction, title="做三项", by=cast.supervisor)


def state_of(job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_job_runs_to_its_end_and_says_what_came_of_it(job, handler):
    run(job.pk)
    found = state_of(job)
    assert (found.state, found.done, found.total, found.summary) == ("done", 3, 3, "三项都做完了。")
    assert found.finished_at is not None


def test_the_bell_rings_in_the_queue_of_the_kind(cast, handler, mocker_queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.start(kind="test.three", jurisdiction=cast.jurisdiction, title="做三项", by=cast.supervisor)
    assert mocker_queue == ["export"]


@pytest.fixture
def mocker_queue(monkeypatch):
    from work.jobs import run_one

    rung: list[str] = []
    monkeypatch.setattr(run_one, "apply_async", lambda *, args, queue: rung.append(queue))
    return rung


def test_no_two_workers_run_one_job(job, handler):
    Job.objects.update(state="running", leased_until=clock.now() + timedelta(minutes=5))
    assert run(job.pk) is None
    assert handler.parts == []


def test_a_job_of_a_dead_worker_is_taken_up_again(job, handler, mocker_queue, django_capture_on_commit_callbacks):
    past = clock.now() - timedelta(minutes=5)
    Job.objects.update(state="running", leased_until=past, created_at=past)
    with django_capture_on_commit_callbacks(execute=True):
        sweep()
    assert mocker_queue == ["export"]
    assert run(job.pk) is not None
    assert state_of(job).state == "done"


def test_a_job_that_kills_its_workers_is_given_up_with_a_sentence(job, handler):
    Job.objects.update(tries=MOST_TRIES)
    run(job.pk)
    assert (state_of(job).state, handler.parts) == ("failed", [])
    assert "多次中断" in state_of(job).error


def test_a_waiting_job_is_cancelled_at_once(job, handler, cast):
    services.cancel(job=job, by=cast.supervisor)
    assert run(job.pk) is None
    assert (state_of(job).state, handler.parts) == ("cancelled", [])


def test_a_running_job_stops_before_its_next_part(job, handler, cast):
    handler.at[1] = lambda job, steps: services.cancel(job=state_of(job), by=cast.supervisor)
    run(job.pk)
    found = state_of(job)
    assert (found.state, found.done, handler.parts) == ("cancelled", 2, [0, 1])


def test_a_finished_job_cannot_be_cancelled(job, handler, cast):
    run(job.pk)
    with pytest.raises(TransitionForbidden):
        services.cancel(job=state_of(job), by=cast.supervisor)


def test_nobody_stops_a_colleagues_job_but_the_administrator(job, cast):
    with pytest.raises(NotPermitted):
        services.cancel(job=job, by=cast.leader)
    assert services.cancel(job=job, by=cast.administrator).state == "cancelled"


def test_a_part_that_failed_is_named_and_the_rest_goes_on(job, handler, cast):
    handler.at[1] = lambda job, steps: steps.failed("第 2 项", "单位已撤销。")
    run(job.pk)
    client = Client()
    client.force_login(cast.supervisor)
    page = client.get(reverse("work:detail", args=[job.pk])).content.decode()
    assert "没有成功的 1 项" in page
    assert "单位已撤销。" in page
    assert state_of(job).state == "done"


def test_a_rule_that_says_no_ends_the_job_with_its_sentence(job, handler):
    handler.at[0] = DomainError("x.y", "不能做。")
    run(job.pk)
    assert (state_of(job).state, state_of(job).error) == ("failed", "不能做。")


def test_a_defect_ends_the_job_without_showing_its_inside(job, handler):
    handler.at[0] = RuntimeError("secret inside")
    with pytest.raises(RuntimeError):
        run(job.pk)
    assert state_of(job).error.startswith("系统出错")


def test_starting_and_cancelling_stand_in_the_log(job, cast):
    services.cancel(job=job, by=cast.supervisor)
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == ["work.started", "work.cancelled"]


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_the_page_asks_again_while_a_job_is_unfinished_and_stops_after(job, cast, state):
    client = Client()
    client.force_login(cast.supervisor)
    Job.objects.update(state=state)
    for name, args in (("work:list", []), ("work:detail", [job.pk])):
        part = client.get(reverse(name, args=args), headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert "every 2s" in part
    Job.objects.update(state="done")
    assert "every 2s" not in client.get(reverse("work:list")).content.decode()


def test_the_list_costs_the_same_for_one_job_and_for_twenty(job, cast, handler):
    client = Client()
    client.force_login(cast.supervisor)
    # the first page of a session writes when it was last used
    client.get(reverse("work:list"))
    counted = []
    for _ in range(2):
        with _Counting() as found:
            client.get(reverse("work:list"))
        counted.append(found.count)
        for _ in range(19):
            services.start(kind="test.three", jurisdiction=cast.jurisdiction, title="做三项", by=cast.supervisor)
    assert counted[0] == counted[1]


class _Counting:
    """Count queries."""

    def __enter__(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self._context = CaptureQueriesContext(connection)
        self._context.__enter__()
        return self

    def __exit__(self, *error):
        self._context.__exit__(*error)
        self.count = len(self._context)
