"""Forms of the checking desk and of the upload: they check what was typed, services decide."""

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from policies.models import Policy, Precision, Recurrence, UnitRole
from policies.wording import COMPARATORS

SCALES = (("1", "—"), ("10000", "万"), ("100000000", "亿"))


class FigureField(forms.DecimalField):
    """A number that may be typed full-width and with thousands separators."""

    def to_python(self, value: Any) -> Any:
        """Return the number."""
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(",", "").strip()
        number: Any = super().to_python(value)
        return number


class DateField(forms.DateField):
    """A day picked in the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class UnitForm(forms.Form):
    """Which unit, in which role: typed words find candidates, `pick` is the one chosen."""

    unit = forms.CharField(label="单位", max_length=100, required=False)
    pick = forms.CharField(required=False, widget=forms.HiddenInput)
    role = forms.ChoiceField(label="角色", choices=UnitRole.choices, required=False)
    scope = forms.CharField(label="范围", max_length=300, required=False)


class TitleForm(forms.Form):
    """Another title for a measure."""

    title = forms.CharField(label="标题", max_length=300)


class DeadlineForm(forms.Form):
    """A date to be met; `text` only where a new one is added."""

    text = forms.CharField(label="原文依据", max_length=100, required=False)
    day = DateField(label="日期", required=False)
    precision = forms.ChoiceField(label="精度", choices=Precision.choices)
    recurrence = forms.ChoiceField(label="周期", choices=[("", "不重复"), *Recurrence.choices], required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a day unless the duty is a standing one or comes again."""
        values = super().clean() or {}
        if not values.get("day") and values.get("precision") != Precision.OPEN and not values.get("recurrence"):
            self.add_error("day", "请填写日期；没有期限的选“长期”。")
        return values


class TargetForm(forms.Form):
    """A quantity to reach: figure, scale and classifier as documents write it."""

    text = forms.CharField(label="原文依据", max_length=200, required=False)
    comparator = forms.ChoiceField(label="关系", choices=list(COMPARATORS.items()))
    figure = FigureField(label="数值", max_digits=20, decimal_places=4)
    scale = forms.ChoiceField(label="数量级", choices=SCALES)
    unit = forms.CharField(label="单位", max_length=30, required=False)
    due = DateField(label="完成时限", required=False)

    @property
    def value(self) -> Decimal:
        """Return the figure written out."""
        return Decimal(self.cleaned_data["figure"]) * Decimal(self.cleaned_data["scale"])


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="理由", max_length=200)


class SplitForm(forms.Form):
    """Where the second measure begins, counted in the text of the first, and what it is called."""

    at = forms.IntegerField(min_value=1, error_messages={"required": "请选择第二条从哪一句开始。"})
    title = forms.CharField(label="第二条标题", max_length=300, required=False)


class StretchForm(forms.Form):
    """A stretch of the source text that becomes a measure."""

    start = forms.IntegerField(min_value=0, error_messages={"required": "请选择一段原文。"})
    end = forms.IntegerField(min_value=1, required=False)
    title = forms.CharField(label="标题", max_length=300, required=False)
    number = forms.CharField(label="序号", max_length=30, required=False)


class PolicyForm(forms.Form):
    """The head of a document."""

    title = forms.CharField(label="标题", max_length=300)
    doc_number = forms.CharField(label="文号", max_length=100, required=False)
    issuer = forms.CharField(label="发文机关", max_length=200, required=False)
    issued_on = DateField(label="成文日期", required=False)
    published_on = DateField(label="发布日期", required=False)
    effective_on = DateField(label="施行日期", required=False)
    expires_on = DateField(label="有效期至", required=False)


class FilesInput(forms.ClearableFileInput):
    """One control for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; each is bounded in size and not empty."""

    widget = FilesInput(attrs={"accept": ".docx,.pdf,.txt,.html,.htm,.md,.mhtml"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the list of files; the error names the file it is about."""
        files = data if isinstance(data, (list, tuple)) and data else [data or None]
        cleaned: list[Any] = []
        for one in files:
            file = super().clean(one, initial)
            limit = settings.DUBAN_UPLOAD_MAX_BYTES
            if file.size > limit:
                size = f"{file.size / 1024 / 1024:.1f} MB，超过 {limit / 1024 / 1024:.0f} MB 的上限"
                raise forms.ValidationError(f"{file.name} 有 {size}；请拆成单份文件后再上传。")
            cleaned.append(file)
        return cleaned


class UploadForm(forms.Form):
    """Documents to be taken in."""

    files = FilesField(  # type: ignore[assignment]  # the field of this name, not the uploaded files
        label="文件",
        help_text="可一次选择多个文件：Word（docx）、PDF、网页或文本，每个不超过 20 MB。",
        error_messages={
            "required": "请选择文件。",
            "empty": "文件是空的；请检查后重新上传。",
            "invalid": "没有收到文件，请重新选择。",
        },
    )


class SourceForm(forms.Form):
    """The ground of a decision about validity."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    source = forms.CharField(label="依据", max_length=300, help_text="文号、会议或批示")


class EndForm(SourceForm):
    """A last day, and its ground."""

    expires_on = DateField(label="有效期至")
    field_order = ["version", "expires_on", "source"]


class StepForm(SourceForm):
    """A step that was taken."""

    step = forms.ChoiceField(label="步骤", choices=[("evaluate", "已评估"), ("report", "已报告"), ("submit", "已送审")])
    field_order = ["version", "step", "source"]


class SuccessorForm(SourceForm):
    """The policy that takes over."""

    successor = forms.ModelChoiceField(label="替代文件", queryset=Policy.objects.none(), empty_label="请选择")
    field_order = ["version", "successor", "source"]

    def offer(self, policies: QuerySet[Policy]) -> None:
        """Offer these policies."""
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 narrows a type
        field.queryset = policies.order_by("-issued_on", "-id")
