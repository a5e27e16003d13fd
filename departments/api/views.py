"""Governments, units and rosters over REST, and what a printed name answers to."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from audit.context import Principal
from core import clock
from core.access import access_of
from core.api.schema import PROBLEM_TYPE, missing
from core.api.views import RecordViewSet
from core.exceptions import DomainError
from departments import services
from departments.api.serializers import (
    JurisdictionSerializer,
    NameBody,
    NewUnitBody,
    ResolutionSerializer,
    ResolveQuery,
    RosterSerializer,
    UnitCorrectionBody,
    UnitSerializer,
)
from departments.filters import DepartmentFilter
from departments.models import Department, DepartmentKind, Jurisdiction, NameKind, Roster
from departments.selectors import resolve_names, with_departments
from departments.successions import holders_of
from departments.suggestions import suggest


class JurisdictionViewSet(RecordViewSet):
    """管辖：调用者有任职的各级政府。"""

    queryset = Jurisdiction.objects.none()
    serializer_class = JurisdictionSerializer
    scope = "departments"

    def get_queryset(self) -> QuerySet[Jurisdiction]:
        """Return the governments in which the caller holds a role."""
        return Jurisdiction.objects.filter(pk__in=access_of(self.request.user).any)


class RosterViewSet(RecordViewSet):
    """名册：集合单位及今日成员。"""

    queryset = Roster.objects.none()
    serializer_class = RosterSerializer
    scope = "departments"

    def get_queryset(self) -> QuerySet[Roster]:
        """Return the rosters of the caller's governments."""
        own = Roster.objects.filter(jurisdiction__in=access_of(self.request.user).any)
        return with_departments(own, clock.today())


class UnitViewSet(RecordViewSet):
    """单位：名称、类别、上级和承接关系。"""

    queryset = Department.objects.none()
    serializer_class = UnitSerializer
    filterset_class = DepartmentFilter
    scope = "departments"
    versioned_actions = frozenset({"partial_update"})

    @property
    def extra_parameters(self) -> frozenset[str]:  # type: ignore[override]
        """The parameters of `resolve`."""
        return frozenset({"jurisdiction", "name", "on"}) if self.action == "resolve" else frozenset()

    def get_queryset(self) -> QuerySet[Department]:
        """Return the units of the caller's governments."""
        return Department.objects.visible_to(self.request.user).select_related("jurisdiction").prefetch_related("names")

    @property
    def caller(self) -> Principal:
        """Who acts; the permissions let nobody else come here."""
        user: Any = self.request.user
        principal: Principal = user
        return principal

    @extend_schema(request=NewUnitBody, responses={201: UnitSerializer})
    def create(self, request: Request) -> Response:
        """Enter a unit; 400 when its name already answers to another one."""
        values = self.body(NewUnitBody)
        jurisdiction = get_object_or_404(
            Jurisdiction, pk=values.pop("jurisdiction"), pk__in=access_of(request.user).any
        )
        values |= {"kind": DepartmentKind(values["kind"]), "parent": self._parent(values.get("parent"))}
        unit = services.create_department(jurisdiction=jurisdiction, by=self.caller, **values)
        return self.record_response(unit, status=201, headers={"Location": f"/api/v1/units/{unit.pk}/"})

    @extend_schema(request=UnitCorrectionBody, responses=UnitSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct what is kept about a unit besides its names."""
        unit, version = self.get_object(), self.expected_version()
        values = self.body(UnitCorrectionBody)
        parent = self._parent(values["parent"]) if "parent" in values else unit.parent
        kept = {name: values.get(name, getattr(unit, name)) for name in ("duties", "position")}
        kind = DepartmentKind(values.get("kind", unit.kind))
        services.correct_department(department=unit, by=self.caller, version=version, kind=kind, parent=parent, **kept)
        return self.record_response(unit)

    @extend_schema(request=NameBody, responses={201: UnitSerializer})
    @action(detail=True, methods=["post"])
    def names(self, request: Request, pk: str) -> Response:
        """Let a unit answer to one more name; 400 with both shown when another unit bears it."""
        unit, values = self.get_object(), self.body(NameBody)
        values["kind"] = NameKind(values["kind"])
        services.add_name(department=unit, by=self.caller, **values)
        return self.record_response(self.get_object(), status=201)

    @extend_schema(
        parameters=[ResolveQuery],
        responses={200: ResolutionSerializer, (404, PROBLEM_TYPE): missing("没有这个管辖，或不能查看")},
        filters=False,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def resolve(self, request: Request) -> Response:
        """Say what a printed name answers to on the day of its document, and who holds its duties today."""
        query = ResolveQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        values, today = query.validated_data, clock.today()
        jurisdiction = get_object_or_404(Jurisdiction, pk=values["jurisdiction"], pk__in=access_of(request.user).any)
        on = values.get("on", today)
        found = resolve_names(jurisdiction, [values["name"]], on)[values["name"]]
        unanswered = not (found.department or found.roster or found.ignored)
        near = suggest(jurisdiction, values["name"], today) if unanswered else []
        answer = {
            "name": values["name"],
            "on": on,
            "department": found.department,
            "roster": found.roster,
            "ignored": found.ignored,
            "held_by": holders_of(found.department, today) if found.department else [],
            "suggestions": [
                {
                    "label": one.label,
                    "why": one.why,
                    "department": one.department.pk if one.department else None,
                    "roster": one.roster.pk if one.roster else None,
                }
                for one in near
            ],
        }
        return Response(ResolutionSerializer(answer).data)

    def _parent(self, pk: int | None) -> Department | None:
        if pk is None:
            return None
        parent = Department.objects.visible_to(self.request.user).filter(pk=pk).first()
        if parent is None:
            raise DomainError("departments.parent_invalid", "没有这个单位。", fields={"parent": ["没有这个单位。"]})
        return parent
