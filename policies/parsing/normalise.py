"""One form of writing for all rules: `fold` answers with a string of the same length as the text.

Every rule works on the folded text, so a span found there is a span of the text as read and needs no mapping.
Folded are traditional characters (opencc `tw2s`), the full-width ASCII block, unusual spaces and the radicals and
compatibility characters that PDF writers leave, and line breaks of all kinds; the marks 。、《》〔〕【】“” stay.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Protocol

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys([0x3000, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F], 0x20)
# Zero-width marks and the soft hyphen print nothing: as spaces they are skipped like any other.
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD], 0x20)
_MARKS = {
    0xFF61: "。",
    0xFF64: "、",
    0x2236: ":",
    0xFE30: ":",
    0xFE13: ":",
    0xFE10: ",",
    0xFE14: ";",
    0x3016: "【",
    0x3017: "】",
}


class _Converter(Protocol):
    def convert(self, text: str) -> str:
        """The text in the other script."""
        ...


def _compatibility_characters() -> dict[int, str]:
    """Radicals and compatibility ideographs that look like an ordinary character and match nothing."""
    table = {}
    for code in (*range(0x2F00, 0x2FD6), *range(0x2E80, 0x2EF4), *range(0xF900, 0xFAD9)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    return table


_BREAKS = dict.fromkeys([0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029], 0x0A)
_TABLE: dict[int, int | str] = {
    **_BREAKS,
    **_FULL_WIDTH,
    **_SPACES,
    **_INVISIBLE,
    **_MARKS,
    **_compatibility_characters(),
}


@cache
def _opencc() -> _Converter:
    import opencc

    converter: _Converter = opencc.OpenCC("tw2s")
    return converter


# Simplified text uses these too (怎么, 显著, 乾县): alone they do not make a text a traditional one.
_SHARED = frozenset("么乾著菸薹拚捱摺吒後徵夥榘於袷麴醣麽")
_KEPT = re.compile("(?<=[显卓昭土原专编论名])著|著(?=[名作称述录])|么")


@lru_cache(maxsize=8192)
def _simplify_character(character: str) -> str:
    converted = _converted(character)
    return converted if len(converted) == 1 else character


def _converted(text: str) -> str:
    """What opencc makes of it; nothing for a lone surrogate, as broken decoders leave it."""
    try:
        return _opencc().convert(text)
    except UnicodeEncodeError:
        return ""


def _simplify(text: str) -> str:
    """Simplified script, as long as the text: whole where that keeps the length, else by line, else by character."""
    converted = _converted(text)
    if len(converted) == len(text):
        return converted
    lines = text.splitlines(keepends=True)
    if len(lines) > 1:
        return "".join(map(_simplify, lines))
    return "".join(map(_simplify_character, text))


def _is_simplified(text: str) -> bool:
    return all(character in _SHARED or _simplify_character(character) == character for character in set(text))


def fold(text: str) -> str:
    """The text in simplified script, half-width punctuation and plain line breaks; always as long as `text`."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    if text.isascii():
        return text
    folded = text.translate(_TABLE)
    if _is_simplified(folded):
        return folded
    simplified = list(_simplify(folded))
    for match in _KEPT.finditer(folded):
        simplified[match.start()] = match.group()
    return "".join(simplified)
