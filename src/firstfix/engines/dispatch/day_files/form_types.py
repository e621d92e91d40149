"""The words of which the forms of files are made: names, moments, minutes, points, with their bounds."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from firstfix.engines.dispatch.day_files.moments import MOMENT

__all__ = [
    "Clock",
    "Count",
    "Day",
    "Degrees",
    "Form",
    "Minutes",
    "Moment",
    "Name",
    "Points",
    "Priority",
    "told",
]

# A month of minutes: longer work than that is a project, not a visit.
MOST_MINUTES = 31 * 24 * 60
# Twenty visits of a day, each late by a year at this price, still cost less than what the search takes for
# impossible (timing.INFEASIBLE).
MOST_POINTS = 100_000_000


class Form:
    """What every form has in common: strict types, no unknown fields, no numbers that are none."""

    __slots__ = ()
    __pydantic_config__ = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def told(description: str, **bounds: Any) -> Any:
    """Give a field's description and bounds, for readers and for the schema."""
    return Field(description=description, **bounds)


Name = Annotated[str, Field(min_length=1, max_length=200)]
Moment = Annotated[str, Field(pattern=MOMENT, examples=["2026-11-23T07:30", "2026-11-23T07:30+01:00"])]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["11:30"])]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-12-25"])]
Degrees = Annotated[float, Field(allow_inf_nan=False)]
Minutes = Annotated[int, Field(ge=0, le=MOST_MINUTES)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Points = Annotated[int, Field(ge=0, le=MOST_POINTS)]
Priority = Annotated[int, Field(ge=1, le=4)]
