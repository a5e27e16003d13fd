"""Counting as word processors do: the number formats of ECMA-376 17.18.59 that Chinese documents use."""

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


def write_number(number: int, style: str) -> str:
    """Return a counter in a named format, in ordinary digits where the format is unknown; bullets are empty."""
    if style in {"none", "bullet"}:
        return ""
    writer = _WRITERS.get(style)
    return writer(number) if writer and number >= 0 else str(number)


def chinese(number: int) -> str:
    """Return 1…9999 in counting words: 十二, 一百零五."""
    return _counting(number, "零一二三四五六七八九", ("", "十", "百", "千"))


def _counting(number: int, digits: str, units: tuple[str, ...]) -> str:
    if not 0 < number <= 9999:
        return digits[0] if number == 0 else str(number)
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += (digits[0] if gap and words else "") + digits[digit] + units[place]
        gap = not digit
    # 十二, not 一十二: only the legal form writes the one
    return words[1:] if words.startswith("一十") else words


def _legal(number: int) -> str:
    return _counting(number, _LEGAL, ("", "拾", "佰", "仟"))


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    words = ""
    for value, sign in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        words += sign * (number // value)
        number %= value
    return words


def _letters(number: int) -> str:
    # Word repeats the letter: z is followed by aa, then bb
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 30) if number else ""


def _circled(number: int) -> str:
    if number == 0:
        return "⓪"
    if number <= 20:
        return chr(0x2460 + number - 1)
    if number <= 35:
        return chr(0x3251 + number - 21)
    return chr(0x32B1 + number - 36) if number <= 50 else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def _stem(number: int) -> str:
    return _STEMS[(number - 1) % 10] if number else str(number)


def _branch(number: int) -> str:
    return _BRANCHES[(number - 1) % 12] if number else str(number)


_WRITERS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "ideographTraditional": _stem,
    "ideographZodiac": _branch,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "ideographEnclosedCircle": lambda number: chr(0x3280 + number - 1) if 0 < number <= 10 else str(number),
    "decimalEnclosedParen": lambda number: chr(0x2474 + number - 1) if 0 < number <= 20 else f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
