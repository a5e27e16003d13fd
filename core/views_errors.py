"""What is answered where no view could: a problem document below /api/, the page of the status elsewhere."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from core.http import problem_response

INTERFACE = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    if request.path.startswith(INTERFACE):
        return problem_response(HTTPStatus.BAD_REQUEST, "request.invalid", "请求有误，请核对各字段。")
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if request.path.startswith(INTERFACE):
        return problem_response(HTTPStatus.FORBIDDEN, "auth.forbidden", "您没有进行此操作的权限。")
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: an address that no route answers."""
    if request.path.startswith(INTERFACE):
        return problem_response(HTTPStatus.NOT_FOUND, "request.not_found", "没有这个地址或这条记录。")
    return defaults.page_not_found(request, exception)


def failed(request: HttpRequest, *_: Any) -> HttpResponse:
    """500: our own mistake; the log has it."""
    if request.path.startswith(INTERFACE):
        return problem_response(
            HTTPStatus.INTERNAL_SERVER_ERROR, "server.failed", "系统出错，请稍后再试；仍不行的请联系管理员。"
        )
    return defaults.server_error(request)
