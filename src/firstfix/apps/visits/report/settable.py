"""Text made settable in print: characters that no font shows are named, endless words may break.

Nothing is lost: a character without a glyph stands as its Unicode notation, as in ``[U+4E2D U+6587]``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any

# Widths are those of the template: the narrowest column of A4 (2 of 19 shares of 170 mm) holds 12 characters
# at 8.5 pt. Identifiers have no syllables, so they may break from there on; words are hyphenated by the
# compiler, and only what is no word in any language breaks anywhere.
_LONGEST_IDENTIFIER = 12
_LONGEST_WORD = 28
_AFTER_PUNCTUATION = re.compile(r"(?<=[\w)][-_./:,;@=&?\\])(?=\w)")
_ZERO_WIDTH_SPACE = "\u200b"
# Names that steer the template; their values are ours and are looked up, not shown.
_NEVER_SHOWN = frozenset(
    {"at", "audience", "block", "code", "kind", "language", "role", "style", "tone", "zone"}
)
# Characters that shape or join their neighbours; the compiler takes them without a glyph.
_INVISIBLE = frozenset(
    {0x09, 0x0A, 0x20, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x061C, *range(0xFE00, 0xFE10)}
)


def make_settable(plain: Any, shown: Collection[int]) -> Any:
    """Give a document that was read out with each of its strings fit for the fonts that show ``shown``."""
    if isinstance(plain, str):
        return breakable(named(plain, shown), _LONGEST_WORD)
    if isinstance(plain, list):
        return [make_settable(part, shown) for part in plain]
    if isinstance(plain, dict):
        shown_parts = {key: _part(key, part, shown) for key, part in plain.items()}
        return shown_parts | _identifier(plain, shown)
    return plain


def named(words: str, shown: Collection[int]) -> str:
    """Give ``words`` with every run of characters outside ``shown`` written in Unicode notation."""
    if words.isascii():
        return words
    composed = unicodedata.normalize("NFC", words)
    parts: list[str] = []
    run: list[str] = []
    for character in composed:
        if ord(character) in shown or ord(character) in _INVISIBLE:
            parts += _close(run)
            parts.append(character)
        else:
            run.append(f"U+{ord(character):04X}")
    return "".join(parts + _close(run))


def breakable(words: str, longest: int) -> str:
    """Give ``words`` with break points in runs of more than ``longest`` characters and after punctuation."""
    opened = _AFTER_PUNCTUATION.sub(_ZERO_WIDTH_SPACE, words) if len(words) > _LONGEST_IDENTIFIER else words
    return re.sub(rf"[^\s\u200b]{{{longest + 1},}}", _with_breaks, opened)


def _part(key: str, part: Any, shown: Collection[int]) -> Any:
    return part if key in _NEVER_SHOWN and isinstance(part, str) else make_settable(part, shown)


def _identifier(part: dict[str, Any], shown: Collection[int]) -> dict[str, str]:
    if part.get("style") != "identifier":
        return {}
    return {"text": breakable(named(part["text"], shown), _LONGEST_IDENTIFIER)}


def _close(run: list[str]) -> list[str]:
    if not run:
        return []
    notation = f"[{' '.join(run)}]"
    run.clear()
    return [notation]


def _with_breaks(match: re.Match[str]) -> str:
    parts: list[str] = []
    unbroken_count = 0
    for character in match.group():
        if parts and not (_joins(parts[-1], character) and unbroken_count < _LONGEST_WORD):
            parts.append(_ZERO_WIDTH_SPACE)
            unbroken_count = 0
        parts.append(character)
        unbroken_count += 1
    return "".join(parts)


def _joins(before: str, character: str) -> bool:
    # Marks, joiners and cursive letters keep together, or their shapes would fall apart.
    return any(unicodedata.bidirectional(one) in {"AL", "BN", "NSM"} for one in (before, character))
