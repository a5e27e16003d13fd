"""Forms of the register of units."""

from typing import TYPE_CHECKING, Any

from django import forms

from core import clock
from departments.models import Department, DepartmentKind, Jurisdiction, NameKind

# browsers take ISO dates only, whatever the language of the page
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
SHORT_TEXT = 200

if TYPE_CHECKING:
    _Choice = forms.ModelChoiceField[Department]
else:
    _Choice = forms.ModelChoiceField


class UnitChoice(_Choice):
    """A unit of the government, those that are gone left out."""

    def __init__(self, jurisdiction: Jurisdiction, **options: Any) -> None:
        units = Department.objects.of(jurisdiction).filter(valid_to=None)
        super().__init__(queryset=units, empty_label=options.pop("empty_label", "请选择"), **options)


class UnitForm(forms.Form):
    """What is kept about a unit besides its names."""

    kind = forms.ChoiceField(label="类别", choices=DepartmentKind.choices)
    duties = forms.CharField(
        label="职责", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="用于给没有写明单位的承诺推荐单位。",
    )  # fmt: skip
    position = forms.IntegerField(label="排序", required=False, min_value=0, max_value=999_999)

    def __init__(self, *args: Any, jurisdiction: Jurisdiction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = UnitChoice(jurisdiction, label="上级单位", required=False, empty_label="无")


class NewUnitForm(UnitForm):
    """A new unit with its names."""

    name = forms.CharField(label="全称", max_length=100)
    aliases = forms.CharField(
        label="简称和别称", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个。文件里印的各种写法都可填。",
    )  # fmt: skip
    valid_from = forms.DateField(label="设立日期", required=False, widget=DAY)
    source = forms.CharField(label="依据", required=False, max_length=SHORT_TEXT)
    field_order = ["name", "aliases", "kind", "parent", "duties", "valid_from", "source", "position"]


class EditUnitForm(UnitForm):
    """Corrections to a unit; `version` is the one the person has read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class NameForm(forms.Form):
    """One more name of a unit."""

    name = forms.CharField(label="名称", max_length=100)
    kind = forms.ChoiceField(
        label="种类",
        choices=[(kind.value, kind.label) for kind in NameKind if kind not in (NameKind.OFFICIAL, NameKind.PLAQUE)],
        initial=NameKind.ALIAS,
    )
    valid_from = forms.DateField(label="启用日期", required=False, widget=DAY)
    valid_to = forms.DateField(label="停用日期", required=False, widget=DAY)
    source = forms.CharField(label="依据", required=False, max_length=SHORT_TEXT)


class EndNameForm(forms.Form):
    """From which day a name is used no longer."""

    on = forms.DateField(label="停用日期", widget=DAY)
    reason = forms.CharField(label="理由", required=False, max_length=SHORT_TEXT)


class RosterForm(forms.Form):
    """A collective unit: its names and, from a day on, its members."""

    name = forms.CharField(label="名称", max_length=100)
    aliases = forms.CharField(
        label="别称", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), help_text="一行一个。"
    )
    on = forms.DateField(label="成员自何日起如下", widget=DAY, initial=clock.today)
    reason = forms.CharField(label="依据", required=False, max_length=SHORT_TEXT)

    def __init__(self, *args: Any, jurisdiction: Jurisdiction, named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if named:
            del self.fields["name"]
        self.fields["departments"] = forms.ModelMultipleChoiceField(
            label="成员",
            queryset=Department.objects.of(jurisdiction).filter(valid_to=None),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class DayForm(forms.Form):
    """A day that is worked or off by notice."""

    day = forms.DateField(label="日期", widget=DAY)
    is_working = forms.ChoiceField(
        label="这一天", choices=[("work", "上班"), ("off", "放假")], widget=forms.RadioSelect, initial="work"
    )
    name = forms.CharField(label="名称", required=False, max_length=60, help_text="如“国庆节调休”。")
    source = forms.CharField(label="依据", max_length=SHORT_TEXT, help_text="通知的名称或文号。")


class SheetForm(forms.Form):
    """A workbook to be previewed."""

    file = forms.FileField(label="Excel 文件", widget=forms.FileInput(attrs={"accept": ".xlsx"}))


class ConfirmSheetForm(forms.Form):
    """A previewed workbook, carried by the page, with the digest of what was shown."""

    sheet = forms.CharField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    source = forms.CharField(label="依据", required=False, max_length=SHORT_TEXT)


def lines(text: str) -> list[str]:
    """Return the lines of a text area that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
