"""What has had its time is deleted: keys of idempotent requests after a day, sessions that ended."""

from datetime import timedelta

from django.contrib.sessions.models import Session

from core import clock
from core.jobs import tidy
from core.models import Heartbeat, IdempotentRequest


def test_keys_go_after_a_day_and_sessions_after_their_end(db):
    now = clock.real_now()
    for age in (1, 25):
        IdempotentRequest.objects.create(caller="user:1", key=f"{age}", created_at=now - timedelta(hours=age))
        Session.objects.create(session_key=f"s{age}", expire_date=now + timedelta(hours=12 - age))
    assert tidy() == 1
    assert [row.key for row in IdempotentRequest.objects.all()] == ["1"]
    assert [row.session_key for row in Session.objects.all()] == ["s1"]
    assert Heartbeat.objects.get(job="core.jobs.tidy").work_done == 1
