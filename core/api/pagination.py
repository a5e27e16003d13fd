"""Pages of a list: by cursor, in a stable order, whatever is written meanwhile."""

from rest_framework.pagination import CursorPagination


class StableCursorPagination(CursorPagination):
    """25 rows unless asked for up to 200; newest first."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"
