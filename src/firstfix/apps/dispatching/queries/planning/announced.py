"""Which announced visits an event is about, and the starts that a repair leaves them. Pure."""

from __future__ import annotations

from datetime import timedelta

from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries.planning.wishes import Placement

__all__ = ["comes_after", "windows_around"]

Windows = tuple[tuple[int, int], ...]

# Longer than anybody works, shorter than from one day's first visit to the next day's.
_A_DAY = timedelta(hours=16)


def windows_around(windows: Windows, told: int, unnoticed_minutes: int) -> Windows:
    """Give the windows without the unnoticed minutes before the announced start: who comes then waits."""
    noticed = told - unnoticed_minutes - 1
    sooner = ((opens, min(closes, noticed)) for opens, closes in windows if opens <= noticed)
    later = ((max(opens, told), closes) for opens, closes in windows if closes >= told)
    return (*sooner, *later) or windows


def comes_after(told: Placement, row: Assignment) -> bool:
    """Tell whether a visit comes after the held one in the day of somebody who goes to both."""
    goers = (told.engineer_id, *told.crew_ids)
    return row.engineer_id in goers and row.start_at < told.start_at < row.start_at + _A_DAY
