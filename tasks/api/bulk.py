"""One act on many records over REST: all or none, each with the version that was read; `preview` changes nothing."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.serializers import StrictSerializer
from tasks.acts.bulk import BULK, attempt, refusal
from tasks.api.acting import ActingViewSet, caller
from tasks.services.bulk import MOST_AT_ONCE
from tasks.transitions import Subject


class PickedRow(StrictSerializer):
    """A record and the version that was read (what If-Match is for a single one)."""

    id = serializers.IntegerField(min_value=1)
    version = serializers.IntegerField(min_value=1)


class BulkBody(StrictSerializer):
    """The act, the records, and in `values` what the single act's body would hold."""

    act = serializers.CharField(max_length=30, help_text="办理动作，如 verify、accept、grant")
    rows = PickedRow(many=True, allow_empty=False)
    values = serializers.DictField(required=False, default=dict)
    preview = serializers.BooleanField(required=False, default=False)

    def validate_rows(self, rows: list[dict[str, int]]) -> list[dict[str, int]]:
        """Refuse a record named twice and more than one go holds."""
        if len({row["id"] for row in rows}) != len(rows):
            raise serializers.ValidationError("同一记录只能列一次。")
        if len(rows) > MOST_AT_ONCE:
            raise serializers.ValidationError(f"一次最多 {MOST_AT_ONCE} 件。")
        return rows


class RefusedRow(serializers.Serializer[Any]):
    """A record on which the act cannot be done, and why."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    message = serializers.CharField()


class BulkAnswer(serializers.Serializer[Any]):
    """How many were done (0 for a preview), and what a preview found that cannot be done."""

    done = serializers.IntegerField()
    refused = RefusedRow(many=True)


class BulkMixin(ActingViewSet):
    """Adds `bulk` to a resource; `bulk_bodies` maps the acts it offers to the bodies of the single ones."""

    bulk_subject: ClassVar[Subject]
    bulk_bodies: ClassVar[Mapping[str, type[StrictSerializer]]]

    @extend_schema(request=BulkBody, responses=BulkAnswer)
    @action(detail=False, methods=["post"], filterset_class=None)
    def bulk(self, request: Request) -> Response:
        """Do one act on many records, all or none; with `preview` say on which it could not be done."""
        asked = self.body(BulkBody)
        body = self.bulk_bodies.get(asked["act"])
        if body is None:
            raise ValidationError({"act": [f"可用的动作：{'、'.join(self.bulk_bodies)}。"]})
        values = body(data=asked["values"], context=self.get_serializer_context())
        values.is_valid(raise_exception=True)
        versions = {row["id"]: row["version"] for row in asked["rows"]}
        rows = list(self.get_queryset().filter(pk__in=versions))
        unseen = sorted(set(versions) - {row.pk for row in rows})
        if unseen:
            raise ValidationError({f"rows.{pk}": ["没有这条记录，或您不能查看。"] for pk in unseen})
        act = BULK[self.bulk_subject, asked["act"]]
        refused = attempt(
            act, rows, by=caller(request), data=values.validated_data, versions=versions, rehearse=asked["preview"]
        )
        if refused and not asked["preview"]:
            raise refusal(act, refused, len(rows))
        listed = [{"id": one.row.pk, "code": one.error.code, "message": one.error.message} for one in refused]
        return Response({"done": 0 if asked["preview"] else len(rows), "refused": listed})
