"""``firstfix retention``: say which cases' content has outlived its retention, and with ``--erase`` erase it.

Without ``--erase`` nothing changes. The worker erases by itself once a day; this is to look, or to go first.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime

from firstfix.cli.loading import load_server
from firstfix.cli.parsing import verb_parser

load_server()

from firstfix.apps.evidence.commands import erase_outlived_case, outlived  # noqa: E402 - needs the server loaded
from firstfix.apps.evidence.commands.outliving import Outlived  # noqa: E402 - needs the server loaded
from firstfix.kernel import clock  # noqa: E402 - needs the server loaded

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Print a line a case and give 0; 1 where one was refused."""
    options = _parser().parse_args(arguments)
    now = clock.now()
    outcomes = [_say(due, now, options) for due in list(outlived(now))]
    if not options.json:
        done = "erased" if options.erase else "due; --erase erases them"
        held_count = outcomes.count("held")
        counted = len(outcomes) - held_count - outcomes.count("refused")
        sys.stdout.write(f"{counted} cases {done}; {held_count} on legal hold.\n")
    return 1 if "refused" in outcomes else 0


def _say(due: Outlived, now: datetime, options: argparse.Namespace) -> str:
    outcome, words = _outcome(due, now, is_erasing=options.erase)
    known = {
        "case": due.case.reference,
        "id": str(due.case.pk),
        "outcome": outcome,
        "policy": due.policy.name,
        "retention_days": due.policy.retention_days,
        "ended_at": due.ended_at.isoformat(),
        "due_at": due.due_at.isoformat(),
        "words": words,
    }
    if options.json:
        sys.stdout.write(json.dumps(known) + "\n")
    else:
        ended = f"ended {due.ended_at:%Y-%m-%d}, {due.policy.retention_days} days"
        tail = f": {words}" if words else ""
        sys.stdout.write(f"{outcome:<8} {known['case']:<10} {ended} ({due.policy.name}){tail}\n")
    return outcome


def _outcome(due: Outlived, now: datetime, *, is_erasing: bool) -> tuple[str, str]:
    if due.is_held:
        return "held", ""
    if not is_erasing:
        return "due", ""
    refusal = erase_outlived_case(due, now)
    return ("erased", "") if refusal is None else ("refused", refusal.text())


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("retention", __doc__)
    parser.add_argument(
        "--erase", action="store_true", help="erase what is due now, instead of only saying it"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a case")
    return parser
