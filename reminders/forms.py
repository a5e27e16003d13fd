"""One form a shape of rule: what is typed becomes the value, the value fills the form."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from departments.rule_forms import DatedRuleForm
from reminders.rules import LEADER, SUPERVISOR
from reminders.shapes import DECISION_WORDS, FAMILY_WORDS, OFFICE_FAMILIES, ROLE_WORDS, RUNGS
from reminders.shapes import SHAPES as RULES

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
_BETWEEN = re.compile(r"[、，,；;\s]+")
LONGEST = 60


class ListField(forms.CharField):
    """Whole numbers, one after another."""

    def prepare_value(self, value: Any) -> Any:
        """Return numbers as people write them."""
        return "、".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the numbers; full-width digits too."""
        words = [word for word in _BETWEEN.split(str(value or "").strip()) if word]
        if any(not re.fullmatch(r"\d{1,4}", word) for word in words):
            raise forms.ValidationError("请填整数，用顿号隔开，如 30、15、7。")
        return [int(word) for word in words]


class RuleForm(DatedRuleForm):
    """A rule of the reminders; each kind of value has a form below."""

    @staticmethod
    def filled(value: Any) -> Mapping[str, Any]:
        """Return the initial values of the fields for a rule's value."""
        return {"value": value}


class DaysForm(RuleForm):
    """A list of days, months or working days."""

    value = ListField(label="几天", max_length=LONGEST, required=False, help_text="用顿号隔开；留空为不提醒。")


class AroundForm(RuleForm):
    """Days before and after."""

    before = ListField(label="提前几天", max_length=LONGEST, required=False, help_text="0 为当天。")
    after = ListField(label="逾期后第几天", max_length=LONGEST, required=False)

    @staticmethod
    def filled(value: Any) -> Mapping[str, Any]:
        """Return both lists."""
        found: Mapping[str, Any] = value
        return found

    def read(self) -> Any:
        """Return both lists."""
        return {name: self.cleaned_data[name] for name in ("before", "after")}


class NumbersForm(RuleForm):
    """One number a name, empty for none."""

    names: Mapping[str, str] = {}
    unit = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.names.items():
            self.fields[name] = forms.IntegerField(label=label, required=False, min_value=1, max_value=400)
        self.order_fields([*self.names, "valid_from", "source"])

    @staticmethod
    def filled(value: Any) -> Mapping[str, Any]:
        """Return the numbers by name."""
        found: Mapping[str, Any] = value
        return found

    def read(self) -> Any:
        """Return the numbers that were typed."""
        return {name: number for name in self.names if (number := self.cleaned_data.get(name)) is not None}


class LadderForm(NumbersForm):
    """From which day on who is told too."""

    names = {role: f"{ROLE_WORDS[role]}：逾期第几天起" for role in RUNGS}


class DecisionsForm(NumbersForm):
    """Months before the last day of a policy."""

    names = {name: f"{label}：期满前几个月" for name, label in DECISION_WORDS.items()}


class HoursForm(RuleForm):
    """From when to when nothing is sent."""

    begin = forms.TimeField(label="自", widget=CLOCK, required=False)
    end = forms.TimeField(label="至", widget=CLOCK, required=False, help_text="都留空为不设静默时段。")

    @staticmethod
    def filled(value: Any) -> Mapping[str, Any]:
        """Return both times."""
        return {"begin": value.get("from"), "end": value.get("to")}

    def read(self) -> Any:
        """Return both times, or an empty mapping."""
        begin, end = self.cleaned_data["begin"], self.cleaned_data["end"]
        if begin is None and end is None:
            return {}
        return {"from": begin and f"{begin:%H:%M}", "to": end and f"{end:%H:%M}"}


class RecipientsForm(RuleForm):
    """Who is told, by what it is about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for family, label in FAMILY_WORDS.items():
            roles = (SUPERVISOR, LEADER) if family in OFFICE_FAMILIES else ROLE_WORDS
            self.fields[family] = forms.MultipleChoiceField(
                label=label, choices=[(role, ROLE_WORDS[role]) for role in roles], widget=forms.CheckboxSelectMultiple
            )
        self.order_fields([*FAMILY_WORDS, "valid_from", "source"])

    @staticmethod
    def filled(value: Any) -> Mapping[str, Any]:
        """Return the roles by what it is about."""
        found: Mapping[str, Any] = value
        return found

    def read(self) -> Any:
        """Return the roles that were ticked."""
        return {family: self.cleaned_data[family] for family in FAMILY_WORDS}


FORMS: dict[str, type[RuleForm]] = {
    "days": DaysForm,
    "around": AroundForm,
    "ladder": LadderForm,
    "decisions": DecisionsForm,
    "hours": HoursForm,
    "recipients": RecipientsForm,
}


def rule_form(key: str, value: Any, first: date, data: Any) -> RuleForm:
    """Return the form of a rule, filled with a value to start from."""
    kind = FORMS[RULES[key].kind]
    form = kind(data, initial={**kind.filled(value), "valid_from": first})
    form.shape = RULES[key]
    return form
