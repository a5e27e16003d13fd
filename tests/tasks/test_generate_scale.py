"""Scale data: small enough here, consistent as the big one."""

import pytest
from django.core.management import CommandError, call_command

from core import clock
from departments.models import Jurisdiction
from tasks import lighting
from tasks.models import Assignment, ProgressReport, Task


def test_scale_data_hold_the_numbers_asked_for(db, capsys):
    call_command("generate_scale", assignments=1600, governments=3, policies=6, units=12)
    assert Assignment.objects.count() == 1600
    assert Jurisdiction.objects.count() == 3
    assert all(task.assignments.filter(is_first_lead=True).count() == 1 for task in Task.objects.all())
    late = Task.objects.overdue(clock.today())
    assert 0 < late.count() < Task.objects.open().count() < 60
    assert Task.objects.filter(state="closed", completed_on=None).count() == 0
    lit = lighting.tasks_with_light(Task.objects.all(), clock.today(), {})
    assert {task.light for task in lit} >= {"grey", "red"}
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {"expected", "accepted"}
    # rows made afterwards go on from the last id
    assert Task.objects.create(
        jurisdiction=Jurisdiction.objects.order_by("pk")[0], title="又一件", source="other", created_at=clock.now()
    ).pk > max(Task.objects.exclude(title="又一件").values_list("pk", flat=True))
    assert "assignments: 1600" in capsys.readouterr().out


def test_scale_data_are_refused_beside_real_ones(cast):
    with pytest.raises(CommandError, match="空库"):
        call_command("generate_scale")
