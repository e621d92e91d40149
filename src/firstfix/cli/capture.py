"""``firstfix capture``: what a packet capture shows: what is wrong, which packets prove it, whom to ask.

The file is pcap or pcapng, compressed with gzip or not, of any size: it is read once and never held whole.
With a second capture of the same traffic from the other end, it also says in which direction packets are
lost between the two. Nothing is sent anywhere, and no payload is kept. It needs numpy
('pip install firstfix[captures]').

Exit code 0 nothing is wrong, 1 internal error, 2 a file cannot be used or only in part (what could be read
is still told), 3 something fails, 4 something deserves attention.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from firstfix.cli.parsing import verb_parser

__all__ = ["run"]

_UNUSABLE = 2


def run(arguments: Sequence[str]) -> int:
    """Read a capture, or compare two, and give the exit code."""
    options = _parser().parse_args(arguments)
    try:
        # Whoever asks for help does not wait for what only reading needs.
        reading = importlib.import_module("firstfix.cli.capturing.carrying_out")
    except ModuleNotFoundError as error:
        if error.name != "numpy":
            raise
        sys.stderr.write("Reading captures needs numpy: pip install 'firstfix[captures]'.\n")
        return _UNUSABLE
    return int(reading.carry_out(options))


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("capture", __doc__)
    parser.add_argument("file", help="the capture: .pcap or .pcapng, with .gz or without")
    parser.add_argument("second", nargs="?", help="a capture of the same traffic from the other end")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--html", metavar="FILE", help="write the report as one page that needs no network")
    parser.add_argument("--language", help="language of text and page, such as de; the system's if left out")
    parser.add_argument("--quiet", action="store_true", help="show no progress")
    return parser
