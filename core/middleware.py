"""What holds for every page whatever app it belongs to."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PAGE_METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class PackedAnswersMiddleware(GZipMiddleware):
    """Gzip for pages and REST answers whose reader takes it; downloads and streams go out as they are.

    Against guessing secrets by length (BREACH) the form token is masked anew in each page, and Django pads each packed
    answer by a random number of bytes.
    """

    kinds = ("text/", "application/json", "application/problem+json")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the answer, packed where that makes sense."""
        if response.streaming or not response.headers.get("Content-Type", "").startswith(self.kinds):
            return response
        return super().process_response(request, response)


class PageMethodsMiddleware:
    """Pages know GET and POST only; the REST interface says itself which methods it has."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Refuse PUT, PATCH, DELETE and made-up methods on pages."""
        if request.method in PAGE_METHODS or hasattr(view_func, "cls"):
            return None
        return HttpResponseNotAllowed(PAGE_METHODS)


class PrivatePagesMiddleware:
    """What a signed-in person was shown stays out of every cache, also that of a shared computer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
