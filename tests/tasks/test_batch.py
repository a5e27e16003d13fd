"""成批填报: many reports on one page, each by the rules of a single one."""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Entry
from tasks.models import ProgressReport, ReportState
from tests.factories.tasks import make_report, make_task

TODAY = date(2025, 9, 18)


@pytest.fixture(autouse=True)
def _office_day(settings):
    settings.DUBAN_TODAY = TODAY.isoformat()


@pytest.fixture
def reports(cast) -> list[ProgressReport]:
    """Two reports of the lead unit for August; the first has one of July beside it."""
    found = []
    for title in ("修路", "架桥"):
        task = make_task(cast.jurisdiction, lead=cast.lead_unit, title=title, due_on=date(2025, 12, 31))
        found.append(make_report(task.assignments.get(), date(2025, 8, 1), due_on=date(2025, 9, 25)))
    make_report(
        found[0].assignment, date(2025, 7, 1), state="accepted", progress="已开工", percent=20, on_schedule=True,
        next_steps="完成路基", submitted_on=date(2025, 8, 4),
    )  # fmt: skip
    return found


def typed(*reports, **values):
    data = {"report": [one.pk for one in reports]}
    for one in reports:
        for name, value in ({"version": one.version} | values).items():
            data[f"r{one.pk}-{name}"] = value
    return data


COMPLETE = {"progress": "完成三公里", "percent": "50", "on_schedule": "true"}


def test_every_report_of_the_unit_stands_on_the_page_with_the_last_one_beside_it(client, cast, reports):
    client.force_login(cast.clerk)
    page = client.get(reverse("tasks:batch")).content.decode()
    assert "修路" in page
    assert "架桥" in page
    assert "已开工" in page
    assert "完成路基" in page
    client.force_login(cast.co_clerk)
    assert "修路" not in client.get(reverse("tasks:batch")).content.decode()


def test_what_is_complete_is_sent_and_what_lacks_something_stays_and_says_what(client, cast, reports):
    first, second = reports
    client.force_login(cast.clerk)
    answer = client.post(reverse("tasks:batch-send"), typed(*reports, **COMPLETE) | {"send": [first.pk, second.pk]})
    # the first has a promise of July to answer for
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请对照上期承诺选择" in page
    assert "完成三公里" in page
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.progress) == (ReportState.DRAFT, "完成三公里")
    assert (second.state, second.percent, second.submitted_by) == (ReportState.SUBMITTED, 50, cast.clerk)
    answer = client.post(
        reverse("tasks:batch-send"), typed(first, **COMPLETE, promise_kept="kept") | {"send": [first.pk]}
    )
    assert answer.status_code == 302
    first.refresh_from_db()
    assert first.state == ReportState.SUBMITTED


def test_each_report_leaves_the_trace_of_a_single_one(client, cast, reports):
    second = reports[1]
    client.force_login(cast.clerk)
    client.post(reverse("tasks:batch-send"), typed(second, **COMPLETE) | {"send": [second.pk]})
    acts = Entry.objects.filter(object_id=str(second.pk), object_type="tasks.progressreport")
    assert [one.action for one in acts.order_by("pk")] == ["report.draft", "report.save", "report.submit"]


def test_it_saves_itself_and_opens_no_report_that_was_not_touched(client, cast, reports):
    first, second = reports
    client.force_login(cast.clerk)
    data = typed(*reports) | {f"r{first.pk}-progress": "半路", f"r{second.pk}-percent": "150"}
    answer = client.post(reverse("tasks:batch-save"), data, headers={"HX-Request": "true"}).json()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.progress) == (ReportState.DRAFT, "半路")
    assert second.state == ReportState.EXPECTED
    assert answer["versions"][f"r{first.pk}-version"] == first.version
    assert list(answer["errors"]) == [f"r{second.pk}-percent"]


def test_a_colleagues_newer_draft_is_not_written_over(client, cast, reports):
    first = reports[0]
    ProgressReport.objects.filter(pk=first.pk).update(version=5, state="draft", progress="同事写的")
    client.force_login(cast.clerk)
    data = typed(first, **COMPLETE) | {"send": [first.pk]}
    answer = client.post(reverse("tasks:batch-send"), data)
    assert answer.status_code == 422
    assert "他人已先改过本条" in answer.content.decode()
    first.refresh_from_db()
    assert (first.progress, first.state) == ("同事写的", ReportState.DRAFT)


def test_the_reports_of_another_unit_are_not_touched(client, cast, reports):
    client.force_login(cast.co_clerk)
    client.post(reverse("tasks:batch-send"), typed(*reports, **COMPLETE) | {"send": [one.pk for one in reports]})
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {"expected", "accepted"}


def test_a_unit_that_needs_its_heads_word_sends_to_the_head(client, cast, reports):
    from departments.models import Rule

    Rule.objects.create(
        jurisdiction=cast.jurisdiction, key="report.unit_review", value=True, valid_from=date(2025, 1, 1)
    )
    second = reports[1]
    client.force_login(cast.clerk)
    client.post(reverse("tasks:batch-send"), typed(second, **COMPLETE) | {"send": [second.pk]})
    second.refresh_from_db()
    assert second.state == ReportState.UNIT_REVIEW


def test_the_page_takes_the_same_queries_for_two_reports_and_for_twenty(
    client, cast, reports, django_assert_max_num_queries
):
    for n in range(18):
        task = make_task(cast.jurisdiction, lead=cast.lead_unit, title=f"事项{n}", due_on=date(2025, 12, 31))
        make_report(task.assignments.get(), date(2025, 8, 1))
    client.force_login(cast.clerk)
    with django_assert_max_num_queries(16):
        assert client.get(reverse("tasks:batch")).status_code == 200
