"""Forms of accounts."""

from accounts.forms.signing import PasswordForm, SignInForm

__all__ = ["PasswordForm", "SignInForm"]
