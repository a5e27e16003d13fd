"""`duban COMMAND`: the same as `manage.py COMMAND` for an installed package."""

import os
import sys


def main() -> None:
    """Run a management command; the settings default to production."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duban.settings.prod")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
