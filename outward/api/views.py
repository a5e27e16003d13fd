"""Changes for those who poll."""

from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.pagination import StableCursorPagination
from core.api.scopes import token_has_scope
from core.api.views import ApiViewSet
from outward import changes
from outward.api.serializers import ChangesSerializer

MOST_TYPES = 50


class Limit(StableCursorPagination):
    """Only the size of a page: 100 unless asked for up to 500."""

    page_size = 100
    max_page_size = 500


class ChangesViewSet(ApiViewSet):
    """变化：供轮询的系统读取，从上次的位置起，不重不漏。"""

    serializer_class = ChangesSerializer
    scope = "outward"
    pagination_class: Any = None
    filter_backends = ()
    extra_parameters = frozenset({"since", "type"})

    @extend_schema(
        operation_id="changes_list",
        parameters=[
            OpenApiParameter(
                "since", str, description="上次答复中的 next；日期、带时区的时刻；now 表示从现在起；不填从头读起"
            ),
            OpenApiParameter("type", str, description="只要这些事件，用逗号分开，如 task.issue,report.submit"),
            OpenApiParameter(
                "page_size",
                {"type": "integer", "minimum": 1, "maximum": Limit.max_page_size, "default": Limit.page_size},
            ),
        ],
        responses=forced_singular_serializer(ChangesSerializer),  # type: ignore[no-untyped-call]
    )
    def list(self, request: Request) -> Response:
        """读取某一位置之后的变化。

        每个管辖的变化按生效（提交）的先后排列，位置连续；只给出调用者现在可以查看的对象，令牌还须有相应对象的读取范围
        （`tasks:read`、`policies:read`、`departments:read`）。事件只说明发生了什么，内容请按 `object.url` 读取。
        """
        asked = request.query_params.get("type", "")
        types = frozenset(name.strip() for name in asked.split(",") if name.strip())
        if len(types) > MOST_TYPES:
            raise ValidationError({"type": [f"一次最多 {MOST_TYPES} 种。"]})
        user = request.user
        assert isinstance(user, User), "IsAuthenticated comes first"  # noqa: S101 narrows a type
        page = changes.read(
            user,
            request.query_params.get("since", ""),
            has_scope=lambda scope: token_has_scope(request.auth, scope),
            limit=Limit().get_page_size(request) or Limit.page_size,
            types=types,
        )
        return Response(self.get_serializer(page).data)
