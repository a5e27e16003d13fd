"""Forms of tokens."""

from django import forms

from accounts.scopes import SCOPES

OVERLAPS = [("0", "立即失效"), ("24", "24 小时后失效"), ("168", "7 天后失效")]


class TokenForm(forms.Form):
    """What a token is for, what it may do, until when."""

    name = forms.CharField(label="名称", max_length=60, help_text="写明由哪个程序使用。")
    scopes = forms.MultipleChoiceField(
        label="范围",
        choices=[(code, f"{code}　{words}") for code, words in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label="有效期", min_value=1, max_value=730, initial=365)


class RotateForm(forms.Form):
    """How long the old token stays good beside the new one."""

    overlap = forms.ChoiceField(label="旧令牌", choices=OVERLAPS, initial="24")
