"""Numbers as offices write them, and text without its line wraps."""

import pytest

from policies.parsing.numbers import number
from policies.parsing.view import view_of


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1,200.5", 1200.5),
        ("十五", 15),
        ("二〇二五", 2025),
        ("两百零五", 205),
        ("一万二千", 12000),
        ("三点五", 3.5),
        ("十", 10),
    ],
)
def test_arabic_and_chinese_numbers_have_a_value(words: str, value: float) -> None:
    assert number(words) == value


@pytest.mark.parametrize("words", ["", "若干", "第三"])
def test_words_that_are_no_number_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match=words or "^$"):
        number(words)


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        (
            "推动各类要素资源集聚开放和共享发展,大力发\n展众创空间",
            "推动各类要素资源集聚开放和共享发展,大力发展众创空间",
        ),
        ("总体要求\n坚持稳中求进", "总体要求\n坚持稳中求进"),
        (
            "坚持稳中求进推动高质量发展取得新的更大成效。\n建设泵站",
            "坚持稳中求进推动高质量发展取得新的更大成效。\n建设泵站",
        ),
        ("2025 年 6 月", "2025年6月"),
        ("市财政局    2025年", "市财政局\n2025年"),
    ],
)
def test_a_wrap_is_joined_and_a_break_stays(printed: str, read: str) -> None:
    view = view_of(printed, (0, len(printed)))
    assert view.text == read
    assert all(printed[view.at[i]] == character for i, character in enumerate(view.text) if character != "\n")
