"""How late a visit on the board is, against the promise and against its own plan, in words."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext

from firstfix.apps.dispatching.queries import Block

__all__ = ["Lateness", "lateness_of"]

_BEFORE_ARRIVAL = ("assigned", "accepted", "en_route")
_ON_SITE = ("on_site", "working", "paused", "stopped", "verifying")


class Lateness(NamedTuple):
    """A sentence with a place for the duration ``{span}``, and how many minutes that is."""

    words: str
    minutes: int


def lateness_of(block: Block, now: datetime) -> Lateness | None:
    """Give how late a visit is, the promise to the customer first; None where it is in time."""
    visit = block.visit
    if visit is None or not block.is_held:
        return None
    if visit.state in _BEFORE_ARRIVAL:
        if visit.due_at is not None and block.start_at > visit.due_at:
            return Lateness(
                gettext("{span} after the promised arrival"), _minutes(visit.due_at, block.start_at)
            )
        if now > block.start_at:
            return Lateness(gettext("not there yet, {span} after its time"), _minutes(block.start_at, now))
    if visit.state in _ON_SITE and now > block.end_at:
        return Lateness(gettext("{span} over its time"), _minutes(block.end_at, now))
    return None


def _minutes(start: datetime, end: datetime) -> int:
    return max(1, round((end - start).total_seconds() / 60))
