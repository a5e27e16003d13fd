"""Pages of a list: by cursor, in a stable order, whatever is written meanwhile."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import QuerySet
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

INVALID = "游标无效，请从第一页重新读取。"


class StableCursorPagination(CursorPagination):
    """25 rows unless asked for up to 200; newest first. A view with another order sets `ordering` in a subclass."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"

    def decode_cursor(self, request: Request) -> Any:
        """Return the cursor; a made-up one is the caller's mistake (400), not a missing record."""
        try:
            return super().decode_cursor(request)
        except (NotFound, ValueError) as error:
            raise ValidationError({self.cursor_query_param: [INVALID]}) from error

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: APIView | None = None
    ) -> Any:
        """Return one page; a position that does not fit the order is a made-up cursor as well."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, DjangoValidationError, OverflowError) as error:
            if self.cursor_query_param not in request.query_params:
                raise
            raise ValidationError({self.cursor_query_param: [INVALID]}) from error

    def get_page_size(self, request: Request) -> int | None:
        """Return the asked page size; 400 for one that is no number or out of range."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdecimal() and 0 < int(asked[:9]) <= self.max_page_size):
            raise ValidationError({"page_size": [f"须为 1 至 {self.max_page_size} 的整数。"]})
        return int(asked)
