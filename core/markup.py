"""The small signs of every page as safe HTML: icons, lights, states, roles, bars. No other module writes them.

An object given to `light` or `state` is a model, a dataclass or a dict: see each function for the names it reads.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from django.forms import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# light: (icon, one character, the word when no reason is given)
LIGHTS = {
    "red": ("exclamation-octagon-fill", "红", "逾期"),
    "yellow": ("exclamation-triangle-fill", "黄", "滞后"),
    "blue": ("clock-fill", "蓝", "临期"),
    "green": ("check-circle-fill", "绿", "正常"),
    "grey": ("circle", "灰", "未启动"),
}
ROLES = {"lead": "牵头", "co": "责任", "support": "配合", "implementing": "落实", "joint": "并列"}
BASES = {
    "explicit": "明文",
    "note": "文中注明",
    "first_listed": "列首位，推定",
    "blanket": "全文适用",
    "inline": "文内表述，推定",
}
INFERRED = {"first_listed": "列首位，已确认", "inline": "文内表述，已确认"}


def read(subject: Any, name: str, default: Any = "") -> Any:
    """Return a value of a dict or of an object by name, called if it is a method."""
    value = subject.get(name, default) if isinstance(subject, Mapping) else getattr(subject, name, default)
    return value() if callable(value) else value


def _key(value: Any) -> str:
    """Return the plain text of a code that may be an enumeration's member."""
    return str(value.value if isinstance(value, Enum) else value)


def icon(name: str, label: str = "") -> SafeString:
    """Return an icon of the sprite; hidden from readers unless a label says what it stands for alone."""
    sprite = static("vendor/icons.svg")
    if label:
        return format_html('<svg class="bi" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, sprite, name)
    return format_html('<svg class="bi" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


def light(subject: Any, word: str = "", *, chip: bool = False, short: bool = False) -> SafeString:
    """Return shape, word and colour of a light.

    `subject` is a code (red, yellow, blue, green, grey) or has `.light` and `.word`; `word` overrides the reason.
    `chip` adds the tint of page heads, `short` writes the one character 红 for table heads.
    """
    coded = isinstance(subject, (str, Enum))
    code = _key(subject if coded else read(subject, "light", "grey"))
    shape, character, usual = LIGHTS.get(code, LIGHTS["grey"])
    reason = word or (character if short else "" if coded else read(subject, "word")) or usual
    return format_html('<span class="light light-{}{}">{}{}</span>', code, " chip" if chip else "", icon(shape), reason)


def state(subject: Any) -> SafeString:
    """Return a workflow state as a word in a hairline, from a text or the object's `state_word`/`get_state_display`."""
    word = subject
    if not isinstance(subject, str):
        names = ("state_word", "get_state_display", "get_status_display")
        word = next((found for name in names if (found := read(subject, name))), subject)
    return format_html('<span class="state">{}</span>', word)


def role(subject: Any) -> SafeString:
    """Return a unit's role; the lead stands out. Takes a code or an object with `.role`."""
    code = _key(subject if isinstance(subject, (str, Enum)) else read(subject, "role"))
    return format_html('<span class="role{}">{}</span>', " role-lead" if code == "lead" else "", ROLES.get(code, code))


def basis(subject: Any, *, confirmed: bool = False) -> SafeString:
    """Return the ground a role stands on; an inferred one is marked until somebody confirmed it."""
    code = _key(subject)
    unsure = code in INFERRED and not confirmed
    word = INFERRED[code] if code in INFERRED and confirmed else BASES.get(code, code)
    return format_html('<span class="basis{}">{}</span>', " basis-unsure" if unsure else "", word)


def _gauge(css: str, value: Any, plan: Any) -> SafeString:
    """Return a bar of `value` per cent, a tick at `plan` per cent; hidden from readers, the numbers stand beside."""
    tick = SafeString("")
    if plan is not None and plan != "":
        at = min(100, max(0, float(plan)))
        tick = format_html(
            '<rect class="m" x="{}%" width="2" height="6" transform="translate({})"/>', at, -2 * at / 100
        )
    width = min(100, max(0, float(value or 0)))
    return format_html(
        '<svg class="{}" aria-hidden="true"><rect class="t" width="100%" height="6"/>'
        '<rect class="v" width="{}%" height="6"/>{}</svg>',
        css,
        width,
        tick,
    )


def meter(value: Any, plan: Any = None) -> SafeString:
    """Return a wide bar: progress in per cent, and where the calendar wants it."""
    return _gauge("meter", value, plan)


def prog(value: Any, plan: Any = None) -> SafeString:
    """Return the small bar of a table cell."""
    return _gauge("prog", value, plan)


def lights_bar(counts: Mapping[str, int]) -> SafeString:
    """Return a bar red → grey drawn from counts by light; it stands beside the five numbers it draws."""
    total = sum(counts.get(code, 0) for code in LIGHTS) or 1
    parts, at = [], 0.0
    for code in LIGHTS:
        width = 100 * counts.get(code, 0) / total
        if width:
            parts.append((code, round(at, 3), round(width, 3)))
        at += width
    bars = format_html_join("", '<rect class="f-{}" x="{}%" width="{}%" height="100%"/>', parts)
    gaps = format_html_join(
        "",
        '<rect class="gap" x="{}%" width="1.5" height="100%" transform="translate(-.75)"/>',
        ((start,) for _, start, _ in parts[1:]),
    )
    return format_html('<svg class="lbar" aria-hidden="true">{}{}</svg>', bars, gaps)


def field_parts(bound: BoundField, *, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `components/field.html` needs of a bound field: its kind, its control and its choices."""
    widget = bound.field.widget
    own = {name.replace("_", "-"): value for name, value in attributes.items()}
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return {"bound": bound, "kind": "choices", "control": "", "choices": [one.data for one in bound]}
    if isinstance(widget, CheckboxInput):
        kind, css = "check", "form-check-input"
    elif isinstance(widget, Select):
        kind, css = "control", "form-select"
    else:
        kind, css = ("file" if isinstance(widget, FileInput) else "control"), "form-control"
    named = f"{css} {widget.attrs.get('class', '')} {own.pop('class', '')}{' is-invalid' if bound.errors else ''}"
    control = bound.as_widget(attrs={**own, "class": " ".join(named.split())})
    return {"bound": bound, "kind": kind, "control": control, "choices": []}
