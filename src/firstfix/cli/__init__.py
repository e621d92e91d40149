"""The one ``firstfix`` command.

Verbs that need no server start without Django. Server verbs load it late; every command of every
capability is a verb under its own name (``firstfix close_work_order ID --outcome fixed``).

Exit codes: 0 done, 1 refused or findings, 2 wrong use or bad input, 3 something is missing or broken.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence

__all__ = ["BAD_USE", "BROKEN", "DONE", "REFUSED", "VERBS", "main"]

DONE, REFUSED, BAD_USE, BROKEN = 0, 1, 2, 3
# These verbs share a module, which is told which of them is meant.
_NAMED = ("list", "show")
_UNREACHED = ("OperationalError", "ProgrammingError")

VERBS: Mapping[str, tuple[str, str]] = {
    "serve": ("firstfix.cli.serve", "Serve the pages, the API and the worker on this machine."),
    "demo": ("firstfix.cli.demo", "Build a believable service region and serve it."),
    "worker": ("firstfix.cli.worker", "Carry out consequences and jobs until stopped."),
    "prepare": ("firstfix.cli.prepare", "Bring the database up to date and check the set-up."),
    "plan": ("firstfix.cli.plan", "Plan days from a file: who does what, when, and why."),
    "slots": ("firstfix.cli.slots", "Say whom to send to one visit, and what each choice would change."),
    "repair": ("firstfix.cli.repair", "Repair a published plan after something happened."),
    "preflight": (
        "firstfix.cli.preflight",
        "Check a site's network prerequisites: what fails, why, whom to ask for what.",
    ),
    "capture": (
        "firstfix.cli.capture",
        "Say what a packet capture shows: what is wrong, which packets prove it, whom to ask.",
    ),
    "kpi": ("firstfix.cli.kpi", "Tell the KPIs of an event log, and what each number hides."),
    "figures": (
        "firstfix.cli.figures",
        "Tell the KPIs of this installation, each with its counter-metric.",
    ),
    "doctor": ("firstfix.cli.doctor", "Say what is installed, optional, missing."),
    "ledger": ("firstfix.cli.ledger", "Verify, export and sign the ledger."),
    "mail": ("firstfix.cli.mail", "Take mail in from stdin, a maildir or IMAP."),
    "retention": ("firstfix.cli.retention", "Say what has outlived its retention, and erase it."),
    "admin-link": ("firstfix.cli.admin_link", "Print a one-time link for the first administrator."),
    "reference": ("firstfix.cli.reference", "Write the generated reference pages."),
    "manage": ("firstfix.cli.manage", "Run one of Django's own management commands."),
    "list": ("firstfix.cli.reading", "List the rows of a noun that one may see."),
    "show": ("firstfix.cli.reading", "Show one row of a noun by its id or its number."),
    "commands": ("firstfix.cli.commands", "List every command that can be given as a verb."),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and give its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help", "help"):
        sys.stdout.write(_overview())
        return DONE
    verb, rest = words[0], words[1:]
    if verb in ("--version", "version"):
        sys.stdout.write(f"firstfix {importlib.import_module('firstfix').__version__}\n")
        return DONE
    module = VERBS[verb][0] if verb in VERBS else "firstfix.cli.commands"
    try:
        return int(
            importlib.import_module(module).run(rest if verb in VERBS and verb not in _NAMED else words)
        )
    except KeyboardInterrupt:
        return BROKEN
    except BrokenPipeError:
        return DONE
    except Exception as error:
        words = _unprepared(error)
        if words is None:
            raise
        sys.stderr.write(words)
        return BROKEN


def _unprepared(error: Exception) -> str | None:
    """Give a sentence where the database cannot be reached or was never prepared; None otherwise."""
    # Django is not loaded for verbs that need no server, so its errors are known by where they come from.
    kind = type(error)
    if not kind.__module__.startswith("django.db") or kind.__name__ not in _UNREACHED:
        return None
    first_line = str(error).strip().partition("\n")[0]
    return (
        f"The database does not answer as it should: {first_line}.\n"
        "Run 'firstfix prepare' to bring it up to date; 'firstfix doctor' says what is wrong.\n"
    )


def _overview() -> str:
    lines = [f"  {verb:<12} {summary}" for verb, (_module, summary) in VERBS.items()]
    return (
        "firstfix VERB [options]\n\n"
        + "\n".join(lines)
        + "\n\nEvery command is a verb too: 'firstfix commands' lists them,"
        " 'firstfix NAME --help' explains one.\n"
    )
