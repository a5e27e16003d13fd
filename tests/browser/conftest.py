"""A real browser before a live server: it fails on console errors and on requests to other hosts.

`page` is a Chromium page at 1440 px; `sign_in(page, user)`, `set_theme(page, "dark")`, `axe(page)` and
`sideways(page)` are callables; `console.expect("422")` allows an error that the test provokes on purpose.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
VENDOR = HERE / "vendor"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

# Playwright keeps an event loop in this thread; the tests themselves use the database one statement after another
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `-m "not browser"` leaves it out."""
    for item in items:
        if HERE in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Console:
    """What the browser complained about, and what a test said it may complain about."""

    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Allow complaints in which the pattern is found."""
        self.expected.append(pattern)

    def unexpected(self) -> list[str]:
        """Return the complaints nobody announced."""
        return [text for text in self.problems if not any(re.search(one, text) for one in self.expected)]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("Chromium is not installed (Debian: chromium and fonts-noto-cjk)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def console() -> Console:
    """What the browser complains about during a test."""
    return Console()


@pytest.fixture
def page(chromium: Browser, live_server: Any, console: Console) -> Iterator[Page]:
    """A page whose relative addresses are those of the live server."""
    context = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": 1440, "height": 900},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    opened = context.new_page()
    opened.on("console", lambda said: console.problems.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: console.problems.append(f"script: {error}"))

    def own(request: Any) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            console.problems.append(f"another host was asked: {request.url}")

    opened.on("request", own)
    yield opened
    context.close()
    assert console.unexpected() == []


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """Give the page the session of a person, as if it had signed in."""

    def act(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return act


@pytest.fixture
def set_theme(live_server: Any) -> Callable[[Page, str], None]:
    """Choose light or dark before a page is opened."""

    def act(page: Page, theme: str) -> None:
        page.context.add_cookies([{"name": "duban_theme", "value": theme, "url": live_server.url}])

    return act


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Return what axe-core finds against WCAG 2.1 AA, one line a place, in Chinese."""
    source = (VENDOR / "axe.min.js").read_text(encoding="utf-8")
    locale = json.loads((VENDOR / "axe.zh_CN.json").read_text(encoding="utf-8"))

    def act(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate(
            "async ([locale, rules]) => { axe.configure({ locale }); return axe.run(document, { runOnly: rules }); }",
            [locale, RULES],
        )
        return [
            f"{violation['id']}（{violation['help']}）：{node['html'][:160]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return act


@pytest.fixture(scope="session")
def sideways() -> Callable[[Page], int]:
    """Return by how many pixels the page scrolls sideways; 0 is right."""

    def act(page: Page) -> int:
        return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    return act
