"""The government whose pages are shown, for people with several."""

from django.urls import reverse

from accounts.government import current_government
from accounts.models import Membership, Role

ADDRESS = reverse("accounts:government")


def test_somebody_with_two_governments_switches_between_them(client, cast):
    Membership.objects.create(user=cast.supervisor, jurisdiction=cast.other_jurisdiction, role=Role.SUPERVISOR)
    client.force_login(cast.supervisor)
    page = client.get(reverse("accounts:password"))
    assert current_government(page.wsgi_request) == cast.jurisdiction
    assert "转到 安岭市" in page.content.decode()
    client.post(ADDRESS, {"government": cast.other_jurisdiction.pk})
    page = client.get(reverse("accounts:password"))
    assert current_government(page.wsgi_request) == cast.other_jurisdiction


def test_nobody_switches_to_a_government_without_a_role_there(client, cast):
    client.force_login(cast.supervisor)
    assert client.post(ADDRESS, {"government": cast.other_jurisdiction.pk}).status_code == 404
    assert client.post(ADDRESS, {"government": "x"}).status_code == 404


def test_a_stranger_has_no_government(client, db):
    assert current_government(client.get(reverse("accounts:sign-in")).wsgi_request) is None
