"""The matters of the fault tests: `python -m tests.faults.seed PEOPLE` under the settings of the fault tests.

Every person is the only clerk of an own unit with one matter that is due to be said on 2025-12-01; the due dates take
turns, so that the order of sending can be seen. No quiet hours, digests at midnight: the tests run at any hour.
"""

import os
import sys
from datetime import UTC, date, datetime, time

import django

DAY = date(2025, 12, 1)
# due dates whose step falls on the day: 30, 15, 7, 3, 1 and 0 days ahead
DUE = [date(2025, 12, n) for n in (31, 16, 8, 4, 2, 1)]


def main(people: int) -> None:
    """Write the people and their matters into an empty, migrated database."""
    from accounts.models import Membership, Role, User
    from departments.models import Department, Jurisdiction, Rule
    from notifications.models import ChannelPreference
    from tasks.models import Assignment, Task

    here = Jurisdiction.objects.create(name="云州市", number_prefix="云督")
    Rule.objects.create(jurisdiction=here, key="reminder.quiet_hours", value={}, valid_from=date(2025, 1, 1))
    for n in range(people):
        unit = Department.objects.create(jurisdiction=here, name=f"第{n}局")
        user = User.objects.create(username=f"p{n}", name=f"第{n}局联络员", email=f"p{n}@yunzhou.example")
        Membership.objects.create(user=user, jurisdiction=here, department=unit, role=Role.CLERK)
        ChannelPreference.objects.create(user=user, channels=["inbox", "email"], digest_time=time(0, 0))
        task = Task.objects.create(
            jurisdiction=here,
            number=f"云督2025-{n:04d}",
            title=f"事项{n}",
            source="other",
            state="in_progress",
            due_on=DUE[n % len(DUE)],
            issued_on=date(2025, 9, 1),
            created_at=datetime(2025, 9, 1, tzinfo=UTC),
        )
        Assignment.objects.create(
            task=task, department=unit, printed_name=unit.name, role="lead", is_first_lead=True, state="working"
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.faults.settings")
    django.setup()
    main(int(sys.argv[1]))
