"""Forms of sign-in and of the own account."""

from django import forms
from django.conf import settings
from django.utils.functional import lazy


def _password_help() -> str:
    """Return what the security profile asks of a new password."""
    profile = settings.PROFILE
    kinds = f"含大写字母、小写字母、数字、其他字符中的 {profile.kinds} 类，" if profile.kinds else ""
    return f"至少 {profile.length} 个字符，{kinds}不要用常见密码，不能全是数字。"


class SignInForm(forms.Form):
    """Name and password; what is wrong is said by the view, never which of the two."""

    username = forms.CharField(
        label="用户名",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label="密码",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """Changing the own password."""

    old_password = forms.CharField(
        label="原密码",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label="新密码",
        max_length=256,
        strip=False,
        help_text=lazy(_password_help, str)(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次新密码",
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        """Refuse two different new passwords."""
        cleaned = super().clean() or {}
        if cleaned.get("new_password") != cleaned.get("again"):
            self.add_error("again", "两次输入的新密码不一致。")
        return cleaned
