"""Reports and their files over REST."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, ClassVar

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import RecordViewSet
from tasks import finding, permissions, reading
from tasks.api import bodies
from tasks.api.acting import act, caller
from tasks.api.bulk import BulkMixin
from tasks.api.serializers import EvidenceSerializer, ReportSerializer
from tasks.filters import EvidenceFilter, ReportFilter
from tasks.models import Evidence, ProgressReport
from tasks.services import evidence, reporting, reviewing
from tasks.transitions import Subject

REPORT = Subject.REPORT


class ReportViewSet(BulkMixin, RecordViewSet):
    """进展报送：查询、保存草稿、报送、审签、审核、退回补报、免报、汇总。"""

    queryset = ProgressReport.objects.none()
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    find = staticmethod(finding.report_of)
    scope = "tasks"
    versioned_actions = frozenset(
        {
            "partial_update", "submit", "approve", "send_back", "recall", "accept", "return_report", "excuse",
            "require", "consolidate",
        }
    )  # fmt: skip

    bulk_subject = REPORT
    bulk_bodies: ClassVar = {
        "accept": bodies.EmptyBody,
        "return": bodies.ReasonBody,
        "excuse": bodies.ReasonBody,
    }

    def get_queryset(self) -> Any:
        """Return the rows the caller may see; content is closed by the serializer."""
        return permissions.reports_visible_to(self.request.user).only("pk", "version")

    def for_answer(self, records: Sequence[Any]) -> Sequence[Any]:
        """Return reports with units, readings and files, read by their keys."""
        return reading.reports_by_key([record.pk for record in records])

    @extend_schema(request=bodies.ReportBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Keep what is written so far."""
        row = self.get_object()
        body = bodies.ReportBody(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        values, readings = body.split()
        reporting.save_draft(
            report=row, by=caller(request), version=self.expected_version(), values=values, readings=readings
        )
        return self.again(row)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Send a complete draft: to the unit's head where the house has that step, else to the office."""
        row = self.get_object()
        reporting.send(report=row, by=caller(request), version=self.expected_version())
        return self.again(row)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def consolidate(self, request: Request, pk: str) -> Response:
        """Put the partners' reports under the first lead's own progress."""
        row = self.get_object()
        reviewing.consolidate(report=row, by=caller(request), version=self.expected_version())
        return self.again(row)

    @extend_schema(request={"multipart/form-data": bodies.EvidenceBody}, responses={201: EvidenceSerializer})
    @action(detail=True, methods=["post"], url_path="evidence", parser_classes=[MultiPartParser])
    def attach(self, request: Request, pk: str) -> Response:
        """Take a file in; the same bytes again are answered with the file that is there."""
        row, data = self.get_object(), self.body(bodies.EvidenceBody)
        done = evidence.attach(
            report=row, file=data["file"], name=data["file"].name, field=data["field"], by=caller(request)
        )
        return Response(EvidenceSerializer(done).data, status=201)

    approve = act(REPORT, "approve", bodies.EmptyBody)
    send_back = act(REPORT, "send_back", bodies.ReasonBody)
    recall = act(REPORT, "recall", bodies.EmptyBody)
    accept = act(REPORT, "accept", bodies.EmptyBody)
    return_report = act(REPORT, "return", bodies.ReasonBody, attribute="return_report")
    excuse = act(REPORT, "excuse", bodies.ReasonBody)
    require = act(REPORT, "require", bodies.ReasonBody)


class EvidenceViewSet(RecordViewSet):
    """佐证：查询、下载、移除。"""

    queryset = Evidence.objects.none()
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilter
    scope = "tasks"

    def get_queryset(self) -> Any:
        """Return the files the caller may open."""
        rows = permissions.evidence_visible_to(self.request.user)
        return rows.select_related("report__assignment__task", "report__assignment__department")

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], filterset_class=None)
    def content(self, request: Request, pk: str) -> FileResponse:
        """Send the bytes, to be saved."""
        row = self.get_object()
        response = FileResponse(
            row.file.open("rb"), as_attachment=True, filename=PurePath(row.name).name,
            content_type="application/octet-stream",
        )  # fmt: skip
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def destroy(self, request: Request, pk: str) -> Response:
        """Take a file off a report that is being written."""
        evidence.remove(evidence=self.get_object(), by=caller(request))
        return Response(status=204)
