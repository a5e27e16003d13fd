"""The pages of the reminders: who opens them, what they show."""

from datetime import date

import pytest
from django.urls import reverse

from audit.models import Entry
from core import clock
from notifications.models import Delivery, DeliveryState, Endpoint, Lane
from notifications.services import notify
from reminders.planning import plan
from reminders.services import remind
from tests.reminders.builders import make_matter

DUE = date(2025, 12, 31)
OVERSEERS = ["supervisor", "leader", "administrator", "auditor"]
OTHERS = ["clerk", "head", "outsider"]
PAGES = ["list", "deliveries", "doubtful", "preview", "day", "rules", "machinery", "export"]


@pytest.fixture(autouse=True)
def _day(settings):
    settings.DUBAN_TODAY = "2025-12-01"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", OVERSEERS)
def test_who_looks_after_a_government_opens_every_page(cast, client, who, page):
    make_matter(cast, DUE)
    remind(cast.jurisdiction, by_hand=True)
    client.force_login(getattr(cast, who))
    response = client.get(reverse(f"reminders:{page}"))
    assert response.status_code == 200
    assert "UNDEFINED" not in b"".join(response).decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", OTHERS)
def test_units_are_told_where_their_own_reminders_are(cast, client, who, page):
    client.force_login(getattr(cast, who))
    response = client.get(reverse(f"reminders:{page}"))
    assert response.status_code == 403


def test_the_ledger_shows_why_whom_and_with_which_outcome_and_never_another_government(cast, client):
    make_matter(cast, DUE, title="建成公共充电桩")
    remind(cast.jurisdiction, by_hand=True)
    client.force_login(cast.supervisor)
    page = client.get(reverse("reminders:list")).content.decode()
    for word in ("建成公共充电桩", "due-30", "时限2025年12月31日前30天", "市发展改革委联络员", "站内消息 已发"):
        assert word in page
    client.force_login(cast.stranger_supervisor)
    assert "建成公共充电桩" not in client.get(reverse("reminders:list")).content.decode()


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [("step=due-", True), ("step=overdue%2B", False), ("on_to=2025-11-30", False), ("q=充电桩", True), ("q=无", False)],
)
def test_conditions_narrow_the_ledger(cast, client, query, is_shown):
    make_matter(cast, DUE, title="建成公共充电桩")
    plan(cast.jurisdiction)
    client.force_login(cast.supervisor)
    page = client.get(f"{reverse('reminders:list')}?{query}").content.decode()
    assert ("时限2025年12月31日前30天" in page) is is_shown


def test_the_export_begins_no_cell_with_a_formula(cast, client):
    make_matter(cast, DUE)
    cast.clerk.name = "=cmd()"
    cast.clerk.save()
    plan(cast.jurisdiction)
    client.force_login(cast.supervisor)
    text = b"".join(client.get(reverse("reminders:export"))).decode("utf-8-sig")
    assert "due-30" in text
    assert ",'=cmd()" in text


def test_the_preview_of_a_day_shows_what_would_go_out_and_of_a_sunday_nothing(cast, client):
    make_matter(cast, DUE, title="建成公共充电桩")
    client.force_login(cast.supervisor)
    day = client.get(f"{reverse('reminders:preview')}?on=2025-12-16").content.decode()
    assert "建成公共充电桩" in day
    assert "due-15" in day
    assert "休息，不发提醒" in client.get(f"{reverse('reminders:preview')}?on=2025-12-14").content.decode()


def _doubtful(cast) -> Delivery:
    notify(jurisdiction=cast.jurisdiction, recipients=[cast.clerk], subject="催办", body="请回复", key="k", urgent=True)
    Delivery.objects.outside().update(state=DeliveryState.SENT, unknown_at=clock.real_now(), unknown_attempts=1)
    return Delivery.objects.outside().get()


@pytest.mark.parametrize(("answer", "state"), [("yes", DeliveryState.SENT), ("no", DeliveryState.PLANNED)])
def test_a_person_says_what_became_of_a_doubtful_delivery_and_the_log_knows(cast, client, answer, state):
    row = _doubtful(cast)
    client.force_login(cast.supervisor)
    assert "催办" in client.get(reverse("reminders:doubtful")).content.decode()
    client.post(reverse("reminders:settle", args=[row.pk]), {"arrived": answer})
    row.refresh_from_db()
    assert (row.state, row.checked_by) == (state, cast.supervisor)
    assert Entry.objects.filter(action="notifications.delivery_settled", object_id=row.pk).exists()
    assert "没有结果不明的投递" in client.get(reverse("reminders:doubtful")).content.decode()


@pytest.mark.parametrize(("who", "status"), [("leader", 403), ("auditor", 403), ("stranger_supervisor", 404)])
def test_others_may_not_settle_a_delivery(cast, client, who, status):
    row = _doubtful(cast)
    client.force_login(getattr(cast, who))
    assert client.post(reverse("reminders:settle", args=[row.pk]), {"arrived": "yes"}).status_code == status


def test_the_ledger_costs_the_same_number_of_queries_for_one_row_and_for_twenty(
    cast, client, django_assert_max_num_queries
):
    client.force_login(cast.supervisor)
    make_matter(cast, DUE)
    remind(cast.jurisdiction, by_hand=True)
    with django_assert_max_num_queries(20) as one:
        client.get(reverse("reminders:list"))
    for _ in range(20):
        make_matter(cast, DUE)
    plan(cast.jurisdiction)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(reverse("reminders:list"))


def test_the_ledger_over_rest_is_what_the_page_shows(cast, client):
    part = make_matter(cast, DUE)
    remind(cast.jurisdiction, by_hand=True)
    client.force_login(cast.supervisor)
    (row,) = client.get("/api/v1/reminders/?state=sent").json()["results"]
    assert row["subject"] == {"kind": "assignment", "id": part.pk}
    assert {one["channel"] for one in row["deliveries"]} == {"inbox", "email"}
    client.force_login(cast.clerk)
    assert len(client.get("/api/v1/reminders/").json()["results"]) == 1
    client.force_login(cast.outsider)
    assert client.get("/api/v1/reminders/").json()["results"] == []
    assert client.get(f"/api/v1/reminders/{row['id']}/").status_code == 404


def test_the_machinery_counts_and_shows_the_own_government_only(cast, client):
    (message,) = notify(
        jurisdiction=cast.jurisdiction, recipients=[cast.clerk], subject="催办", body="x", key="u", urgent=True
    )
    Delivery.objects.filter(message=message, channel="email").update(unknown_at=clock.real_now())
    endpoint = Endpoint.objects.create(
        jurisdiction=cast.jurisdiction, channel="dingtalk", name="群", url="https://robot.example/"
    )
    Lane.objects.create(name=f"dingtalk:{endpoint.pk}", failures=3, last_error="机器人停用")
    seen = {}
    for who in (cast.supervisor, cast.stranger_supervisor):
        client.force_login(who)
        response = client.get(reverse("reminders:machinery"))
        figures = response.context["figures"]
        seen[who] = (figures.deliveries_waiting, figures.deliveries_doubtful, "机器人停用" in response.content.decode())
    assert seen == {cast.supervisor: (1, 1, True), cast.stranger_supervisor: (0, 0, False)}
