"""``firstfix prepare``: bring the database up to date and say whether everything is in place."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from django.core.checks import ERROR, WARNING, run_checks
from django.core.management import call_command

from firstfix.cli.loading import load_server
from firstfix.cli.parsing import verb_parser

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Migrate the database, run the start-up checks, and give 3 where something is wrong."""
    options = _parser().parse_args(arguments)
    load_server()
    call_command("migrate", interactive=False, verbosity=int(options.verbose))
    problems = [found for found in run_checks() if found.level >= WARNING]
    for found in problems:
        sys.stderr.write(f"{found}\n")
    return 3 if any(found.level >= ERROR for found in problems) else 0


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("prepare", __doc__)
    parser.add_argument("--verbose", action="store_true", help="name every step that is taken")
    return parser
