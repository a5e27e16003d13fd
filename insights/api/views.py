"""Boards and statistics over REST: the same figures as the pages, from the same selectors."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import access_of
from accounts.models import User
from core import clock
from core.api.views import ApiViewSet
from core.exceptions import NotPermitted
from departments.models import Department, Jurisdiction
from insights.api.serializers import BoardSerializer, OnePageSerializer, WorkbenchSerializer
from insights.board import Board
from insights.burden import burden_of
from insights.counting import LATE_TASKS
from insights.onepage import OnePage
from insights.todo import Workload
from tasks.models import TaskEvent

QUEUES = ("missed", "receipt", "reports", "returned", "urged", "review", "leading", "all")


class BoardViewSet(ApiViewSet):
    """督查看板和一页纸，按管辖读取（督查室、分管领导）。"""

    queryset = Jurisdiction.objects.none()
    serializer_class = BoardSerializer
    scope = "insights"
    pagination_class: Any = None
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Jurisdiction]:
        """Return the governments in which the caller holds a role."""
        return Jurisdiction.objects.filter(pk__in=access_of(self.request.user).any)

    @extend_schema(responses=BoardSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """读取督查看板：亮灯、逾期、各单位、各文件、近日办理、临近到期和趋势。"""
        government = self._overseen(pk)
        view = Board(government, clock.today())
        counts = view.counts()
        shown = {
            "jurisdiction": government.pk,
            "day": view.today,
            "open": sum(counts.values()),
            "counts": counts,
            "late": view.late_tasks(LATE_TASKS),
            "units": view.by_unit(),
            "policies": view.by_policy(),
            "changes": [{"action": act, "word": word, "count": count} for act, word, count in view.changes()],
            "expiring": view.expiring(),
            "trend": [{"day": day, "late": late} for day, late in zip(*view.trend(), strict=True)],
        }
        return Response(self.get_serializer(shown).data)

    @extend_schema(responses=OnePageSerializer)
    @action(detail=True, serializer_class=OnePageSerializer)
    def onepage(self, request: Request, pk: str) -> Response:
        """读取一页纸：待决定、逾期、进度和本周要点。"""
        government = self._overseen(pk)
        page = OnePage(government, clock.today())
        counts = page.board.counts()
        late = page.board.late_on(page.today).count()
        progress = page.policy_progress()
        rows = zip(progress["labels"], progress["values"], progress["plans"], strict=True)
        shown = {
            "jurisdiction": government.pk,
            "day": page.today,
            "open": sum(counts.values()),
            "late": late,
            "late_change": late - page.board.late_on(page.today - timedelta(days=7)).count(),
            "on_schedule_percent": page.on_schedule_percent(counts),
            "decisions": page.decisions(),
            "red_units": page.red_units(),
            "progress": [{"policy": name, "done": done, "due": due} for name, done, due in rows],
            "points": page.points(),
        }
        return Response(self.get_serializer(shown).data)

    def _overseen(self, pk: str) -> Jurisdiction:
        government = get_object_or_404(self.get_queryset(), pk=pk)
        if government.pk not in access_of(self.request.user).overseen:
            raise NotPermitted("insights.not_overseer", "看板供督查室和分管领导使用。")
        return government


class WorkbenchViewSet(ApiViewSet):
    """工作台：本单位今日要办。"""

    queryset = TaskEvent.objects.none()
    serializer_class = WorkbenchSerializer
    scope = "insights"
    pagination_class: Any = None
    filter_backends = ()

    @extend_schema(responses=WorkbenchSerializer, operation_id="workbench")
    def show(self, request: Request) -> Response:
        """读取本单位今日要办、最近一个报送日应报的和报送负担。"""
        user = request.user
        assert isinstance(user, User), "IsAuthenticated comes first"  # noqa: S101 narrows a type
        units = access_of(user).unit_ids
        if not units:
            raise NotPermitted("insights.no_unit", "工作台供各单位使用，督查室请用看板。")
        today = clock.today()
        unit = Department.objects.select_related("jurisdiction").filter(pk__in=units).order_by("id")[0]
        load = Workload(user=user, jurisdiction=unit.jurisdiction, department_ids=units, today=today)
        nearest, ahead = load.next_group
        shown = {
            "day": today,
            "counts": {queue: len(load.rows_of(queue)) for queue in QUEUES},
            "today": load.today_rows,
            "ahead_on": nearest,
            "ahead": ahead,
            "burden": burden_of(unit.jurisdiction, load.department_ids, today),
        }
        return Response(self.get_serializer(shown).data)
