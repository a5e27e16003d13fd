"""Measures over REST: read them, check them, correct what was read in them."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.serializers import StrictSerializer
from core.api.views import RecordViewSet
from core.exceptions import DomainError
from departments.models import Department, Jurisdiction, Roster
from policies.api.bodies import DeadlineBody, MergeBody, ReasonBody, SplitBody, TargetBody, TitleBody, UnitBody
from policies.api.serializers import MeasureSerializer
from policies.filters import MeasureFilter
from policies.models import Measure
from policies.permissions import measures_visible_to
from policies.services import checking

DIGITS = r"(?P<row>[0-9]{1,18})"


class MeasureViewSet(RecordViewSet):
    """举措：查询，确认，更正单位、时限、指标，拆分，合并。凡修改都须带举措的 If-Match。"""

    queryset = Measure.objects.none()
    serializer_class = MeasureSerializer
    filterset_class = MeasureFilter
    scope = "policies"
    versioned_actions = frozenset(
        {
            *("partial_update", "confirm", "reject", "reconsider", "split", "merge", "add_unit", "unit", "drop_unit"),
            *("lead", "add_deadline", "deadline", "drop_deadline", "add_target", "target", "drop_target"),
        }
    )

    def get_queryset(self) -> QuerySet[Measure]:
        """Return what the caller may see, of current versions in lists."""
        found = measures_visible_to(self.request.user)
        if self.action == "list":
            found = found.current()
        return found.select_related("section", "confirmed_by", "policy_version__policy__jurisdiction").prefetch_related(
            "responsibilities__department", "responsibilities__roster", "deadlines", "targets"
        )

    @extend_schema(request=TitleBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct the title."""
        return self._done(checking.correct_title, **self.body(TitleBody))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Confirm; 409 `policies.open_doubts` while a doubt is open."""
        return self._done(checking.confirm_measure, **self.body(StrictSerializer))

    @extend_schema(request=ReasonBody)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        """Say that it is no measure."""
        return self._done(checking.reject, **self.body(ReasonBody))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def reconsider(self, request: Request, pk: str) -> Response:
        """Let it wait for a person again."""
        return self._done(checking.reconsider, **self.body(StrictSerializer))

    @extend_schema(request=SplitBody)
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: str) -> Response:
        """Cut it in two; the second follows in the list of the policy."""
        return self._done(checking.split, **self.body(SplitBody))

    @extend_schema(request=MergeBody)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Join a neighbour into it."""
        values = self.body(MergeBody)
        other = self.get_queryset().filter(pk=values["other"]).first()
        if other is None:
            raise Http404
        return self._done(checking.merge, other=other, other_version=values["other_version"])

    @extend_schema(request=UnitBody)
    @action(detail=True, methods=["post"], url_path="units")
    def add_unit(self, request: Request, pk: str) -> Response:
        """Put a further unit or roster on it."""
        values = self.body(UnitBody)
        unit = _unit(values, self.get_object().policy_version.policy.jurisdiction)
        if unit is None or "role" not in values:
            raise DomainError(
                "policies.unit_missing",
                "请写明单位和角色。",
                fields={"department": ["请写明单位或名册。"], "role": ["请写明角色。"]},
            )
        return self._done(checking.add_unit, unit=unit, role=values["role"], scope=values.get("scope", ""))

    @extend_schema(request=UnitBody)
    @action(detail=True, methods=["patch"], url_path=f"units/{DIGITS}")
    def unit(self, request: Request, pk: str, row: str) -> Response:
        """Correct a unit, its role or its scope."""
        values = self.body(UnitBody)
        found = self._row("responsibilities", row)
        unit = _unit(values, found.measure.policy_version.policy.jurisdiction)
        return self._on_row(
            checking.correct_unit, responsibility=found, unit=unit, role=values.get("role"), scope=values.get("scope")
        )

    @extend_schema(request=None, responses={200: MeasureSerializer})
    @unit.mapping.delete
    def drop_unit(self, request: Request, pk: str, row: str) -> Response:
        """Take a unit off; the row stays, marked as dropped."""
        return self._on_row(checking.drop_unit, responsibility=self._row("responsibilities", row))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path=f"units/{DIGITS}/lead")
    def lead(self, request: Request, pk: str, row: str) -> Response:
        """Make a unit the lead."""
        found = self._row("responsibilities", row)
        self.body(StrictSerializer)
        return self._on_row(checking.name_lead, responsibility=found)

    @extend_schema(request=DeadlineBody)
    @action(detail=True, methods=["post"], url_path="deadlines")
    def add_deadline(self, request: Request, pk: str) -> Response:
        """Add a date to be met."""
        values = self.body(DeadlineBody)
        said = {"text": values.get("text", ""), "day": values["date"], "precision": values["precision"]}
        return self._done(checking.add_deadline, recurrence=values["recurrence"], **said)

    @extend_schema(request=DeadlineBody)
    @action(detail=True, methods=["patch"], url_path=f"deadlines/{DIGITS}")
    def deadline(self, request: Request, pk: str, row: str) -> Response:
        """Give a date another meaning."""
        values, found = self.body(DeadlineBody), self._row("deadlines", row)
        said = {"day": values["date"], "precision": values["precision"], "recurrence": values["recurrence"]}
        return self._on_row(checking.correct_deadline, deadline=found, **said)

    @extend_schema(request=None, responses={200: MeasureSerializer})
    @deadline.mapping.delete
    def drop_deadline(self, request: Request, pk: str, row: str) -> Response:
        """Take a date off."""
        return self._on_row(checking.drop_value, row=self._row("deadlines", row))

    @extend_schema(request=TargetBody)
    @action(detail=True, methods=["post"], url_path="targets")
    def add_target(self, request: Request, pk: str) -> Response:
        """Add a quantity to reach."""
        values = self.body(TargetBody)
        return self._done(checking.add_target, **{"text": "", **values})

    @extend_schema(request=TargetBody)
    @action(detail=True, methods=["patch"], url_path=f"targets/{DIGITS}")
    def target(self, request: Request, pk: str, row: str) -> Response:
        """Give a target other figures."""
        values, found = self.body(TargetBody), self._row("targets", row)
        values.pop("text", None)
        return self._on_row(checking.correct_target, target=found, **values)

    @extend_schema(request=None, responses={200: MeasureSerializer})
    @target.mapping.delete
    def drop_target(self, request: Request, pk: str, row: str) -> Response:
        """Take a target off."""
        return self._on_row(checking.drop_value, row=self._row("targets", row))

    def _done(self, verb: Any, **values: Any) -> Response:
        """Let a service act on the measure at hand and answer with it as it stands then."""
        measure = self.get_object()
        verb(measure=measure, version=self.expected_version(), by=self.request.user, **values)
        return self._again(measure.pk)

    def _on_row(self, verb: Any, **values: Any) -> Response:
        verb(version=self.expected_version(), by=self.request.user, **values)
        return self._again(int(self.kwargs["pk"]))

    def _row(self, relation: str, row: str) -> Any:
        """Return a unit, date or target of the measure at hand; 404 for one of another measure."""
        measure = self.get_object()
        found = getattr(measure, relation).filter(pk=int(row)).first()
        if found is None:
            raise Http404
        found.measure = measure
        return found

    def _again(self, pk: int) -> Response:
        return self.record_response(self.get_queryset().get(pk=pk))


def _unit(values: dict[str, Any], jurisdiction: Jurisdiction) -> Department | Roster | None:
    """Return the unit or roster a body names; 400 for one that the government does not have."""
    department, roster = values.get("department"), values.get("roster")
    if department and roster:
        raise DomainError(
            "policies.unit_or_roster", "单位和名册只能写一个。", fields={"roster": ["单位和名册只能写一个。"]}
        )
    found: Department | Roster | None = None
    if department:
        found = Department.objects.filter(jurisdiction=jurisdiction, pk=department).first()
    if roster:
        found = Roster.objects.filter(jurisdiction=jurisdiction, pk=roster).first()
    if (department or roster) and found is None:
        name = "department" if department else "roster"
        raise DomainError(
            "policies.foreign_unit", "没有这个单位，请选择本级登记的单位。", fields={name: ["没有这个单位。"]}
        )
    return found
