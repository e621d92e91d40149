"""The visits and depots of a file: windows, skills, promises, pins, and what was published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from firstfix.engines.dispatch.day_files.forms import (
    DayForm,
    PinForm,
    PublishedForm,
    Skill,
    VisitForm,
    WindowForm,
)
from firstfix.engines.dispatch.day_files.mistakes import suggestion
from firstfix.engines.dispatch.day_files.places import Ways
from firstfix.engines.dispatch.day_files.times import Times
from firstfix.engines.dispatch.planning import (
    Appointment,
    Depot,
    Needed,
    Pin,
    Promise,
    Shift,
    Technician,
    Visit,
)

__all__ = ["read_depots", "read_visits"]


def read_visits(
    form: DayForm, times: Times, ways: Ways, problems: list[str], technicians: Sequence[Technician]
) -> tuple[Visit, ...]:
    """Give the visits, and add a sentence for each thing that cannot be meant."""
    counts = Counter(visit.id for visit in form.visits)
    problems.extend(
        f"Visit {name}, id: it is given {count} times; each needs one of its own."
        for name, count in counts.items()
        if count > 1
    )
    problems.extend(_unknown_published(form))
    reader = _Reader(form, times, ways, problems, technicians)
    return tuple(reader.read(visit) for visit in form.visits)


def read_depots(form: DayForm, ways: Ways) -> tuple[Depot, ...]:
    """Give the depots."""
    return tuple(
        Depot(each.id, ways.number(each.place), dict(each.stock), each.minutes) for each in form.depots
    )


class _Reader:
    def __init__(
        self, form: DayForm, times: Times, ways: Ways, problems: list[str], technicians: Sequence[Technician]
    ) -> None:
        self.times, self.ways, self.problems = times, ways, problems
        held = (_skill_name(skill) for each in form.technicians for skill in each.skills)
        self.skills = list(dict.fromkeys([*form.skills, *held]))
        self.people = [each.id for each in form.technicians]
        self.shifts = {
            each.id: [(times.minute(shift.starts_at), times.minute(shift.ends_at)) for shift in each.shifts]
            for each in form.technicians
        }
        self.worked = {each.id: each.shifts for each in technicians}
        self.calendars = list(form.calendars)
        self.published = {told.visit: told for told in form.published}

    def read(self, visit: VisitForm) -> Visit:
        """Give one visit."""
        self.problems.extend(f"Visit {visit.id}, {problem}" for problem in self._unknown(visit))
        return Visit(
            visit.id,
            self.ways.number(visit.place),
            visit.minutes,
            windows=tuple(self._window(visit, number, each) for number, each in enumerate(visit.windows)),
            all_of=tuple(_needed(each) for each in visit.skills),
            any_of=tuple(tuple(_needed(each) for each in group) for group in visit.any_of),
            priority=visit.priority,
            promise=self._promise(visit),
            value=visit.value,
            customer=visit.customer,
            preferred=frozenset(visit.preferred_technicians),
            is_unpopular=visit.is_unpopular,
            parts=dict(visit.parts),
            load=visit.load,
            crew=visit.crew,
            after=visit.after,
            pin=None if visit.pinned is None else self._pin(visit.id, visit.pinned),
            published=self._appointment(self.published.get(visit.id)),
        )

    def _unknown(self, visit: VisitForm) -> Iterator[str]:
        for place, needed in _skills_of(visit):
            if needed not in self.skills:
                yield f"{place}: nobody knows a skill {needed!r}. {suggestion(needed, self.skills)}"
        for name in visit.preferred_technicians:
            if name not in self.people:
                yield (
                    f"preferred_technicians: there is no technician {name!r}. {suggestion(name, self.people)}"
                )
        if visit.calendar is not None and visit.calendar not in self.calendars:
            yield (
                f"calendar: there is no calendar {visit.calendar!r}. "
                f"{suggestion(visit.calendar, self.calendars)}"
            )
        if visit.calendar is not None and visit.due_at is None:
            yield "calendar: it counts lateness, but there is no due_at; give one, or leave the calendar out."

    def _window(self, visit: VisitForm, number: int, window: WindowForm) -> tuple[int, int]:
        opens, closes = self.times.minute(window.opens_at), self.times.minute(window.closes_at)
        here, text = f"Visit {visit.id}, windows[{number}]", self.times.text
        covers_visit = window.covers == "visit"
        if closes < opens:
            self.problems.append(
                f"{here}, closes_at: it closes at {text(closes)}, before it opens at {text(opens)}."
            )
        elif covers_visit and closes - opens < visit.minutes:
            self.problems.append(
                f"{here}: it is open for {closes - opens} minutes, but the visit takes {visit.minutes}. Open "
                'it longer, or write "covers": "start" if only the start has to lie in it.'
            )
        return opens, closes - visit.minutes if covers_visit else closes

    def _promise(self, visit: VisitForm) -> Promise | None:
        return None if visit.due_at is None else Promise(self.times.minute(visit.due_at), visit.calendar)

    def _pin(self, visit_id: str, pinned: PinForm) -> Pin | None:
        here = f"Visit {visit_id}, pinned"
        start = None if pinned.starts_at is None else self.times.minute(pinned.starts_at)
        places = [self._pinned_place(here, who, start, pinned) for who in (pinned.technician, *pinned.crew)]
        found = [place for place in places if place is not None]
        return Pin(*found[0], start, tuple(found[1:])) if len(found) == len(places) else None

    def _pinned_place(
        self, here: str, who: str, start: int | None, pinned: PinForm
    ) -> tuple[str, int] | None:
        if who not in self.shifts:
            self.problems.append(f"{here}: there is no technician {who!r}. {suggestion(who, self.people)}")
            return None
        shifts = self.shifts[who]
        is_first = pinned.shift is not None and who == pinned.technician
        shift = pinned.shift if is_first else _shift_at(start, shifts)
        if shift is None or shift >= len(shifts):
            self.problems.append(
                f"{here}: {who} has no such shift; give a starts_at within one, or its number as shift."
            )
            return None
        return who, _worked_part(self.worked[who], shifts[shift], start)

    def _appointment(self, told: PublishedForm | None) -> Appointment | None:
        if told is None:
            return None
        return Appointment(told.technician, self.times.minute(told.starts_at), told.crew)


def _skills_of(visit: VisitForm) -> Iterator[tuple[str, str]]:
    yield from (("skills", _skill_name(each)) for each in visit.skills)
    yield from (("any_of", _skill_name(each)) for group in visit.any_of for each in group)


def _skill_name(skill: Skill) -> str:
    return skill if isinstance(skill, str) else skill.name


def _needed(skill: Skill) -> Needed:
    return Needed(skill) if isinstance(skill, str) else Needed(skill.name, skill.level)


def _shift_at(start: int | None, shifts: Sequence[tuple[int, int]]) -> int | None:
    if start is None:
        return 0 if len(shifts) == 1 else None
    return next((number for number, (begins, ends) in enumerate(shifts) if begins <= start <= ends), None)


def _worked_part(worked: Sequence[Shift], shift: tuple[int, int], start: int | None) -> int:
    """Give the number of the part in which a start lies, of those that absences leave of a shift."""
    parts = [at for at, part in enumerate(worked) if shift[0] <= part.start and part.end <= shift[1]]
    begun = [at for at in parts if start is not None and worked[at].start <= start]
    # Of a shift that cannot be meant there is none.
    return begun[-1] if begun else min(parts, default=0)


def _unknown_published(form: DayForm) -> Iterator[str]:
    visits = {visit.id for visit in form.visits}
    people = {each.id for each in form.technicians}
    for number, told in enumerate(form.published):
        if told.visit not in visits:
            yield f"published[{number}], visit: there is no visit {told.visit!r}."
        for name in (told.technician, *told.crew):
            if name not in people:
                yield f"published[{number}], technician: there is no technician {name!r}."
