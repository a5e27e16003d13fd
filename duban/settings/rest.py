"""How the REST interface and its description are put together; nothing here is an operator's."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "core.api.pagination.StableCursorPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.DubanSchema",
    "DEFAULT_THROTTLE_CLASSES": ["core.api.throttling.CallerThrottle"],
    "EXCEPTION_HANDLER": "core.api.problems.problem_handler",
    "PAGE_SIZE": 25,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "督办 REST 接口",
    "DESCRIPTION": "政策文件、举措、督办事项、报送与提醒。",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.api.schema.describe_sparse_answers",
    ],
    "ENUM_NAME_OVERRIDES": {
        "MembershipRoleEnum": "accounts.models.Role",
        "DepartmentKindEnum": "departments.models.DepartmentKind",
        "NameKindEnum": "departments.models.NameKind",
        "UnitRoleEnum": "policies.models.UnitRole",
        "ChannelNameEnum": "notifications.models.ChannelName",
        "OutsideChannelEnum": "notifications.services.endpoints.OUTSIDE_CHOICES",
        "PrecisionEnum": "policies.models.Precision",
    },
}
