"""The marks of ordered lists in web pages, which stand in no text."""

from collections.abc import Mapping
from dataclasses import dataclass

from .numerals import write_number

_STYLES = {
    "cjk-ideographic": ("chineseCounting", "、"),
    "simp-chinese-informal": ("chineseCounting", "、"),
    "trad-chinese-informal": ("chineseCounting", "、"),
    "lower-alpha": ("lowerLetter", "."),
    "upper-alpha": ("upperLetter", "."),
    "lower-roman": ("lowerRoman", "."),
    "upper-roman": ("upperRoman", "."),
    "none": ("none", ""),
}
_TYPES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}


@dataclass
class _List:
    style: str
    end: str
    count: int


class ListMarks:
    """Counts the items of nested lists."""

    def __init__(self) -> None:
        self._lists: list[_List] = []

    def open(self, attributes: Mapping[str, str | None], *, ordered: bool) -> None:
        """Enter a list; an unordered one has no marks."""
        css = (attributes.get("style") or "").lower()
        named = next((name for name in _STYLES if name in css and "list-style" in css), None)
        named = named or _TYPES.get(attributes.get("type") or "")
        style, end = _STYLES[named] if named else ("decimal", ".")
        self._lists.append(_List(style if ordered else "none", end, _number(attributes.get("start"), 1) - 1))

    def close(self) -> None:
        """Leave the innermost list."""
        self._lists.pop()

    def next(self, attributes: Mapping[str, str | None]) -> str:
        """Return the mark of the next item: 1., 一、 or nothing."""
        if not self._lists:
            return ""
        inner = self._lists[-1]
        inner.count = _number(attributes.get("value"), inner.count + 1)
        return "" if inner.style == "none" else write_number(inner.count, inner.style) + inner.end


def _number(printed: str | None, default: int) -> int:
    return int(printed) if printed and printed.isascii() and printed.isdigit() and len(printed) < 6 else default
