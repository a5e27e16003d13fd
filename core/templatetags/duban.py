"""The vocabulary of the pages; loaded in every template (settings: builtins). docs/components.md shows each in use.

Words      {{ d|day }} {{ d|long_day }} {{ d|iso_day }} {{ d|weekday }} {{ t|minute }} {{ t|stamp }}
           {{ n|number }} {{ n|qty:"件" }} {{ n|signed }} {{ n|file_size }}
           {% left overdue_days=3 %} {% left working_days=5 provisional=True %}
Signs      {% icon "bell" %} {% light task %} {% light "red" "逾期 6 天" chip=True %} {% state task %}
           {% role "lead" %} {% basis "first_listed" confirmed=False %}
Figures    {% meter 78 83 %} {% prog 52 72 %} {% lights_bar counts %}
           {% chart "overdue" "trend" data "逾期件数" size="s" %}
Addresses  {% query_with page=2 %} {% query_without "light" "red" %}
Page       {% crumbs "督办台账" url "第11条" %} {% again "title" %}
Parts      {% tabs items "队列" %} {% segments items "行高" %} {% pager page "件" %} {% field form.name %}
           {% history entries %} {% versions mine theirs %} {% strip cells "举措" %}
Frames     {% note "yellow" %}…{% endnote %} {% nothing "本期没有须报送的事项" %}…{% endnothing %}
           {% dialog "urge" "向 2 个单位发出催办函？" %}…{% enddialog %} {% bulk "已选事项" %}…{% endbulk %}
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context, RequestContext
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString

from core import figures, markup, words

register = template.Library()
FIELD_OPTIONS = ("label", "hint", "suffix", "inline", "width", "reveal", "hide_label")

register.filter("day", words.day)
register.filter("long_day", words.long_day)
register.filter("iso_day", words.iso_day)
register.filter("weekday", words.weekday)
register.filter("minute", words.minute)
register.filter("stamp", words.stamp)
register.filter("number", words.number)
register.filter("qty", words.quantity)
register.filter("signed", words.signed)
register.filter("file_size", words.file_size)

register.simple_tag(markup.icon, name="icon")
register.simple_tag(markup.light, name="light")
register.simple_tag(markup.state, name="state")
register.simple_tag(markup.role, name="role")
register.simple_tag(markup.basis, name="basis")
register.simple_tag(markup.meter, name="meter")
register.simple_tag(markup.prog, name="prog")
register.simple_tag(markup.lights_bar, name="lights_bar")


@register.simple_tag(name="left")
def left_words(subject: Any = None, **values: Any) -> str:
    """Write what is left, from `overdue_days`, `working_days`, `provisional` or from an object that has them."""
    if subject is None:
        return words.left(**values)
    return words.left(
        overdue_days=markup.read(subject, "overdue_days", None),
        working_days=markup.read(subject, "working_days", None),
        provisional=bool(markup.read(subject, "provisional", False)),
    )


@register.simple_tag(takes_context=True)
def query_with(context: RequestContext, **changes: Any) -> str:
    """Return the address's query with parameters set; None or "" removes one. Any change but `page` drops `page`."""
    query = context["request"].GET.copy()
    if "page" not in changes:
        query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        elif isinstance(value, (list, tuple)):
            query.setlist(name, [str(one) for one in value])
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query_without(context: RequestContext, name: str, value: Any) -> str:
    """Return the address's query without one value of a parameter that may have several."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    query.setlist(name, [kept for kept in query.getlist(name) if kept != str(value)])
    return f"?{query.urlencode()}"


def _component(context: Context, component: str, /, **values: Any) -> SafeString:
    """Render `components/<component>.html` with these values alone (and the request's processors)."""
    engine = context.template.engine  # type: ignore[union-attr]
    inner = context.new(values)
    inner["csrf_token"] = context.get("csrf_token")
    return engine.get_template(f"components/{component}.html").render(inner)


@register.simple_tag(takes_context=True)
def crumbs(context: Context, *path: Any) -> SafeString:
    """Render the way to this page: label, address, label, address, …, and a last label without address if wanted."""
    steps = [{"label": path[at], "url": path[at + 1] if at + 1 < len(path) else ""} for at in range(0, len(path), 2)]
    return _component(context, "crumbs", steps=steps)


@register.simple_tag(takes_context=True)
def tabs(context: Context, items: Iterable[Any], label: str, target: str = "#list") -> SafeString:
    """Render queues or saved views as links; an item has `label`, `url`, `count` (or None) and `current`."""
    return _component(context, "tabs", items=items, label=label, target=target)


@register.simple_tag(takes_context=True)
def segments(context: Context, items: Iterable[Any], label: str, target: str = "#list") -> SafeString:
    """Render a small choice of views (density, kind of history); items as in `tabs`."""
    return _component(context, "segments", items=items, label=label, target=target)


@register.simple_tag(takes_context=True)
def pager(context: Context, page: Page[Any], classifier: str = "件", target: str = "#list") -> SafeString:
    """Render 第 1–50 件，共 1,006 件 and the two ways on; nothing where there are no rows."""
    back = query_with(context, page=page.previous_page_number()) if page.has_previous() else ""  # type: ignore[arg-type]
    onward = query_with(context, page=page.next_page_number()) if page.has_next() else ""  # type: ignore[arg-type]
    return _component(context, "pager", page=page, classifier=classifier, target=target, back=back, onward=onward)


@register.simple_tag(takes_context=True)
def field(context: Context, bound: Any, **options: Any) -> SafeString:
    """Render label, control, help and errors of a form field.

    Options: `label` (another one), `hint` (text beside), `suffix` (a unit inside the control), `inline` (choices in one
    line), `width` (a class), `reveal` (a password that can be shown), `hide_label` (for readers only); any other name
    becomes an attribute (`rows=6`, `data_count=500` for `data-count`).
    """
    own = {name: options.pop(name, "") for name in FIELD_OPTIONS}
    return _component(context, "field", **markup.field_parts(bound, attributes=options), **own)


@register.simple_tag(takes_context=True)
def history(context: Context, entries: Iterable[Any]) -> SafeString:
    """Render what happened, newest first; an entry has `at`, `icon`, `act`, `who`, `detail` and perhaps `quote`."""
    return _component(context, "history", entries=entries)


@register.simple_tag(takes_context=True)
def versions(context: Context, theirs: Any, mine: Any, name: str = "keep") -> SafeString:
    """Render two versions side by side: each has `author`, `at`, `values` (label, text) and a button's `value`."""
    return _component(context, "versions", sides=[theirs, mine], name=name)


@register.simple_tag(takes_context=True)
def strip(context: Context, cells: Iterable[Any], label: str) -> SafeString:
    """Render one cell a measure: `number`, `url`, `kind` (done, ask, open), `current`; with the legend's counts."""
    listed = list(cells)
    kinds = [markup.read(cell, "kind") for cell in listed]
    counts = {kind: kinds.count(kind) for kind in ("done", "ask", "open")}
    return _component(context, "strip", cells=listed, label=label, counts=counts)


@register.simple_tag(takes_context=True)
def chart(
    context: Context, name: str, kind: str, data: Mapping[str, Any], label: str, *, size: str = "m"
) -> SafeString:
    """Render a chart with its figures in words and as a table; kinds and shapes: core.figures, sizes: s, m, l."""
    head, rows = figures.table(kind, data)
    said = figures.summary(kind, label, data)
    values = {"name": name, "kind": kind, "data": data, "label": label, "size": size}
    return _component(context, "chart", **values, summary=said, head=head, rows=rows, data_id=f"chart-{name}-data")


@register.simple_block_tag(takes_context=True)
def note(context: Context, content: str, kind: str = "plain", **options: Any) -> SafeString:
    """Frame one or two sentences that must be read: plain, brand, yellow; red is a failure and is announced."""
    return _component(context, "note", content=content, kind=kind, id=options.get("id", ""))


@register.simple_block_tag(takes_context=True)
def nothing(context: Context, content: str, title: str) -> SafeString:
    """Frame an empty state: what is not here (title), then when or why, then at most one button."""
    return _component(context, "nothing", content=content, title=title)


@register.simple_block_tag(takes_context=True)
def dialog(
    context: Context,
    content: str,
    id: str,  # noqa: A002 it becomes the element's id
    title: str,
    *,
    opened: bool = False,
    side: bool = False,
) -> SafeString:
    """Frame a question before something leaves the house, or (`side`) a panel for an act with a form.

    Any control with `data-dialog="<id>"` opens it; `opened` shows it at once (without script: in the page).
    """
    return _component(context, "dialog", content=content, id=id, title=title, opened=opened, side=side)


@register.simple_block_tag(takes_context=True)
def bulk(context: Context, content: str, label: str, classifier: str = "件") -> SafeString:
    """Frame the bar for picked rows: hidden at 0 picked, says 已选 N 件 and then what the block says."""
    return _component(context, "bulk", content=content, label=label, classifier=classifier)


class AgainNode(Node):
    """Shows a block of the page a second time (the title stands in the tab and in the heading)."""

    child_nodelists = ()

    def __init__(self, name: str) -> None:
        self.block = BlockNode(name, NodeList())

    def render(self, context: Context) -> SafeString:
        """Render the block as the page at hand fills it."""
        return self.block.render(context)


@register.tag
def again(parser: Parser, token: Token) -> AgainNode:
    """Compile `{% again "title" %}`."""
    return AgainNode(token.split_contents()[1].strip("\"'"))


@register.filter
def part(mapping: Mapping[str, Any], key: str) -> Any:
    """Return one value of a mapping by a key that is itself a variable."""
    return mapping.get(key)
