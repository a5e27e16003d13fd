"""Addresses outside, kept by the administrator: on allowed hosts, with a secret, tried, paused, on record."""

import hashlib
import hmac
import json
import re

import pytest
from django.urls import reverse

from audit.models import Entry
from audit.words import action_word
from core.exceptions import DomainError, NotPermitted, TransitionForbidden, VersionConflict
from notifications import outbox, services
from notifications.models import AllowedHost, ChannelName, ChannelPreference, Delivery, DeliveryState, Endpoint
from notifications.services import notify

SECRET = "SEC0123456789abcdef"
ROBOT = "https://oapi.yunzhou.example/robot/send?access_token=0123456789"


def allow(cast, host="127.0.0.1", **values):
    values = {"purpose": "试验", "allow_private": host == "127.0.0.1", **values}
    return services.allow_host(jurisdiction=cast.jurisdiction, host=host, by=cast.administrator, **values)


def add(cast, url, channel=ChannelName.WEBHOOK, secret=None, **values):
    values = {"name": "短信平台", "by": cast.administrator, **values}
    return services.add_endpoint(jurisdiction=cast.jurisdiction, channel=channel, url=url, secret=secret, **values)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("OA.yunzhou.example.", "oa.yunzhou.example"),
        (" 10.1.2.3 ", "10.1.2.3"),
        ("[::1]", "::1"),
        ("云州.example", "xn--9kqw68a.example"),
    ],
)
def test_a_host_is_kept_as_it_is_compared(cast, written, kept):
    assert allow(cast, written).host == kept


@pytest.mark.parametrize(
    "host",
    ["", "https://oa.example", "oa.example/hook", "oa.example:8443", "oa example", "a@b", "-oa.example", "oa..b"],
)
def test_what_is_no_host_is_refused(cast, host):
    with pytest.raises(DomainError) as refused:
        allow(cast, host)
    assert "host" in refused.value.fields


def test_a_host_stands_on_the_list_once_and_with_a_purpose(cast):
    allow(cast, "oa.example")
    with pytest.raises(DomainError, match="已在名单"):
        allow(cast, "OA.example")
    with pytest.raises(DomainError, match="用途"):
        allow(cast, "b.example", purpose=" ")
    # another government keeps a list of its own
    services.allow_host(jurisdiction=cast.other_jurisdiction, host="oa.example", purpose="试验", by=None)


def test_an_address_needs_an_allowed_host_of_the_own_government(cast):
    services.allow_host(jurisdiction=cast.other_jurisdiction, host="oa.example", purpose="试验", by=None)
    with pytest.raises(DomainError, match="不在允许名单"):
        add(cast, "https://oa.example/hook")
    allow(cast, "oa.example")
    row, _ = add(cast, "https://oa.example/hook")
    assert row.is_active


@pytest.mark.parametrize(
    "url",
    [
        "http://oa.example/hook",
        "ftp://oa.example/",
        "https://name@oa.example/",
        "https://oa.example/#x",
        "https://oa.example:port/",
        "https://[::1",
        "https://oa.example/a b",
        "https://oa.example/\r\nX: y",
        "oa.example",
    ],
)
def test_addresses_that_are_none_or_would_go_in_clear_are_refused(cast, url):
    allow(cast, "oa.example")
    with pytest.raises(DomainError) as refused:
        add(cast, url)
    assert "url" in refused.value.fields
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize(
    ("channel", "secret", "code"),
    [
        (ChannelName.WEBHOOK, "", "notifications.secret_empty"),
        (ChannelName.WEBHOOK, "   ", "notifications.secret_empty"),
        (ChannelName.WEBHOOK, "short", "notifications.secret_invalid"),
        (ChannelName.DINGTALK, None, "notifications.secret_empty"),
        (ChannelName.FEISHU, "", "notifications.secret_empty"),
        (ChannelName.WECOM, SECRET, "notifications.secret_invalid"),
    ],
)
def test_a_message_without_a_proper_signature_is_not_set_up(cast, channel, secret, code):
    allow(cast, "oa.example")
    with pytest.raises(DomainError) as refused:
        add(cast, "https://oa.example/hook?key=1", channel=channel, secret=secret)
    assert refused.value.code == code


def test_a_wecom_robot_brings_its_key_in_the_address(cast):
    allow(cast, "oa.example")
    with pytest.raises(DomainError, match="key="):
        add(cast, "https://oa.example/send", channel=ChannelName.WECOM)
    row, secret = add(cast, "https://oa.example/send?key=abc", channel=ChannelName.WECOM)
    assert (secret, row.shown_url) == ("", "https://oa.example/send?…")


def test_neither_secret_nor_key_stands_in_the_log_or_on_a_later_page(cast, client):
    allow(cast, "oapi.yunzhou.example")
    row, _ = add(cast, ROBOT, channel=ChannelName.DINGTALK, secret=SECRET)
    services.change_secret(endpoint=row, version=1, secret=SECRET[::-1], by=cast.administrator)
    client.force_login(cast.administrator)
    pages = [client.get(reverse(f"notifications:{name}", args=at)).content.decode() for name, at in
             (("endpoints", []), ("endpoint", [row.pk]))]  # fmt: skip
    pages.append(client.get(f"/api/v1/endpoints/{row.pk}/").content.decode())
    log = json.dumps([[one.before, one.after, one.object_name] for one in Entry.objects.all()], ensure_ascii=False)
    assert all(word not in text for text in (*pages, log) for word in (SECRET, SECRET[::-1], "0123456789"))
    assert "oapi.yunzhou.example" in log


def test_two_writers_of_one_address_the_second_is_stopped(cast):
    allow(cast, "oa.example")
    row, _ = add(cast, "https://oa.example/hook")
    again = Endpoint.objects.get(pk=row.pk)
    services.correct_endpoint(endpoint=row, version=1, name="新名称", url="", by=cast.administrator)
    with pytest.raises(VersionConflict):
        services.correct_endpoint(endpoint=again, version=1, name="别的", url="", by=cast.administrator)
    with pytest.raises(VersionConflict):
        services.pause_endpoint(endpoint=again, version=1, by=cast.administrator)


def test_one_address_a_channel_is_in_use_and_a_host_in_use_stays_on_the_list(cast):
    host = allow(cast, "oa.example")
    first, _ = add(cast, "https://oa.example/hook")
    with pytest.raises(TransitionForbidden, match="先暂停"):
        add(cast, "https://oa.example/other")
    with pytest.raises(DomainError, match="正在使用"):
        services.drop_host(allowed=host, by=cast.administrator)
    services.pause_endpoint(endpoint=first, version=1, by=cast.administrator)
    second, _ = add(cast, "https://oa.example/other")
    with pytest.raises(TransitionForbidden, match="先暂停"):
        services.resume_endpoint(endpoint=first, version=2, by=cast.administrator)
    services.pause_endpoint(endpoint=second, version=1, by=cast.administrator)
    services.drop_host(allowed=host, by=cast.administrator)
    with pytest.raises(DomainError, match="不在允许名单"):
        services.resume_endpoint(endpoint=first, version=2, by=cast.administrator)


def test_what_falls_due_for_a_paused_address_is_recorded_with_the_reason_and_sent_on_a_persons_word(cast, receiver):
    allow(cast)
    row, _ = add(cast, receiver.url)
    ChannelPreference.objects.create(user=cast.clerk, channels=["webhook"])
    notify(jurisdiction=cast.jurisdiction, recipients=[cast.clerk], subject="催办", body="x", key="k", urgent=True)
    services.pause_endpoint(endpoint=row, version=1, by=cast.administrator)
    outbox.deliver("webhook")
    sent = Delivery.objects.outside().get()
    assert (sent.state, sent.last_error, receiver.got) == (DeliveryState.FAILED, "管理员已暂停此对外地址", [])
    services.resume_endpoint(endpoint=row, version=2, by=cast.administrator)
    services.settle(by=cast.administrator, delivery_id=sent.pk, arrived=False)
    outbox.deliver("webhook")
    assert len(receiver.got) == 1


def test_a_test_message_is_signed_and_its_answer_kept_at_most_once_a_minute(cast, receiver):
    allow(cast)
    row, secret = add(cast, receiver.url)
    services.pause_endpoint(endpoint=row, version=1, by=cast.administrator)
    tried = services.try_endpoint(endpoint=row, by=cast.administrator)
    ((_, headers, body),) = receiver.got
    expected = hmac.new(secret.encode(), headers["X-Duban-Timestamp"].encode() + b"." + body, hashlib.sha256)
    assert headers["X-Duban-Signature"] == f"sha256={expected.hexdigest()}"
    assert json.loads(body)["kind"] == "test"
    assert (tried.tried_well, tried.is_active) == (True, False)
    with pytest.raises(TransitionForbidden, match="一分钟"):
        services.try_endpoint(endpoint=row, by=cast.administrator)
    Endpoint.objects.update(tried_at=None)
    receiver.status = 500
    again = services.try_endpoint(endpoint=row, by=cast.administrator)
    assert (again.tried_well, again.tried_words) == (False, "对方应答 500")
    row.refresh_from_db()
    assert row.tried_words == "对方应答 500"


def test_only_administrators_keep_addresses_and_every_act_is_on_record_in_words(cast, receiver):
    host = allow(cast)
    idle = allow(cast, "oa.example")
    row, _ = add(cast, receiver.url)
    by = cast.administrator
    services.correct_endpoint(endpoint=row, version=1, name="新名称", url="", by=by)
    services.change_secret(endpoint=row, version=2, secret=None, by=by)
    services.try_endpoint(endpoint=row, by=by)
    services.pause_endpoint(endpoint=row, version=3, by=by)
    services.resume_endpoint(endpoint=row, version=4, by=by)
    services.drop_host(allowed=idle, by=by)
    assert [action_word(one.action) for one in Entry.objects.order_by("pk")] == [
        "允许主机", "允许主机", "新增对外地址", "修改对外地址", "更换签名密钥", "试发", "暂停对外地址", "恢复对外地址",
        "移出主机",
    ]  # fmt: skip
    for act in (
        lambda: services.allow_host(jurisdiction=cast.jurisdiction, host="c.example", purpose="x", by=cast.supervisor),
        lambda: services.drop_host(allowed=host, by=cast.supervisor),
        lambda: add(cast, receiver.url, by=cast.supervisor),
        lambda: services.try_endpoint(endpoint=row, by=cast.auditor),
        lambda: services.change_secret(endpoint=row, version=5, secret=None, by=cast.leader),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_the_administrator_sets_up_an_address_on_the_pages_and_sees_the_secret_once(cast, client, receiver):
    client.force_login(cast.administrator)
    host = {"host": "127.0.0.1", "purpose": "短信", "allow_private": "on"}
    assert "已允许访问 127.0.0.1" in client.post(reverse("notifications:host-add"), host, follow=True).content.decode()
    new = reverse("notifications:endpoint-new")
    values = {"channel": "webhook", "name": "短信平台", "url": receiver.url, "origin": "given", "secret": ""}
    refused = client.post(new, values)
    assert (refused.status_code, "密钥不能为空" in refused.content.decode()) == (422, True)
    assert receiver.url in refused.content.decode()
    page = client.post(new, {**values, "origin": "made"})
    row = Endpoint.objects.get()
    assert row.secret in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    tried = client.post(reverse("notifications:endpoint-try", args=[row.pk]), follow=True).content.decode()
    assert re.search("试发“短信平台”：对方已接受，用时 [0-9.]+ 秒", tried)
    changed = client.post(reverse("notifications:endpoint-secret", args=[row.pk]), {"version": 1, "origin": "made"})
    assert Endpoint.objects.get().secret in changed.content.decode()
    stale = client.post(reverse("notifications:endpoint", args=[row.pk]), {"version": 1, "name": "新名称", "url": ""})
    assert (stale.status_code, "有人先修改" in stale.content.decode()) == (409, True)
    assert 'name="version" value="2"' in stale.content.decode()
    paused = client.post(reverse("notifications:endpoint-pause", args=[row.pk]), {"version": 2}, follow=True)
    assert "已暂停“短信平台”" in paused.content.decode()
    resumed = client.post(reverse("notifications:endpoint-resume", args=[row.pk]), {"version": 3}, follow=True)
    assert "已恢复使用“短信平台”" in resumed.content.decode()


def test_the_list_costs_the_same_for_one_address_and_for_many(cast, client, django_assert_num_queries):
    client.force_login(cast.administrator)
    allow(cast, "oa.example")
    add(cast, "https://oa.example/hook")
    url = reverse("notifications:endpoints")
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)
    for n in range(20):
        AllowedHost.objects.create(jurisdiction=cast.jurisdiction, host=f"h{n}.example", purpose="x")
        Endpoint.objects.create(
            jurisdiction=cast.jurisdiction, channel="webhook", name=f"旧{n}", url="https://oa.example/", is_active=False
        )
    with django_assert_num_queries(8):
        client.get(url)


def test_the_same_over_rest(cast, client, receiver):
    client.force_login(cast.administrator)
    here = cast.jurisdiction.pk
    host = {"jurisdiction": here, "host": "127.0.0.1", "purpose": "短信", "allow_private": True}
    assert client.post("/api/v1/allowed-hosts/", host, content_type="application/json").status_code == 201
    body = {"jurisdiction": here, "channel": "webhook", "name": "短信平台", "url": receiver.url}
    made = client.post("/api/v1/endpoints/", body, content_type="application/json")
    row = made.json()
    assert (made.status_code, len(row["secret"]) > 40, made["ETag"]) == (201, True, '"1"')
    path = f"/api/v1/endpoints/{row['id']}/"
    assert "secret" not in client.get(path).json()
    assert client.post(f"{path}try/", content_type="application/json").json()["tried_well"] is True
    assert client.post(f"{path}pause/", content_type="application/json").status_code == 428
    assert (
        client.post(f"{path}pause/", content_type="application/json", headers={"If-Match": '"1"'}).json()["is_active"]
        is False
    )
    assert client.post(f"{path}pause/", content_type="application/json", headers={"If-Match": '"1"'}).status_code == 409
    stale = client.patch(path, {"name": "新"}, content_type="application/json", headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)
    other = {**body, "jurisdiction": cast.other_jurisdiction.pk}
    assert client.post("/api/v1/endpoints/", other, content_type="application/json").status_code == 404
