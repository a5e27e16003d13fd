"""Conditions of an address, never half understood: a misspelt day, number or yes is refused, not passed over."""

import re
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError

# beyond this no column of ours holds a number
LARGEST = 2**63 - 1
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WORDS = {"true": True, "1": True, "false": False, "0": False}


class DayField(forms.DateField):
    """A day as ISO 8601 writes it: 2026-03-01."""

    def to_python(self, value: Any) -> Any:
        """Return the day, None where nothing was said."""
        if isinstance(value, str) and value.strip() and not _DAY.fullmatch(value.strip()):
            raise ValidationError("须为形如 2026-03-01 的日期。", code="invalid")
        return super().to_python(value)


class DayFilter(django_filters.DateFilter):  # type: ignore[misc]  # django-filter has no types
    """A day."""

    field_class = DayField


class _Word(forms.Select):
    """A choice of yes and no that hands on what was said."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, choices=(("", "不限"), ("true", "是"), ("false", "否")))


class YesNoField(forms.Field):
    """true, false, 1 or 0; nothing says nothing."""

    widget = _Word

    def to_python(self, value: Any) -> bool | None:
        """Return what was said, None where nothing was."""
        if value in (None, ""):
            return None
        if isinstance(value, bool):
            return value
        if (said := _WORDS.get(str(value).lower())) is None:
            raise ValidationError("须为 true 或 false。", code="invalid")
        return said


class YesNoFilter(django_filters.BooleanFilter):  # type: ignore[misc]  # django-filter has no types
    """Yes, no or both."""

    field_class = YesNoField


class WholeFilter(django_filters.NumberFilter):  # type: ignore[misc]  # django-filter has no types
    """A whole number, such as an id."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"min_value": 0, "max_value": LARGEST} | kwargs))

    def get_max_validator(self) -> None:
        """Return none: the largest number is the field's own."""
        return
