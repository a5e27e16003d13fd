"""Conditions of the pages that only read."""

from typing import Any

from django import forms

from core.filters import DayField

DAY = {"type": "date"}


class SpanForm(forms.Form):
    """A span of days and some words."""

    q = forms.CharField(label="事项、编号", required=False, max_length=100)
    start = DayField(label="自", required=False, widget=forms.DateInput(attrs=DAY))
    end = DayField(label="至", required=False, widget=forms.DateInput(attrs=DAY))

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if start and end and end < start:
            self.add_error("end", "不得早于起始日期。")
        return values
