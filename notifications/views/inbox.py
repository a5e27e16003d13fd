"""The inbox and how a person wants to be told."""

from django.contrib import messages as toasts
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from core.http import wants_partial
from notifications.forms import PreferenceForm
from notifications.models import ChannelName, ChannelPreference
from notifications.permissions import messages_visible_to
from notifications.services import DEFAULT_CHANNELS, USUAL_DIGEST_TIME, mark_read, prefer

ROWS = 50


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "login_required comes first"  # noqa: S101 narrows a type
    return request.user


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """List what was written to the person, unread first when asked."""
    received = messages_visible_to(request.user).select_related("jurisdiction")
    unread = received.unread()
    only_unread = request.GET.get("show") == "unread"
    page = Paginator(unread if only_unread else received, ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "unread": unread.count(),
        "only_unread": only_unread,
        "tabs": [
            {"label": "全部", "url": "?", "count": received.count(), "current": not only_unread},
            {"label": "未读", "url": "?show=unread", "count": unread.count(), "current": only_unread},
        ],
    }
    template = "notifications/inbox_list.html" if wants_partial(request) else "notifications/inbox.html"
    return render(request, template, context)


@login_required
@require_GET
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one message; to open it is to have read it."""
    found = get_object_or_404(messages_visible_to(request.user), pk=pk)
    mark_read(by=_person(request), messages=messages_visible_to(request.user).filter(pk=pk))
    return render(request, "notifications/message.html", {"message": found, "lines": found.body.splitlines()})


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note all messages as read."""
    count = mark_read(by=_person(request), messages=messages_visible_to(request.user))
    toasts.success(request, f"已将 {count} 条消息标为已读。")
    return redirect("notifications:inbox")


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose channels and the hour of the digest."""
    person = _person(request)
    known = ChannelPreference.objects.filter(user=person).first()
    initial = {
        "channels": known.channels if known else [name for name in DEFAULT_CHANNELS if name != ChannelName.INBOX],
        "digest_time": known.digest_time if known else USUAL_DIGEST_TIME,
    }
    form = PreferenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        prefer(by=person, channels=form.cleaned_data["channels"], digest_time=form.cleaned_data["digest_time"])
        toasts.success(request, "已保存接收方式。")
        return redirect("notifications:preferences")
    context = {"form": form, "address": person.email, "phone": person.phone}
    return render(request, "notifications/preferences.html", context, status=422 if form.is_bound else 200)
