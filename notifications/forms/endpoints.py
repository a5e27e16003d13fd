"""Addresses outside and the hosts they may lie on."""

from typing import Any

from django import forms

from notifications.models import ChannelName
from notifications.services.endpoints import LONGEST_SECRET, LONGEST_URL, OUTSIDE_CHOICES

MADE, GIVEN = "made", "given"
SECRET_HELP = "钉钉、飞书填机器人安全设置中的加签密钥；企业微信的密钥在地址里，不填。"  # noqa: S105 no secret, its help


class SecretForm(forms.Form):
    """Where the signing secret comes from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    origin = forms.ChoiceField(
        label="签名密钥",
        choices=[(MADE, "由本系统生成（业务系统、短信网关）"), (GIVEN, "使用对方给定的")],
        widget=forms.RadioSelect,
        initial=MADE,
    )
    secret = forms.CharField(
        label="对方给定的密钥",
        required=False,
        max_length=LONGEST_SECRET,
        help_text=SECRET_HELP,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    @property
    def given_secret(self) -> str | None:
        """Return what was typed, None where the system is to make one."""
        return None if self.cleaned_data["origin"] == MADE else str(self.cleaned_data["secret"])


class NewEndpointForm(SecretForm):
    """An address to be entered."""

    version = None  # type: ignore[assignment]  # there is none yet
    channel = forms.ChoiceField(label="渠道", choices=OUTSIDE_CHOICES)
    name = forms.CharField(label="名称", max_length=60, help_text="如“市短信平台”“督查工作群”。")
    url = forms.CharField(
        label="地址",
        max_length=LONGEST_URL,
        help_text="完整地址，主机须在允许名单上。私有化部署的机器人填内网地址。",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("channel", "name", "url", "origin", "secret")

    @property
    def given_secret(self) -> str | None:
        """Return what was typed; a robot's secret is never made here."""
        is_wecom = self.cleaned_data["channel"] == ChannelName.WECOM
        return None if is_wecom and not self.cleaned_data["secret"] else super().given_secret


class EndpointForm(forms.Form):
    """Name and address of an endpoint; its key is not shown, so an empty address keeps the one there is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="名称", max_length=60)
    url = forms.CharField(
        label="新地址",
        max_length=LONGEST_URL,
        required=False,
        help_text="不改则留空。",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )

    def again(self, version: int) -> "EndpointForm":
        """Return the form as typed, over the version that stands now."""
        return EndpointForm({**{name: self.data.get(name, "") for name in self.fields}, "version": version})


class VersionForm(forms.Form):
    """The version a button was pressed on."""

    version = forms.IntegerField()


class HostForm(forms.Form):
    """A host to be allowed."""

    host = forms.CharField(label="主机", max_length=253, help_text="主机名或 IP，不含 https://、端口和路径。")
    purpose = forms.CharField(label="用途", max_length=100)
    allow_private = forms.BooleanField(label="在内网（允许解析到内网地址）", required=False)

    def clean_purpose(self) -> Any:
        """Return the purpose without blanks around it."""
        return self.cleaned_data["purpose"].strip()
