"""The ledger of reminders: looked through by who looks after the government; over REST everybody reads the own ones."""

from datetime import timedelta
from types import SimpleNamespace

from core import clock
from notifications.models import ChannelName, Delivery, DeliveryState
from notifications.services import notify
from reminders import services
from reminders.models import Reminder
from tests.access.rows import KEEPERS, OFFICE, PARTS, STRANGERS, UNIT_PEOPLE, Row, row
from tests.factories.tasks import make_task

OVERSEERS = (*OFFICE, "auditor", "administrator")
# at addresses that name no object a supervisor from elsewhere looks after the own government
ALL_OVERSEERS = (*OVERSEERS, "stranger_supervisor")
READERS = (*OVERSEERS, "clerk")
INVISIBLE = tuple(part for part in PARTS if part not in READERS)


def make(cast):
    """A reminder to the clerk of the lead unit, and a mail of it whose outcome nobody knows."""
    today = clock.today()
    task = make_task(cast.jurisdiction, lead=cast.lead_unit, due_on=today)
    (message,) = notify(
        jurisdiction=cast.jurisdiction,
        recipients=[cast.clerk],
        subject="到期",
        body="今日到期",
        key="reminder",
        urgent=True,
    )
    reminder = Reminder.objects.create(
        jurisdiction=cast.jurisdiction,
        assignment=task.assignments.get(),
        recipient=cast.clerk,
        step="due-0",
        occurrence_on=today,
        anchor_on=today,
        reason="今日到期",
        planned_at=clock.now(),
        message=message,
    )
    mail = Delivery.objects.get(message=message, channel=ChannelName.EMAIL)
    mail.state, mail.unknown_at = DeliveryState.UNKNOWN, clock.real_now()
    mail.save()
    later = services.set_rule(
        jurisdiction=cast.jurisdiction, key="reminder.due_days", value=[5], valid_from=today + timedelta(days=9),
        source="督查办法", by=None,
    )  # fmt: skip
    return SimpleNamespace(reminder=reminder, mail=mail, later=later)


def reminder(_cast, made):
    return {"pk": made.reminder.pk}


def quiet(_cast, _made):
    return {"key": "reminder.quiet_hours"}


def hours(_cast, _made):
    return {"begin": "20:00", "end": "08:00", "valid_from": clock.today() + timedelta(days=1), "source": "督查办法"}


def mail(_cast, made):
    return {"pk": made.mail.pk}


ROWS: list[Row] = [
    row("reminders:list", ok=ALL_OVERSEERS),
    row("reminders:export", ok=ALL_OVERSEERS),
    row("reminders:deliveries", ok=ALL_OVERSEERS),
    row("reminders:doubtful", ok=ALL_OVERSEERS),
    row("reminders:preview", ok=ALL_OVERSEERS),
    row("reminders:day", ok=ALL_OVERSEERS),
    row("reminders:rules", ok=ALL_OVERSEERS),
    row("reminders:rule", ok=ALL_OVERSEERS, at=quiet),
    row("reminders:rule", "POST", ok=("administrator",), status=302, at=quiet, data=hours),
    row(
        "reminders:rule-drop", "POST", ok=("administrator",), status=302, missing=("stranger_supervisor",),
        at=lambda _, made: {"pk": made.later.pk},
    ),
    row("reminders:machinery", ok=ALL_OVERSEERS),
    row(
        "reminders:settle", "POST", ok=KEEPERS, status=302, missing=(*UNIT_PEOPLE, *STRANGERS), at=mail,
        data=lambda *_: {"arrived": "yes"},
    ),
    row("reminder-list", ok=PARTS),
    row("reminder-detail", ok=READERS, missing=INVISIBLE, at=reminder),
]  # fmt: skip
