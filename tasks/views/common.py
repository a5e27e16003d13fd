"""What the pages of this app share: who asks, and how a refusal is shown."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from core.exceptions import DomainError, NotPermitted


def person(request: HttpRequest) -> User:
    """Return who is signed in; the middleware lets nobody else come here."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def refused(request: HttpRequest, error: DomainError, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a page again with what a service refused: 422, or 409 where somebody wrote first or the state forbids it."""
    if isinstance(error, NotPermitted):
        raise PermissionDenied(error.message) from error
    status = 409 if error.status in (409, 412) else 422
    return render(request, template, {**context, "refusal": error.message}, status=status)
