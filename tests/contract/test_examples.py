"""Every example of docs/api.md runs against a server that answers over a real socket, by curl and a bare Python."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from accounts.scopes import SCOPES
from accounts.tokens import issue_token
from audit.services import record
from tests.cast import make_cast
from tests.factories.tasks import make_task

WORDS = Path("docs/api.md").read_text()
EXAMPLES = re.findall(r"^## (.+?)$.*?^```(sh|python)\n(.*?)^```$", WORDS, re.MULTILINE | re.DOTALL)
SAYS = {
    "我是谁，能做什么": ["督查员", "memberships"],
    "读取事项": ["完善社区养老服务", "due_on"],
    "办理：先读版本，再带 If-Match 和幂等键": ["Idempotency-Replayed: true"],
    "出错时": ["request.invalid", "no_such"],
    "统计": ['"open":1', '"counts"'],
    "轮询变化（Python）": ["tasks.issued 交办", "next "],
}


def run(kind, code, server, **known):
    command = ["bash", "-euo", "pipefail", "-c", code] if kind == "sh" else [sys.executable, "-I", "-c", code]
    env = {"PATH": os.environ["PATH"], "DUBAN": server.url, "PYTHONUTF8": "1", **known}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_every_example_is_found_and_something_is_expected_of_it():
    assert [title for title, _, _ in EXAMPLES] == list(SAYS)
    assert len(EXAMPLES) == WORDS.count("\n```sh\n") + WORDS.count("\n```python\n")


@pytest.mark.parametrize(("title", "kind", "code"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_of_the_document_does_what_it_says(live_server, title, kind, code):
    cast = make_cast()
    task = make_task(cast.jurisdiction, lead=cast.lead_unit)
    record("tasks.issued", task, actor=cast.supervisor.actor, jurisdiction=cast.jurisdiction)
    token = issue_token(user=cast.supervisor, name="举例", scopes=sorted(SCOPES))[1]
    done = run(kind, code, live_server, TOKEN=token, TASK=str(task.pk), GOVERNMENT=str(cast.jurisdiction.pk))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    missing = [word for word in SAYS[title] if word not in done.stdout]
    assert missing == [], done.stdout
