"""时间轴: the deadlines of a policy's matters as bars over months: pure geometry, drawn as SVG by the template.

Lengths are units of the drawing's own box; the day at the left edge is the first of its month.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LEFT = 300
WIDTH = 1120
TOP = 34
ROW = 30
BAR = 12
TITLE_LENGTH = 19
# so many labels of months have room side by side
MOST_TICKS = 14


@dataclass(frozen=True, slots=True)
class Span:
    """One matter to be drawn: from its issue to its current deadline; any date may be unknown."""

    id: int
    number: str
    title: str
    lead: str
    light: str
    word: str
    issued_on: date | None
    original_due_on: date | None
    due_on: date | None
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A matter on its row: bar, mark of the original deadline, mark of completion; None where there is none."""

    span: Span
    short: str
    y: int
    text_y: int
    x: int
    width: int
    original_x: int | None
    done_x: int | None
    due_x: int | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing: rows, ticks of months, today's line and that of the policy's last day."""

    bars: Sequence[Bar]
    ticks: Sequence[tuple[int, str]]
    width: int
    height: int
    bottom: int
    today_x: int | None
    end_x: int | None
    said: str


def timeline(spans: Iterable[Span], *, today: date, expires_on: date | None = None) -> Timeline | None:
    """Return the drawing, None where no matter has a date; matters stand by their deadline, undated ones last."""
    listed = sorted(spans, key=lambda one: (one.due_on or date.max, one.number))
    days = [day for one in listed for day in (one.issued_on, one.original_due_on, one.due_on, one.completed_on) if day]
    if not days:
        return None
    first = min(*days, today).replace(day=1)
    # a validity of many years would press everything else into one corner
    near = [expires_on] if expires_on and expires_on <= max(*days, today) + timedelta(days=366) else []
    last = _next_month(max(*days, today, *near))
    scale = (WIDTH - LEFT) / (last - first).days

    def at(day: date | None) -> int | None:
        return None if day is None else round(LEFT + (day - first).days * scale)

    bars = []
    for n, one in enumerate(listed):
        start, end = at(one.issued_on or one.due_on), at(one.due_on or one.completed_on or today)
        x = min(start or LEFT, end or LEFT)
        moved = one.original_due_on if one.original_due_on != one.due_on else None
        y = TOP + n * ROW
        width = max(3, abs((end or x) - (start or x)))
        bars.append(
            Bar(
                span=one,
                short=one.title if len(one.title) <= TITLE_LENGTH else f"{one.title[: TITLE_LENGTH - 1]}…",
                y=y + (ROW - BAR) // 2,
                text_y=y + ROW // 2 + 5,
                x=x,
                width=width,
                original_x=at(moved),
                done_x=at(one.completed_on),
                due_x=at(one.due_on),
            )
        )
    bottom = TOP + ROW * len(listed)
    return Timeline(
        bars=bars,
        ticks=[(at(day) or LEFT, label) for day, label in _ticks(first, last)],
        width=WIDTH + 10,
        height=bottom + 10,
        bottom=bottom,
        today_x=at(today),
        end_x=at(near[0]) if near and near[0] >= first else None,
        said=_said(listed, today),
    )


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _ticks(first: date, last: date) -> list[tuple[date, str]]:
    months = []
    day = first
    while day < last:
        months.append(day)
        day = _next_month(day)
    step = next(n for n in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if len(months) / n <= MOST_TICKS)
    shown = [day for day in months if (day.month - 1 + 12 * day.year) % step == 0] or months[:1]
    return [
        (day, f"{day.year}年{day.month}月" if day.month == 1 or day == shown[0] else f"{day.month}月") for day in shown
    ]


def _said(spans: Sequence[Span], today: date) -> str:
    dated = [one for one in spans if one.due_on]
    late = sum(1 for one in dated if one.light == "red")
    ahead = [one for one in dated if one.due_on and one.due_on >= today and one.completed_on is None]
    said = f"{len(spans)} 件事项，{len(dated)} 件有期限，逾期 {late} 件"
    if ahead and ahead[0].due_on:
        day = ahead[0].due_on
        said += f"，最近的期限 {day.year}年{day.month}月{day.day}日：{ahead[0].title}"
    return said
