"""Starts whoever looks with the clock of the laptop: ``python -m tests.lab.clocked SECONDS``.

The library of faketime comes in only here, so that it belongs to nobody, as whoever looks does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(seconds: float) -> None:
    """Become the one who looks, with a clock that is off by some seconds."""
    known = {**os.environ, **(wrong_clock(seconds) if seconds else {})}
    # Where the interpreter lies may be closed to nobody; what runs already is always open.
    os.execve("/proc/self/exe", [sys.executable, "-m", "tests.lab.runner"], known)


def wrong_clock(seconds: float) -> dict[str, str]:
    """Give the environment of a program whose clock is off by some seconds."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{seconds:+f}s", "DONT_FAKE_MONOTONIC": "1"}


if __name__ == "__main__":
    main(float(sys.argv[1]))
