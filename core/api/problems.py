"""Every error of the REST interface as `application/problem+json`: a stable code and a Chinese message."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404
from django.http.request import UnreadablePostError
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.exceptions import DomainError, VersionConflict
from core.http import problem_body

logger = logging.getLogger(__name__)

MESSAGES = {
    400: ("request.invalid", "请求有误，请核对各字段。"),
    401: ("auth.required", "请先登录或提供有效令牌。"),
    403: ("auth.forbidden", "您没有进行此操作的权限。"),
    404: ("request.not_found", "没有这条记录，或您不能查看。"),
    405: ("request.method_not_allowed", "此地址不支持该方法。"),
    406: ("request.not_acceptable", "无法按所要求的格式返回。"),
    409: ("request.conflict", "与已有的记录冲突，请重新读取后再试。"),
    413: ("request.too_large", "请求内容过大。"),
    415: ("request.media_type", "不支持该内容类型。"),
    429: ("request.throttled", "请求过于频繁，请稍后再试。"),
}


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into a problem; None lets Django answer 500."""
    set_rollback()
    if isinstance(exc, VersionConflict):
        return _stale(exc, context)
    if isinstance(exc, DomainError):
        return problem(exc.status, exc.code, exc.message, errors=exc.fields)
    if isinstance(exc, exceptions.APIException):
        return _of_framework(exc)
    plain = _status_of(exc)
    return problem(plain, *MESSAGES[plain]) if plain else None


def problem(
    code_status: int,
    code: str,
    message: str,
    *,
    errors: dict[str, list[str]] | None = None,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    """Return one problem document; `errors` maps field paths to messages."""
    body = problem_body(code_status, code, message) | more
    if errors:
        body["errors"] = errors
    return Response(body, status=code_status, content_type="application/problem+json", headers=headers)


def _status_of(exc: Exception) -> int:
    if isinstance(exc, IntegrityError):
        # two requests at once met at a constraint of the database; the loser is told to read again
        logger.warning("constraint met by a request", exc_info=exc)
        return 409
    known = ((Http404, 404), (PermissionDenied, 403), (RequestDataTooBig, 413))
    other = ((SuspiciousOperation, 400), (UnreadablePostError, 400))
    return next((found for kind, found in known + other if isinstance(exc, kind)), 0)


def _stale(exc: VersionConflict, context: dict[str, Any]) -> Response:
    represent = getattr(context.get("view"), "represent_current", None)
    current = exc.params.get("current")
    shown = represent(current) if represent is not None and current is not None else None
    if shown is None:
        return problem(exc.status, exc.code, exc.message)
    data, tag = shown
    return problem(exc.status, exc.code, exc.message, headers={"ETag": tag}, current=data)


def _of_framework(exc: exceptions.APIException) -> Response:
    code_status = exc.status_code
    code, message = MESSAGES.get(code_status, ("request.failed", "请求没有完成。"))
    if isinstance(exc, exceptions.ParseError):
        code, message = "request.malformed", str(exc.detail)
    if isinstance(exc, exceptions.AuthenticationFailed):
        code, message = "auth.failed", str(exc.detail)
    if isinstance(exc, exceptions.PermissionDenied):
        code, message = _refusal(exc, code, message)
    errors = _flatten(exc.detail) if isinstance(exc, exceptions.ValidationError) else None
    return problem(code_status, code, message, errors=errors, headers=_headers(exc))


def _headers(exc: exceptions.APIException) -> dict[str, str]:
    if exc.status_code == status.HTTP_401_UNAUTHORIZED:
        return {"WWW-Authenticate": getattr(exc, "auth_header", "Bearer")}
    wait = getattr(exc, "wait", None)
    return {"Retry-After": str(int(wait) + 1)} if wait else {}


def _refusal(exc: exceptions.PermissionDenied, code: str, message: str) -> tuple[str, str]:
    """Return why a permission said no, where it gave a code of its own."""
    own = exc.get_codes()
    if str(exc.detail).startswith("CSRF"):
        return "auth.csrf", "缺少或不正确的 CSRF 令牌，请刷新页面后再试。"
    return (own, str(exc.detail)) if isinstance(own, str) and "." in own else (code, message)


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
    return {path or "non_field_errors": [str(item) for item in messages]} if messages else {}
