"""``firstfix demo``: build a believable service region on this machine and serve it.

The first start lays the region and plays thirty cases, then serves; the other cases are played by the
worker meanwhile. Everything is made by commands, so whatever a gate refuses stops the demo with its words.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from firstfix.cli import serve
from firstfix.cli.parsing import verb_parser

__all__ = ["run"]

HOME = "firstfix-demo"


def run(arguments: Sequence[str]) -> int:
    """Build the demo where it is not built yet, and serve it until a signal comes."""
    options = _parser().parse_args(arguments)
    _set_up(options)
    if options.no_serve:
        return _build()
    return serve.run(["--port", str(options.port)], build=_build)


def _build() -> int:
    return subprocess.call([sys.executable, "-m", "firstfix.cli.demo_region"])


def _set_up(options: argparse.Namespace) -> None:
    home = (options.home or Path(os.environ.get("FIRSTFIX_HOME") or Path("var") / HOME)).resolve()
    os.environ["FIRSTFIX_DEMO"] = "1"
    os.environ["FIRSTFIX_HOME"] = str(home)
    os.environ["FIRSTFIX_URL"] = f"http://127.0.0.1:{options.port}"
    # The demo's people have no mailboxes, so nothing is ever sent: mail can be read in this folder.
    os.environ["FIRSTFIX_MAIL_URL"] = (home / "mail").as_uri()


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("demo", __doc__)
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    parser.add_argument(
        "--home", type=Path, help=f"folder of its files (default: var/{HOME} below this folder)"
    )
    parser.add_argument("--no-serve", action="store_true", help="build it and end")
    return parser
