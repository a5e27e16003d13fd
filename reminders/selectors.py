"""Reading what reminders are about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from core import clock
from departments.models import Jurisdiction
from notifications.models import Message, MessageQuerySet
from policies.models import Policy
from reminders.models import Reminder, ReminderQuerySet
from reminders.planning import PlannedRow
from tasks.models import Assignment, Dispute, Extension, ProgressReport

# what a row of the ledger shows, read with it
SHOWN = (
    "recipient",
    "assignment__task",
    "assignment__department",
    "policy",
    "report__assignment__task",
    "extension__assignment__task",
    "dispute__assignment__task",
    "message",
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one person was to be told on a day: the messages with their deliveries, and the reminders with their why."""

    person: User
    messages: list[Message]
    reminders: list[Reminder]


def people_of_day(government: Jurisdiction, day: date) -> QuerySet[User]:
    """Return everybody for whom something was planned or written on a day, by name."""
    return User.objects.filter(
        Q(pk__in=reminders_of_day(government, day).values("recipient"))
        | Q(pk__in=messages_of_day(government, day).values("recipient"))
    ).order_by("name", "pk")


def reminders_of_day(government: Jurisdiction, day: date) -> ReminderQuerySet:
    """Return the reminders that a day's messages said, and those of that day that were not said."""
    begin, end = clock.day_bounds(day)
    said = Q(message__created_at__gte=begin, message__created_at__lt=end)
    return Reminder.objects.filter(said | Q(occurrence_on=day, message=None), jurisdiction=government)


def messages_of_day(government: Jurisdiction, day: date) -> MessageQuerySet:
    """Return the messages written on a day."""
    begin, end = clock.day_bounds(day)
    return Message.objects.filter(jurisdiction=government, created_at__gte=begin, created_at__lt=end)


def replay(government: Jurisdiction, day: date, people: Iterable[User]) -> list[Told]:
    """Return what these people were told on a day, from the rows alone; three queries whatever the number."""
    told = {person.pk: Told(person, [], []) for person in people}
    messages = messages_of_day(government, day).filter(recipient__in=told).order_by("pk")
    for message in messages.prefetch_related("deliveries"):
        told[message.recipient_id].messages.append(message)
    reminders = reminders_of_day(government, day).filter(recipient__in=told)
    for row in reminders.select_related(*SHOWN).order_by("occurrence_on", "step", "pk"):
        told[row.recipient_id].reminders.append(row)
    return list(told.values())


Titles = dict[tuple[str, int], str]


def matters(rows: Iterable[PlannedRow]) -> Titles:
    """Return the words for the subjects of rows by kind and id; one query a kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row.subject].add(row.subject_id)
    titles: Titles = {}
    for pk, number, title in Assignment.objects.filter(pk__in=wanted["assignment"]).values_list(
        "pk", "task__number", "task__title"
    ):
        titles["assignment", pk] = f"{number} {title}".strip()
    for pk, title in Policy.objects.filter(pk__in=wanted["policy"]).values_list("pk", "title"):
        titles["policy", pk] = f"《{title}》"
    for pk, title, period in ProgressReport.objects.filter(pk__in=wanted["report"]).values_list(
        "pk", "assignment__task__title", "period_label"
    ):
        titles["report", pk] = f"{title}（{period}）"
    for pk, title in Extension.objects.filter(pk__in=wanted["extension"]).values_list("pk", "assignment__task__title"):
        titles["extension", pk] = f"延期申请：{title}"
    for pk, title in Dispute.objects.filter(pk__in=wanted["dispute"]).values_list("pk", "assignment__task__title"):
        titles["dispute", pk] = f"职责异议：{title}"
    return titles
