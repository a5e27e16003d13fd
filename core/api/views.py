"""The view set every REST resource starts from: conventions of docs/api-conventions.md in one place."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from core.api.idempotency import IdempotentMixin
from core.api.scopes import HasScope
from core.api.versioning import VersionedMixin

COMMON_PARAMETERS = frozenset({"cursor", "page_size", "fields", "format"})

# the parameters of a filterset never change while the program runs
_filter_names: dict[type, frozenset[str]] = {}


class ApiViewSet(IdempotentMixin, VersionedMixin, GenericViewSet[Any]):
    """Scopes by name, sparse fields, ETags, idempotency; unknown query parameters are refused.

    A subclass names its `scope` ("tasks": reads need `tasks:read`, writes `tasks:write`; single actions may ask for
    others in `action_scopes`), and its `get_queryset` begins with `visible_to`. `serializer_class` is always what a
    record looks like; what a caller sends has a `StrictSerializer` of its own, read with `self.body(...)`.
    `versioned_actions` are the writes that ask for If-Match (the description of the interface says so too).
    """

    permission_classes: Any = ()

    scope: ClassVar[str]
    action_scopes: ClassVar[Mapping[str, str]] = {}
    versioned_actions: ClassVar[frozenset[str]] = frozenset()
    extra_parameters: ClassVar[frozenset[str]] = frozenset()
    lookup_value_regex = r"[0-9]{1,18}"

    def required_scope(self) -> str:
        """Return the scope a token needs for the action at hand."""
        kind = "read" if self.request.method in SAFE_METHODS else "write"
        return self.action_scopes.get(self.action, f"{self.scope}:{kind}")

    def get_permissions(self) -> list[BasePermission]:
        """Return sign-in, the scope, and what the view adds in `permission_classes`."""
        return [IsAuthenticated(), HasScope(self.required_scope()), *super().get_permissions()]  # type: ignore[list-item]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse parameters nobody reads or that say nothing: half a condition must not return everything."""
        super().initial(request, *args, **kwargs)
        known = COMMON_PARAMETERS | self.extra_parameters | self._filters()
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            raise ValidationError({name: ["没有这个查询参数。"] for name in unknown})
        empty = [name for name, said in request.query_params.items() if not str(said).strip(" ,")]
        if empty:
            raise ValidationError({name: ["没有写值；不用的参数请不要写。"] for name in empty})

    def filter_queryset(self, queryset: Any) -> Any:
        """Keep what the conditions of the address keep; a single record without conditions is found by its key."""
        if self.detail and not self._filters().intersection(self.request.query_params):
            return queryset
        return super().filter_queryset(queryset)

    def _filters(self) -> frozenset[str]:
        kind = getattr(self, "filterset_class", None)
        if kind is None:
            return frozenset()
        if kind not in _filter_names:
            form = kind(data=None, queryset=self.get_queryset(), request=self.request).form
            names = {name: getattr(field.widget, "suffixes", []) for name, field in form.fields.items()}
            parts = {f"{name}_{suffix}" for name, suffixes in names.items() for suffix in suffixes if suffix}
            _filter_names[kind] = frozenset(names) | parts
        return _filter_names[kind]

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        """Return the serializer, cut down to `?fields=` on reads."""
        serializer = super().get_serializer(*args, **kwargs)
        asked = self.request.query_params.get("fields") if self.request.method in SAFE_METHODS else None
        if asked:
            _cut(serializer, {name.strip() for name in asked.split(",") if name.strip()})
        return serializer

    def body(self, serializer_class: type[BaseSerializer[Any]], **context: Any) -> Any:
        """Return the validated body as the given serializer reads it; 400 with field paths otherwise."""
        serializer = serializer_class(data=self.request.data, context={**self.get_serializer_context(), **context})
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data


class RecordViewSet(ApiViewSet):
    """A resource that can be listed and read one by one."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with one page of what the caller may see."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(self.for_answer(page or []), many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with one record, and its ETag where it has a version."""
        record = self.get_object()
        if hasattr(record, "version"):
            return self.record_response(record)
        return Response(self.get_serializer(record).data)


def _cut(serializer: Any, names: set[str]) -> None:
    fields = getattr(serializer, "child", serializer).fields
    unknown = names - set(fields)
    if unknown:
        raise ValidationError({"fields": [f"没有这些字段：{'、'.join(sorted(unknown))}。"]})
    for name in set(fields) - names:
        fields.pop(name)
