"""Build the demo in a process that ends, so that what serves it afterwards stays small."""

from __future__ import annotations

import gc
import os
import sys
from time import monotonic

from firstfix.cli.loading import load_server

load_server()

from django.core.management import call_command  # noqa: E402 - needs the server loaded

from firstfix.cli.demo_region.growing import (  # noqa: E402
    GROW_JOB,
    grow,
    is_complete,
    lay_region,
    play_first,
    start_growing,
)
from firstfix.cli.demo_region.welcoming import welcome  # noqa: E402
from firstfix.kernel.jobs.running import handle  # noqa: E402


def main() -> int:
    """Build what is not built yet, say whom one can be, and give the exit code."""
    began = monotonic()
    # Rows and queries of one command are short-lived; looking for cycles among them costs a tenth.
    gc.disable()
    call_command("migrate", interactive=False, verbosity=0)
    if not is_complete():
        _say("Laying a service region in three countries ...")
        lay_region()
        play_first(lambda number, count: _say(f"Playing its first cases: {number} of {count}"))
        _say(f"The demo was built in {monotonic() - began:.0f} s.\n")
    handle(GROW_JOB, grow)
    start_growing()
    sys.stdout.write(welcome(os.environ["FIRSTFIX_URL"]))
    sys.stdout.flush()
    # Nor is there anything to look for at the end; half a second of looking would keep the server waiting.
    gc.freeze()
    return 0


def _say(words: str) -> None:
    # One line that is written over, where somebody watches; else only what ends a line.
    if sys.stdout.isatty() or words.endswith("\n"):
        sys.stdout.write(f"\r{words:<60}")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
