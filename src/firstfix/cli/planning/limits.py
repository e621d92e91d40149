"""The words by which one says how long to search."""

from __future__ import annotations

import argparse
from math import isfinite

from firstfix.cli.planning.day_input import BadInput
from firstfix.cli.planning.searching import Limits

__all__ = ["add_limits", "limits_of"]

# A day of searching: more than that is a slip of the keyboard.
_MOST_SECONDS = 86_400


def add_limits(parser: argparse.ArgumentParser, *, seconds: float) -> None:
    """Let a verb take ``--seconds``, ``--iterations`` and ``--seed``; ``seconds`` are the usual ones."""
    parser.add_argument(
        "--seconds", type=float, help=f"how long to search ({seconds:g} where nothing is said)"
    )
    parser.add_argument("--iterations", type=int, help="how many changes to try; the same plan everywhere")
    parser.add_argument("--seed", type=int, default=0, help="where chance starts (0)")
    parser.set_defaults(usual_seconds=seconds)


def limits_of(options: argparse.Namespace) -> Limits:
    """Give the limits that were asked for. Raises BadInput for what is none."""
    seconds, iterations = options.seconds, options.iterations
    if seconds is not None and not (isfinite(seconds) and 0 <= seconds <= _MOST_SECONDS):
        raise BadInput(f"--seconds {seconds:g}: give a number from 0 to {_MOST_SECONDS:,}.")
    if iterations is not None and iterations < 0:
        raise BadInput(f"--iterations {iterations}: give 0 or more.")
    if seconds is None and iterations is None:
        seconds = options.usual_seconds
    return Limits(seconds, iterations)
