"""``firstfix worker``: carry out consequences and jobs until told to stop."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from firstfix.cli.loading import load_server
from firstfix.cli.parsing import verb_parser

load_server()

from firstfix.kernel.jobs.running import handle  # noqa: E402 - needs the server loaded
from firstfix.kernel.worker.loop import drain, work_until  # noqa: E402 - needs the server loaded
from firstfix.server.parent import is_orphan  # noqa: E402 - needs the server loaded
from firstfix.server.stopping import Stop, stop_on_signals  # noqa: E402 - needs the server loaded

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Work until a signal comes, or once through everything that is due with ``--once``."""
    options = _parser().parse_args(arguments)
    _handle_demo()
    if options.once:
        sys.stdout.write(f"{drain()} events and jobs carried out.\n")
        return 0
    stop = stop_on_signals()
    work_until(stop, between=lambda: _stop_with_parent(stop))
    return 0


def _handle_demo() -> None:
    if os.environ.get("FIRSTFIX_DEMO") == "1":
        # Only the demo needs its stories; a worker in earnest does not load them.
        growing = importlib.import_module("firstfix.cli.demo_region.growing")
        handle(growing.GROW_JOB, growing.grow)


def _stop_with_parent(stop: Stop) -> None:
    # A worker whose supervisor was killed must not go on beside the next one.
    if is_orphan():
        stop.set()


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("worker", __doc__)
    parser.add_argument("--once", action="store_true", help="carry out what is due, and end")
    return parser
