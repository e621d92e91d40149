"""Files of the verb: specs and kept runs, every mistake a sentence; written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from firstfix.engines.diagnosis import Run, RunFileError, Spec, SpecError, read_run, read_spec

__all__ = ["BadInput", "check_target", "content_of", "is_kept_run", "kept_run", "spec_of", "write_whole"]


class BadInput(Exception):
    """What is wrong with a file or with the words of the verb: lines for the error output."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def content_of(name: str) -> bytes:
    """Give the bytes of a file. Raises BadInput."""
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise BadInput(f"{name}: it cannot be read ({error.strerror or error}).") from None
    except ValueError as error:
        raise BadInput(f"{name!r} is no name of a file ({error}).") from None


def is_kept_run(content: bytes) -> bool:
    """Tell whether a file is meant as a run that was kept: JSON begins with a brace, a spec never does."""
    return content.lstrip()[:1] == b"{"


def spec_of(name: str, content: bytes, variables: dict[str, str]) -> Spec:
    """Give the spec of a file. Raises BadInput with file and line of every mistake."""
    try:
        return read_spec(content, variables)
    except SpecError as error:
        raise BadInput(*(problem.at(name) for problem in error.problems)) from None


def kept_run(name: str, content: bytes) -> tuple[Spec, Run]:
    """Give the spec and the run that were kept. Raises BadInput."""
    try:
        return read_run(content)
    except RunFileError as error:
        raise BadInput(f"{name}: {error}") from None


def check_target(name: str | None) -> None:
    """Raise BadInput for a file that could not be written, before anybody waits for what goes into it."""
    if name is None:
        return
    target = Path(name)
    if target.is_dir():
        raise BadInput(f"{name} is a folder; name a file in it.")
    if not target.parent.is_dir():
        raise BadInput(f"There is no folder {target.parent}. Make it first, or name another one.")
    if not os.access(target.parent, os.W_OK):
        raise BadInput(f"The folder {target.parent} cannot be written.")


def write_whole(name: str, content: bytes) -> None:
    """Write a file whole or not at all. Raises BadInput."""
    target = Path(name)
    partial = target.with_name(f"{target.name}.part")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    except OSError as error:
        raise BadInput(f"{name}: it cannot be written ({error.strerror or error}).") from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
