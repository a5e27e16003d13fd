"""Tasks and units' parts over REST."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import visible_jurisdictions
from core import clock
from core.api.views import RecordViewSet
from core.exceptions import NotPermitted
from tasks import finding, permissions, reading, selectors
from tasks.api import bodies
from tasks.api.acting import ActingViewSet, act, caller
from tasks.api.bulk import BulkMixin
from tasks.api.serializers import (
    ChoiceSerializer,
    DisputeSerializer,
    EventSerializer,
    ExtensionSerializer,
    PartSerializer,
    ReportSerializer,
    TaskSerializer,
    UnattendedSerializer,
    UrgingSerializer,
)
from tasks.filters import PartFilter, TaskFilter
from tasks.models import Assignment, Task
from tasks.services import registering, reporting
from tasks.services.drafting import choices_of, draft_tasks, register_by_hand
from tasks.transitions import Subject
from tasks.unattended import open_parts_without_person

TASK, PART = Subject.TASK, Subject.ASSIGNMENT
TASK_ACTS = frozenset(
    {
        "submit_completion", "verify", "return_completion", "close", "close_unfinished", "suspend", "resume", "cancel",
        "transfer", "reopen", "archive", "note",
    }
)  # fmt: skip
PART_ACTS = frozenset({"receive", "dispute", "claim_done", "confirm", "return_done", "withdraw", "hand_over"})


# what a list and a single answer need of a row to find it; the rest is read by key
FOUND = ("pk", "version")


def _lit(user: Any, part: Assignment) -> Assignment:
    visible = permissions.assignments_visible_to(user).only(*FOUND).get(pk=part.pk)
    return reading.parts_by_key([visible.pk], clock.today(), selectors.lazy_thresholds(user))[0]


class TaskViewSet(BulkMixin, RecordViewSet):
    """督办事项：查询（与台账同一套条件）、手工新立、立项、交办、核验、销号等。"""

    queryset = Task.objects.none()
    serializer_class = TaskSerializer
    filterset_class = TaskFilter
    find = staticmethod(finding.task_of)
    scope = "tasks"
    versioned_actions = TASK_ACTS | {"assign"}
    bulk_subject = TASK
    bulk_bodies: ClassVar = {
        "note": bodies.NoteBody,
        "verify": bodies.OpinionBody,
        "return_completion": bodies.ReasonBody,
        "close": bodies.OpinionBody,
        "archive": bodies.EmptyBody,
        "erase": bodies.ReasonBody,
    }

    def get_queryset(self) -> Any:
        """Return what the caller may see: to be found, or to be acted on."""
        found = selectors.found(self.request.user)
        return found.only(*FOUND) if self.request.method in SAFE_METHODS else found.select_related("jurisdiction")

    def for_answer(self, records: Sequence[Any]) -> Sequence[Any]:
        """Return matters with their lights and units, read by their keys."""
        keys = [record.pk for record in records]
        return reading.tasks_by_key(keys, clock.today(), selectors.lazy_thresholds(self.request.user))

    @extend_schema(request=bodies.MatterBody, responses={201: TaskSerializer})
    def create(self, request: Request) -> Response:
        """Draft a matter that comes without a document."""
        task = register_by_hand(by=caller(request), **self.body(bodies.MatterBody))
        return self.record_response(self.get_queryset().get(pk=task.pk), status=201)

    @extend_schema(request=bodies.DraftBody, responses={201: TaskSerializer(many=True)}, filters=False)
    @action(detail=False, methods=["post"])
    def draft(self, request: Request) -> Response:
        """Draft a task for every confirmed measure of a policy that has none, split where it is asked."""
        body = self.body(bodies.DraftBody)
        split = {row["measure"]: row["by"] for row in body["split"]}
        done = draft_tasks(policy=body["policy"], by=caller(request), split=split)
        return self._several(done, status=201)

    @extend_schema(request=bodies.ChoicesBody, responses=ChoiceSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"], url_path="draft-choices")
    def draft_choices(self, request: Request) -> Response:
        """Say which tasks a policy's measures would give, whole or split; nothing is drafted."""
        found = choices_of(self.body(bodies.ChoicesBody)["policy"])
        return Response(ChoiceSerializer(found, many=True).data)

    @extend_schema(request=bodies.TasksBody, responses=TaskSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"])
    def issue(self, request: Request) -> Response:
        """Number the drafts among these tasks and issue all of them, or nothing."""
        done = registering.register_and_issue(tasks=self.body(bodies.TasksBody)["tasks"], by=caller(request))
        return self._several(done)

    @extend_schema(responses=EventSerializer(many=True))
    @action(detail=True, methods=["get"], filterset_class=None, serializer_class=EventSerializer)
    def events(self, request: Request, pk: str) -> Response:
        """Answer with what happened, newest first."""
        rows = permissions.events_on(caller(request), self.get_object().pk)
        page = self.paginate_queryset(rows.order_by("-pk"))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def _several(self, tasks: list[Task], *, status: int = 200) -> Response:
        rows = self.get_queryset().filter(pk__in=[task.pk for task in tasks]).order_by("pk")
        return Response(self.get_serializer(self.for_answer(rows), many=True).data, status=status)

    submit_completion = act(TASK, "submit_completion", bodies.OpinionBody)
    verify = act(TASK, "verify", bodies.OpinionBody)
    return_completion = act(TASK, "return_completion", bodies.ReasonBody)
    close = act(TASK, "close", bodies.OpinionBody)
    close_unfinished = act(TASK, "close_unfinished", bodies.CloseUnfinishedBody)
    suspend = act(TASK, "suspend", bodies.ReasonBody)
    resume = act(TASK, "resume", bodies.ReasonBody)
    cancel = act(TASK, "cancel", bodies.ReasonBody)
    transfer = act(TASK, "transfer", bodies.ReasonBody)
    reopen = act(TASK, "reopen", bodies.ReasonBody)
    archive = act(TASK, "archive", bodies.EmptyBody)
    note = act(TASK, "note", bodies.NoteBody)
    assign = act(TASK, "assign", bodies.AssignBody, answer=PartSerializer, read=_lit)


class AssignmentViewSet(ActingViewSet, RecordViewSet):
    """单位任务：查询、签收、职责异议、报完成、申请延期、催办。"""

    queryset = Assignment.objects.none()
    serializer_class = PartSerializer
    filterset_class = PartFilter
    find = staticmethod(finding.part_of)
    scope = "tasks"
    versioned_actions = PART_ACTS | {"extend", "urge"}

    def get_queryset(self) -> QuerySet[Assignment]:
        """Return what the caller may see: to be found, or to be acted on."""
        found = permissions.assignments_visible_to(self.request.user)
        if self.request.method in SAFE_METHODS:
            return found.only(*FOUND)
        return found.select_related("task__jurisdiction", "department")

    def for_answer(self, records: Sequence[Any]) -> Sequence[Any]:
        """Return parts with their lights, read by their keys."""
        keys = [record.pk for record in records]
        return reading.parts_by_key(keys, clock.today(), selectors.lazy_thresholds(self.request.user))

    @extend_schema(request=None, responses={201: ReportSerializer})
    @action(detail=True, methods=["post"])
    def reports(self, request: Request, pk: str) -> Response:
        """Open a report for today (不定期); the present one is answered where there is one."""
        assignment = self.get_object()
        self.body(bodies.EmptyBody)
        report = reporting.open_report(assignment=assignment, by=caller(request))
        return Response(ReportSerializer(report, context=self.get_serializer_context()).data, status=201)

    @extend_schema(responses=UnattendedSerializer(many=True))
    @action(detail=False, methods=["get"], filterset_class=None, serializer_class=UnattendedSerializer)
    def unattended(self, request: Request) -> Response:
        """Answer with the open parts nobody works on; for the office and administrators."""
        user = caller(request)
        governments = visible_jurisdictions(user)
        allowed = [one for one in governments if permissions.may_see_unattended(user, one)]
        if not allowed:
            raise NotPermitted("tasks.not_office", "无人承办的任务供督查室和系统管理员查看。")
        rows = open_parts_without_person(clock.today()).filter(task__jurisdiction__in=allowed)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    receive = act(PART, "receive", bodies.EmptyBody)
    dispute = act(PART, "dispute", bodies.DisputeBody, answer=DisputeSerializer)
    claim_done = act(PART, "claim_done", bodies.OpinionBody)
    confirm = act(PART, "confirm", bodies.EmptyBody)
    return_done = act(PART, "return_done", bodies.ReasonBody)
    withdraw = act(PART, "withdraw", bodies.ReasonBody)
    hand_over = act(PART, "hand_over", bodies.HandOverBody, answer=PartSerializer, read=_lit)
    extend = act(PART, "extend", bodies.ExtensionBody, answer=ExtensionSerializer)
    urge = act(PART, "urge", bodies.UrgeBody, answer=UrgingSerializer)
