"""The check that keeps secrets out of the repository finds them, and finds none today."""

import runpy

import pytest
from django.conf import settings

pytestmark = pytest.mark.pure
CHECK = runpy.run_path(str(settings.BASE_DIR / "deploy" / "secrets_check.py"))


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "key = AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "a1B2" * 9,
        "postgresql://duban:" + "hunter2hunter2@db/duban",
        "SECRET_KEY = " + '"' + "k3y" * 12 + '"',
    ],
)
def test_what_looks_like_a_secret_is_found_without_being_repeated(line):
    found = CHECK["finds"]("file.py", "first\n" + line)
    assert len(found) == 1
    assert found[0].startswith("file.py:2: ")
    assert line not in found[0]


@pytest.mark.parametrize(
    "line",
    ["postgresql://duban:PASSWORD@127.0.0.1/duban", 'SECRET_KEY = env.text("SECRET_KEY", "")', "token = issue()"],
)
def test_examples_and_code_are_no_secrets(line):
    assert CHECK["finds"]("file.py", line) == []


def test_the_repository_holds_no_secret(capsys):
    found = CHECK["main"]()
    assert found == 0, capsys.readouterr().out
