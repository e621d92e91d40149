"""The types that evidence takes from outside besides the kernel's."""

from __future__ import annotations

import math
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints, TypeAdapter

from firstfix.engines.custody.canonical import MAX_INTEGER
from firstfix.kernel.commands.inputs import Plain, Words

__all__ = ["FileName", "Measured", "Sha256", "shown_name"]

# Names of files end here on the common file systems (NAME_MAX of POSIX systems, NTFS).
_LONGEST_NAME = 255
_UNNAMED = "file"
# Letters that turn the reading direction can make "gpj.exe" look like "exe.jpg" (Unicode TR 36, 3.3).
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def shown_name(name: str) -> str:
    """Give a sender's name for a file as it may be shown: no folders, no control or turning letters.

    It is never used as a path. What is left empty is called "file".
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if letter not in _TURNING and _is_printed(letter))
    return " ".join(kept.split()).strip(". ")[-_LONGEST_NAME:] or _UNNAMED


def _is_printed(letter: str) -> bool:
    # Cc: controls, Cs: lone surrogates, Zl and Zp: line breaks (Unicode 15, section 4.5).
    return unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"}


def _name_of(value: object) -> object:
    return shown_name(value) if isinstance(value, str) and value else value


def _measured(value: object) -> object:
    if isinstance(value, str):
        return _TEXT.validate_python(value)
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise ValueError("a whole number beyond 2^53 - 1 loses digits on its way; send it as text")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("it is no finite number; send what the instrument showed as text")
    if not isinstance(value, int | float):
        raise ValueError("it must be a number, a text, or true or false")
    return value


_TEXT: TypeAdapter[str] = TypeAdapter(Words)

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Plain()]
"""A SHA-256 in lower-case hexadecimal."""
FileName = Annotated[str, BeforeValidator(_name_of), StringConstraints(max_length=_LONGEST_NAME)]
"""A file's name as its sender had it, made fit to be shown."""
Measured = Annotated[bool | int | float | str, BeforeValidator(_measured)]
"""What an instrument or a person read: a number, a text, or yes and no."""
