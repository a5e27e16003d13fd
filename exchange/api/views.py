"""The ledger over REST: out as a workbook or CSV, in as a plan and then all of it or nothing."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.serializers import StrictSerializer
from core.api.views import ApiViewSet
from core.sheets import XLSX
from exchange.downloads import FORMS, ledger_response
from exchange.plan import Plan, plan_import
from exchange.services import carry_out
from tasks.filters import SORTS, TaskFilter
from tasks.models import Task
from tasks.selectors import ordered, rows

OUT = [
    OpenApiParameter("form", str, enum=list(FORMS), description="xlsx（默认，可改后导入）或 csv"),
    OpenApiParameter("sort", str, enum=list(SORTS), description="顺序，默认按灯"),
]


class SheetBody(StrictSerializer):
    """An edited ledger."""

    file = serializers.FileField()


class ConfirmedSheetBody(SheetBody):
    """An edited ledger and the digest of its plan."""

    digest = serializers.RegexField("^[0-9a-f]{64}$")


class CellSerializer(serializers.Serializer[Any]):
    """One cell that differs."""

    row = serializers.IntegerField(help_text="Excel 中的行号")
    number = serializers.CharField(help_text="事项编号；未编号的为标题")
    column = serializers.CharField()
    old = serializers.CharField(help_text="现在的内容")
    new = serializers.CharField(help_text="表中的内容")


class WrongCellSerializer(serializers.Serializer[Any]):
    """One thing that is wrong in the sheet."""

    row = serializers.IntegerField(help_text="Excel 中的行号")
    column = serializers.CharField()
    message = serializers.CharField()


class LedgerPlanSerializer(serializers.Serializer[Any]):
    """What the sheet would change, what somebody else changed since the export, and what is wrong."""

    digest = serializers.CharField(help_text="确认导入时原样带上")
    may_run = serializers.BooleanField()
    changes = CellSerializer(many=True)
    conflicts = CellSerializer(many=True)
    wrong = WrongCellSerializer(many=True)
    unchanged = serializers.IntegerField()


class LedgerViewSet(ApiViewSet):
    """督办台账：导出为 Excel 或 CSV；改后的 Excel 先预览逐格变动，再整体导入。"""

    queryset = Task.objects.none()
    serializer_class = LedgerPlanSerializer
    filterset_class = TaskFilter
    pagination_class = None
    scope = "exchange"
    extra_parameters = frozenset({"form", "sort"})

    def get_queryset(self) -> Any:
        """Return what the caller may see, with its light."""
        return rows(self.request.user)

    @extend_schema(parameters=OUT, responses={(200, XLSX): OpenApiTypes.BINARY, (200, "text/csv"): OpenApiTypes.BINARY})
    def list(self, request: Request) -> HttpResponseBase:
        """Answer with the whole ledger under the conditions of the address, streamed."""
        form, sort = request.query_params.get("form", "xlsx"), request.query_params.get("sort", "light")
        wrong = {
            name: ["没有这个选项。"]
            for name, said, known in (("form", form, FORMS), ("sort", sort, SORTS))
            if said not in known
        }
        if wrong:
            raise ValidationError(wrong)
        found: Any = self.filter_queryset(self.get_queryset())
        return ledger_response(ordered(found, sort), form, _caller(request))

    @extend_schema(request={"multipart/form-data": SheetBody}, responses=LedgerPlanSerializer, filters=False)
    @action(detail=False, methods=["post"], parser_classes=[MultiPartParser], filterset_class=None)
    def plan(self, request: Request) -> Response:
        """Say what an edited ledger would change, cell by cell; nothing is stored."""
        return self._answer(plan_import(self.body(SheetBody)["file"].read(), _caller(request)))

    @extend_schema(request={"multipart/form-data": ConfirmedSheetBody}, responses=LedgerPlanSerializer, filters=False)
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[MultiPartParser], filterset_class=None)
    def apply(self, request: Request) -> Response:
        """Do what the plan of that digest says, all of it or nothing; 409 where records moved meanwhile."""
        body = self.body(ConfirmedSheetBody)
        return self._answer(carry_out(data=body["file"].read(), digest=body["digest"], by=_caller(request)))

    def _answer(self, plan: Plan) -> Response:
        return Response(self.get_serializer(plan).data)


def _caller(request: Request) -> User:
    assert isinstance(request.user, User), "IsAuthenticated comes first"  # noqa: S101 narrows a type
    return request.user
