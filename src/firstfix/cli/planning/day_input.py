"""Files for the planning verbs: read with every mistake as a sentence, written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from firstfix.cli.planning.checking import BROKEN, BrokenPlan
from firstfix.engines.dispatch.day_files import Unreadable, decoded, plain

__all__ = ["BAD_INPUT", "BadInput", "check_target", "read_with", "reported", "text_of", "write_whole"]

# The exit code for what cannot be meant, as in firstfix.cli.
BAD_INPUT = 2

R = TypeVar("R")


class BadInput(Exception):
    """What is wrong with a file or with the words of the verb: lines for the error output."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def text_of(name: str) -> str:
    """Give the text of a file, of stdin for ``-``. Raises BadInput."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise BadInput(f"{plain(name)}: it cannot be read ({error.strerror or error}).") from None
    return read_with(name, lambda: decoded(content))


def read_with(name: str, read: Callable[[], R]) -> R:
    """Give what ``read`` gives; its problems become BadInput under the file's name."""
    try:
        return read()
    except Unreadable as error:
        problems = [f"  {problem}" for problem in error.problems]
        raise BadInput(f"{plain(name)} cannot be used:", *map(plain, problems)) from None
    except ValueError as error:
        raise BadInput(f"{plain(name)} cannot be used:", f"  {plain(str(error))}") from None


def reported(error: BadInput | BrokenPlan) -> int:
    """Print what is wrong and give the exit code for it."""
    sys.stderr.write("\n".join(error.lines) + "\n")
    return BROKEN if isinstance(error, BrokenPlan) else BAD_INPUT


def check_target(name: str | None) -> None:
    """Raise BadInput for a file that could not be written, before anybody waits for what goes into it."""
    if name is None:
        return
    target = Path(name)
    if target.is_dir():
        raise BadInput(f"{plain(name)} is a folder; name a file in it.")
    if not target.parent.is_dir():
        raise BadInput(f"There is no folder {plain(str(target.parent))}. Make it first, or name another one.")
    if not os.access(target.parent, os.W_OK):
        raise BadInput(f"The folder {plain(str(target.parent))} cannot be written.")


def write_whole(name: str, text: str) -> None:
    """Write a file whole or not at all."""
    target = Path(name)
    partial = target.with_name(f"{target.name}.part")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(target)
    except OSError as error:
        raise BadInput(f"{plain(name)}: it cannot be written ({error.strerror or error}).") from None
    finally:
        # Also where somebody stops it here.
        partial.unlink(missing_ok=True)
