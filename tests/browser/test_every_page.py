"""Every page of the URL configuration on the example: no complaint of the browser, axe or the width of a phone.

Each page is opened by the first role that may see it, so new pages are found without being listed here.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, ViewportSize

from accounts.models import User
from departments.models import Department, Roster
from duban.guide import CHAPTERS
from notifications.models import Message
from policies.models import Measure, Policy, PolicyState
from tasks.models import ProgressReport, Task
from tests.access.endpoints import Endpoint, endpoints

ROLES = ("ducha", "zhuren", "fagai", "fagai-fz", "shenji", "guanli")
# answers that are no pages, or need more than an id
NO_PAGES = {"core:healthz", "core:readyz", "insights:home", "tasks:act", "policies:desk-act", "departments:reform"}
PHONE = ViewportSize(width=360, height=780)
# what 1280 px are at 400 % (WCAG 1.4.10)
NARROWEST = ViewportSize(width=320, height=780)
DESK = ViewportSize(width=1440, height=900)


def rows_of(name: str, user: User) -> list[int]:
    """Return the ids a page of this name may be opened with, the most telling first."""
    app = name.partition(":")[0]
    chosen: Any = {
        "departments:roster": Roster.objects.all(),
        "policies:measure": Measure.objects.all(),
        "policies:desk": Policy.objects.filter(state=PolicyState.IN_REVIEW),
        "tasks:report": ProgressReport.objects.filter(assignment__department__memberships__user=user).order_by("-id"),
        "notifications:message": Message.objects.filter(recipient=user),
    }.get(name)
    if chosen is None:
        models: dict[str, Any] = {"accounts": User, "departments": Department, "policies": Policy, "tasks": Task}
        chosen = models[app].objects.order_by("-id") if app in models else []
    return [row.pk for row in chosen[:2]]


def addresses(one: Endpoint, user: User) -> Iterator[str]:
    """Yield the addresses to try for an endpoint."""
    names = [name for name, _ in one.dummies]
    if not names:
        yield reverse(one.name)
    elif one.name == "guide-chapter":
        for chapter in CHAPTERS:
            yield reverse(one.name, args=[chapter])
    elif names == ["pk"]:
        for pk in rows_of(one.name, user):
            yield reverse(one.name, args=[pk])


def pages() -> Iterator[tuple[User, str, str]]:
    """Yield person, name and address of every page, each page once."""
    seen: set[str] = set()
    candidates = [one for one in endpoints() if not one.is_api and one.name not in NO_PAGES]
    for role in ROLES:
        user = User.objects.get(username=role)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for one in candidates:
            for address in addresses(one, user) if one.name not in seen else ():
                answer = client.get(address)
                if answer.status_code == 200 and b"</html>" in getattr(answer, "content", b""):
                    seen.add(one.name)
                    yield user, one.name, address
                    break


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_every_page_is_clean(page: Page, sign_in, set_theme, axe, sideways, settings, tmp_path, theme):  # noqa: PLR0917
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    call_command("make_example")
    set_theme(page, theme)
    failures, visited, person = [], [], None
    for user, name, address in pages():
        if user != person:
            sign_in(page, user)
            person = user
        answer = page.goto(address)
        visited.append(name)
        status = answer.status if answer else 0
        if status >= 400:
            failures.append(f"{name}: {status}")
        failures += [f"{name}: {found}" for found in axe(page)]
        for size in (PHONE, NARROWEST):
            page.set_viewport_size(size)
            if (over := sideways(page)) > 0:
                failures.append(f"{name}: {over} px sideways at {size['width']} px")
        page.set_viewport_size(DESK)
    assert not failures, "\n".join(failures)
    assert {"insights:workbench", "insights:board", "tasks:detail", "policies:desk", "audit:log"} <= set(visited)
    assert len(visited) > 35
