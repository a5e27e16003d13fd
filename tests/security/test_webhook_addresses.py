"""DNS rebinding: a name that answers differently the second time; the address that was checked is the one called."""

import socket

import pytest

from notifications.channels.base import PermanentError, TemporaryError
from notifications.channels.http import is_allowed, post_json
from notifications.models import AllowedHost, Endpoint


class Rebinding:
    """A resolver whose answers change, and a network that notes which addresses were called."""

    def __init__(self, monkeypatch, *answers: str):
        self.answers = list(answers)
        self.asked: list[str] = []
        self.called: list[str] = []
        monkeypatch.setattr(socket, "getaddrinfo", self.resolve)
        monkeypatch.setattr(socket, "create_connection", self.connect)

    def resolve(self, host, port, *_args, **_more):
        self.asked.append(host)
        address = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(self, address, **_more):
        self.called.append(address[0])
        raise ConnectionRefusedError


@pytest.fixture
def endpoint(cast) -> Endpoint:
    """An address on an allowed host: what is on trial is the address behind its name."""
    AllowedHost.objects.create(jurisdiction=cast.jurisdiction, host="hook.example")
    return Endpoint(jurisdiction=cast.jurisdiction, name="督办群", url="http://hook.example:8080/x", secret="密钥")


@pytest.mark.parametrize("second", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1"])
def test_a_name_that_changes_after_the_check_is_called_at_the_address_that_was_checked(monkeypatch, endpoint, second):
    net = Rebinding(monkeypatch, "203.0.114.9", second)
    with pytest.raises(TemporaryError, match="连接失败"):
        post_json(endpoint, b"{}", lambda: None)
    assert net.asked == ["hook.example"]
    assert net.called == ["203.0.114.9"]


@pytest.mark.parametrize("first", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "fe80::1", "::ffff:10.0.0.5"])
def test_a_name_that_leads_into_the_house_is_not_called_at_all(monkeypatch, endpoint, first):
    net = Rebinding(monkeypatch, first, "203.0.114.9")
    with pytest.raises(PermanentError, match="不在允许范围"):
        post_json(endpoint, b"{}", lambda: None)
    assert net.called == []


@pytest.mark.pure
@pytest.mark.parametrize(
    "address",
    ["64:ff9b::a00:5", "64:ff9b:1::a00:5", "2002:a00:5::", "2001:0:a00:5::", "::7f00:1", "100.64.0.1", "240.0.0.1"],
)
def test_an_address_that_a_gateway_carries_on_elsewhere_is_never_called(address):
    assert not is_allowed(address, allow_private=False)
    assert not is_allowed(address, allow_private=True) or address == "240.0.0.1"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://hook.example/", "gopher://hook.example/", "http:///x"])
def test_other_schemes_lead_nowhere(monkeypatch, endpoint, url):
    net = Rebinding(monkeypatch, "203.0.114.9")
    endpoint.url = url
    with pytest.raises(PermanentError):
        post_json(endpoint, b"{}", lambda: None)
    assert net.asked == net.called == []
