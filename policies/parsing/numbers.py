"""Numbers as offices write them: 1,200, 3.6, 二十五, 二〇二五, 百分之八十, with the scales 万 and 亿."""

# A zero is also written as the ideograph U+3007, a circle or the letter O.
ZEROS = "零\u3007\u25cbOo"
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2} | dict.fromkeys(ZEROS, 0)
STEPS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12}


def _section(words: str) -> int:
    """A Chinese number below 10,000: 二百零五, 十五, 两千."""
    total, digit = 0, 0
    for character in words:
        step = STEPS.get(character)
        if step is None:
            digit = digit * 10 + DIGITS[character] if character not in ZEROS or digit else 0
        else:
            total += (digit or 1) * step
            digit = 0
    return total + digit


def chinese_number(words: str) -> float:
    """The value of a Chinese number such as 十五, 二〇二五 or 三点五万; ValueError when it is none."""
    if not words or any(c not in DIGITS and c not in STEPS and c not in "万亿点" for c in words):
        raise ValueError(words)
    whole, _, fraction = words.partition("点")
    value = 0.0
    for scale, factor in (("亿", 1e8), ("万", 1e4)):
        head, found, tail = whole.partition(scale)
        if found:
            value += (chinese_number(head) if head else 1) * factor
            whole = tail
    value += _section(whole)
    if fraction:
        value += float("0." + "".join(str(DIGITS[c]) for c in fraction))
    return value


def number(words: str) -> float:
    """The value of an Arabic (1,200.5) or Chinese number; ValueError when it is none."""
    plain = words.replace(",", "")
    return float(plain) if plain[:1].isdecimal() else chinese_number(words)
