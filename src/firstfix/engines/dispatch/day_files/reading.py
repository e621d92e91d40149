"""From a form to the job that is planned: moments to minutes, names to numbers, hours to service minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from firstfix.engines.dispatch.day_files.forms import DAY_FORM, DayForm, PolicyForm
from firstfix.engines.dispatch.day_files.hours import passed_minutes
from firstfix.engines.dispatch.day_files.moments import Horizon
from firstfix.engines.dispatch.day_files.parsing import FormReader, Unreadable, told_problems
from firstfix.engines.dispatch.day_files.people import read_technicians
from firstfix.engines.dispatch.day_files.places import Ways, read_places
from firstfix.engines.dispatch.day_files.times import Times, times_of
from firstfix.engines.dispatch.day_files.work import read_depots, read_visits
from firstfix.engines.dispatch.planning import DEFAULT_POLICY, Job, Policy, problems_of
from firstfix.engines.dispatch.travel import OfflineEstimate, TravelSource

__all__ = ["MOST_PLACES", "ReadDay", "day_of", "read_day", "read_form"]

# The ways from each place to each other are 9 million numbers then. Measured with 2,700 visits and 250
# technicians: 1.3 GB of memory and a first plan after ten seconds on one core.
MOST_PLACES = 3_000
_WHY = (
    f"{MOST_PLACES:,} at most: the way from each to each other is kept in memory, and that grows with the "
    "square. Plan regions or days apart."
)

DAY_READER = FormReader(
    TypeAdapter(DayForm),
    DAY_FORM,
    "A day's file starts with { and names its technicians and visits.",
    {"visits": (MOST_PLACES, _WHY), "technicians": (MOST_PLACES, _WHY)},
)


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day as it was read: the job, what its minutes and numbers are called, and the form it came from."""

    form: DayForm
    job: Job
    horizon: Horizon
    ways: Ways

    names: Mapping[str, str]

    def called(self, named_id: str) -> str:
        """Give what people call a technician or visit: its name, or the id where it has none."""
        return self.names.get(named_id) or named_id


def read_day(text: str, source: TravelSource | None = None) -> ReadDay:
    """Give the day that a file's text holds. Raises Unreadable with every mistake as a sentence.

    ``source`` is asked for the minutes of driving where the file gives none; an estimate where left out.
    """
    return day_of(read_form(text), source)


def read_form(text: str) -> DayForm:
    """Give the form that a file's text holds, before anything in it is looked up. Raises Unreadable."""
    return DAY_READER.read(text)


def day_of(form: DayForm, source: TravelSource | None = None) -> ReadDay:
    """Give the day of a form. Raises Unreadable."""
    if not form.technicians:
        # Said alone: that nobody holds a skill then is no mistake of the visits.
        raise Unreadable(["technicians: there is nobody to send; name at least one."])
    problems: list[str] = []
    times = times_of(form, problems)
    _stop_at(problems)
    ways = read_places(form, source or OfflineEstimate(), MOST_PLACES, problems)
    _stop_at(problems)
    job = _job(form, times, ways, problems)
    _stop_at(problems)
    _stop_at(list(problems_of(job)))
    return ReadDay(form, job, times.horizon, ways, _names(form))


def _names(form: DayForm) -> dict[str, str]:
    technicians = {each.id: each.name for each in form.technicians}
    return {**technicians, **{each.id: each.name for each in form.visits}}


def _stop_at(problems: list[str]) -> None:
    if problems:
        raise Unreadable(told_problems(problems))


def _job(form: DayForm, times: Times, ways: Ways, problems: list[str]) -> Job:
    technicians = read_technicians(form, times, ways, problems)
    visits = read_visits(form, times, ways, problems, technicians)
    ends = [shift.end + shift.overtime for each in technicians for shift in each.shifts]
    return Job(
        technicians,
        visits,
        ways.minutes,
        depots=read_depots(form, ways),
        calendars=passed_minutes(form, times, max(ends, default=0) + 1, problems),
        policy=_policy(form.policy, problems),
        now=0 if form.now is None else times.minute(form.now),
    )


def _policy(written: PolicyForm, problems: list[str]) -> Policy:
    given = {name: getattr(written, name) for name in written.__slots__}
    changed = {name: value for name, value in given.items() if value is not None}
    for name in ("late", "unserved"):
        if name in changed:
            changed[name] = {**getattr(DEFAULT_POLICY, name), **_by_priority(name, changed[name], problems)}
    if changed and "version" not in changed:
        changed["version"] = f"{DEFAULT_POLICY.version}, changed"
    return replace(DEFAULT_POLICY, **changed)


def _by_priority(name: str, prices: Mapping[str, int], problems: list[str]) -> dict[int, int]:
    wrong = [priority for priority in prices if priority not in {"1", "2", "3", "4"}]
    problems.extend(f"policy, {name}: there is no priority {each!r}; write 1, 2, 3 or 4." for each in wrong)
    return {int(priority): points for priority, points in prices.items() if priority not in wrong}
