"""Gzip: for whoever takes it, for pages and REST answers, never for what is streamed."""

import gzip
import json

from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse

from core.middleware import PackedAnswersMiddleware
from tests.factories.tasks import make_task

TAKES = {"Accept-Encoding": "gzip"}


def answered(response, headers=TAKES):
    return PackedAnswersMiddleware(lambda _: response)(RequestFactory().get("/", headers=headers))


def test_a_rest_answer_is_packed_for_whoever_takes_it_and_its_tag_still_opens_the_record(client, cast):
    task = make_task(cast.jurisdiction, lead=cast.lead_unit)
    client.force_login(cast.supervisor)
    plain = client.get(f"/api/v1/tasks/{task.pk}/")
    packed = client.get(f"/api/v1/tasks/{task.pk}/", headers=TAKES)
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert len(packed.content) < len(plain.content)
    note = f"/api/v1/tasks/{task.pk}/note/"
    headers = {"If-Match": packed["ETag"]}
    assert client.post(note, {"text": "有进展"}, content_type="application/json", headers=headers).status_code == 200


def test_a_page_is_packed_with_a_length_that_says_nothing(client, cast):
    client.force_login(cast.supervisor)
    address = reverse("tasks:list")
    sizes = {len(client.get(address, headers=TAKES).content) for _ in range(8)}
    assert len(sizes) > 1


def test_streams_downloads_and_readers_without_gzip_get_the_bytes_as_they_are():
    text = "督办" * 500
    assert "Content-Encoding" not in answered(StreamingHttpResponse([text], content_type="text/csv"))
    assert "Content-Encoding" not in answered(HttpResponse(text, content_type="application/pdf"))
    assert "Content-Encoding" not in answered(HttpResponse(text), headers={})
    assert answered(HttpResponse(text))["Content-Encoding"] == "gzip"
