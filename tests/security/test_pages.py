"""Every page: security headers, the right host, nothing kept by caches, what people wrote shown as text."""

import pytest
from django.urls import reverse

from core.http import file_response
from tests.access.endpoints import endpoints
from tests.answers import close

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
WITHOUT_NUMBERS = sorted({one.path for one in endpoints() if "GET" in one.methods and one.path.count("/1/") == 0})
SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("path", WITHOUT_NUMBERS)
def test_every_answer_bears_the_security_headers_and_stays_out_of_caches(client, cast, path):
    client.force_login(cast.supervisor)
    for response in (client.get(path), client.post(path), client.get(f"{path}never-there/")):
        assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy.replace("style-src", "")
        if response.status_code == 200:
            assert "no-store" in response.headers["Cache-Control"] or "no-cache" in response.headers["Cache-Control"]
        assert response.headers["X-Request-ID"]
        close(response)


@pytest.mark.parametrize("host", ["evil.example", "duban.example.gov.evil.example", "127.0.0.1@evil.example"])
def test_another_host_gets_no_answer(client, db, host):
    for path in (reverse("accounts:sign-in"), "/api/v1/", "/"):
        assert client.get(path, headers={"Host": host}).status_code == 400


def test_a_forwarded_host_is_not_believed(client, db):
    response = client.get("/", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in response.headers["Location"]


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\t//evil.example",
    ],
)
def test_no_next_leads_to_another_host(client, cast, target):
    client.force_login(cast.supervisor)
    data = {"next": target, "theme": "dark", "government": str(cast.jurisdiction.pk)}
    for name in ("core:theme", "accounts:government"):
        response = client.post(reverse(name), data)
        assert response.status_code == 302
        assert response.url.startswith("/")
        assert not response.url.startswith(("//", "/\\"))


def test_a_session_number_brought_along_is_not_kept(client, cast):
    client.cookies["sessionid"] = "a" * 32
    client.post(reverse("accounts:sign-in"), {"username": "ducha", "password": "密码-ducha"})
    assert client.cookies["sessionid"].value != "a" * 32
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"


def test_a_session_that_was_signed_out_opens_nothing_any_more(client, cast):
    client.force_login(cast.supervisor)
    kept = client.cookies["sessionid"].value
    client.post(reverse("accounts:sign-out"))
    client.cookies["sessionid"] = kept
    assert client.get(reverse("departments:list")).status_code == 302


def test_what_somebody_wrote_into_a_name_is_shown_as_text(client, cast):
    cast.lead_unit.name = f"市{SCRIPT}局"
    cast.lead_unit.save()
    client.force_login(cast.administrator)
    page = client.get(reverse("departments:list")).content.decode()
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


@pytest.mark.pure
@pytest.mark.parametrize("name", ['a".html', "../../etc/passwd", '计划 与"总结".docx', "a;b=c.txt"])
def test_a_file_is_an_attachment_whatever_its_name(name):
    header = file_response(b"x", name, "application/octet-stream").headers["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert "\n" not in header
