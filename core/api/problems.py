"""Every error of the REST interface as `application/problem+json`: a stable code and a Chinese message."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.exceptions import DomainError

MESSAGES = {
    400: ("request.invalid", "请求有误，请核对各字段。"),
    401: ("auth.required", "请先登录或提供有效令牌。"),
    403: ("auth.forbidden", "您没有进行此操作的权限。"),
    404: ("request.not_found", "没有这条记录，或您不能查看。"),
    405: ("request.method_not_allowed", "此地址不支持该方法。"),
    406: ("request.not_acceptable", "无法按所要求的格式返回。"),
    415: ("request.media_type", "不支持该内容类型。"),
    429: ("request.throttled", "请求过于频繁，请稍后再试。"),
}


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into a problem; None lets Django answer 500."""
    set_rollback()
    if isinstance(exc, DomainError):
        return problem(exc.status, exc.code, exc.message, errors=exc.fields)
    if isinstance(exc, Http404):
        return problem(404, *MESSAGES[404])
    if isinstance(exc, PermissionDenied):
        return problem(403, *MESSAGES[403])
    if isinstance(exc, exceptions.APIException):
        return _of_framework(exc)
    return None


def problem(code_status: int, code: str, message: str, *, errors: dict[str, list[str]] | None = None) -> Response:
    """Return one problem document; `errors` maps field paths to messages."""
    body: dict[str, Any] = {"type": f"urn:duban:{code}", "title": message, "status": code_status, "code": code}
    if errors:
        body["errors"] = errors
    return Response(body, status=code_status, content_type="application/problem+json")


def _of_framework(exc: exceptions.APIException) -> Response:
    code_status = exc.status_code
    code, message = MESSAGES.get(code_status, ("request.failed", "请求没有完成。"))
    if isinstance(exc, exceptions.ParseError):
        code, message = "request.malformed", "请求内容不是有效的 JSON。"
    if isinstance(exc, exceptions.AuthenticationFailed):
        code, message = "auth.failed", str(exc.detail)
    errors = _flatten(exc.detail) if isinstance(exc, exceptions.ValidationError) else None
    response = problem(code_status, code, message, errors=errors)
    if code_status == status.HTTP_401_UNAUTHORIZED:
        response["WWW-Authenticate"] = getattr(exc, "auth_header", "Bearer")
    wait = getattr(exc, "wait", None)
    if wait:
        response["Retry-After"] = str(int(wait) + 1)
    return response


def _flatten(detail: Any, path: str = "") -> dict[str, list[str]]:
    if isinstance(detail, dict):
        merged: dict[str, list[str]] = {}
        for key, value in detail.items():
            merged |= _flatten(value, f"{path}.{key}" if path else str(key))
        return merged
    if isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        merged = {}
        for index, value in enumerate(detail):
            merged |= _flatten(value, f"{path}[{index}]")
        return merged
    messages = detail if isinstance(detail, list) else [detail]
    return {path or "non_field_errors": [str(item) for item in messages]}
