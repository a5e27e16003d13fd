"""A person's own inbox and preferences."""

import pytest
from django.urls import reverse

from notifications.models import ChannelPreference, Message
from notifications.services import notify


@pytest.fixture
def letter(cast) -> Message:
    (message,) = notify(
        jurisdiction=cast.jurisdiction, recipients=[cast.clerk], subject="退回补报", body="请补充佐证\n<b>", key="k"
    )
    return message


def test_a_message_is_unread_until_it_is_opened(cast, client, letter):
    client.force_login(cast.clerk)
    assert "<b>1</b> 条未读" in client.get(reverse("notifications:inbox")).content.decode()
    page = client.get(reverse("notifications:message", args=[letter.pk])).content.decode()
    assert "请补充佐证" in page
    assert "&lt;b&gt;" in page
    assert "没有未读消息" in client.get(f"{reverse('notifications:inbox')}?show=unread").content.decode()


def test_nobody_reads_anothers_message(cast, client, letter):
    for who in (cast.co_clerk, cast.supervisor, cast.administrator):
        client.force_login(who)
        assert client.get(reverse("notifications:message", args=[letter.pk])).status_code == 404
        assert client.get(f"/api/v1/messages/{letter.pk}/").status_code == 404
        assert client.post(f"/api/v1/messages/{letter.pk}/read/").status_code == 404


def test_all_are_marked_read_at_once_and_only_ones_own(cast, client, letter):
    notify(jurisdiction=cast.jurisdiction, recipients=[cast.co_clerk], subject="别人的", body="x", key="other")
    client.force_login(cast.clerk)
    client.post(reverse("notifications:read-all"))
    assert list(Message.objects.unread().values_list("subject", flat=True)) == ["别人的"]


def test_a_person_chooses_channels_and_hour(cast, client):
    client.force_login(cast.clerk)
    url = reverse("notifications:preferences")
    assert "每日提醒时间" in client.get(url).content.decode()
    client.post(url, {"channels": ["wecom"], "digest_time": "09:15"})
    chosen = ChannelPreference.objects.get(user=cast.clerk)
    assert (chosen.channels, str(chosen.digest_time)) == (["inbox", "wecom"], "09:15:00")
    assert client.post(url, {"channels": ["pigeon"], "digest_time": "x"}).status_code == 422


def test_the_inbox_over_rest(cast, client, letter):
    client.force_login(cast.clerk)
    (row,) = client.get("/api/v1/messages/?unread=true").json()["results"]
    assert row["subject"] == "退回补报"
    assert client.post(f"/api/v1/messages/{letter.pk}/read/", content_type="application/json").json()["read_at"]
    assert client.get("/api/v1/messages/?unread=true").json()["results"] == []
