"""The rows of all apps, by the modules that stand beside this one."""

from importlib import import_module, util
from types import ModuleType

from tests.access.endpoints import APPS
from tests.access.rows import Row


def modules() -> dict[str, ModuleType]:
    """Return the apps' modules of rows that exist."""
    names = {app: f"tests.access.{app}" for app in APPS}
    return {app: import_module(name) for app, name in names.items() if util.find_spec(name)}


def rows() -> list[tuple[str, Row]]:
    """Return every row with its app."""
    return [(app, row) for app, module in modules().items() for row in module.ROWS]
