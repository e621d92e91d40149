"""One text for one value: canonical JSON (RFC 8785), so that two machines hash the same bytes.

The caller hands in plain JSON values; ids and times come as strings. What JSON cannot carry without
loss is refused with its path, because a hash over a silently changed value proves the wrong thing.
"""

from __future__ import annotations

import math
from hashlib import sha256

import rfc8785

__all__ = ["MAX_DEPTH", "MAX_INTEGER", "JsonValue", "canonical_bytes", "sha256_hex"]

# RFC 8785, section 3.1 with RFC 7493, section 2.2: beyond this a double no longer holds every integer.
MAX_INTEGER = 2**53 - 1
# Deeper values are hostile or a bug: our ledger bodies nest below 10, and Python's stack ends near 1,000.
MAX_DEPTH = 64

JsonValue = (
    None | bool | int | float | str | list["JsonValue"] | tuple["JsonValue", ...] | dict[str, "JsonValue"]
)


def canonical_bytes(value: JsonValue) -> bytes:
    """Give the RFC 8785 bytes of ``value``: keys sorted, no spaces, one spelling for each number and string.

    Raises ``ValueError`` naming the path (``$.parts[2].count``) for NaN and infinity, integers beyond
    2^53 - 1, lone surrogates, keys that are not strings, values nested too deep, and other types.
    """
    _check(value, "$", 0)
    return rfc8785.dumps(value)


def sha256_hex(content: bytes) -> str:
    """Give the SHA-256 of ``content`` as 64 lower-case hexadecimal digits."""
    return sha256(content).hexdigest()


def _check(value: object, path: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(f"{path} is nested deeper than {MAX_DEPTH} levels; make the value flatter.")
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_key(key, path)
            _check(inner, f"{path}.{key}", depth + 1)
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            _check(inner, f"{path}[{index}]", depth + 1)
    else:
        _check_scalar(value, path)


def _check_key(key: object, path: str) -> None:
    if not isinstance(key, str):
        raise ValueError(f"{path} has the key {key!r}, which is not a string; JSON needs strings as keys.")
    _check_text(key, f"A key of {path}")


def _check_scalar(value: object, path: str) -> None:
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError(
                f"{path} is an integer beyond 2^53 - 1, which JSON cannot keep; give it as a string."
            )
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{path} is {value}, which JSON does not have; give null or a string.")
    elif value is not None:
        raise ValueError(
            f"{path} is of type {type(value).__name__}; give it as a string, number, list or object."
        )


def _check_text(text: str, where: str) -> None:
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(f"{where} holds half of a surrogate pair, which is not valid Unicode; remove it.")
