"""What a request has left behind in the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db.models import Max


def _state() -> dict[str, tuple[int, int | None]]:
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    found = {}
    for model in models:
        names = {field.name for field in model._meta.fields}
        latest = model._default_manager.aggregate(latest=Max("version"))["latest"] if "version" in names else None
        # the name is that of the table: two apps may name a model alike
        found[model._meta.db_table] = (model._default_manager.count(), latest)
    return found


@contextmanager
def counted() -> Iterator[Callable[[], dict]]:
    """Yield a function that says, afterwards, which tables have other rows or versions than before."""
    before = _state()
    after: dict[str, tuple[int, int | None]] = {}

    def different() -> dict:
        return {name: (before[name], state) for name, state in after.items() if state != before[name]}

    yield different
    after.update(_state())
