"""What may have been meant by a name that is not known."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

__all__ = ["suggested"]


def suggested(wrong: str, known: Sequence[str]) -> str:
    """Give ``Did you mean 'x'?`` where something known looks alike, else what is known."""
    alike = get_close_matches(wrong, known, n=1, cutoff=0.6)
    if alike:
        return f"Did you mean {alike[0]!r}?"
    return f"Known: {', '.join(known[:40])}." if known else "None is known."
