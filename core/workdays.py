"""Working days: counted over the State Council's yearly notices and a table of overrides. Pure.

A day comes from, in this order: an override, the shipped notices (`chinese_calendar`, make-up Saturdays included), and,
for a year without notice, the plain week; such a day is `provisional` and a page says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar

WEEKEND = 5
# a run of days off is never longer than this; a longer walk means broken overrides
LONGEST_WALK = 400


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked, with overrides as `{day: is_working}`."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Say whether a day is worked."""
        known = self.overrides.get(day)
        if known is not None:
            return known
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return day.weekday() < WEEKEND

    def is_provisional(self, day: date) -> bool:
        """Say whether a day's answer is only the plain week, because its year has no notice yet."""
        if day in self.overrides:
            return False
        try:
            chinese_calendar.is_workday(day)
        except NotImplementedError:
            return True
        return False

    def on_or_before(self, day: date) -> date:
        """Return the last working day up to and including `day`."""
        return self._walk(day, -1)

    def on_or_after(self, day: date) -> date:
        """Return the first working day from `day` on."""
        return self._walk(day, 1)

    def add(self, day: date, count: int) -> date:
        """Return the working day `count` working days after `day`, which is not counted; negative goes back."""
        step = 1 if count >= 0 else -1
        for _ in range(abs(count)):
            day = self._walk(day + timedelta(days=step), step)
        return day

    def between(self, first: date, last: date) -> int:
        """Return how many working days lie after `first` up to and including `last`; 0 when `last` is not later."""
        days = (last - first).days
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, days + 1))

    def _walk(self, day: date, step: int) -> date:
        for _ in range(LONGEST_WALK):
            if self.is_working(day):
                return day
            day += timedelta(days=step)
        raise ValueError("工作日历有误：连续休息日过长")
