#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        from django.core.management import execute_from_command_line

        from newsroom.environment import explain_unwritable, is_local_state, make_local_state
    except ImportError as error:
        sys.exit(f"{error}. Run `make setup` first, then `.venv/bin/python manage.py ...`.")
    try:
        make_local_state()
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if not is_local_state(error):
            raise
        sys.exit(explain_unwritable(error.filename))


if __name__ == "__main__":
    main()
