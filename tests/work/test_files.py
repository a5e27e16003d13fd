"""Files of background exports are kept for their term, then removed, on record."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from audit.models import Entry
from core import clock
from departments.models import Rule
from work.jobs import sweep
from work.models import Job, JobState

TODAY = date(2025, 9, 18)


@pytest.fixture(autouse=True)
def _office_day(settings, tmp_path):
    settings.DUBAN_TODAY = TODAY.isoformat()
    settings.MEDIA_ROOT = tmp_path


def finished(cast, days):
    now = clock.now() - timedelta(days=days)
    job = Job(
        jurisdiction=cast.jurisdiction, kind="exchange.ledger", title="导出督办台账", state=JobState.DONE,
        created_by=cast.supervisor, created_at=now, finished_at=now, filename="台账.xlsx",
    )  # fmt: skip
    job.file.save("job-1", ContentFile(b"PK"), save=False)
    job.save()
    return job


def test_a_file_is_removed_after_its_term_and_the_page_says_so(client, cast):
    old, young = finished(cast, 32), finished(cast, 29)
    path = old.file.path
    sweep()
    old.refresh_from_db()
    young.refresh_from_db()
    assert not old.file
    assert young.file
    from pathlib import Path

    assert not Path(path).exists()
    assert Entry.objects.filter(action="work.file_removed", object_id=str(old.pk)).count() == 1
    client.force_login(cast.supervisor)
    assert client.get(reverse("work:file", args=[old.pk])).status_code == 404
    assert "到期删除" in client.get(reverse("work:detail", args=[old.pk])).content.decode()
    assert "保留 30 天" in client.get(reverse("work:detail", args=[young.pk])).content.decode()


def test_the_term_is_the_rule_of_the_government(cast):
    Rule.objects.create(jurisdiction=cast.jurisdiction, key="export.keep_days", value=7, valid_from=date(2025, 1, 1))
    job = finished(cast, 9)
    sweep()
    job.refresh_from_db()
    assert not job.file


def test_a_second_sweep_finds_nothing_more(cast):
    finished(cast, 40)
    sweep()
    sweep()
    assert Entry.objects.filter(action="work.file_removed").count() == 1
