"""Production refuses to start on a wrong value, says which variable it is, and has no secret of its own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SOUND = {
    "DJANGO_SETTINGS_MODULE": "duban.settings.prod",
    "SECRET_KEY": "ein-zufall-0123456789-abcdefghijklmnop-QRSTUVWXYZ-0987654321",
    "DATABASE_URL": "postgresql://duban@127.0.0.1:5432/duban",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "ALLOWED_HOSTS": "duban.example.gov",
    "DUBAN_BASE_URL": "https://duban.example.gov",
}


def started(tmp_path, *command, **changes):
    """Run manage.py under production settings; None takes a variable away."""
    values = SOUND | {"DUBAN_VAR": str(tmp_path), "PATH": os.environ["PATH"]} | changes
    environment = {name: value for name, value in values.items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", *(command or ("diffsettings",))],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.pure
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "kurz"),
        ("DATABASE_URL", None),
        ("DATABASE_URL", "sqlite:///x.sqlite3"),
        ("DATABASE_URL", "nonsense"),
        ("REDIS_URL", None),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "*"),
        ("DUBAN_BASE_URL", "http://duban.example.gov"),
        ("DUBAN_TODAY", "2026-01-05"),
        ("DUBAN_SECURITY_PROFILE", "streng"),
        ("DUBAN_SSO", "saml"),
        ("DUBAN_CAS_URL", "http://id.example.gov/cas"),
        ("DUBAN_SENDERS", "viele"),
        ("DUBAN_SESSION_IDLE_MINUTES", "0"),
        ("EMAIL_PORT", "smtp"),
        ("EMAIL_USE_TLS", "vielleicht"),
        ("DEFAULT_FROM_EMAIL", "duban@example.gov\nBcc: x@example.org"),
        ("LOG_LEVEL", "LAUT"),
    ],
)
def test_a_wrong_variable_stops_the_start_and_is_named_in_chinese(tmp_path, variable, value):
    result = started(tmp_path, **{variable: value})
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith(f"django.core.exceptions.ImproperlyConfigured: {variable}："), result.stderr


@pytest.mark.pure
def test_the_deployment_check_of_production_settings_is_clean(tmp_path):
    result = started(tmp_path, "check", "--deploy", "--fail-level", "INFO")
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


@pytest.mark.pure
def test_a_key_file_that_others_may_read_is_refused(tmp_path):
    (tmp_path / "secret_key").write_text("x" * 60)
    (tmp_path / "secret_key").chmod(0o644)
    result = started(tmp_path, SECRET_KEY=None)
    assert result.returncode != 0
    assert "chmod 600" in result.stderr


@pytest.mark.pure
def test_the_settings_in_the_repository_hold_no_secret_of_production():
    for path in (settings.BASE_DIR / "duban" / "settings").glob("*.py"):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("SECRET_KEY = ")]
        if path.name != "test.py":
            assert all("env." in line for line in lines), path
