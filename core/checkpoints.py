"""Named places between two steps of a job, where a test may kill or pause the process. In service they do nothing."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def checkpoint(name: str) -> None:
    """Tell the hook of the test settings, if there is one, that a step was reached."""
    path = getattr(settings, "DUBAN_CHECKPOINT_HOOK", "")
    if path:
        _hook(path)(name)


@cache
def _hook(path: str) -> Any:
    return import_string(path)
