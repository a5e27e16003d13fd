"""Forms an administrator keeps accounts with."""

from typing import Any

from django import forms

from accounts.models import Membership, Role, User
from core import clock
from departments.forms import DAY, SHORT_TEXT, UnitChoice
from departments.models import Jurisdiction

ROLES = [("", "请选择"), *Role.choices]


class RoleForm(forms.Form):
    """A role, and the unit it is held in."""

    role = forms.ChoiceField(label="角色", choices=ROLES)
    valid_from = forms.DateField(label="任职日期", required=False, widget=DAY)
    field_order = ["role", "department", "valid_from"]

    def __init__(self, *args: Any, jurisdiction: Jurisdiction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"] = UnitChoice(
            jurisdiction,
            label="单位",
            required=False,
            empty_label="不属于某个单位",
            help_text="承办人和单位负责人须选单位。",
        )
        self.order_fields(self.field_order)


class PersonForm(forms.Form):
    """Name and addresses of an account."""

    name = forms.CharField(label="姓名", max_length=60)
    email = forms.EmailField(label="邮箱", required=False, help_text="提醒发到这里；没有时只在系统内提醒。")
    phone = forms.CharField(label="电话", required=False, max_length=30)


class NewPersonForm(RoleForm, PersonForm):
    """An account with its first role."""

    username = forms.CharField(label="用户名", max_length=150, help_text="登录用，建好后不再更改。")
    field_order = ["username", "name", "role", "department", "email", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["valid_from"]


class NewServiceForm(RoleForm):
    """An account for a system."""

    username = forms.CharField(label="账号", max_length=150)
    name = forms.CharField(label="系统名称", max_length=60)
    purpose = forms.CharField(label="用途", max_length=SHORT_TEXT)
    contact = forms.CharField(label="联系人", required=False, max_length=100)
    field_order = ["username", "name", "purpose", "contact", "role", "department"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["valid_from"]


class EndRoleForm(forms.Form):
    """The day a role ends."""

    on = forms.DateField(label="离任日期", widget=DAY, initial=clock.today)
    reason = forms.CharField(label="理由", required=False, max_length=SHORT_TEXT)


class ReasonForm(forms.Form):
    """Why something is done to an account."""

    reason = forms.CharField(label="理由", required=False, max_length=SHORT_TEXT)


class ColleagueForm(forms.Form):
    """Somebody else of the same government."""

    reason = forms.CharField(label="理由", required=False, max_length=SHORT_TEXT)

    def __init__(self, *args: Any, jurisdiction: Jurisdiction, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = Membership.objects.filter(jurisdiction=jurisdiction).values("user")
        people = User.objects.filter(pk__in=ours, is_active=True, is_service=False).exclude(pk=person.pk)
        self.fields["colleague"] = forms.ModelChoiceField(label="同事", queryset=people.order_by("name"))


class DeputyForm(ColleagueForm):
    """Who stands in, from when to when."""

    first = forms.DateField(label="自", widget=DAY, initial=clock.today)
    last = forms.DateField(label="至（含）", widget=DAY)
    field_order = ["colleague", "first", "last", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].label = "代理人"
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Refuse an absence that ends before it begins."""
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", "不能早于开始日期。")
        return cleaned


class HandOverForm(ColleagueForm):
    """Who takes everything over, from when."""

    on = forms.DateField(label="自何日起", widget=DAY, initial=clock.today)
    field_order = ["colleague", "on", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].label = "接手人"
        self.order_fields(self.field_order)
