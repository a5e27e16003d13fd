"""Settings of `make run` and of development: one machine, SQLite, a broker without a server."""

from duban.settings.environment import kept_key

from .base import *

VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
# this installation's own key, made on first use
SECRET_KEY = env.text("SECRET_KEY", "") or kept_key(VAR_DIR / "secret_key", make=True)
DEBUG = env.flag("DEBUG", False)
DUBAN_EXAMPLES_ALLOWED = True
