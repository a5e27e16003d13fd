"""The real addresses and the bare twins that they are measured against: plain REST framework over the same rows."""

import json
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from duban.urls import urlpatterns as real
from tasks.api.serializers import EventSerializer
from tasks.models import Assignment, Task, TaskEvent


class BarePart(serializers.ModelSerializer[Assignment]):
    """A part as it stands in the table."""

    class Meta:
        model = Assignment
        fields = "__all__"


class BareTask(serializers.ModelSerializer[Task]):
    """A task as it stands in the table."""

    class Meta:
        model = Task
        fields = "__all__"


class Twentyfive(PageNumberPagination):
    """25 rows, counted."""

    page_size = 25


class Overdue(ListAPIView[Assignment]):
    """The overdue parts of a unit."""

    permission_classes = [IsAuthenticated]
    serializer_class = BarePart
    pagination_class = Twentyfive
    filter_backends: Any = []

    def get_queryset(self) -> Any:
        """Return them."""
        # the scale data show red for nothing else
        late = Q(task__due_on__lt=clock.today()) | Q(reports__state="expected", reports__due_on__lt=clock.today())
        rows = Assignment.objects.open().filter(late, department=self.kwargs["unit"])
        return rows.distinct().order_by("-id")


class OneTask(APIView):
    """A task."""

    permission_classes = [IsAuthenticated]

    def get(self, request: Request, pk: int) -> Response:
        """Answer with it."""
        return Response(BareTask(Task.objects.get(pk=pk)).data)


class Events(ListAPIView[TaskEvent]):
    """What happened to a task."""

    permission_classes = [IsAuthenticated]
    serializer_class = EventSerializer
    pagination_class = Twentyfive
    filter_backends: Any = []

    def get_queryset(self) -> Any:
        """Return it."""
        return TaskEvent.objects.filter(task=self.kwargs["pk"]).order_by("-pk")


class TwoRows(APIView):
    """A write of two rows."""

    permission_classes = [IsAuthenticated]

    def post(self, request: Request, pk: int) -> Response:
        """Store them."""
        body = BareWrite(data=request.data)
        body.is_valid(raise_exception=True)
        for action in ("task.note", "report.submit"):
            TaskEvent.objects.create(
                task_id=pk, action=action, at=clock.now(), by_name="甲", text=body.validated_data["text"]
            )
        return Response(body.data, status=201)


class BareWrite(serializers.Serializer[Any]):
    """Some words."""

    text = serializers.CharField(max_length=5000)


def aggregates(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures of a board without its page: open matters by unit, by policy and by state, and the latest acts."""
    rows = Task.objects.open().filter(jurisdiction=pk)
    found = [
        list(rows.values("assignments__department__name").annotate(n=Count("pk", distinct=True))),
        list(rows.values("policy__title").annotate(n=Count("pk"))),
        list(rows.values("state").annotate(n=Count("pk"))),
        list(rows.filter(due_on__lt=clock.today()).order_by("due_on").values("number", "title")[:10]),
    ]
    return HttpResponse(json.dumps(found), content_type="application/json")


urlpatterns = [
    *real,
    path("bare/overdue/<int:unit>/", Overdue.as_view()),
    path("bare/task/<int:pk>/", OneTask.as_view()),
    path("bare/events/<int:pk>/", Events.as_view()),
    path("bare/write/<int:pk>/", TwoRows.as_view()),
    path("bare/board/<int:pk>/", aggregates),
]
