"""Scale data: small enough here, consistent as the big one."""

import pytest
from django.core.management import CommandError, call_command

from departments.models import Jurisdiction
from tasks.models import Assignment, Task


def test_scale_data_hold_the_numbers_asked_for(db, capsys):
    call_command("generate_scale", assignments=400, governments=3, policies=6, units=12)
    assert Assignment.objects.count() == 400
    assert Jurisdiction.objects.count() == 3
    assert all(task.assignments.filter(is_first_lead=True).count() == 1 for task in Task.objects.all())
    assert "assignments: 400" in capsys.readouterr().out


def test_scale_data_are_refused_beside_real_ones(cast):
    with pytest.raises(CommandError, match="空库"):
        call_command("generate_scale")
