"""What 等保三级 asks of a password beyond its length."""

from django.core.exceptions import ValidationError


class KindsValidator:
    """A password mixes kinds of characters: capitals, small letters, digits, everything else (signs, 汉字)."""

    def __init__(self, kinds: int = 3) -> None:
        self.kinds = kinds

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError for too few kinds."""
        found = {_kind(character) for character in password}
        if len(found) < self.kinds:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return f"须含大写字母、小写字母、数字、其他字符（含汉字）四类中的 {self.kinds} 类。"


def _kind(character: str) -> str:
    if character.isascii() and character.isalpha():
        return "upper" if character.isupper() else "lower"
    return "digit" if character.isdigit() else "other"
