"""What a person does all day: looks at pages, reads over REST, thinks in between; each answer is noted."""

import random
import re
import threading
import time
from dataclasses import dataclass, field

import requests

PASSWORD = "负载Load测试2026"
PAGES = ("/", "/workbench/", "/tasks/", "/policies/", "/messages/", "/departments/")
OFFICE_PAGES = ("/board/", "/tasks/overdue/", "/tasks/reviews/", "/reminders/", "/policies/checking/")
REST = ("/api/v1/tasks/", "/api/v1/assignments/", "/api/v1/reports/", "/api/v1/policies/", "/api/v1/messages/")
THINK_SECONDS = (2.0, 8.0)


@dataclass
class Notes:
    """Seconds of every answer by kind, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, kind: str, path: str, status: int, seconds: float) -> None:
        """Note one answer; status 0 is none at all."""
        with self.lock:
            self.seconds.setdefault(kind, []).append(seconds)
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if status == 0 or status >= 500:
                self.broken.append(f"{status} {path}")

    def percentile(self, part: float, kind: str = "") -> float:
        """Return a percentile in seconds, of one kind or of all."""
        every = sorted(one for name, found in self.seconds.items() if kind in ("", name) for one in found)
        return every[min(len(every) - 1, int(len(every) * part))] if every else 0.0


class Person(threading.Thread):
    """One person with an own session until `stopping` is set."""

    def __init__(self, url: str, username: str, seed: int, notes: Notes, stopping: threading.Event) -> None:
        super().__init__(name=username, daemon=True)
        self.url, self.username, self.notes, self.stopping = url, username, notes, stopping
        self.dice, self.session = random.Random(seed), requests.Session()
        self.office = username.startswith(("ducha", "leader", "zhuren"))

    def run(self) -> None:
        """Sign in and work."""
        self.stopping.wait(self.dice.uniform(0, THINK_SECONDS[1]))
        if not self.sign_in():
            return
        while not self.stopping.is_set():
            self.act()
            self.stopping.wait(self.dice.uniform(*THINK_SECONDS))

    def sign_in(self) -> bool:
        """Sign in as on the page, with its token."""
        page = self.ask("sign-in", "GET", "/accounts/sign-in/")
        form = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text) if page is not None else None
        data = {"username": self.username, "password": PASSWORD, "csrfmiddlewaretoken": form[1] if form else ""}
        answer = self.ask("sign-in", "POST", "/accounts/sign-in/", data=data)
        if answer is None or answer.status_code != 302:
            self.notes.broken.append(f"{self.username} did not get in")
            return False
        return True

    def act(self) -> None:
        """Look at a page, follow a link of the ledger, save a theme, or read over REST."""
        drawn = self.dice.random()
        if drawn < 0.25:
            self.ask("rest", "GET", self.dice.choice(REST))
        elif drawn < 0.55:
            page = self.ask("page", "GET", "/tasks/")
            links = re.findall(r'href="(/tasks/\d+/)"', page.text) if page is not None else []
            if links:
                self.stopping.wait(self.dice.uniform(*THINK_SECONDS))
                self.ask("matter", "GET", self.dice.choice(links))
        elif drawn < 0.62:
            self.ask("search", "GET", "/policies/search/?q=" + self.dice.choice(["住房", "医疗", "营商环境", "道路"]))
        elif drawn < 0.70:
            token = self.session.cookies.get("csrftoken", "")
            self.ask("write", "POST", "/theme/", data={"theme": "light", "csrfmiddlewaretoken": token, "next": "/"})
        else:
            self.ask("page", "GET", self.dice.choice(PAGES + (OFFICE_PAGES if self.office else ())))

    def ask(self, kind: str, method: str, path: str, **more: object) -> requests.Response | None:
        """Send one request and note its answer."""
        began = time.perf_counter()
        try:
            answer = self.session.request(method, self.url + path, timeout=60, allow_redirects=False, **more)  # type: ignore[arg-type]
        except requests.RequestException:
            self.notes.take(kind, path, 0, time.perf_counter() - began)
            return None
        self.notes.take(kind, path, answer.status_code, time.perf_counter() - began)
        return answer
