"""Where a reminder leads: the page on which the person does what is asked."""

from django.urls import NoReverseMatch, reverse

PAGES = {
    "task": "tasks:detail",
    "report": "tasks:report",
    "policy": "policies:detail",
    "ledger": "insights:workbench",
}


def page(kind: str, pk: int | None = None) -> str:
    """Return the path of a page; the start page where the installation has none of this kind."""
    try:
        return reverse(PAGES[kind], args=[pk] if pk is not None else [])
    except NoReverseMatch:
        return "/"
