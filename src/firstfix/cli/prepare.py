"""``firstfix prepare``: bring the database up to date and say whether everything is in place."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from django.core.checks import ERROR, WARNING, run_checks
from django.core.management import call_command

from firstfix.cli.loading import load_server

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Migrate the database, run the start-up checks, and give 3 where something is wrong."""
    load_server()
    call_command("migrate", interactive=False, verbosity=1 if "--verbose" in arguments else 0)
    problems = [found for found in run_checks() if found.level >= WARNING]
    for found in problems:
        sys.stderr.write(f"{found}\n")
    return 3 if any(found.level >= ERROR for found in problems) else 0
