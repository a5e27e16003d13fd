"""The own calendar addresses, and the document that a calendar reads under one of them."""

from django.contrib import messages as toasts
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core.exceptions import DomainError
from core.forms import show_errors
from outward import calendars as documents
from outward.forms import CalendarForm
from outward.models import CalendarFeed
from outward.permissions import feeds_of, may_follow
from outward.services import following

PAGES = {"task": "tasks:detail", "policy": "policies:detail"}


def follower(request: HttpRequest) -> User:
    """Return who asks; 403 for whom there are no deadlines."""
    if not may_follow(request.user, None):
        raise PermissionDenied("承办单位和督查人员可以订阅时限日历。")
    assert isinstance(request.user, User)  # noqa: S101 narrows a type
    return request.user


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def calendars(request: HttpRequest) -> HttpResponse:
    """Show the own addresses and make one; it is on the answer, once."""
    user = follower(request)
    form = CalendarForm(request.POST or None, user=user)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            feed, clear = following.make(owner=user, department=form.cleaned_data["department"])
        except DomainError as error:
            show_errors(form, error)
            status = error.status
        else:
            return shown_once(request, feed, clear)
    status = 422 if form.errors and status == 200 else status
    return render(request, "outward/calendars.html", {"form": form, "feeds": feeds_of(user)}, status=status)


@login_required
@never_cache
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an own address another secret, shown once."""
    feed = get_object_or_404(feeds_of(follower(request)).select_related("owner"), pk=pk)
    try:
        changed, clear = following.renew(feed=feed)
    except DomainError as error:
        toasts.error(request, error.message)
        return redirect("outward:calendars")
    return shown_once(request, changed, clear)


@login_required
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own address back."""
    feed = get_object_or_404(feeds_of(follower(request)).select_related("owner"), pk=pk)
    following.drop(feed=feed)
    toasts.success(request, "已停用，日历软件将不再更新。")
    return redirect("outward:calendars")


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Answer a calendar that has the secret; 404 for everybody else, 304 where nothing changed."""
    try:
        feed = following.find(request.GET.get("key", ""))
    except following.ReadTooOften as error:
        wait = {"Retry-After": str(error.params["wait"])}
        return HttpResponse(error.message, status=429, content_type="text/plain; charset=utf-8", headers=wait)
    document = documents.document_of(feed, lambda kind, key: page(request, kind, key)) if feed is not None else None
    if document is None:
        raise Http404
    response = HttpResponse(document, content_type="text/calendar; charset=utf-8")
    response["ETag"] = documents.etag_of(document)
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = 'inline; filename="duban.ics"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def page(request: HttpRequest, kind: str, key: int) -> str:
    """Return the full address of a record's page."""
    return request.build_absolute_uri(reverse(PAGES[kind], kwargs={"pk": key}))


def shown_once(request: HttpRequest, feed: CalendarFeed, clear: str) -> HttpResponse:
    """Show a new address."""
    context = {"feed": feed, "address": address(request, clear)}
    return render(request, "outward/calendar_shown.html", context)


def address(request: HttpRequest, clear: str) -> str:
    """Return the full address of a secret. It stands in the query, which no log of the house writes down."""
    return request.build_absolute_uri(f"{reverse('outward:calendar')}?key={clear}")
