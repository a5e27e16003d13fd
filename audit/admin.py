"""The log in Django's administration: to be read by auditors, changed by nobody."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from audit.models import Entry
from audit.permissions import may_read, may_read_log
from core.admin import ReadOnlyAdmin


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """Read-only, and empty for everybody but auditors, superusers included."""

    list_display = ("at", "actor_name", "unit_name", "action", "object_name")
    search_fields = ("actor_name", "object_name", "action", "request_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the entries of the governments the person audits."""
        return Entry.objects.visible_to(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Say whether the log is shown at all."""
        return may_read_log(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say whether an entry may be read."""
        return may_read_log(request.user) and (obj is None or may_read(request.user, obj))
