"""One digest a person and day, grouped by what to do first, never of what is not true."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string

from core import clock
from departments.models import DayOverride, Rule
from notifications import outbox
from notifications.models import ChannelPreference, Delivery, DeliveryState, Message
from reminders.models import Reminder, ReminderState
from reminders.services import remind
from tasks.models import AssignmentState, TaskState
from tests.reminders.builders import make_matter, make_part, make_report, make_task

MONDAY = date(2025, 12, 1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def at(monkeypatch):
    """Let the office's clock stand at a moment of Shanghai time."""

    def stand(day: date, hour: int = 9, minute: int = 0) -> None:
        moment = datetime.combine(day, time(hour, minute), SHANGHAI)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return stand


def said_to(user) -> list[Message]:
    return list(Message.objects.filter(recipient=user))


def test_everything_of_a_day_stands_in_one_message_in_the_order_of_what_to_do_first(cast, at):
    at(MONDAY)
    make_matter(cast, date(2025, 12, 31), title="年底前完成")
    make_matter(cast, date(2025, 11, 30), title="已经晚了")
    unsigned = make_task(cast, None, title="还没有签收")
    make_part(unsigned, cast.lead_unit, state=AssignmentState.PENDING_RECEIPT, receipt_due_on=MONDAY)
    make_report(make_matter(cast, None, title="要报进展"), MONDAY)
    outcome = remind(cast.jurisdiction)
    assert (outcome.digests, outcome.failures) == (1, ())
    (message,) = said_to(cast.clerk)
    assert message.subject == "督办提醒（12月1日）：已逾期 1 件，待签收 1 件，临近时限 1 件，待报送 1 件"
    places = [message.body.index(word) for word in ("已经晚了", "还没有签收", "年底前完成", "要报进展")]
    assert places == sorted(places)
    assert "http" in message.body
    assert "已经晚了" in message.body_html
    assert not Reminder.objects.filter(state=ReminderState.PLANNED).exists()


def test_a_second_run_the_same_day_says_nothing_more(cast, at):
    at(MONDAY)
    make_matter(cast, date(2025, 12, 31))
    remind(cast.jurisdiction)
    make_matter(cast, date(2025, 12, 31))
    assert remind(cast.jurisdiction).digests == 0
    at(date(2025, 12, 2))
    assert remind(cast.jurisdiction).digests == 1
    assert len(said_to(cast.clerk)) == 2


def test_ten_days_of_standstill_end_in_one_digest_with_one_line_a_matter(cast, at):
    make_matter(cast, date(2025, 12, 3))
    at(date(2025, 12, 12))
    remind(cast.jurisdiction)
    (message,) = said_to(cast.clerk)
    assert Reminder.objects.filter(message=message).count() > 5
    assert message.body.count("完善社区养老服务") == 1
    assert "已逾期 1 件" in message.subject


def test_nothing_is_said_on_a_day_off_at_night_or_before_the_persons_hour(cast, at):
    make_matter(cast, date(2025, 12, 31))
    ChannelPreference.objects.create(user=cast.clerk, channels=["inbox"], digest_time=time(10, 0))
    at(date(2025, 12, 7), 10)  # a Sunday
    assert remind(cast.jurisdiction).digests == 0
    at(MONDAY, 9, 59)
    assert remind(cast.jurisdiction).digests == 0
    at(MONDAY, 22)
    assert remind(cast.jurisdiction).digests == 0
    at(MONDAY, 10)
    assert remind(cast.jurisdiction).digests == 1


def test_an_override_makes_a_sunday_a_day_for_digests(cast, at):
    make_matter(cast, date(2025, 12, 7))
    DayOverride.objects.create(jurisdiction=cast.jurisdiction, day=date(2025, 12, 7), is_working=True, source="通知")
    at(date(2025, 12, 7))
    assert remind(cast.jurisdiction).digests == 1


def test_a_government_without_quiet_hours_speaks_at_night(cast, at):
    Rule.objects.create(
        jurisdiction=cast.jurisdiction, key="reminder.quiet_hours", value={}, valid_from=date(2025, 1, 1)
    )
    make_matter(cast, date(2025, 12, 31))
    at(MONDAY, 23)
    assert remind(cast.jurisdiction).digests == 1


def test_a_run_by_hand_waits_for_no_hour(cast, at):
    make_matter(cast, date(2025, 12, 31))
    at(MONDAY, 5)
    assert remind(cast.jurisdiction, by_hand=True).digests == 1


def test_a_matter_that_cannot_be_written_is_marked_and_the_others_are_said(cast, at, monkeypatch):
    at(MONDAY)
    make_matter(cast, date(2025, 12, 31), title="毒")
    make_matter(cast, date(2025, 12, 31), title="好")
    render = render_to_string

    def fragile(name, context):
        if any("毒" in line.title for section in context["sections"] for line in section.lines):
            raise ValueError("模板出错")
        return render(name, context)

    monkeypatch.setattr("reminders.digest.render_to_string", fragile)
    assert remind(cast.jurisdiction).digests == 1
    (message,) = said_to(cast.clerk)
    assert "好" in message.body
    failed = Reminder.objects.get(state=ReminderState.FAILED)
    assert failed.last_error == "ValueError: 模板出错"


def test_a_template_broken_for_one_person_costs_the_others_nothing_and_is_tried_again(cast, at, monkeypatch):
    at(MONDAY)
    task = make_task(cast, date(2025, 12, 31))
    make_part(task, cast.lead_unit, role="lead", is_first_lead=True)
    make_part(task, cast.co_unit)
    render = render_to_string

    def fragile(name, context):
        if context["name"] == str(cast.clerk):
            raise ValueError("模板出错")
        return render(name, context)

    monkeypatch.setattr("reminders.digest.render_to_string", fragile)
    outcome = remind(cast.jurisdiction)
    assert outcome.digests == 1
    assert outcome.failures == (f"{cast.clerk.pk}: ValueError: 模板出错",)
    waiting = Reminder.objects.get(recipient=cast.clerk)
    assert (waiting.state, waiting.last_error) == (ReminderState.PLANNED, "ValueError: 模板出错")
    monkeypatch.setattr("reminders.digest.render_to_string", render)
    assert remind(cast.jurisdiction).digests == 1
    assert len(said_to(cast.clerk)) == 1


def test_a_digest_of_closed_matters_never_leaves(cast, at):
    at(MONDAY)
    part = make_matter(cast, date(2025, 12, 31))
    remind(cast.jurisdiction)
    type(part.task).objects.update(state=TaskState.CLOSED)
    outbox.deliver("email")
    delivery = Delivery.objects.get(channel="email")
    assert (delivery.state, delivery.attempts) == (DeliveryState.SUPERSEDED, 1)
    assert Reminder.objects.get().state == ReminderState.SUPERSEDED


def test_a_digest_leaves_without_the_matter_that_was_closed_meanwhile(cast, at, mailoutbox):
    at(MONDAY)
    gone = make_matter(cast, date(2025, 12, 31), title="已经关闭")
    make_matter(cast, date(2025, 12, 31), title="仍在办理")
    remind(cast.jurisdiction)
    type(gone.task).objects.filter(pk=gone.task_id).update(due_on=date(2026, 3, 31), due_version=2)
    outbox.deliver("email")
    (mail,) = mailoutbox
    assert "仍在办理" in mail.body
    assert "已经关闭" not in mail.body
    assert Reminder.objects.filter(state=ReminderState.SUPERSEDED).count() == 1


def test_a_long_digest_shows_fifty_lines_and_counts_the_rest(cast, at):
    at(MONDAY)
    for _ in range(53):
        make_matter(cast, date(2025, 12, 31))
    remind(cast.jurisdiction)
    (message,) = said_to(cast.clerk)
    assert message.body.count("完善社区养老服务") == 50
    assert "另有 3 件未列出" in message.body
    assert Reminder.objects.filter(message=message).count() == 53
