"""The version of all static files together: a short hash that stands in their address.

A browser keeps a static file for a year and asks for it no more, so another content needs another address.
One hash for the whole folder, rather than one a file, also renews what scripts import from each other by
relative addresses.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

__all__ = ["static_version"]

# 48 bits: two releases that share it by chance are not a concern, and the address stays short.
_HEX_DIGITS = 12


def static_version(folder: Path) -> str:
    """Give the hash of names and contents of every file below ``folder``, as lower-case hex."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:_HEX_DIGITS]
