"""A government's people before one browser, each signing in with the own password, and a unit's own system."""

import json
import urllib.request
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Membership, Role, User
from accounts.services import issue_token
from departments.models import Department, Jurisdiction
from tests.cast import make_person


class Office:
    """The people of a government before one browser, each signing in when it is their turn."""

    def __init__(self, page: Any, jurisdiction: Jurisdiction) -> None:
        self.page, self.jurisdiction = page, jurisdiction
        self._present: User | None = None
        self.supervisor = make_person("ducha", "督查员", Role.SUPERVISOR, jurisdiction)
        self.leader = make_person("leader", "督查室主任", Role.LEADER, jurisdiction)
        self.auditor = make_person("auditor", "审计员", Role.AUDITOR, jurisdiction)
        make_person("admin", "系统管理员", Role.ADMINISTRATOR, jurisdiction)

    def appoint_clerks(self) -> None:
        """Give every unit its clerk."""
        for unit in Department.objects.of(self.jurisdiction):
            make_person(f"unit{unit.pk}", f"{unit.name}联络员", Role.CLERK, self.jurisdiction, unit)

    def clerk_of(self, unit: Department) -> User:
        """Return the clerk of a unit."""
        return Membership.objects.get(department=unit, role=Role.CLERK).user

    def visit(self, who: User, name: str, *args: Any) -> Any:
        """Open a page as somebody, who signs in with the own password first, and return it."""
        address = reverse(name, args=args)
        if who == self._present:
            self.page.goto(address)
            return self.page
        self.page.context.clear_cookies()
        self.page.goto(f"{reverse('accounts:sign-in')}?{urlencode({'next': address})}")
        self.page.get_by_label("用户名").fill(who.username)
        self.page.get_by_label("密码", exact=True).fill(f"密码-{who.username}")
        self.page.get_by_role("button", name="登录", exact=True).click()
        self.page.wait_for_url(f"**{address}")
        expect(self.page.locator(".who summary")).to_contain_text(who.name)
        self._present = who
        return self.page

    def act(self, who: User, button: str, row: Any, subject: str, name: str, *, chosen: str = "", **typed: str) -> None:
        """Do an act through its own page: choose and fill in what it asks by label, press, and read the answer."""
        self.visit(who, "tasks:act", subject, row.pk, name)
        if chosen:
            self.page.get_by_label(chosen).check()
        for label, text in typed.items():
            self.page.get_by_label(label).first.fill(text)
        self.page.locator("main form").get_by_role("button", name=button, exact=True).click()
        self.page.locator("#units").wait_for()


class Rest:
    """A unit's own system: plain HTTP with the token of its clerk."""

    def __init__(self, base: str, person: User) -> None:
        scopes = ["tasks:read", "tasks:write"]
        _, self._token = issue_token(owner=person, name="本单位系统", scopes=scopes, days=30, by=person)
        self._base = f"{base}/api/v1"

    def __call__(self, method: str, path: str, body: Any = None, *, etag: str = "") -> tuple[Any, str]:
        """Ask, and return the JSON that came with its ETag."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        if etag:
            headers["If-Match"] = etag
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._base}/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer), answer.headers.get("ETag", "")

    def act(self, path: str, verb: str, body: Any = None) -> Any:
        """Read a record and act on the version that was read."""
        _, etag = self("GET", path)
        return self("POST", f"{path}{verb}/", body or {}, etag=etag)[0]
