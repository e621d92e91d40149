"""The times of a day's file: every moment as a minute of the horizon, or a sentence about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from firstfix.engines.dispatch.day_files.forms import DayForm, TechnicianForm, VisitForm
from firstfix.engines.dispatch.day_files.moments import Horizon, clock_on, moment_of, zone_of

__all__ = ["MOST_DAYS", "Times", "moments_of_visit", "times_of"]

# A year and a leap day: what was due before that is not planned by its minutes any more.
MOST_DAYS = 366
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Times:
    """The horizon, and the moment of every text that was read."""

    horizon: Horizon
    zone: ZoneInfo | None
    read: Mapping[str, datetime]

    def minute(self, text: str) -> int:
        """Give the minute of a moment. Raises ValueError with a sentence for what is none."""
        known = self.read.get(text)
        return self.horizon.minute(known if known is not None else moment_of(text, self.zone))

    def clock(self, day: date, text: str) -> int:
        """Give the minute at which clocks show this time on this day."""
        return self.horizon.minute(clock_on(day, text, self.horizon.zone))

    def text(self, minute: int) -> str:
        """Give a minute as people write it: local time to the minute."""
        return self.horizon.at(minute).strftime("%Y-%m-%dT%H:%M")


def times_of(form: DayForm, problems: list[str]) -> Times:
    """Give the times of a file, and add a sentence for each moment that cannot be meant."""
    zone = _zone(form, problems)
    read: dict[str, datetime] = {}
    if not problems:
        for place, text in _moments(form):
            try:
                read[text] = moment_of(text, zone)
            except ValueError as error:
                problems.append(f"{place}: {error}")
    if form.technicians and not any(each.shifts for each in form.technicians):
        problems.append("technicians: nobody has a shift; give at least one technician one.")
    starts_at = _start(form, read, zone or _UTC)
    if read and max(read.values()) - starts_at > timedelta(days=MOST_DAYS):
        first, last = (at.astimezone(zone or _UTC).date() for at in (starts_at, max(read.values())))
        problems.append(
            f"The times reach from {first} to {last}: {MOST_DAYS} days at most can be planned together."
        )
    return Times(Horizon(starts_at, zone or _UTC), zone, read)


def moments_of_visit(visit: VisitForm) -> Iterator[tuple[str, str]]:
    """Give the moments of a visit, each with the words for where it stands."""
    here = f"Visit {visit.id}"
    for number, window in enumerate(visit.windows):
        yield f"{here}, windows[{number}], opens_at", window.opens_at
        yield f"{here}, windows[{number}], closes_at", window.closes_at
    if visit.due_at is not None:
        yield f"{here}, due_at", visit.due_at
    if visit.pinned is not None and visit.pinned.starts_at is not None:
        yield f"{here}, pinned, starts_at", visit.pinned.starts_at


def _zone(form: DayForm, problems: list[str]) -> ZoneInfo | None:
    if form.time_zone is None:
        return None
    try:
        return zone_of(form.time_zone)
    except ValueError as error:
        problems.append(f"time_zone: {error}")
        return None


def _moments(form: DayForm) -> Iterator[tuple[str, str]]:
    for technician in form.technicians:
        yield from _moments_of_technician(technician)
    for visit in form.visits:
        yield from moments_of_visit(visit)
    for number, told in enumerate(form.published):
        yield f"published[{number}], starts_at", told.starts_at
    if form.now is not None:
        yield "now", form.now


def _moments_of_technician(technician: TechnicianForm) -> Iterator[tuple[str, str]]:
    here = f"Technician {technician.id}"
    for number, shift in enumerate(technician.shifts):
        yield f"{here}, shifts[{number}], starts_at", shift.starts_at
        yield f"{here}, shifts[{number}], ends_at", shift.ends_at
    for number, absence in enumerate(technician.absences):
        yield f"{here}, absences[{number}], from_at", absence.from_at
        yield f"{here}, absences[{number}], until_at", absence.until_at
    for number, skill in enumerate(technician.skills):
        if not isinstance(skill, str) and skill.expires_at is not None:
            yield f"{here}, skills[{number}], expires_at", skill.expires_at


def _start(form: DayForm, read: Mapping[str, datetime], zone: ZoneInfo) -> datetime:
    """Give local midnight before the first shift, or before what was due earlier still."""
    named = [shift.starts_at for each in form.technicians for shift in each.shifts]
    named += [visit.due_at for visit in form.visits if visit.due_at is not None]
    known = [read[text] for text in named if text in read]
    first = min(known, default=datetime(1970, 1, 1, tzinfo=UTC)).astimezone(zone).date()
    return datetime.combine(first, time(), tzinfo=zone).astimezone(UTC)
