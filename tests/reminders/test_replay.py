"""A day replayed from the ledger: what was planned, said, to whom, by which channel, with which outcome, and why."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from core import clock
from notifications.models import Delivery, DeliveryState
from notifications.services import notify
from reminders.models import Reminder
from reminders.planning import plan
from reminders.services import remind
from tests.reminders.builders import make_dispute, make_matter

DUE = date(2025, 12, 31)


@pytest.fixture(autouse=True)
def _day(settings):
    settings.DUBAN_TODAY = "2025-12-01"


def command(**options) -> str:
    out = StringIO()
    call_command("replay_day", stdout=out, **options)
    return out.getvalue()


def test_a_day_gone_by_is_read_from_the_rows_with_its_outcomes(cast, client, settings):
    make_matter(cast, DUE, title="建成公共充电桩")
    remind(cast.jurisdiction, by_hand=True)
    mail = Delivery.objects.outside().get()
    mail.state, mail.unknown_at, mail.last_error = DeliveryState.UNKNOWN, clock.real_now(), "没有应答"
    mail.save()
    settings.DUBAN_TODAY = "2025-12-20"
    remind(cast.jurisdiction, by_hand=True)
    client.force_login(cast.supervisor)
    page = client.get(f"{reverse('reminders:day')}?on=2025-12-01").content.decode()
    for word in (
        "市发展改革委联络员",
        "建成公共充电桩",
        "due-30",
        "前30天",
        "邮件 结果不明",
        "应答丢失",
        "站内消息 已发",
    ):
        assert word in page
    assert "due-15" not in page
    text = command(on=date(2025, 12, 1))
    assert "建成公共充电桩：时限2025年12月31日前30天" in text
    assert "邮件 结果不明" in text
    assert "due-15" not in text


def test_what_was_planned_and_not_said_is_shown_too_and_notices_beside_it(cast, client):
    make_matter(cast, DUE, title="建成公共充电桩")
    plan(cast.jurisdiction)
    Reminder.objects.update(last_error="TemplateDoesNotExist: x")
    notify(jurisdiction=cast.jurisdiction, recipients=[cast.co_clerk], subject="退回补报", body="x", key="k")
    client.force_login(cast.administrator)
    page = client.get(reverse("reminders:day")).content.decode()
    assert "TemplateDoesNotExist" in page
    assert "退回补报" in page
    assert "<b>2</b> 人" in page


def test_another_government_and_another_day_show_nothing_of_it(cast, client):
    make_matter(cast, DUE, title="建成公共充电桩")
    remind(cast.jurisdiction, by_hand=True)
    client.force_login(cast.stranger_supervisor)
    assert "建成公共充电桩" not in client.get(reverse("reminders:day")).content.decode()
    client.force_login(cast.supervisor)
    assert "没有提醒和消息" in client.get(f"{reverse('reminders:day')}?on=2025-11-28").content.decode()
    assert "0 人" in command(on=date(2025, 12, 1), jurisdiction="安岭市")
    with pytest.raises(CommandError):
        command(jurisdiction="没有的市")


def test_the_export_of_a_day_holds_what_was_said_on_it(cast, client, settings):
    make_matter(cast, DUE, title="建成公共充电桩")
    remind(cast.jurisdiction, by_hand=True)
    client.force_login(cast.supervisor)
    export = reverse("reminders:export")
    assert "due-30" in b"".join(client.get(f"{export}?said_on=2025-12-01")).decode()
    assert "due-30" not in b"".join(client.get(f"{export}?said_on=2025-12-02")).decode()


def test_a_day_costs_the_same_for_one_person_and_for_many(cast, client, django_assert_num_queries):
    make_matter(cast, DUE)
    remind(cast.jurisdiction, by_hand=True)
    client.force_login(cast.supervisor)
    url = reverse("reminders:day")
    client.get(url)
    with django_assert_num_queries(13):
        client.get(url)
    everybody = [cast.clerk, cast.head, cast.co_clerk, cast.outsider, cast.leader]
    notify(jurisdiction=cast.jurisdiction, recipients=everybody, subject="通知", body="x", key="n")
    with django_assert_num_queries(13):
        client.get(url)


def test_the_preview_explains_how_the_working_days_of_waiting_were_counted(cast, client):
    part = make_matter(cast, DUE)
    make_dispute(part, cast.clerk, date(2025, 11, 27))
    client.force_login(cast.supervisor)
    page = client.get(f"{reverse('reminders:preview')}?on=2025-12-02").content.decode()
    assert "自2025-11-27起3个工作日，扣除双休日2天，至2025-12-02" in page


def test_a_task_says_in_words_how_its_deadline_and_its_receipt_were_reckoned(cast, client):
    part = make_matter(cast, DUE, issued_on=date(2025, 11, 28))
    part.state, part.receipt_due_on = "pending_receipt", date(2025, 12, 2)
    part.save()
    client.force_login(cast.clerk)
    page = client.get(reverse("tasks:detail", args=[part.task_id])).content.decode()
    assert "市发展改革委：自2025-11-28起2个工作日，扣除双休日2天，至2025-12-02" in page
    assert "自2025-12-01起22个工作日，扣除双休日8天，至2025-12-31" in page
