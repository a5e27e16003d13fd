"""The source text as a page shows it: paragraphs in their own words, every reading a link at its place. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe

KINDS = {"unit": "单位", "date": "期限", "target": "指标"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A reading in the text: `key` names its row (`u12`), `name` is what a reader hears."""

    start: int
    end: int
    kind: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the source with its marks; `measure` is the id of the measure it belongs to, 0 for none."""

    html: SafeString
    measure: int
    heading: bool


def paragraphs(
    text: str,
    start: int,
    end: int,
    *,
    measures: Sequence[tuple[int, int, int]],
    headings: Iterable[int],
    marks: Iterable[Mark],
    on: tuple[int, int] | None = None,
) -> list[Paragraph]:
    """Return the lines of `text[start:end]`.

    `measures` are (start, end, id), `headings` the places where a heading begins; `on` is the stretch that stands out:
    the mark of exactly that stretch, else a plain one made for it.
    """
    spans = sorted(measures)
    starts = [span[0] for span in spans]
    begins = sorted(headings)
    listed = {(mark.start, mark.end): mark for mark in marks}
    if on is not None and on not in listed:
        listed[on] = Mark(*on, "", "on", "")
    queue = sorted(listed.values(), key=lambda mark: mark.start)
    found, at = [], 0
    for line_start, line_end in _lines(text, start, end):
        while at < len(queue) and queue[at].end <= line_start:
            at += 1
        here = [mark for mark in _until(queue, at, line_end) if mark.end > line_start]
        owner = bisect_right(starts, line_end - 1) - 1
        inside = owner >= 0 and spans[owner][1] > line_start
        heading = bisect_right(begins, line_end - 1) > bisect_right(begins, line_start - 1)
        html = marked(text, line_start, line_end, here, on)
        found.append(Paragraph(html, spans[owner][2] if inside else 0, heading and not inside))
    return found


def marked(text: str, start: int, end: int, marks: Sequence[Mark], on: tuple[int, int] | None = None) -> SafeString:
    """Return `text[start:end]` as HTML with the marks as links; where two overlap the shorter one is seen."""
    if not marks:
        return mark_safe(escape(text[start:end]))  # noqa: S308 escaped
    owner: list[int] = [-1] * (end - start)
    for index in sorted(range(len(marks)), key=lambda i: marks[i].start - marks[i].end):
        first, last = max(marks[index].start, start), min(marks[index].end, end)
        owner[first - start : last - start] = [index] * (last - first)
    parts, at, seen = [], start, set()
    for index, run in groupby(owner):
        length = sum(1 for _ in run)
        words = escape(text[at : at + length])
        if index >= 0:
            words = _link(marks[index], words, on, first=index not in seen)
            seen.add(index)
        parts.append(words)
        at += length
    return mark_safe("".join(parts))  # noqa: S308 every part is escaped


def _link(mark: Mark, words: str, on: tuple[int, int] | None, *, first: bool) -> str:
    place = f' id="s-{mark.key}"' if first else ""
    here = " is-on" if (mark.start, mark.end) == on else ""
    if not mark.kind:
        return f'<mark class="m{here}"{place}>{words}</mark>'
    # the name begins with the words on the page, so that who speaks to the page can say what is seen
    resolved = f"（{escape(mark.name)}）" if escape(mark.name) != words else ""
    name = f"{KINDS[mark.kind]}：{words}{resolved}"
    return f'<a class="m m-{mark.kind}{here}"{place} href="?on={mark.key}" aria-label="{name}">{words}</a>'


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _until(queue: Sequence[Mark], at: int, end: int) -> Iterator[Mark]:
    while at < len(queue) and queue[at].start < end:
        yield queue[at]
        at += 1
