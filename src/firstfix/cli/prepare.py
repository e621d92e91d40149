"""``firstfix prepare``: bring the database up to date and say whether everything is in place."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from django.core.management import call_command
from django.core.management.base import SystemCheckError

from firstfix.cli.loading import load_server

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Migrate the database, run the start-up checks, and give 3 where something is wrong."""
    load_server()
    call_command("migrate", interactive=False, verbosity=1 if "--verbose" in arguments else 0)
    try:
        call_command("check", verbosity=0)
    except SystemCheckError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0
