"""Printing: what an output cannot show is replaced, never an error after all the looking is done."""

from __future__ import annotations

import sys

__all__ = ["print_document", "print_text"]


def print_text(text: str) -> None:
    """Print a text and end its line; letters that a console has no place for become question marks."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def print_document(content: bytes) -> None:
    """Print JSON, which is UTF-8 whatever the console speaks (RFC 8259, section 8.1), and end its line."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content + b"\n")
    sys.stdout.flush()
