"""``firstfix admin-link``: print a one-time link that opens the first account."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from firstfix.cli.loading import load_server
from firstfix.cli.parsing import verb_parser

load_server()

from firstfix.kernel.accounts.issuing import first_administrator_link  # noqa: E402 - needs the server loaded

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Print the link and give 0; where somebody has an account already, say so and give 1.

    With ``--if-needed`` nothing is said and 0 given in that case, for ``firstfix serve``.
    """
    options = _parser().parse_args(arguments)
    link = first_administrator_link()
    if link is None:
        return _not_needed(is_quiet=options.if_needed)
    sys.stdout.write(f"Open this once, within 24 hours, to become the first administrator:\n\n  {link}\n\n")
    return 0


def _not_needed(*, is_quiet: bool) -> int:
    if is_quiet:
        return 0
    sys.stderr.write("Somebody has an account here already. Ask an administrator for an invitation.\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("admin-link", __doc__)
    parser.add_argument(
        "--if-needed", action="store_true", help="say nothing where somebody has an account already"
    )
    return parser
