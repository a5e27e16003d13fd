"""The guide inside the program: the chapters of docs/guide/ as pages, and for each page the section that explains it.

The chapters stay plain Markdown, readable in the repository as well; their headings get the anchors that code hosts
give them, so a link works in both places.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

CONTENTS = "README"
# in the order of the contents
CHAPTERS = (CONTENTS, "clerk", "supervisor", "leader", "administrator", "auditor")
NO_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading below the chapter's own."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of the guide as a page: `body` is HTML without the first heading."""

    name: str
    title: str
    body: SafeString
    sections: tuple[Section, ...]

    @property
    def url(self) -> str:
        """Return where the chapter is read."""
        return _address(self.name)


def anchor(title: str) -> str:
    """Return the anchor of a heading: letters and figures as they are, lower case, blanks as hyphens."""
    return NO_ANCHOR.sub("", title.strip().lower()).replace(" ", "-")


def _address(name: str) -> str:
    return reverse("guide") if name == CONTENTS else reverse("guide-chapter", args=[name])


def _target(href: str) -> str:
    """Return where a link of the files leads inside the program; empty where it leads out of the guide."""
    page, _, section = href.partition("#")
    name = page.removesuffix(".md")
    if page and name not in CHAPTERS:
        return ""
    return f"{_address(name) if page else ''}{'#' if section else ''}{section}"


class _Renderer(RendererHTML):
    """HTML of a chapter: anchors, links inside the program, pictures that load when they are opened."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Give the heading its anchor."""
        tokens[idx].attrSet("id", anchor(tokens[idx + 1].content))
        return self.renderToken(tokens, idx, options, env)

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Draw tables like those of the pages."""
        return '<div class="tbl-scroll"><table class="tbl">\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Close what `table_open` opened."""
        return "</table></div>\n"

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Fold the picture away: text first, and nothing is loaded unasked."""
        token = tokens[idx]
        token.attrSet("src", static(f"guide/{Path(str(token.attrGet('src'))).name}"))
        token.attrSet("alt", token.content)
        token.attrSet("loading", "lazy")
        drawn = self.renderToken(tokens, idx, options, env)
        return f"<details><summary>图：{escapeHtml(token.content)}</summary>{drawn}</details>"


def _lead_inside(tokens: Sequence[Token]) -> None:
    """Turn the links of the files into addresses of the program; a link out of the guide keeps its words only."""
    open_links: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            target = _target(str(token.attrGet("href") or ""))
            open_links.append(bool(target))
            token.attrs = {"href": target} if target else {}
        if token.type in ("link_open", "link_close") and not open_links[-1]:
            token.tag = "span"
        if token.type == "link_close":
            open_links.pop()


@cache
def chapter(name: str) -> Chapter:
    """Read one chapter by its name in CHAPTERS; OSError where the files were not shipped."""
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    tokens = parser.parse((settings.DUBAN_GUIDE / f"{name}.md").read_text(encoding="utf-8"))
    titles: list[tuple[str, str]] = []
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            titles.append((token.tag, tokens[number + 1].content))
        _lead_inside(token.children or ())
    # the page writes the first heading itself: three tokens
    body = parser.renderer.render(tokens[3:], parser.options, {})
    sections = tuple(Section(anchor(title), title) for tag, title in titles if tag == "h2")
    # made from files of the program with HTML switched off
    return Chapter(name, titles[0][1], mark_safe(body), sections)  # noqa: S308


@cache
def _pages() -> dict[str, str]:
    data = tomllib.loads((settings.DUBAN_GUIDE / "pages.toml").read_text(encoding="utf-8"))
    return {str(name): str(target) for name, target in data["pages"].items()}


def help_for(view_name: str) -> str:
    """Return the address of the section about a page, by the name of its view, else by its app; else the contents."""
    pages = _pages()
    app = view_name.partition(":")[0]
    target = pages.get(view_name) or pages.get(app) or f"{CONTENTS}.md"
    return _target(target)


@login_not_required
@require_safe
def guide(request: HttpRequest, name: str = CONTENTS) -> HttpResponse:
    """Show a chapter of the guide to anybody: it says nothing about the data."""
    if name not in CHAPTERS:
        raise Http404
    chapters = [chapter(one) for one in CHAPTERS]
    return render(request, "guide.html", {"chapter": chapter(name), "chapters": chapters})
