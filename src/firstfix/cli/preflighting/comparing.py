"""``firstfix preflight diff``: what changed between two runs that were kept."""

from __future__ import annotations

import argparse
import json
import sys

from firstfix.cli.preflighting.files import BadInput, content_of
from firstfix.cli.preflighting.keeping import kept_run
from firstfix.cli.preflighting.printing import print_document, print_text
from firstfix.cli.preflighting.speaking import speaking_of
from firstfix.cli.preflighting.telling import plain
from firstfix.engines.diagnosis.comparing import Change, changes_between
from firstfix.engines.diagnosis.exit_code import BAD_SPEC, FAILED, PASSED
from firstfix.engines.verdict import mark

__all__ = ["compare"]


def compare(options: argparse.Namespace) -> int:
    """Print the changes and give 0 where there are none, 3 where there are."""
    try:
        speaking = speaking_of(options.language)
        before, after = (kept_run(name, content_of(name)) for name in (options.before, options.after))
    except BadInput as error:
        sys.stderr.write("\n".join(error.lines) + "\n")
        return BAD_SPEC
    changes = changes_between(before, after)
    if options.json:
        told = [
            {"path": each.path, "before": each.before, "after": each.after, "checks": list(each.checks)}
            for each in changes
        ]
        print_document(json.dumps(told, indent=1, ensure_ascii=False).encode("utf-8"))
    else:
        nothing = speaking.gettext(mark("Nothing changed."))
        print_text("\n".join(map(_line, changes)) if changes else nothing)
    return FAILED if changes else PASSED


def _line(change: Change) -> str:
    return plain(f"{', '.join(change.checks)}: {change.path}: {change.before} -> {change.after}")
