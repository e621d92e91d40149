"""What customers were told binds a repair: the announced start, and what taking it back costs. Pure."""

from __future__ import annotations

from datetime import timedelta

from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries.planning.wishes import Placement
from firstfix.engines.dispatch.planning import Policy

__all__ = ["comes_after", "price_of_taking_back", "windows_after", "windows_around"]

Windows = tuple[tuple[int, int], ...]

# Longer than anybody works, shorter than from one day's first visit to the next day's.
_A_DAY = timedelta(hours=16)


def windows_after(windows: Windows, told: int) -> Windows:
    """Give the windows from the announced start on: who is told ten is not there at eight."""
    return tuple((max(opens, told), closes) for opens, closes in windows if closes >= told) or windows


def windows_around(windows: Windows, told: int, unnoticed_minutes: int) -> Windows:
    """Give the windows without the unnoticed minutes before the announced start: who comes then waits."""
    noticed = told - unnoticed_minutes - 1
    sooner = ((opens, min(closes, noticed)) for opens, closes in windows if opens <= noticed)
    later = ((max(opens, told), closes) for opens, closes in windows if closes >= told)
    return (*sooner, *later) or windows


def price_of_taking_back(policy: Policy, *, horizon_minutes: int) -> int:
    """Give the points that no other time and no other face of an announced visit can cost more."""
    return policy.other_technician + policy.moved_minute * horizon_minutes


def comes_after(told: Placement, row: Assignment) -> bool:
    """Tell whether a visit comes after the held one in the day of somebody who goes to both."""
    goers = (told.engineer_id, *told.crew_ids)
    return row.engineer_id in goers and row.start_at < told.start_at < row.start_at + _A_DAY
