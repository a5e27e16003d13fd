"""Forms of dated rules: the value fills the form, what is typed becomes the value."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from departments.rule_books import RuleShape, WrongValueError
from departments.rule_shapes import Shape

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DatedRuleForm(forms.Form):
    """What every dated rule has: the value's own fields, the day from which it holds, and the ground."""

    valid_from = forms.DateField(label="启用日期", widget=DAY, help_text="今天以后的日期；之前按原规则。")
    source = forms.CharField(label="依据", max_length=200, help_text="文件名称、文号，或会议、批示。")

    shape: RuleShape

    @property
    def own(self) -> list[forms.BoundField]:
        """Return the fields of the value."""
        return [one for one in self if one.name not in ("valid_from", "source")]

    def read(self) -> Any:
        """Return the value that was typed; raises `WrongValueError` for one that is none."""
        return self.cleaned_data["value"]

    def clean(self) -> dict[str, Any]:
        """Check the value as a whole."""
        values = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.shape.check(self.read())
            except WrongValueError as error:
                self.add_error(None, str(error))
        return values


class RuleForm(DatedRuleForm):
    """The form of a business rule, by the kind of its shape."""

    shape: Shape

    def __init__(self, shape: Shape, value: Any, first: date, data: Any = None) -> None:
        self.shape = shape
        super().__init__(data, initial={"valid_from": first, **self._filled(value)})
        own = self._fields()
        self.fields.update(own)
        self.order_fields([*own, "valid_from", "source"])

    def _filled(self, value: Any) -> Mapping[str, Any]:
        if self.shape.kind == "numbers":
            return {f"n_{name}": self.shape.empty if number is None else number for name, number in value.items()}
        return {"value": {True: "yes", False: "no"}[value] if self.shape.kind == "yes" else value}

    def _fields(self) -> dict[str, forms.Field]:
        shape = self.shape
        if shape.kind == "numbers":
            return {
                f"n_{name}": forms.CharField(
                    label=f"{label}（{shape.unit}）", required=not shape.empty or name == "default", max_length=10
                )
                for name, label in shape.choices.items()
            }
        built: forms.Field
        if shape.kind == "yes":
            built = forms.ChoiceField(
                label=shape.label, choices=[("yes", "是"), ("no", "否")], widget=forms.RadioSelect
            )
        elif shape.kind == "choice":
            built = forms.ChoiceField(label=shape.label, choices=list(shape.choices.items()))
        elif shape.kind == "choices":
            built = forms.MultipleChoiceField(
                label=shape.label, choices=list(shape.choices.items()), widget=forms.CheckboxSelectMultiple
            )
        elif shape.kind == "number":
            label = f"{shape.label}（{shape.unit}）"
            built = forms.IntegerField(label=label, min_value=shape.least, max_value=shape.most)
        else:
            built = forms.CharField(label=shape.label, max_length=60)
        return {"value": built}

    def read(self) -> Any:
        """Return the value that was typed; raises `WrongValueError` for a number that is none."""
        if self.shape.kind == "numbers":
            typed = {name: str(self.cleaned_data.get(f"n_{name}", "")).strip() for name in self.shape.choices}
            return {name: self._number(raw) for name, raw in typed.items() if raw}
        value = self.cleaned_data["value"]
        return value == "yes" if self.shape.kind == "yes" else value

    def _number(self, raw: str) -> int | None:
        if self.shape.empty and raw == self.shape.empty:
            return None
        plain = unicodedata.normalize("NFKC", raw)
        if not (plain.isascii() and plain.isdecimal()):
            raise WrongValueError("请填整数。")
        return int(plain)
