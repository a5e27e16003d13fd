"""Forms of a reform, one a kind; each names its day and its source."""

from collections.abc import Callable
from typing import Any

from django import forms

from core import clock
from departments.forms import DAY, SHORT_TEXT, UnitChoice
from departments.models import Department, SuccessionKind
from departments.services import Share

SHARES = 4


class ReformForm(forms.Form):
    """What every reform says."""

    on = forms.DateField(label="生效日期", widget=DAY, initial=clock.today)
    source = forms.CharField(label="依据", max_length=SHORT_TEXT, help_text="如机构改革方案的文号。")

    def __init__(self, *args: Any, department: Department, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.department = department
        self.jurisdiction = department.jurisdiction
        self.extend()

    def extend(self) -> None:
        """Add what this kind of reform asks besides."""


class RenameForm(ReformForm):
    """更名."""

    name = forms.CharField(label="新全称", max_length=100)
    field_order = ["name", "on", "source"]


class MergeForm(ReformForm):
    """合并: into a unit that exists or into one founded by the reform."""

    new_name = forms.CharField(label="或新设单位的全称", required=False, max_length=100)
    field_order = ["others", "successor", "new_name", "on", "source"]

    def extend(self) -> None:
        """Ask who else is merged, and into whom."""
        others = Department.objects.of(self.jurisdiction).filter(valid_to=None).exclude(pk=self.department.pk)
        self.fields["others"] = forms.ModelMultipleChoiceField(
            label="同时并入的其他单位", queryset=others, required=False, widget=forms.SelectMultiple(attrs={"size": 8})
        )
        self.fields["successor"] = UnitChoice(self.jurisdiction, label="并入的单位", required=False)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one successor."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("successor")) == bool(cleaned.get("new_name")):
            self.add_error("successor", "请选择并入的单位，或填写新设单位的全称，两者取一。")
        return cleaned


class SharesForm(ReformForm):
    """Who takes which part of the duties."""

    field_order: list[str] | None = None

    def extend(self) -> None:
        """Ask for up to four successors with their parts."""
        for number in range(1, SHARES + 1):
            self.fields[f"successor_{number}"] = UnitChoice(
                self.jurisdiction, label=f"承接单位 {number}", required=False, empty_label="无"
            )
            self.fields[f"scope_{number}"] = forms.CharField(
                label=f"承接范围 {number}", required=False, max_length=SHORT_TEXT
            )

    @property
    def shares(self) -> list[Share]:
        """The successors that were named."""
        pairs = [
            (self.cleaned_data.get(f"successor_{n}"), self.cleaned_data.get(f"scope_{n}", ""))
            for n in range(1, SHARES + 1)
        ]
        return [Share(unit, scope) for unit, scope in pairs if unit is not None]


class SplitForm(SharesForm):
    """拆分."""

    goes_on = forms.BooleanField(label="本单位继续存在，只划出部分职责", required=False)


class DissolveForm(SharesForm):
    """撤销."""


class PlaqueForm(ReformForm):
    """挂牌: a further name, or another unit that becomes a plaque of this one."""

    name = forms.CharField(label="牌子名称", required=False, max_length=100)
    field_order = ["name", "former", "on", "source"]

    def extend(self) -> None:
        """Ask for the unit that becomes a plaque, if it was one of its own."""
        self.fields["former"] = UnitChoice(
            self.jurisdiction, label="原为独立单位的", required=False, empty_label="不是，只加挂一块牌子"
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Ask for a name or a unit."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("former")) == bool(cleaned.get("name")):
            self.add_error("name", "请填写牌子名称，或选择原来的单位，两者取一。")
        return cleaned


FORMS: dict[str, Callable[..., ReformForm]] = {
    SuccessionKind.RENAME: RenameForm,
    SuccessionKind.MERGE: MergeForm,
    SuccessionKind.SPLIT: SplitForm,
    SuccessionKind.DISSOLVE: DissolveForm,
    SuccessionKind.PLAQUE: PlaqueForm,
}
