"""Moments of a file and minutes of the model: the horizon, its time zone, and hours that do not exist.

A minute of the model is a minute that really passes. A day on which clocks change therefore has 23 or 25
hours here as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["MOMENT", "Horizon", "clock_on", "moment_of", "zone_of"]

# ISO 8601 in the one form that people write, to the minute; RFC 3339 is a part of it.
MOMENT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:00)?(Z|[+-]\d{2}:\d{2})?$"
# As far as business calendars reach (engines.service_clock).
YEARS = range(1970, 2200)
_FORM = re.compile(MOMENT)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Horizon:
    """Where minute 0 lies, and the zone in which people read the times."""

    starts_at: datetime
    zone: ZoneInfo

    def minute(self, at: datetime) -> int:
        """Give the minute of the horizon at this moment, negative before it starts."""
        return (at - self.starts_at) // _MINUTE

    def at(self, minute: int) -> datetime:
        """Give the moment of a minute, in the horizon's zone."""
        return (self.starts_at + minute * _MINUTE).astimezone(self.zone)

    def text(self, minute: int) -> str:
        """Give the moment of a minute as a file has it: ``2026-11-23T07:30+01:00``."""
        return self.at(minute).isoformat(timespec="minutes")

    def day(self, minute: int) -> date:
        """Give the local day of a minute."""
        return self.at(minute).date()

    def clock(self, minute: int) -> str:
        """Give the local time of a minute: ``07:30``."""
        return self.at(minute).strftime("%H:%M")


def zone_of(name: str) -> ZoneInfo:
    """Give the rules of an IANA zone. Raises ValueError with a sentence where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            f"there is no time zone {name!r}; write an IANA name such as Europe/Berlin."
        ) from None


def moment_of(text: str, zone: ZoneInfo | None) -> datetime:
    """Give the moment in UTC that a text of a file names.

    Without an offset it is local time in ``zone``. Raises ValueError with a sentence for what is no
    moment, has no zone, does not exist or happens twice.
    """
    if not _FORM.match(text):
        raise ValueError(f"{text!r} is no moment; write it like 2026-11-23T07:30, to the minute.")
    try:
        named = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is no moment: {error}.") from None
    if not YEARS.start <= named.year < YEARS.stop:
        raise ValueError(f"{text!r} lies outside the years {YEARS.start} to {YEARS.stop - 1}.")
    if named.tzinfo is not None:
        return named.astimezone(UTC)
    if zone is None:
        raise ValueError(
            f"{text!r} has no time zone; give the file a time_zone, or write an offset: {text}+01:00."
        )
    return _local(named, zone).astimezone(UTC)


def _local(named: datetime, zone: ZoneInfo) -> datetime:
    first, second = named.replace(tzinfo=zone), named.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    text = named.isoformat(timespec="minutes")
    # Before a gap the offset of fold 0 is the smaller one (PEP 495).
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != named:
        later = first.astimezone(UTC).astimezone(zone)
        raise ValueError(
            f"{text} does not exist in {zone.key}: clocks are put forward over it; "
            f"write {later.isoformat(timespec='minutes')} if that is meant."
        )
    raise ValueError(
        f"{text} happens twice in {zone.key}, because clocks are put back; write "
        f"{first.isoformat(timespec='minutes')} for the first time or "
        f"{second.isoformat(timespec='minutes')} for the second."
    )


def clock_on(day: date, text: str, zone: ZoneInfo) -> datetime:
    """Give the moment in UTC at which clocks show this time on this day, the first one where twice."""
    hour, minute = text.split(":")
    local = datetime.combine(day, time(int(hour), int(minute)), tzinfo=zone)
    return local.astimezone(UTC)
