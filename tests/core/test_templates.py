"""Rules every template keeps: a strict content policy, icons and files that exist, bare error pages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

ROOT = Path(settings.BASE_DIR)
# a mail carries its style with it: mail programs read no style sheets, and no content policy holds there
MAILS = {ROOT / "templates/reminders/digest.html"}
TEMPLATES = sorted(set((ROOT / "templates").rglob("*.html")) - MAILS)
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/vendor/icons.svg").read_text(encoding="utf-8")))
STYLES = [ROOT / "static/vendor/bootstrap.min.css", *sorted((ROOT / "static/css").glob("*.css"))]
STYLED = {word for path in STYLES for word in re.findall(r"\.([A-Za-z][\w-]*)", path.read_text(encoding="utf-8"))}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_template_needs_more_than_the_content_policy_allows(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), "inline script"
    assert not re.search(r"<style\b|\sstyle=", text), "inline style"
    assert not re.search(r"\son[a-z]+=\"", text), "inline handler"
    assert not re.search(r"(src|href)=\"(https?:)?//", text), "another host"


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_icon_and_file_a_template_names_exists(path):
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r'{% icon "([^"]+)"', text)) <= SYMBOLS
    missing = [file for file in re.findall(r'{% static "([^"]+)" %}', text) if not finders.find(file)]
    assert missing == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_class_a_template_names_has_a_style(path):
    plain = re.sub(r"{%.*?%}|{#.*?#}", " ", path.read_text(encoding="utf-8"))
    # a class that is put together from a variable (light-{{ code }}) is not judged
    plain = re.sub(r"[\w-]*{{.*?}}[\w-]*", " ", plain)
    named = {word for found in re.findall(r'class="([^"]*)"', plain) for word in found.split()}
    assert {word for word in named if word not in STYLED and not word.endswith("-")} == set()


def test_every_icon_of_the_python_code_exists():
    from core.markup import LIGHTS
    from tasks.views.detail import ICONS

    assert {icon for icon, _, _ in LIGHTS.values()} | set(ICONS.values()) <= SYMBOLS


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_no_script_builds_code_or_markup_from_text(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write", text)


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_answers_without_a_context_need_none(template):
    page = render_to_string(template)
    assert "UNDEFINED" not in page
    assert "<h1>" in page
