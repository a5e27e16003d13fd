"""What people fill in: one small form an act, and the report."""

from typing import TYPE_CHECKING, Any

from django import forms

from core import clock
from departments.forms import UnitChoice
from departments.models import Department, Jurisdiction
from policies.models import UnitRole
from tasks.models import Cadence, ClosingReason, ProgressReport, PromiseKept, TaskSource, UrgingLevel
from tasks.services.drafting import BY_HAND
from tasks.services.ending import UNFINISHED

if TYPE_CHECKING:
    _ReportForm = forms.ModelForm[ProgressReport]
else:
    _ReportForm = forms.ModelForm

DAY = forms.DateInput(attrs={"type": "date"})
LONG = 2000


def area(label: str, *, required: bool = True, rows: int = 4, help_text: str = "") -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONG,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ActForm(forms.Form):
    """The form of an act: the version the person has seen, and what a subclass asks."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, jurisdiction: Jurisdiction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.jurisdiction = jurisdiction


class ReasonForm(ActForm):
    """An act that needs its reason."""

    reason = area("理由")


class OpinionForm(ActForm):
    """An act that may carry a word."""

    opinion = area("意见", required=False, rows=3)


class NoteForm(ActForm):
    """批注."""

    text = area("批注", help_text="本事项各单位都能看到")


class DisputeForm(ActForm):
    """职责异议."""

    reason = area("理由", help_text="写明依据，如三定方案、文件条款")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["suggested_department"] = UnitChoice(
            self.jurisdiction, label="建议承办单位", required=False, empty_label="不建议"
        )


class DecisionForm(ActForm):
    """The supervisor's decision on a dispute."""

    decision = forms.ChoiceField(
        label="裁定",
        choices=[("keep", "维持原职责"), ("change", "调整角色或单位"), ("withdraw", "撤回交办")],
        widget=forms.RadioSelect,
    )
    role = forms.ChoiceField(label="调整为", required=False, choices=[("", "不变"), *UnitRole.choices])
    opinion = area("裁定意见")
    field_order = ["decision", "role", "department", "opinion"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"] = UnitChoice(
            self.jurisdiction, label="由哪个单位承接", required=False, empty_label="不移交"
        )
        self.order_fields(self.field_order)


class HandOverForm(ActForm):
    """A part passes to another unit."""

    reason = area("理由")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"] = UnitChoice(self.jurisdiction, label="承接单位")
        self.order_fields(["department", "reason"])


class AssignForm(HandOverForm):
    """A further unit on a task that is under way."""

    role = forms.ChoiceField(label="角色", choices=UnitRole.choices, initial=UnitRole.CO)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].label = "单位"
        self.order_fields(["department", "role", "reason"])


class ExtensionForm(ActForm):
    """延期申请."""

    due_on = forms.DateField(label="申请延至", widget=DAY)
    reason = area("理由")
    progress = area("目前进展")


class GrantForm(ActForm):
    """The decision to grant."""

    due_on = forms.DateField(label="批准延至", widget=DAY, required=False, help_text="不填即按申请的日期")
    opinion = area("意见", required=False, rows=3)


class RefuseForm(ActForm):
    """A decision that says no."""

    opinion = area("意见")


class UrgeForm(ActForm):
    """催办 of one unit or of many."""

    level = forms.ChoiceField(
        label="级别", choices=UrgingLevel.choices, initial=UrgingLevel.REMINDER, help_text="约谈、通报由领导决定"
    )
    text = area("内容", required=False, help_text="不填即用通用文字：逾期天数，并要求书面回复原因、措施和完成时间")
    term = forms.DateField(label="回复时限", widget=DAY, required=False, help_text="不填即按本级规则")


class ReplyForm(ActForm):
    """A unit's answer to an urging."""

    text = area("回复", help_text="写明原因、措施和完成时间")


class CloseUnfinishedForm(ActForm):
    """A leader closes what is not done."""

    closing_reason = forms.ChoiceField(
        label="关闭原因", choices=[(one.value, one.label) for one in map(ClosingReason, UNFINISHED)]
    )
    reason = area("说明")


class MatterForm(forms.Form):
    """A matter that comes without a document."""

    source = forms.ChoiceField(label="来源", choices=[(one.value, one.label) for one in map(TaskSource, BY_HAND)])
    title = forms.CharField(label="事项", max_length=300)
    quotation = area("依据原文", required=False, help_text="批示、纪要或建议的原话")
    source_note = forms.CharField(label="来源说明", max_length=300, required=False, help_text="谁、哪次会议、文号")
    source_date = forms.DateField(label="来源日期", widget=DAY, required=False)
    source_document = forms.FileField(
        label="来源文件", required=False, help_text="Word、Excel、PDF、图片，不超过 20 MB"
    )
    due_on = forms.DateField(label="完成时限", widget=DAY, required=False, help_text="没有时限可不填，不会算作逾期")
    due_text = forms.CharField(label="时限原文", max_length=100, required=False)
    cadence = forms.ChoiceField(label="报送周期", choices=Cadence.choices, initial=Cadence.MONTHLY)
    field_order = [
        "source", "title", "quotation", "source_note", "source_date", "source_document", "lead", "co", "due_on",
        "due_text", "cadence",
    ]  # fmt: skip

    def __init__(self, *args: Any, jurisdiction: Jurisdiction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Department.objects.of(jurisdiction).active(clock.today())
        self.fields["lead"] = UnitChoice(jurisdiction, label="牵头单位", required=False, empty_label="暂不指定")
        self.fields["co"] = forms.ModelMultipleChoiceField(
            label="责任单位", queryset=units, required=False, widget=forms.SelectMultiple(attrs={"size": 8})
        )
        self.order_fields(self.field_order)


class ShapeForm(forms.Form):
    """What a supervisor settles on a draft before it is issued."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    due_on = forms.DateField(label="完成时限", widget=DAY, required=False)
    due_text = forms.CharField(label="时限依据", max_length=100, required=False)
    cadence = forms.ChoiceField(label="报送周期", choices=Cadence.choices)


class ReportForm(_ReportForm):
    """A report; nothing is required while it is a draft."""

    on_schedule = forms.TypedChoiceField(
        label="是否达到序时", required=False, choices=[("true", "达到"), ("false", "未达到")], widget=forms.RadioSelect,
        coerce=lambda value: {"true": True, "false": False}[value], empty_value=None,
    )  # fmt: skip
    promise_kept = forms.ChoiceField(
        label="上期承诺", required=False, choices=PromiseKept.choices, widget=forms.RadioSelect
    )
    percent = forms.IntegerField(
        label="完成比例", required=False, min_value=0, max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ProgressReport
        fields = (
            "promise_kept", "progress", "percent", "on_schedule", "problems", "coordination", "next_steps",
            "expected_finish", "is_final",
        )  # fmt: skip
        widgets = {
            "progress": forms.Textarea(attrs={"rows": 5}),
            "problems": forms.Textarea(attrs={"rows": 3}),
            "coordination": forms.Textarea(attrs={"rows": 3, "placeholder": "需要谁、在何时前、做什么"}),
            "next_steps": forms.Textarea(attrs={"rows": 3}),
            "expected_finish": DAY,
        }
        help_texts = {"progress": "写做成了什么，附数字和日期", "next_steps": "下期会与本栏对照"}
        labels = {"is_final": "本单位任务已完成，一并报完成"}

    def validate_constraints(self) -> None:
        """Leave the row's constraints to the service: this form never saves."""
