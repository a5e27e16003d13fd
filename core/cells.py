"""Values as cells of a spreadsheet: dates stay dates, text never becomes a formula."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core import clock

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# characters that a workbook's XML cannot hold
CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}

Cell = str | int | float | date | None


def cell(value: Any) -> Cell:
    """Return a value as a spreadsheet may hold it; text that a spreadsheet would run gets a leading apostrophe."""
    # most cells: text without control characters
    if type(value) is str and value.isprintable() and not value.startswith(FORMULA_STARTS):
        return value
    if value is None or isinstance(value, bool):
        return None if value is None else ("是" if value else "否")
    if isinstance(value, datetime):
        return clock.local(value).replace(tzinfo=None)
    if isinstance(value, date | int | float):
        return value
    if isinstance(value, Decimal):
        return float(value)
    text = str(value).translate(CONTROL)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def typed(value: Any) -> str:
    """Return what a person wrote in a cell as text, without the apostrophe that `cell` put before a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
