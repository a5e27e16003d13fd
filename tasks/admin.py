"""Administration of tasks: to be looked at, changed by nobody here (services keep the rules and the log)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import ReadOnlyAdmin
from tasks.models import (
    Assignment,
    Dispute,
    Extension,
    NumberSequence,
    ProgressReport,
    Task,
    TaskEvent,
    Urging,
)


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    """Matters."""

    list_display = ("number", "title", "state", "due_on", "jurisdiction")
    list_filter = ("jurisdiction", "state", "source")
    search_fields = ("number", "title")
    list_select_related = ("jurisdiction",)


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    """Units' parts."""

    list_display = ("task", "department", "role", "is_first_lead", "state")
    list_filter = ("state", "role")
    search_fields = ("task__number", "task__title", "department__name")
    list_select_related = ("task", "department")


@admin.register(ProgressReport)
class ProgressReportAdmin(ReadOnlyAdmin):
    """Reports: their rows only, what is in a draft stays with its unit."""

    list_display = ("assignment", "period_label", "due_on", "state", "submitted_on")
    list_filter = ("state",)
    list_select_related = ("assignment__task", "assignment__department")
    fields = ("assignment", "period_label", "period_start", "period_end", "due_on", "state", "submitted_on", "version")


@admin.register(TaskEvent)
class TaskEventAdmin(ReadOnlyAdmin):
    """History."""

    list_display = ("at", "task", "action", "by_name", "unit_name")
    list_select_related = ("task",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave out what units do among themselves."""
        return super().get_queryset(request).filter(is_internal=False)


for model in (Dispute, Extension, NumberSequence, Urging):
    admin.site.register(model, ReadOnlyAdmin)
