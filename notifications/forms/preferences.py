"""How a person wants to be told."""

from typing import Any

from django import forms

from notifications.models import ChannelName

CHOICES = [(name.value, name.label) for name in ChannelName if name != ChannelName.INBOX]


class PreferenceForm(forms.Form):
    """Channels and hour of the digest."""

    channels = forms.MultipleChoiceField(
        label="除站内消息外，另发至",
        choices=CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="站内消息始终保留。钉钉、企业微信、飞书和业务系统须由管理员先启用。",
    )
    digest_time = forms.TimeField(
        label="每日提醒时间",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="每个工作日至多一份。休息日和夜间不发。",
    )

    def clean_channels(self) -> list[Any]:
        """Return the chosen channels."""
        return list(self.cleaned_data["channels"])
