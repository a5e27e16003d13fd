"""Single sign-on by OpenID Connect and CAS against a platform of our own, honest and dishonest."""

import base64
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import Entry
from core import clock
from tests.accounts.platform import CLIENT, SECRET, STRANGE_KEY, Platform

SIGN_IN, BEGIN, BACK = (reverse(f"accounts:{name}") for name in ("sign-in", "sso", "sso-back"))
PASSWORD = reverse("accounts:password")


@pytest.fixture
def platform():
    one = Platform()
    yield one
    one.close()


@pytest.fixture(params=["oidc", "cas"])
def either(request, settings, platform):
    return switch_on(settings, platform, request.param)


@pytest.fixture
def oidc(settings, platform):
    return switch_on(settings, platform, "oidc")


@pytest.fixture
def cas(settings, platform):
    return switch_on(settings, platform, "cas")


def switch_on(settings, platform, way):
    settings.DUBAN_SSO = way
    settings.DUBAN_OIDC_ISSUER = settings.DUBAN_CAS_URL = platform.url
    settings.DUBAN_OIDC_CLIENT_ID, settings.DUBAN_OIDC_CLIENT_SECRET = CLIENT, SECRET
    return platform


def through(client, platform, **changes):
    """Go to the platform and come back, with changes to what the browser brings."""
    away = client.get(BEGIN, {"next": PASSWORD})
    assert away.status_code == 302
    return client.get(BACK, platform.authorize(away.url) | changes)


def refused(client, answer):
    assert answer.url == SIGN_IN
    assert client.get(PASSWORD).status_code == 302
    return client.get(SIGN_IN).content.decode()


def test_whom_the_platform_names_is_signed_in_goes_on_and_is_recorded(client, cast, either, settings):
    answer = through(client, either)
    assert (answer.status_code, answer.url) == (302, PASSWORD)
    assert client.get(PASSWORD).status_code == 200
    entry = Entry.objects.get(action="accounts.sign_in", actor_id=cast.clerk.pk)
    assert entry.after == {"way": settings.DUBAN_SSO}


def test_the_sign_in_page_offers_the_platform_where_it_is_set_up(client, cast, either, settings):
    assert "统一身份认证登录" in client.get(SIGN_IN).content.decode()
    settings.DUBAN_SSO = ""
    assert "统一身份认证登录" not in client.get(SIGN_IN).content.decode()
    assert client.get(BEGIN).status_code == client.get(BACK).status_code == 404


def test_the_session_key_changes(client, cast, either):
    client.get(BEGIN)
    before = client.session.session_key
    through(client, either)
    assert client.session.session_key != before


@pytest.mark.parametrize("change", [{"state": ""}, {"state": "another"}, {"state": "中文"}])
def test_an_answer_with_another_state_is_refused_and_asks_the_platform_nothing(client, cast, either, change):
    answer = through(client, either, **change)
    assert "已失效" in refused(client, answer)
    assert "/token" not in either.asked
    assert "/p3/serviceValidate" not in either.asked


def test_an_answer_made_for_another_browser_is_refused(client, cast, either):
    brought = either.authorize(Client().get(BEGIN)["Location"])
    client.get(BEGIN)
    refused(client, client.get(BACK, brought))


def test_an_answer_is_good_once(client, cast, either):
    brought = either.authorize(client.get(BEGIN).url)
    assert client.get(BACK, brought).url == "/"
    client.post(reverse("accounts:sign-out"))
    refused(client, client.get(BACK, brought))


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_service": True}, {"username": "elsewhere"}])
def test_without_a_usable_account_nobody_comes_in_and_none_is_made(client, cast, either, change):
    User.objects.filter(pk=cast.clerk.pk).update(**change)
    count = User.objects.count()
    assert "没有可用的账号" in refused(client, through(client, either))
    assert User.objects.count() == count


def test_the_platform_leads_to_no_other_host(client, cast, either):
    away = client.get(BEGIN, {"next": "https://evil.example/"})
    assert client.get(BACK, either.authorize(away.url)).url == "/"


def test_a_first_password_nobody_uses_does_not_stand_in_the_way(client, cast, either):
    User.objects.filter(pk=cast.clerk.pk).update(must_change_password=True)
    through(client, either)
    assert client.get(reverse("departments:list")).status_code == 200


def test_a_disabled_account_ends_the_session(client, cast, either):
    through(client, either)
    User.objects.filter(pk=cast.clerk.pk).update(is_active=False)
    assert client.get(PASSWORD).status_code == 302


def test_a_platform_that_is_down_is_said_and_the_own_account_still_works(client, cast, platform, settings):
    switch_on(settings, platform, "oidc")
    settings.DUBAN_OIDC_ISSUER = "http://127.0.0.1:1"
    assert "暂时无法连接" in refused(client, client.get(BEGIN))
    assert client.post(SIGN_IN, {"username": "fagai", "password": "密码-fagai"}).status_code == 302


def moment(**delta):
    return int((clock.real_now() + timedelta(**delta)).timestamp())


BAD_CLAIMS = {
    "another issuer": {"iss": "https://evil.example"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "other"},
    "no audience": {"aud": None},
    "several audiences without a party": {"aud": [CLIENT, "other"]},
    "another party": {"aud": [CLIENT, "other"], "azp": "other"},
    "another nonce": {"nonce": "other"},
    "no nonce": {"nonce": None},
    "no end": {"exp": None},
    "no beginning": {"iat": None},
    "no subject": {"sub": None},
    "no name": {"preferred_username": None},
    "a name that is none": {"preferred_username": ["fagai"]},
}


@pytest.mark.parametrize("name", BAD_CLAIMS)
def test_an_id_token_that_says_something_else_is_refused(client, cast, oidc, name):
    oidc.bend["claims"] = BAD_CLAIMS[name]
    assert "没有通过" in refused(client, through(client, oidc))


@pytest.mark.parametrize(
    "times", [{"exp": {"minutes": -2}}, {"iat": {"minutes": 10}}, {"nbf": {"minutes": 10}}], ids=["old", "early", "nbf"]
)
def test_an_id_token_out_of_its_time_is_refused(client, cast, oidc, times):
    oidc.bend["claims"] = {claim: moment(**delta) for claim, delta in times.items()}
    refused(client, through(client, oidc))


def test_a_token_of_several_audiences_whose_party_is_us_is_taken(client, cast, oidc):
    oidc.bend["claims"] = {"aud": [CLIENT, "other"], "azp": CLIENT}
    assert through(client, oidc).url == PASSWORD


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", f"{part({'alg': 'none'})}.{part({'preferred_username': 'fagai'})}."]
)
def test_an_id_token_that_is_not_signed_is_refused(client, cast, oidc, token):
    oidc.bend["id_token"] = token or "-"
    refused(client, through(client, oidc))


def test_an_id_token_signed_by_another_key_is_refused(client, cast, oidc):
    oidc.bend["key"] = STRANGE_KEY
    refused(client, through(client, oidc))


@pytest.mark.parametrize(
    "bend",
    [
        {"description": {"issuer": "https://evil.example"}},
        {"description": {"token_endpoint": "file:///etc/passwd"}},
        {"description": {"jwks_uri": None}},
        {"description_status": 302},
        {"token_status": 302},
        {"token_status": 500},
    ],
)
def test_a_platform_that_describes_another_or_leads_away_is_not_followed(client, cast, oidc, bend):
    away = client.get(BEGIN)
    oidc.bend |= bend
    answer = client.get(BACK, oidc.authorize(away.url)) if away.url.startswith("http") else away
    refused(client, answer)


@pytest.mark.parametrize(
    "change", [{"error": "access_denied"}, {"code": ""}, {"code": "guessed"}, {"iss": "https://e"}]
)
def test_a_refusal_and_a_made_up_code_are_refused(client, cast, oidc, change):
    refused(client, through(client, oidc, **change))


def test_a_stolen_code_without_its_verifier_is_worth_nothing(client, cast, oidc):
    away = client.get(BEGIN)
    brought = oidc.authorize(away.url)
    session = client.session
    session["sso"] = session["sso"] | {"verifier": "x" * 64}
    session.save()
    refused(client, client.get(BACK, brought))


SPACE = 'xmlns:cas="http://www.yale.edu/tp/cas"'
BAD_XML = {
    "no XML": "yes\nfagai\n",
    "a failure": (
        f"<cas:serviceResponse {SPACE}><cas:authenticationFailure>fagai</cas:authenticationFailure>"
        "</cas:serviceResponse>"
    ),
    "a name inside an attribute": (
        f"<cas:serviceResponse {SPACE}><cas:authenticationFailure><cas:authenticationSuccess><cas:user>fagai</cas:user>"
        "</cas:authenticationSuccess></cas:authenticationFailure></cas:serviceResponse>"
    ),
    "another space": (
        "<serviceResponse><authenticationSuccess><user>fagai</user></authenticationSuccess></serviceResponse>"
    ),
    "an entity": (
        f'<!DOCTYPE x [<!ENTITY e "fagai">]><cas:serviceResponse {SPACE}><cas:authenticationSuccess>'
        "<cas:user>&e;</cas:user></cas:authenticationSuccess></cas:serviceResponse>"
    ),
}


@pytest.mark.parametrize("name", BAD_XML)
def test_an_answer_of_cas_that_is_none_is_refused(client, cast, cas, name):
    cas.bend["xml"] = BAD_XML[name]
    refused(client, through(client, cas))


@pytest.mark.parametrize("ticket", ["", "PT-1", "ST-\n", "ST-" + "x" * 300, "ST-guessed"])
def test_a_made_up_ticket_is_refused(client, cast, cas, ticket):
    refused(client, through(client, cas, ticket=ticket))
