"""Who reads which reminder: the own ones, and all of a government for those who look after it."""

from datetime import date

from django.contrib.auth.models import AnonymousUser

from core import clock
from reminders import permissions
from reminders.models import Reminder
from tests.access.rows import PARTS
from tests.factories.tasks import make_task

LOOKING = {"supervisor", "leader", "administrator", "auditor"}
DAY = date(2025, 9, 18)


def test_a_reminder_is_read_by_its_recipient_and_by_those_who_look_after_the_government(cast):
    part = make_task(cast.jurisdiction, lead=cast.lead_unit).assignments.get()
    Reminder.objects.create(
        jurisdiction=cast.jurisdiction, assignment=part, step="due-7", occurrence_on=DAY, anchor_on=DAY, reason="临近",
        recipient=cast.clerk, planned_at=clock.now(),
    )  # fmt: skip
    assert {who for who in PARTS if permissions.visible_to(getattr(cast, who)).exists()} == {"clerk", *LOOKING}
    assert not permissions.visible_to(AnonymousUser()).exists()


def test_the_ledger_of_reminders_is_theirs_who_look_after_the_government(cast):
    assert {who for who in PARTS if permissions.may_oversee(getattr(cast, who), cast.jurisdiction)} == LOOKING
    assert not permissions.may_oversee(cast.supervisor, None)
