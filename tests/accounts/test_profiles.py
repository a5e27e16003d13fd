"""The security profile: what 等保三级 and ASVS ask for where they disagree."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.urls import reverse

from core import clock
from duban.settings import signing
from duban.settings.environment import Environment

PASSWORD = reverse("accounts:password")


def accepted(profile: str, password: str) -> bool:
    from django.contrib.auth.password_validation import get_password_validators

    try:
        validate_password(password, None, get_password_validators(signing.validators(signing.PROFILES[profile])))
    except ValidationError:
        return False
    return True


@pytest.mark.pure
@pytest.mark.parametrize(
    ("password", "mlps3", "asvs"),
    [
        ("Duban-2026x", True, False),
        ("correct horse battery", False, True),
        ("秋天的云州市政府大楼很安静", False, True),
        ("云州Duban2026秋", True, True),
        ("Password123", False, False),
        ("short-A1", False, False),
        ("123456789012", False, False),
        ("password1234", False, False),
    ],
)
def test_each_profile_takes_and_refuses_its_passwords(password, mlps3, asvs):
    assert (accepted("mlps3", password), accepted("asvs", password)) == (mlps3, asvs)


@pytest.mark.parametrize(("days", "leads"), [(90, True), (0, False)])
def test_a_password_gets_old_under_mlps3_only(client, cast, settings, days, leads):
    settings.DUBAN_PASSWORD_DAYS = days
    with time_machine.travel(clock.real_now() + timedelta(days=91), tick=False):
        client.force_login(cast.supervisor)
        answer = client.get(reverse("departments:list"))
        assert (answer.status_code == 302) is leads
        if leads:
            assert answer.url.startswith(PASSWORD)
            assert "密码使用期限已到" in client.get(PASSWORD).content.decode()
            new = "新的Duban密码2027"
            client.post(PASSWORD, {"old_password": "密码-ducha", "new_password": new, "again": new})
            assert client.get(reverse("departments:list")).status_code == 200


def given(monkeypatch, tmp_path, **values: str) -> Environment:
    """Return the environment as a test gives it."""
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return Environment(tmp_path / "none")


@pytest.mark.pure
@pytest.mark.parametrize(
    ("values", "variable"),
    [
        ({"DUBAN_SSO": "saml"}, "DUBAN_SSO"),
        ({"DUBAN_SSO": "oidc"}, "DUBAN_OIDC_ISSUER"),
        ({"DUBAN_SSO": "oidc", "DUBAN_OIDC_ISSUER": "https://id.example"}, "DUBAN_OIDC_CLIENT_ID"),
        ({"DUBAN_SSO": "cas"}, "DUBAN_CAS_URL"),
        ({"DUBAN_SSO": "cas", "DUBAN_CAS_URL": "ftp://id.example"}, "DUBAN_CAS_URL"),
    ],
)
def test_half_a_single_sign_on_stops_the_start_and_names_the_variable(monkeypatch, tmp_path, values, variable):
    with pytest.raises(ImproperlyConfigured, match=f"^{variable}："):
        signing.sso(given(monkeypatch, tmp_path, **values))


@pytest.mark.pure
def test_an_unknown_profile_stops_the_start(monkeypatch, tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"^DUBAN_SECURITY_PROFILE："):
        signing.chosen_profile(given(monkeypatch, tmp_path, DUBAN_SECURITY_PROFILE="strict"))
    monkeypatch.delenv("DUBAN_SECURITY_PROFILE")
    assert signing.chosen_profile(given(monkeypatch, tmp_path)).password_days == 90
