"""What every operation of the OpenAPI description has in common: headers, problems, the scope a token needs."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from core.api.serializers import ProblemSerializer, StrictMixin

PROBLEM_TYPE = "application/problem+json"
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description='读取该记录时得到的 ETag，如 "3"'
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    description="同一请求重发时只办理一次，答复相同；保留 24 小时",
)
WORDS = {
    400: "请求有误",
    401: "没有登录或令牌无效",
    403: "没有权限，或令牌缺少范围",
    404: "没有这条记录，或不能查看",
    406: "无法按所要求的格式返回",
    409: "现在的状态不允许，或同一请求正在办理",
    412: "有人先修改了，附现在的记录",
    413: "请求内容过大",
    415: "不支持的内容类型",
    422: "不能受理，或幂等键已用于另一请求",
    428: "缺少 If-Match",
    429: "请求过于频繁",
}


class DubanSchema(AutoSchema):
    """Adds headers and problem documents by what the view is; see `ApiViewSet`."""

    def get_override_parameters(self) -> list[Any]:
        """Return the headers and parameters of the conventions."""
        found: list[Any] = []
        if self._is_versioned():
            found.append(IF_MATCH)
        if self.method == "POST" and getattr(self.view, "keeps_answers", False):
            found.append(IDEMPOTENCY_KEY)
        if self.method == "GET" and (names := self._serializer_names()) is not None:
            found.append(_fields(names))
        return found

    def _get_paginator(self) -> Any:
        # several records that a write answers with come whole
        return super()._get_paginator() if self.method == "GET" else None  # type: ignore[no-untyped-call]

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        schema = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "request" and isinstance(serializer, StrictMixin):
            schema["additionalProperties"] = False
        return schema

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        _say_what_may_be_empty(field)
        return super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]

    def get_description(self) -> str:  # type: ignore[override]  # as AutoSchema itself
        """Return the docstring with the scope a token needs."""
        words = super().get_description()
        scope = self._scope()
        return f"{words}\n\n令牌范围：`{scope}`" if scope else words

    def _scope(self) -> str:
        required = getattr(self.view, "required_scope", None)
        return required() if required is not None else ""

    def _is_versioned(self) -> bool:
        versioned = getattr(self.view, "versioned_actions", ())
        return getattr(self.view, "action", "") in versioned

    def _serializer_names(self) -> list[str] | None:
        serializer = self.get_response_serializers()
        target = getattr(serializer, "child", serializer)
        fields = getattr(target() if isinstance(target, type) else target, "fields", None)
        return list(fields) if fields else None

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for code in self._problem_codes():
            response = OpenApiResponse(ProblemSerializer, WORDS[code])
            body = self._get_response_for_code(  # type: ignore[no-untyped-call]
                response, str(code), [PROBLEM_TYPE], direction=direction
            )
            bodies.setdefault(str(code), body)
        return bodies

    def _problem_codes(self) -> list[int]:
        codes = {400, 401, 403, 406, 429}
        if "{" in self.path:
            codes.add(404)
        if self.method not in ("GET", "HEAD", "OPTIONS"):
            codes |= {404, 409, 413, 415, 422}
        if self._is_versioned():
            codes |= {412, 428}
        return sorted(codes)


def missing(words: str) -> Any:
    """Return the description of a 404 at an address without an id."""
    return OpenApiResponse(ProblemSerializer, words)


def _fields(names: list[str]) -> OpenApiParameter:
    listed = {"type": "array", "items": {"type": "string", "enum": names}, "minItems": 1}
    return OpenApiParameter(
        "fields", listed, explode=False, description="只返回这些字段，用逗号分开；其余字段不在答复中"
    )


def _say_what_may_be_empty(field: Any) -> None:
    # REST framework forgets this for fields that are only read
    if not isinstance(field, serializers.Field) or not field.read_only:
        return
    if field.default is None:
        field.allow_null = True
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    if isinstance(field, serializers.ChoiceField) and model is not None:
        own = {known.name: known for known in model._meta.get_fields()}.get(field.source)
        field.allow_blank = field.allow_blank or getattr(own, "blank", False)


def describe_sparse_answers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say that an answer to `?fields=` lacks the other fields: a hook of drf-spectacular, run once over the whole."""
    schemas = result["components"]["schemas"]
    for operation in (methods["get"] for methods in result["paths"].values() if "get" in methods):
        if any(known.get("name") == "fields" for known in operation.get("parameters", [])):
            content = operation["responses"]["200"].get("content", {})
            for media in content.values():
                _open_up(media, schemas)
    return result


def _open_up(holder: dict[str, Any], schemas: dict[str, Any], key: str = "schema") -> None:
    shown = holder[key]
    if shown.get("type") == "array":
        _open_up(shown, schemas, "items")
        return
    name = shown.get("$ref", "").rpartition("/")[2]
    if name.startswith("Paginated"):
        items = schemas[name]["properties"]["results"]
        if "$ref" in items["items"]:
            _open_up(items, schemas, "items")
    elif name:
        partial = f"{name}Partial"
        schemas[partial] = {part: said for part, said in schemas[name].items() if part != "required"}
        holder[key] = {"anyOf": [shown, {"$ref": f"#/components/schemas/{partial}"}]}
