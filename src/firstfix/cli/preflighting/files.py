"""Files of the verb: every mistake in one is a sentence; written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from firstfix.engines.diagnosis import Spec, SpecError, read_spec
from firstfix.engines.diagnosis.observation import MOST_RUN_BYTES

__all__ = ["BadInput", "check_targets", "content_of", "is_kept_run", "spec_of", "write_whole"]

# What a file begins with: pcap in both orders and with nanoseconds, pcapng, gzip (RFC 1952, section 2.3.1).
_CAPTURES: Final = frozenset(map(bytes.fromhex, ("a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "0a0d0d0a")))
_GZIP: Final = b"\x1f\x8b"
_SHIPPED: Final = ("saas-connector", "edge-gateway", "single-sign-on", "vpn-site")


class BadInput(Exception):
    """What is wrong with a file or with the words of the verb: lines for the error output."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def content_of(name: str) -> bytes:
    """Give the bytes of a file; of a longer one than any spec or run only the beginning. Raises BadInput."""
    try:
        with Path(name).open("rb") as file:
            return file.read(MOST_RUN_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{name}: it cannot be read ({error.strerror or error}).{_way_out(name)}") from None
    except ValueError as error:
        raise BadInput(f"{name!r} is no name of a file ({error}).") from None


def _way_out(name: str) -> str:
    """Give what helps with a folder, and with a spec that comes along and was not written yet."""
    path = Path(name)
    if path.is_dir():
        return " It is a folder; name a spec or a kept run in it."
    if not path.exists() and path.name.removesuffix(".toml") in _SHIPPED:
        shipped = path.name.removesuffix(".toml")
        return f" Make it first: firstfix preflight --example {shipped} > {shipped}.toml"
    return ""


def is_kept_run(content: bytes) -> bool:
    """Tell whether a file is meant as a run that was kept: JSON begins with a brace, a spec never does."""
    return content.lstrip()[:1] == b"{"


def spec_of(name: str, content: bytes, variables: dict[str, str]) -> Spec:
    """Give the spec of a file. Raises BadInput with file and line of every mistake."""
    if content[:4] in _CAPTURES:
        raise BadInput(f"{name}: this is a packet capture, and no spec. Read it: firstfix capture {name}")
    if content[:2] == _GZIP:
        raise BadInput(
            f"{name}: it is compressed with gzip. Unpack it first, or read it with 'firstfix capture'."
        )
    try:
        return read_spec(content, variables)
    except SpecError as error:
        raise BadInput(*(problem.at(name) for problem in error.problems)) from None


def check_targets(names: Sequence[str | None], *, source: str | None = None) -> None:
    """Raise BadInput for files that cannot be written, or that would write over each other or the source."""
    taken = {Path(source).resolve(): source} if source else {}
    for name in names:
        if name is None:
            continue
        _check_target(name)
        place = Path(name).resolve()
        if place in taken:
            raise BadInput(f"{name} is named twice; what is written would replace {taken[place]}.")
        taken[place] = name


def _check_target(name: str) -> None:
    if "\x00" in name or not name:
        raise BadInput(f"{name!r} is no name of a file.")
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
        if target.exists() and not target.is_file():
            # A device or a pipe, such as /dev/stdout, is written to and never replaced.
            target.write_bytes(content)
            return
        partial.write_bytes(content)
        partial.replace(target)
    except OSError as error:
        raise BadInput(f"{name}: it cannot be written ({error.strerror or error}).") from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
