"""Serializers that refuse what they do not know."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from rest_framework import serializers


class StrictMixin(serializers.Serializer[Any]):
    """A body with a field that cannot be written is refused and names it; nothing is silently dropped."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values; 400 for unknown and read-only fields, and for a number where words belong."""
        if isinstance(data, dict):
            writable = {name: field for name, field in self.fields.items() if not field.read_only}
            wrong = {str(name): ["没有这个字段，或它不可修改。"] for name in data if name not in writable}
            # REST framework would write the number out as words
            wrong |= {
                name: ["须为文字。"]
                for name, field in writable.items()
                if isinstance(field, serializers.CharField) and not isinstance(data.get(name), str | None)
            }
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)


class StrictSerializer(StrictMixin):
    """A plain serializer for what a caller sends."""


class StrictModelSerializer(StrictMixin, serializers.ModelSerializer[Any]):
    """A model's serializer for what a caller reads and sends."""


class PlainMixin(serializers.Serializer[Any]):
    """A record written out by hand for lists: the fields describe it, `plain` says the same without their machinery.

    A test holds the two against each other.
    """

    def plain(self, instance: Any) -> dict[str, Any]:
        """Return the record as its fields would."""
        raise NotImplementedError

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the record, of `?fields=` only those."""
        shown = self.plain(instance)
        # the fields are built on first use; where nobody cut them down nobody needs them
        return {str(name): shown[str(name)] for name in self.fields} if "fields" in self.__dict__ else shown


def moment(value: datetime | None) -> str | None:
    """Return a moment as REST framework's field does: in the office's time, with its offset."""
    return None if value is None else timezone.localtime(value).isoformat()


def day(value: date | None) -> str | None:
    """Return a day as REST framework's field does."""
    return None if value is None else value.isoformat()


class ProblemSerializer(serializers.Serializer[Any]):
    """What every error looks like (RFC 9457)."""

    type = serializers.CharField(help_text="错误类型，urn:duban:<code>")
    title = serializers.CharField(help_text="给人看的说明")
    status = serializers.IntegerField(help_text="HTTP 状态码")
    code = serializers.CharField(help_text="稳定的英文代码")
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="字段路径及说明"
    )
    current = serializers.DictField(required=False, help_text="仅 412：记录现在的内容")
