"""The guide in the program: every chapter opens for anybody, every page leads to the section that explains it."""

import re
from urllib.parse import unquote

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from duban import guide
from tests.access.endpoints import endpoints

PAGES = sorted(one.name for one in endpoints() if not one.is_api and "GET" in one.methods)


@pytest.mark.parametrize("name", guide.CHAPTERS)
def test_a_chapter_is_read_without_signing_in(client, db, name):
    answer = client.get(guide.chapter(name).url)
    assert answer.status_code == 200
    assert f"<h1>{guide.chapter(name).title}</h1>" in answer.content.decode()


def test_an_unknown_chapter_is_not_found(client, db):
    assert client.get(reverse("guide-chapter", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_every_page_leads_to_a_section_that_is_there(name):
    page, _, section = guide.help_for(name).partition("#")
    bodies = {one.url: one for one in map(guide.chapter, guide.CHAPTERS)}
    chapter = bodies[page]
    assert not section or section in {one.anchor for one in chapter.sections}


@pytest.mark.parametrize("name", guide.CHAPTERS)
def test_links_of_a_chapter_lead_to_sections_that_are_there(name):
    anchors = {one.url: {s.anchor for s in one.sections} for one in map(guide.chapter, guide.CHAPTERS)}
    for href in re.findall(r'<a href="([^"]*)"', guide.chapter(name).body):
        page, _, section = unquote(href).partition("#")
        assert not section or section in anchors[page or guide.chapter(name).url], href


@pytest.mark.parametrize("name", guide.CHAPTERS)
def test_pictures_of_a_chapter_are_shipped_and_wait_until_they_are_opened(name):
    body = guide.chapter(name).body
    for source in re.findall(r'<img[^>]*src="/static/([^"]*)"', body):
        assert finders.find(source), source
    assert body.count("<img") == body.count('loading="lazy"') == body.count("<details>")


def test_a_page_shows_the_way_to_its_section(client, db):
    assert f'href="{reverse("guide")}#登录和本人设置"' in client.get(reverse("accounts:sign-in")).content.decode()
