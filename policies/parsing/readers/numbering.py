"""Automatic numbering of a Word file: the marks that stand on paper and not in the text (ECMA-376 part 1, 17.9)."""

import re
from dataclasses import dataclass, replace
from typing import Any

from .numerals import write_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACEHOLDER = re.compile(r"%([1-9])")
_MAX_CHAIN = 20


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: its counter's start and format, the pattern around it, and what restarts it."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None


class Numbering:
    """Hands out the marks of paragraphs in the order of the document."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._abstract: dict[str, Any] = {}
        self._numbers: dict[str, Any] = {}
        if numbering is not None:
            self._abstract = {a.get(f"{W}abstractNumId"): a for a in numbering.findall(f"{W}abstractNum")}
            self._numbers = {n.get(f"{W}numId"): n for n in numbering.findall(f"{W}num")}
        self._styles = {s.get(f"{W}styleId"): s for s in styles.findall(f"{W}style")} if styles is not None else {}
        self._levels: dict[tuple[str, int], _Level] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def mark(self, properties: Any | None) -> str:
        """Return the mark of a paragraph with these `w:pPr`, ready to stand before its text; empty without a list."""
        place = self._place(properties)
        if place is None:
            return ""
        number, depth = place
        abstract = self._abstract_of(number)
        if abstract is None:
            return ""
        self._count(number, abstract, depth)
        level = self._level(number, depth)
        if level.style == "bullet":
            return ""
        words = _PLACEHOLDER.sub(lambda match: self._shown(number, abstract, int(match[1]) - 1, level), level.pattern)
        # a mark that ends in a letter or figure would run into the text: 第一条总则
        gap = " " if words and (words[-1].isalpha() or words[-1].isdecimal()) and level.suffix != "nothing" else ""
        return words + gap

    def _shown(self, number: str, abstract: str, depth: int, asking: _Level) -> str:
        level = self._level(number, depth)
        value = self._counters[abstract].get(depth, level.start)
        return str(value) if asking.legal else write_number(value, level.style)

    def _count(self, number: str, abstract: str, depth: int) -> None:
        counters = self._counters.setdefault(abstract, {})
        overridden = self._override(number, depth)
        if overridden is not None and (number, depth) not in self._begun:
            counters.pop(depth, None)
        self._begun.add((number, depth))
        level = self._level(number, depth)
        counters[depth] = counters[depth] + 1 if depth in counters else level.start
        for deeper in [d for d in counters if d > depth]:
            restart = self._level(number, deeper).restart
            if restart is None or (restart > 0 and depth < restart):
                del counters[deeper]

    def _place(self, properties: Any | None) -> tuple[str, int] | None:
        """Return the list and level a paragraph belongs to, by itself or through its style."""
        direct = properties.find(f"{W}numPr") if properties is not None else None
        number, depth = _num_pr(direct)
        if number is None:
            style = properties.find(f"{W}pStyle") if properties is not None else None
            number, styled = self._by_style(style.get(f"{W}val") if style is not None else None)
            depth = styled if depth is None else depth
        if number is None or number == "0" or number not in self._numbers:
            return None
        return number, min(depth or 0, 8)

    def _by_style(self, style: str | None) -> tuple[str | None, int | None]:
        depth: int | None = None
        first = style
        for _ in range(_MAX_CHAIN):
            found = self._styles.get(style)
            if found is None:
                break
            number, own = _num_pr(found.find(f"{W}pPr/{W}numPr"))
            depth = own if depth is None else depth
            if number is not None:
                linked = self._level_of_style(number, first)
                return number, linked if linked is not None else depth
            based = found.find(f"{W}basedOn")
            style = based.get(f"{W}val") if based is not None else None
        return None, None

    def _level_of_style(self, number: str, style: str | None) -> int | None:
        """Return the level that names the style itself, as multi-level headings do."""
        key = self._abstract_of(number)
        if key is None:
            return None
        for level in self._abstract[key].findall(f"{W}lvl"):
            linked = level.find(f"{W}pStyle")
            if linked is not None and linked.get(f"{W}val") == style:
                return whole(level.get(f"{W}ilvl"), 0)
        return None

    def _abstract_of(self, number: str) -> str | None:
        """Return the id of the definition behind a list, following links through list styles."""
        for _ in range(_MAX_CHAIN):
            found = self._numbers.get(number)
            reference = found.find(f"{W}abstractNumId") if found is not None else None
            key = reference.get(f"{W}val") if reference is not None else None
            if key not in self._abstract:
                return None
            link = self._abstract[key].find(f"{W}numStyleLink")
            if link is None:
                return str(key)
            style = self._styles.get(link.get(f"{W}val"))
            onward, _ = _num_pr(style.find(f"{W}pPr/{W}numPr")) if style is not None else (None, None)
            if onward is None:
                return None
            number = onward
        return None

    def _override(self, number: str, depth: int) -> Any | None:
        for override in self._numbers[number].findall(f"{W}lvlOverride"):
            if whole(override.get(f"{W}ilvl"), 0) == depth:
                return override
        return None

    def _level(self, number: str, depth: int) -> _Level:
        known = self._levels.get((number, depth))
        if known is None:
            known = self._levels[number, depth] = self._read_level(number, depth)
        return known

    def _read_level(self, number: str, depth: int) -> _Level:
        override = self._override(number, depth)
        element = override.find(f"{W}lvl") if override is not None else None
        key = self._abstract_of(number)
        if element is None and key is not None:
            levels = self._abstract[key].findall(f"{W}lvl")
            element = next((lvl for lvl in levels if whole(lvl.get(f"{W}ilvl"), 0) == depth), None)
        level = _Level() if element is None else _level_from(element)
        if override is not None and (start := override.find(f"{W}startOverride")) is not None:
            level = replace(level, start=whole(start.get(f"{W}val"), level.start))
        return level


def _level_from(element: Any) -> _Level:
    def value(name: str) -> str | None:
        found = element.find(f"{W}{name}")
        # an element without w:val switches its property on
        return None if found is None else found.get(f"{W}val", "1")

    style = element.find(f".//{W}numFmt")
    restart = value("lvlRestart")
    return _Level(
        start=whole(value("start"), 0),
        style=style.get(f"{W}val", "decimal") if style is not None else "decimal",
        pattern=value("lvlText") or "",
        suffix=value("suff") or "tab",
        legal=value("isLgl") not in {None, "0", "false", "off"},
        restart=None if restart is None else whole(restart, 0),
    )


def _num_pr(element: Any | None) -> tuple[str | None, int | None]:
    if element is None:
        return None, None
    number, depth = element.find(f"{W}numId"), element.find(f"{W}ilvl")
    return (
        number.get(f"{W}val") if number is not None else None,
        whole(depth.get(f"{W}val"), 0) if depth is not None else None,
    )


def whole(printed: str | None, default: int) -> int:
    """Return an attribute as a whole number; files of other hands carry anything."""
    try:
        return min(max(int(printed or ""), 0), 100_000)
    except ValueError:
        return default
