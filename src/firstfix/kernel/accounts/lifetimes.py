"""How long tokens and links may live; inside commands."""

from __future__ import annotations

from datetime import datetime, timedelta

from firstfix.engines.verdict import mark
from firstfix.kernel.refusal import Refusal

__all__ = ["LONGEST_LINK_DAYS", "LONGEST_TOKEN_DAYS", "check_end"]

# A year and a day, so that a yearly renewal fits; tokens without end are never noticed again.
LONGEST_TOKEN_DAYS = 366
# Longer than any part takes to arrive; a new link is one click.
LONGEST_LINK_DAYS = 90


def check_end(expires_at: datetime, now: datetime, *, longest_days: int) -> Refusal | None:
    """Give why ``expires_at`` cannot be the end, or None."""
    if now < expires_at <= now + timedelta(days=longest_days):
        return None
    return Refusal(
        "invalid_input",
        mark("Field expires_at: give a time in the next {days} days."),
        {"days": longest_days},
        fields={"expires_at": mark("it does not lie in the allowed time")},
    )
