"""Forms of subscriptions."""

from typing import Any

from django import forms

from accounts.models import User
from core import clock
from departments.models import Department, Jurisdiction
from outward.permissions import units_followed_by

TYPES_HELP = (
    "英文代码，一行一个，如 task.issue、task.overdue、policy.expiring；以点结尾表示一类，如 report.。不填为全部。"
)


class SubscriptionForm(forms.Form):
    """Name, address and events."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="名称", max_length=60, help_text="如“市政府OA”“县区督办系统”。")
    url = forms.CharField(label="新地址", max_length=300, required=False, help_text="不改则留空。")
    types = forms.CharField(
        label="事件", required=False, max_length=4000, help_text=TYPES_HELP, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_types(self) -> list[str]:
        """Return the codes, one a line or apart by blanks."""
        return str(self.cleaned_data["types"]).split()


class NewSubscriptionForm(SubscriptionForm):
    """A subscription to be entered."""

    version = None  # type: ignore[assignment]  # there is none yet
    account = forms.ModelChoiceField(
        label="系统对接账号", queryset=User.objects.none(), help_text="只推送该账号可以查看的。"
    )
    url = forms.CharField(label="地址", max_length=300, help_text="完整地址，主机须在“对外地址”的允许名单上。")
    field_order = ("name", "account", "url", "types")

    def __init__(self, *args: Any, jurisdiction: Jurisdiction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = User.objects.filter(is_service=True, is_active=True, memberships__jurisdiction=jurisdiction)
        serving = here.filter(memberships__in=jurisdiction.memberships.active(clock.today()))
        self.fields["account"].queryset = serving.distinct()  # type: ignore[attr-defined]


class CalendarForm(forms.Form):
    """Whose deadlines a calendar shows."""

    department = forms.ModelChoiceField(
        label="范围", queryset=Department.objects.none(), required=False, empty_label="本人经办和督查的全部事项"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = units_followed_by(user)  # type: ignore[attr-defined]
