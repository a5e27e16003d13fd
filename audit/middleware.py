"""Give each request its number and its place in the audit context."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from audit.context import acting
from core.http import client_address


class AuditContextMiddleware:
    """Set the origin and the request number; services name the actor themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(None, origin=client_address(request)) as context:
            response = self.get_response(request)
            response["X-Request-ID"] = context.request_id
            return response
