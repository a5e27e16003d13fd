"""Many at once: the rules, traces and notices of single acts, all or none, after a preview that changes nothing."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from audit.models import Entry
from notifications.models import Message
from tasks.models import Extension, Task, TaskEvent, Urging
from tests.factories.tasks import at, make_report, make_task

TODAY = date(2025, 9, 18)
API = "/api/v1"


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def reports(cast):
    tasks = [make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 12, 1)) for _ in range(3)]
    return [
        make_report(task.assignments.get(), date(2025, 9, 1), state="submitted", submitted_on=TODAY) for task in tasks
    ]


def asked(cast, until: date, **fields) -> Extension:
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=date(2025, 12, 1))
    return Extension.objects.create(
        assignment=task.assignments.get(), reason="汛期停工", progress="七成", due_on_before=date(2025, 12, 1),
        due_on_asked=until, state="submitted", asked_at=at(TODAY), asked_by=cast.clerk, **fields,
    )  # fmt: skip


def many(subject, name):
    return reverse("tasks:act-many", args=[subject, name])


def states(rows):
    return [type(row).objects.get(pk=row.pk).state for row in rows]


def test_reports_are_returned_together_after_a_preview_with_one_notice_and_one_trace_each(client, cast, reports):
    client.force_login(cast.supervisor)
    assert many("report", "return") in client.get(reverse("tasks:reviews")).content.decode()
    picked = {"row": [f"{row.pk}:{row.version}" for row in reports], "next": reverse("tasks:reviews")}
    entries = Entry.objects.count()
    text = client.post(many("report", "return"), picked).content.decode()
    assert "3 件，全部办理或全部不办理" in text
    assert "不能办理：" not in text
    assert (states(reports), Entry.objects.count(), Message.objects.count()) == (["submitted"] * 3, entries, 0)
    unwritten = client.post(many("report", "return"), picked | {"send": "1"})
    assert unwritten.status_code == 422
    done = client.post(many("report", "return"), picked | {"send": "1", "reason": "请补统计表"})
    assert (done.status_code, done.url) == (302, reverse("tasks:reviews"))
    assert states(reports) == ["returned"] * 3
    assert TaskEvent.objects.filter(action="report.return", text="请补统计表").count() == 3
    assert Entry.objects.filter(action="report.return", actor_id=cast.supervisor.pk).count() == 3
    assert Message.objects.filter(recipient=cast.clerk, subject__startswith="退回补报").count() == 3


def test_one_row_that_cannot_be_done_holds_all_back_and_is_named(client, cast, reports):
    client.force_login(cast.supervisor)
    type(reports[1]).objects.filter(pk=reports[1].pk).update(state="accepted")
    picked = {"row": [f"{row.pk}:1" for row in reports]}
    text = client.post(many("report", "accept"), picked).content.decode()
    assert "其中 1 件不能办理" in text
    assert "报送现为“审核通过”，不能审核通过" in text
    refused = client.post(many("report", "accept"), picked | {"send": "1"})
    assert refused.status_code == 422
    assert "3 件中有 1 件不能办理" in refused.content.decode()
    assert states(reports) == ["submitted", "accepted", "submitted"]
    kept = client.post(many("report", "accept"), picked | {"drop": "1"}).content.decode()
    assert f'value="{reports[1].pk}:1"' not in kept
    assert f'value="{reports[0].pk}:1"' in kept
    assert not Entry.objects.filter(action="report.accept").exists()


def test_the_second_writer_is_stopped_in_many_as_in_one(client, cast, reports):
    client.force_login(cast.supervisor)
    type(reports[0]).objects.filter(pk=reports[0].pk).update(version=2)
    refused = client.post(many("report", "accept"), {"row": [f"{row.pk}:1" for row in reports], "send": "1"})
    assert "他人已先改动" in refused.content.decode()
    assert states(reports) == ["submitted"] * 3


def test_extensions_are_granted_each_to_its_day_and_long_ones_are_left_to_a_leader(client, cast):
    short, long = asked(cast, date(2025, 12, 20)), asked(cast, date(2026, 6, 1))
    client.force_login(cast.supervisor)
    both = {"row": [f"{short.pk}:1", f"{long.pk}:1"]}
    assert "累计延期超过 30 天，须报领导决定" in client.post(many("extension", "grant"), both).content.decode()
    client.post(many("extension", "grant"), {"row": f"{short.pk}:1", "send": "1", "opinion": "同意"})
    client.post(many("extension", "forward"), {"row": f"{long.pk}:1", "send": "1"})
    assert states([short, long]) == ["granted", "forwarded"]
    assert Task.objects.get(pk=short.assignment.task_id).due_on == date(2025, 12, 20)
    client.force_login(cast.leader)
    client.post(many("extension", "grant"), {"row": f"{long.pk}:2", "send": "1"})
    assert Task.objects.get(pk=long.assignment.task_id).due_on == date(2026, 6, 1)


def test_a_note_reaches_every_unit_and_stands_in_the_history(client, cast):
    tasks = [make_task(cast.jurisdiction, lead=cast.lead_unit, co=[cast.co_unit]) for _ in range(2)]
    client.force_login(cast.leader)
    picked = {"task": [task.pk for task in tasks], "send": "1", "text": "月底前须有实质进展"}
    assert client.post(many("task", "note"), picked).status_code == 302
    assert Message.objects.filter(subject__startswith="批注", recipient=cast.co_clerk).count() == 2
    client.force_login(cast.co_clerk)
    assert "月底前须有实质进展" in client.get(reverse("tasks:detail", args=[tasks[0].pk])).content.decode()
    assert client.post(many("task", "note"), picked).status_code == 403
    draft = make_task(cast.jurisdiction, state="drafted", number="")
    client.force_login(cast.supervisor)
    assert "事项尚未交办" in client.post(many("task", "note"), {"task": draft.pk}).content.decode()


def test_claims_of_completion_are_verified_together_with_a_word_where_the_evidence_falls_short(client, cast):
    tasks = [make_task(cast.jurisdiction, lead=cast.lead_unit, state="completion_submitted") for _ in range(2)]
    client.force_login(cast.supervisor)
    picked = {"row": [f"{task.pk}:1" for task in tasks]}
    assert "没有佐证材料" in client.post(many("task", "verify"), picked).content.decode()
    told = picked | {"opinion": "现场查看属实"}
    assert "没有佐证材料" not in client.post(many("task", "verify"), told | {"look": "1"}).content.decode()
    client.post(many("task", "verify"), told | {"send": "1"})
    assert states(tasks) == ["verified", "verified"]


def test_rows_that_are_invisible_unknown_acts_and_nothing_picked(client, cast, reports):
    client.force_login(cast.supervisor)
    assert client.post(many("report", "accept"), {}).status_code == 302
    assert client.post(many("report", "approve"), {"row": reports[0].pk}).status_code == 404
    assert client.post(many("planet", "accept"), {"row": reports[0].pk}).status_code == 404
    client.force_login(cast.stranger_supervisor)
    assert client.post(many("report", "accept"), {"row": reports[0].pk}).status_code == 404


def test_more_than_one_go_holds_is_refused_whole(client, cast, reports):
    client.force_login(cast.supervisor)
    answer = client.post(many("report", "accept"), {"row": [str(pk) for pk in range(1, 502)]}, follow=True)
    assert "一次最多 500 件" in answer.content.decode()


def test_over_rest_a_preview_names_what_is_refused_and_the_act_answers_with_409(cast, reports):
    client = APIClient()
    client.force_login(cast.supervisor)
    type(reports[1]).objects.filter(pk=reports[1].pk).update(state="accepted")
    body: dict[str, Any] = {
        "act": "return",
        "rows": [{"id": row.pk, "version": 1} for row in reports],
        "values": {"reason": "补表"},
    }
    seen = client.post(f"{API}/reports/bulk/", body | {"preview": True}, format="json").json()
    assert (seen["done"], [row["id"] for row in seen["refused"]]) == (0, [reports[1].pk])
    refused = client.post(f"{API}/reports/bulk/", body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "tasks.bulk_refused")
    assert list(refused.json()["errors"]) == [f"rows.{reports[1].pk}"]
    body["rows"].pop(1)
    assert client.post(f"{API}/reports/bulk/", body, format="json").json() == {"done": 2, "refused": []}
    assert states(reports) == ["returned", "accepted", "returned"]
    wrongs: tuple[dict[str, Any], ...] = (
        {"act": "approve"}, {"values": {}}, {"rows": []}, {"rows": body["rows"] * 2},
        {"rows": [{"id": n, "version": 1} for n in range(1, 502)]},
    )  # fmt: skip
    for wrong in wrongs:
        assert client.post(f"{API}/reports/bulk/", body | wrong, format="json").status_code == 400


@pytest.fixture
def late(cast):
    units = (cast.lead_unit, cast.co_unit, cast.co_unit)
    return [make_task(cast.jurisdiction, lead=unit, due_on=date(2025, 9, 1)) for unit in units]


def test_everything_the_overdue_list_shows_is_urged_under_its_conditions(client, cast, late):
    client.force_login(cast.supervisor)
    url = f"{reverse('tasks:overdue')}?department={cast.co_unit.pk}"
    text = client.get(url).content.decode()
    assert "催办符合条件的全部 2 条" in text
    assert "市发展改革委</td>" not in text
    urge = reverse("tasks:urge-many")
    shown = client.post(f"{urge}?department={cast.co_unit.pk}", {"whole": "parts"}).content.decode()
    assert "2 件，合并为 1 封" in shown
    parts = [task.assignments.get().pk for task in late if task.assignments.get().department == cast.co_unit]
    client.post(urge, {"part": parts, "level": "blue", "send": "1"})
    assert set(Urging.objects.values_list("assignment", flat=True)) == set(parts)
    left = client.get(f"{reverse('tasks:overdue')}?unurged=on").content.decode()
    assert "催办符合条件的全部 1 条" in left
    assert "没有符合条件的逾期任务" in client.get(f"{url}&unurged=on").content.decode()


def test_everything_the_ledger_shows_is_urged_and_what_is_over_is_left_out(client, cast, late):
    done = make_task(cast.jurisdiction, lead=cast.co_unit, state="closed")
    client.force_login(cast.supervisor)
    url = f"{reverse('tasks:urge-many')}?unit={cast.co_unit.pk}"
    shown = client.post(url, {"whole": "tasks"}).content.decode()
    assert "2 件，合并为 1 封" in shown
    assert done.number not in shown


def test_a_whole_filter_past_the_limit_is_refused_with_a_sentence(client, cast, late, monkeypatch):
    monkeypatch.setattr("tasks.services.bulk.MOST_AT_ONCE", 2)
    client.force_login(cast.supervisor)
    answer = client.post(reverse("tasks:urge-many"), {"whole": "parts"}, follow=True).content.decode()
    assert "没有催办：共 3 件，一次最多 2 件" in answer
    api = APIClient()
    api.force_login(cast.supervisor)
    refused = api.post(f"{API}/urgings/", {"filter": "queue=overdue", "level": "blue"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (400, "tasks.too_many")
    assert not Urging.objects.exists()


def test_what_is_over_meanwhile_can_be_left_out_of_the_letters(client, cast, late):
    client.force_login(cast.supervisor)
    parts = [task.assignments.get() for task in late]
    Task.objects.filter(pk=late[0].pk).update(state="closed")
    picked = {"part": [part.pk for part in parts]}
    assert "1 件已不须催办" in client.post(reverse("tasks:urge-many"), picked).content.decode()
    kept = client.post(reverse("tasks:urge-many"), picked | {"drop": "1"}).content.decode()
    assert "2 件，合并为 1 封" in kept


def test_over_rest_a_filter_of_the_ledger_is_urged_and_a_wrong_one_refused(cast, late):
    client = APIClient()
    client.force_login(cast.supervisor)
    ask = lambda **body: client.post(f"{API}/urgings/", {"level": "blue"} | body, format="json")  # noqa: E731
    made = ask(filter=f"queue=overdue&unit={cast.co_unit.pk}")
    assert (made.status_code, len(made.json())) == (201, 2)
    for wrong in ("colour=red", "light=violet", "q=没有"):
        assert ask(filter=wrong).status_code == 400
    assert ask().status_code == 400
    assert ask(filter="queue=overdue", assignments=[late[0].assignments.get().pk]).status_code == 400
