"""Policies, their findings, and imports over REST."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import access_of
from core.api.serializers import StrictSerializer
from core.api.views import RecordViewSet
from core.exceptions import DomainError
from departments.models import Jurisdiction
from policies import jobs
from policies.api.bodies import (
    AcceptBody,
    DecisionBody,
    DescribeBody,
    ImportBody,
    OrderBody,
    ReasonBody,
    ResolutionBody,
    StretchBody,
)
from policies.api.serializers import (
    ConfirmedSerializer,
    FindingSerializer,
    ImportRunSerializer,
    MeasureSerializer,
    PolicySerializer,
)
from policies.filters import FindingFilter, PolicyFilter
from policies.models import Finding, ImportRun, Measure, Policy
from policies.permissions import findings_visible_to, import_runs_visible_to, visible_to
from policies.services import checking
from policies.services.describing import describe_policy
from policies.services.runs import decide, start_import


class PolicyViewSet(RecordViewSet):
    """政策文件：查询、更正文件信息、一次确认、决定列首位是否牵头、发布、退回校核。"""

    queryset = Policy.objects.none()
    serializer_class = PolicySerializer
    filterset_class = PolicyFilter
    scope = "policies"
    versioned_actions = frozenset({"partial_update", "first_listed", "publish", "reopen", "add_measure", "reorder"})

    def get_queryset(self) -> QuerySet[Policy]:
        """Return what the caller may see."""
        return visible_to(self.request.user).with_counts()

    @extend_schema(request=DescribeBody)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct title, numbers and dates."""
        policy = self.get_object()
        describe_policy(policy=policy, version=self.expected_version(), by=_user(request), **self.body(DescribeBody))
        return self._again(policy)

    @extend_schema(request=None, responses=ConfirmedSerializer, filters=False)
    @action(detail=True, methods=["post"], url_path="confirm-undoubted")
    def confirm_undoubted(self, request: Request, pk: str) -> Response:
        """Confirm all waiting measures without an open doubt, and answer with the ids."""
        policy = self.get_object()
        self.body(StrictSerializer)
        done = checking.confirm_undoubted(policy=policy, by=_user(request))
        return Response({"confirmed": [measure.pk for measure in done]})

    @extend_schema(request=AcceptBody)
    @action(detail=True, methods=["post"], url_path="first-listed")
    def first_listed(self, request: Request, pk: str) -> Response:
        """Decide once whether the unit listed first leads."""
        policy, accept = self.get_object(), self.body(AcceptBody)["accept"]
        checking.decide_first_listed(policy=policy, version=self.expected_version(), accept=accept, by=_user(request))
        return self._again(policy)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Publish; 409 `policies.unconfirmed_measures` while any measure waits."""
        policy = self.get_object()
        checking.publish(policy=policy, version=self.expected_version(), by=_user(request))
        return self._again(policy)

    @extend_schema(request=ReasonBody)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take a published version back to the desk."""
        policy, reason = self.get_object(), self.body(ReasonBody)["reason"]
        checking.reopen(policy=policy, version=self.expected_version(), reason=reason, by=_user(request))
        return self._again(policy)

    @extend_schema(request=StretchBody, responses={201: MeasureSerializer})
    @action(detail=True, methods=["post"], url_path="measures")
    def add_measure(self, request: Request, pk: str) -> Response:
        """Make a measure of a stretch of the source text."""
        policy, version = self.get_object(), self.expected_version()
        row = checking.add_measure(policy=policy, version=version, by=_user(request), **self.body(StretchBody))
        return Response(MeasureSerializer(row).data, status=201)

    @extend_schema(request=OrderBody)
    @action(detail=True, methods=["post"])
    def reorder(self, request: Request, pk: str) -> Response:
        """Put the measures into another order."""
        policy, order = self.get_object(), self.body(OrderBody)["order"]
        checking.reorder(policy=policy, version=self.expected_version(), order=order, by=_user(request))
        return self._again(policy)

    def _again(self, policy: Policy) -> Response:
        return self.record_response(self.get_queryset().get(pk=policy.pk))


class FindingViewSet(RecordViewSet):
    """校核问题：查询、记录处理结果。If-Match 用举措的版本；属于全文的用文件的版本。"""

    queryset = Finding.objects.none()
    serializer_class = FindingSerializer
    filterset_class = FindingFilter
    scope = "policies"
    versioned_actions = frozenset({"resolve"})

    def get_queryset(self) -> QuerySet[Finding]:
        """Return the findings on current versions that the caller oversees."""
        return findings_visible_to(self.request.user).select_related("policy_version__policy__jurisdiction", "measure")

    @extend_schema(request=ResolutionBody)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str) -> Response:
        """Mark a finding as dealt with and say how."""
        finding, said = self.get_object(), self.body(ResolutionBody)["resolution"]
        checking.resolve_finding(finding=finding, version=self.expected_version(), resolution=said, by=_user(request))
        return Response(self.get_serializer(finding).data)

    def represent_current(self, record: Any) -> tuple[Any, str] | None:
        """Return the measure or the policy whose version went on."""
        shown = MeasureSerializer(record) if isinstance(record, Measure) else PolicySerializer(record)
        return shown.data, f'"{record.version}"'


class ImportViewSet(RecordViewSet):
    """导入：上传文件，查询进度和差异，对疑似已有文件作出决定。"""

    queryset = ImportRun.objects.none()
    serializer_class = ImportRunSerializer
    scope = "policies"

    def get_queryset(self) -> QuerySet[ImportRun]:
        """Return the imports of the governments the caller supervises."""
        return (
            import_runs_visible_to(self.request.user)
            .select_related("source_file")
            .prefetch_related("source_file__versions")
        )

    def get_parsers(self) -> list[Any]:
        """Take files on the upload itself, JSON everywhere else."""
        uploads = getattr(self, "action_map", {}).get("post") == "create"
        return [MultiPartParser()] if uploads else super().get_parsers()

    @extend_schema(request={"multipart/form-data": ImportBody}, responses={202: ImportRunSerializer})
    def create(self, request: Request) -> Response:
        """Take a file; it is read in the background, see `Location`."""
        values = self.body(ImportBody)
        jurisdiction = self._jurisdiction(values.get("jurisdiction"))
        with transaction.atomic():
            run = start_import(jurisdiction=jurisdiction, upload=values["file"], by=_user(request))
            transaction.on_commit(partial(jobs.import_one.delay, run.pk))
        run = self.get_queryset().get(pk=run.pk)
        place = {"Location": reverse("import-detail", args=[run.pk])}
        return Response(self.get_serializer(run).data, status=202, headers=place)

    @extend_schema(request=DecisionBody, responses={202: ImportRunSerializer})
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Say which stored policy each waiting document changes."""
        run, said = self.get_object(), self.body(DecisionBody)["decisions"]
        if not all(at.isascii() and at.isdecimal() and len(at) < 6 for at in said):
            raise DomainError("policies.decision_incomplete", "请对每一份文件作出选择。")
        with transaction.atomic():
            decide(run=run, decisions={int(at): pk for at, pk in said.items()}, by=_user(request))
            transaction.on_commit(partial(jobs.import_one.delay, run.pk))
        return Response(self.get_serializer(self.get_queryset().get(pk=run.pk)).data, status=202)

    def _jurisdiction(self, asked: int | None) -> Jurisdiction:
        mine = Jurisdiction.objects.filter(pk__in=access_of(self.request.user).any)
        found = mine.filter(pk=asked).first() if asked else (mine.first() if mine.count() == 1 else None)
        if found is None:
            raise DomainError(
                "policies.unknown_jurisdiction",
                "没有这个管辖，或您不在其中任职。",
                fields={"jurisdiction": ["请指明管辖。"]},
            )
        return found


def _user(request: Request) -> Any:
    return request.user
