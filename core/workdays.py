"""Working days: counted over the State Council's yearly notices and a table of overrides. Pure.

A day comes from, in this order: an override, the shipped notices (`chinese_calendar`, make-up Saturdays included), and,
for a year without notice, the plain week; such a day is `provisional` and a page says so.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import chinese_calendar

WEEKEND = 5
# a run of days off is never longer than this; a longer walk means broken overrides
LONGEST_WALK = 400
# make-up days named one by one in an explanation
SHOWN_DAYS = 4


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

    def explain(self, first: date, last: date) -> str:
        """Say how the working days after `first` up to and including `last` come about.

        自2025-03-31起5个工作日，扣除清明节3天，至2025-04-08. What is only estimated, set by the government itself or
        made up for is named; an empty text when `last` is not later.
        """
        days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
        if not days:
            return ""
        off = Counter(self._why_off(day) for day in days if not self.is_working(day))
        made_up = [day for day in days if day.weekday() >= WEEKEND and self.is_working(day)]
        parts = [f"自{first}起{len(days) - off.total()}个工作日"]
        if off:
            parts.append("扣除" + "、".join(f"{why}{count}天" for why, count in off.items()))
        if made_up:
            shown = "、".join(map(str, made_up[:SHOWN_DAYS])) + ("等" if len(made_up) > SHOWN_DAYS else "")
            parts.append(f"计入调休上班{len(made_up)}天（{shown}）")
        estimated = sorted({day.year for day in days if self.is_provisional(day)})
        note = f"（{'、'.join(map(str, estimated))}年放假安排未公布，为暂估）" if estimated else ""
        return "，".join([*parts, f"至{last}"]) + note

    def _why_off(self, day: date) -> str:
        """Name the ground on which a day is off."""
        if day in self.overrides:
            return "本级放假"
        try:
            _, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            name = None
        if name is None:
            return "双休日"
        word = chinese_calendar.Holiday(name).chinese
        return str(word if word.endswith("节") or word == "元旦" else f"{word}节")

    def _walk(self, day: date, step: int) -> date:
        for _ in range(LONGEST_WALK):
            if self.is_working(day):
                return day
            day += timedelta(days=step)
        raise ValueError("工作日历有误：连续休息日过长")
