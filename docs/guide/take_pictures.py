"""Take the guide's pictures from a running example (`make pictures`).

Starts the example of `make run` in a folder of its own, signs in at the posts of the table below and writes PNG files
to docs/guide/pictures/. Needs Chromium; nothing here is shipped.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = Path(__file__).parent / "pictures"
PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
WIDTHS = {"light": 1440, "dark": 1440, "phone": 390}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--lang=zh-CN",
]


@dataclass(frozen=True)
class Picture:
    """One page: the file's name, whose eyes, how to get there, and in which forms it is taken."""

    name: str
    account: str
    path: str
    click: str = ""
    forms: tuple[str, ...] = ("light",)


TABLE = (
    Picture("signin", "", "/accounts/sign-in/"),
    Picture("workbench", "fagai", "/workbench/", forms=("light", "dark", "phone")),
    Picture("task", "fagai", "/workbench/", click=".todo-t", forms=("light", "phone")),
    Picture("report", "fagai", "/workbench/", click=".todo .btn:has-text('填报')", forms=("light",)),
    Picture("ledger", "ducha", "/tasks/", forms=("light", "phone")),
    Picture("overdue", "ducha", "/tasks/overdue/"),
    Picture("board", "ducha", "/board/", forms=("light", "dark")),
    Picture("policies", "ducha", "/policies/"),
    Picture("checking", "ducha", "/policies/", click="a:has-text('民生实事')", forms=("light", "dark")),
    Picture("onepage", "zhuren", "/onepage/"),
    Picture("units", "guanli", "/departments/"),
    Picture("reminders", "ducha", "/reminders/"),
    Picture("inbox", "fagai", "/messages/"),
    Picture("audit", "shenji", "/audit/"),
)


@contextmanager
def example() -> Iterator[dict[str, str]]:
    """Run the example's web process in a folder of its own; yields the passwords by account."""
    folder = tempfile.mkdtemp(prefix="duban-pictures-")
    environment = {**os.environ, "DUBAN_VAR": folder, "DJANGO_SETTINGS_MODULE": "duban.settings.dev"}
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (["migrate", "--verbosity", "0"], ["make_example"], ["plan_reminders", "--wet-run"]):
        subprocess.run([*manage, *command], env=environment, check=True)
    lines = (Path(folder) / "example-accounts.txt").read_text(encoding="utf-8").splitlines()
    passwords = {line.split("\t")[0]: line.split("\t")[1] for line in lines}
    web = [sys.executable, "-m", "gunicorn", "duban.wsgi:application", "--bind", f"127.0.0.1:{PORT}", "--threads", "4"]
    server = subprocess.Popen([*web, "--log-level", "warning"], env=environment, cwd=ROOT)
    try:
        _wait()
        yield passwords
    finally:
        server.terminate()
        server.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait() -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the example did not start")


def take(browser: Browser, picture: Picture, password: str) -> None:
    """Take one page in all its forms."""
    for form in picture.forms:
        size = ViewportSize(width=WIDTHS[form], height=900)
        context = browser.new_context(
            base_url=ADDRESS, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce"
        )
        if form == "dark":
            context.add_cookies([{"name": "duban_theme", "value": "dark", "url": ADDRESS}])
        page = context.new_page()
        if picture.account:
            _sign_in(page, picture.account, password)
        page.goto(picture.path)
        if picture.click:
            page.locator(picture.click).first.click()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / f"{picture.name}-{form}.png", full_page=True)
        print(f"{picture.name}-{form}: {page.url}")
        context.close()


def _sign_in(page: Page, account: str, password: str) -> None:
    page.goto("/accounts/sign-in/")
    page.fill("[name=username]", account)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def main() -> None:
    """Take all pictures, or those named on the command line."""
    PICTURES.mkdir(exist_ok=True)
    names = set(sys.argv[1:])
    with example() as passwords, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for picture in TABLE:
            if not names or picture.name in names:
                take(browser, picture, passwords.get(picture.account, ""))
        browser.close()


if __name__ == "__main__":
    main()
