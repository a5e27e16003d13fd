"""Sign-in, sign-out and being locked out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Tell a person that sign-in is locked for a while, and whom to call."""
    return render(request, "accounts/locked_out.html", status=429)
