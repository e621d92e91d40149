"""The form of a day's file: what people write about technicians, visits, hours and travel.

These classes are the one source of it: ``parsing`` reads by them, ``schema`` describes them as JSON Schema.
Everything is checked strictly, and a field that nobody knows is told, never passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from pydantic import Discriminator, Tag

from firstfix.engines.dispatch.day_files.form_types import (
    Clock,
    Count,
    Day,
    Degrees,
    Form,
    Minutes,
    Moment,
    Name,
    Points,
    Priority,
    told,
)

__all__ = [
    "DAY_FORM",
    "AbsenceForm",
    "CalendarForm",
    "DayForm",
    "DepotForm",
    "MealForm",
    "PinForm",
    "PlaceForm",
    "PolicyForm",
    "PublishedForm",
    "ShiftForm",
    "Skill",
    "SkillForm",
    "TechnicianForm",
    "TravelForm",
    "VisitForm",
    "Where",
    "WindowForm",
]

DAY_FORM: Final = "firstfix-day-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceForm(Form):
    """A point on earth (WGS 84), with a name for people where it has one."""

    latitude: Annotated[Degrees, told("Degrees north.", ge=-90, le=90)]
    longitude: Annotated[Degrees, told("Degrees east.", ge=-180, le=180)]
    name: Annotated[str, told("What people call it.", max_length=200)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillForm(Form):
    """A skill or certificate with its level; what a technician holds may expire."""

    name: Annotated[Name, told("The skill's name.")]
    level: Annotated[int, told("1 and up; a visit needs this level or a higher one.", ge=1, le=100)] = 1
    expires_at: Annotated[Moment | None, told("From when on it does not count. Technicians only.")] = None


def _as_name(written: object) -> str:
    return "name" if isinstance(written, str) else "form"


Where = Annotated[
    Annotated[Name, Tag("name")] | Annotated[PlaceForm, Tag("form")],
    Discriminator(_as_name),
]
Skill = Annotated[
    Annotated[Name, Tag("name")] | Annotated[SkillForm, Tag("form")],
    Discriminator(_as_name),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MealForm(Form):
    """A break that starts between two times on the clock."""

    earliest: Annotated[Clock, told("When it may start.")]
    latest: Annotated[Clock, told("Until when it may start.")]
    minutes: Annotated[Minutes, told("How long it is.")] = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftForm(Form):
    """One working day of one technician."""

    starts_at: Annotated[Moment, told("When work starts, at the start place.")]
    ends_at: Annotated[Moment, told("When it ends, at the end place.")]
    start: Annotated[Where | None, told("Where it starts; the technician's home where left out.")] = None
    end: Annotated[Where | None, told("Where it ends; the technician's home where left out.")] = None
    overtime_minutes: Annotated[
        Minutes | None, told("How much later one may be back, at a price; the technician's where left out.")
    ] = None
    meal: Annotated[MealForm | None, told("The meal of this day; the technician's where left out.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceForm(Form):
    """Time in which a technician is not there, whatever the shifts say."""

    from_at: Annotated[Moment, told("From when on.")]
    until_at: Annotated[Moment, told("Until when.")]
    reason: Annotated[str, told("For people only.", max_length=200)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianForm(Form):
    """Somebody who can go."""

    id: Annotated[Name, told("Unique among technicians.")]
    name: Annotated[str, told("What people call them; the id where left out.", max_length=200)] = ""
    home: Annotated[Where, told("Where shifts start and end that say nothing else.")]
    shifts: Annotated[tuple[ShiftForm, ...], told("The working days, in their order.")]
    skills: Annotated[tuple[Skill, ...], told("What they hold.")] = ()
    overtime_minutes: Annotated[Minutes, told("How much later than a shift's end they may be back.")] = 0
    meal: Annotated[MealForm | None, told("The meal of every shift that names none.")] = None
    absences: Annotated[tuple[AbsenceForm, ...], told("When they are away.")] = ()
    pace: Annotated[int, told("Minutes they take for work that takes others 100.", ge=1, le=1000)] = 100
    refused_customers: Annotated[tuple[Name, ...], told("Whom they may not serve.")] = ()
    van_stock: Annotated[dict[str, Count], told("Parts on the van, by part.")] = field(default_factory=dict)
    rest_minutes: Annotated[
        Minutes, told("Rest between two shifts; eleven hours by Directive 2003/88/EC, article 3.")
    ] = 660
    unpopular_count: Annotated[Count, told("Unpopular visits of the last weeks: more of them cost more.")] = 0
    capacity: Annotated[Count | None, told("What the van takes, in the unit of the visits' load.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowForm(Form):
    """When a customer lets somebody in."""

    opens_at: Annotated[Moment, told("From when on.")]
    closes_at: Annotated[Moment, told("Until when.")]
    covers: Annotated[
        Literal["visit", "start"],
        told("Whether the whole visit lies in it (at pace 100), or only its start."),
    ] = "visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class PinForm(Form):
    """A visit that nobody may move."""

    technician: Annotated[Name, told("Who does it.")]
    starts_at: Annotated[Moment | None, told("When it starts.")] = None
    shift: Annotated[
        int | None, told("In which shift, counted from 0; that of starts_at where left out.", ge=0, le=10_000)
    ] = None
    crew: Annotated[tuple[Name, ...], told("Who comes along, where the visit takes several.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitForm(Form):
    """What is to be done at one place."""

    id: Annotated[Name, told("Unique among visits.")]
    place: Annotated[Where, told("Where: coordinates, or a name under places.")]
    minutes: Annotated[Minutes, told("How long it takes at pace 100.")]
    name: Annotated[str, told("What people call it; the id where left out.", max_length=200)] = ""
    customer: Annotated[str, told("Whose it is.", max_length=200)] = ""
    windows: Annotated[tuple[WindowForm, ...], told("Alternatives; none means at any time.")] = ()
    skills: Annotated[tuple[Skill, ...], told("All of these are needed.")] = ()
    any_of: Annotated[tuple[tuple[Skill, ...], ...], told("One of each group is needed.")] = ()
    priority: Annotated[Priority, told("1 is the most urgent.")] = 3
    due_at: Annotated[Moment | None, told("When it is promised to be started.")] = None
    calendar: Annotated[
        Name | None, told("The calendar whose minutes of lateness count; every minute where left out.")
    ] = None
    value: Annotated[Points | None, told("What leaving it out costs; by priority where left out.")] = None
    preferred_technicians: Annotated[tuple[Name, ...], told("Who knows this place.")] = ()
    is_unpopular: Annotated[bool, told("Whether nobody likes to go there.")] = False
    parts: Annotated[dict[str, Count], told("Parts needed, by part.")] = field(default_factory=dict)
    load: Annotated[Count, told("Room it takes in the van.")] = 0
    crew: Annotated[int, told("How many technicians start together.", ge=1, le=20)] = 1
    after: Annotated[tuple[Name, ...], told("Visits that must be finished before.")] = ()
    pinned: Annotated[PinForm | None, told("Where it stays.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepotForm(Form):
    """Where parts are picked up on the way."""

    id: Annotated[Name, told("Unique among depots.")]
    place: Annotated[Where, told("Where: coordinates, or a name under places.")]
    stock: Annotated[dict[str, Count], told("What lies there, by part.")]
    minutes: Annotated[Minutes, told("How long a pick-up takes.")] = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarForm(Form):
    """Business hours: a week, closed days, and days with other hours."""

    week: Annotated[
        dict[str, str],
        told("Hours by weekday.", examples=[{"mon-thu": "08:00-12:00 13:00-17:00", "fri": "08:00-15:00"}]),
    ]
    holidays: Annotated[tuple[Day, ...], told("Closed days.")] = ()
    exceptions: Annotated[
        dict[str, str], told("Other hours on single days; an empty text closes the day.")
    ] = field(default_factory=dict)
    time_zone: Annotated[str | None, told("Its zone; that of the file where left out.", max_length=100)] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelForm(Form):
    """Known minutes between named places, instead of an estimate from coordinates."""

    places: Annotated[tuple[Name, ...], told("The names of the places, in the order of the lines.")]
    minutes: Annotated[tuple[tuple[Minutes, ...], ...], told("A line for each place: minutes to each other.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyForm(Form):
    """Prices in points that differ from the default policy; ten points are a minute of driving."""

    version: Annotated[Name | None, told("What this policy is called.")] = None
    travel: Annotated[Points | None, told("A minute of driving.")] = None
    overtime: Annotated[Points | None, told("A minute of overtime.")] = None
    late: Annotated[dict[str, Points] | None, told('A minute late by priority, such as {"1": 200}.')] = None
    unserved: Annotated[dict[str, Points] | None, told("Leaving a visit out, by priority.")] = None
    not_preferred: Annotated[Points | None, told("Another technician than the preferred.")] = None
    unpopular: Annotated[Points | None, told("An unpopular visit for each that one had already.")] = None
    other_technician: Annotated[Points | None, told("Other hands than published.")] = None
    moved_minute: Annotated[Points | None, told("A minute away from what was published.")] = None
    unmoved_minutes: Annotated[Minutes | None, told("So far from what was published goes unnoticed.")] = None
    pick_up: Annotated[Points | None, told("A pick-up at a depot.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedForm(Form):
    """What a customer was told already: moving it has a price."""

    visit: Annotated[Name, told("Which visit.")]
    technician: Annotated[Name, told("Who was said to come.")]
    starts_at: Annotated[Moment, told("When.")]
    crew: Annotated[tuple[Name, ...], told("Who was said to come along.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayForm(Form):
    """A day, or several days, to plan: who can go, what is to be done, and what is known about the ways."""

    format: Annotated[Literal["firstfix-day-1"], told("Which form this file has.")]
    technicians: Annotated[tuple[TechnicianForm, ...], told("Who can go.")]
    visits: Annotated[tuple[VisitForm, ...], told("What is to be done.")]
    time_zone: Annotated[
        str | None, told("The IANA zone of all times without an offset.", examples=["Europe/Berlin"])
    ] = None
    now: Annotated[Moment | None, told("Nothing starts before it; the first shift where left out.")] = None
    places: Annotated[dict[str, PlaceForm], told("Places by name.")] = field(default_factory=dict)
    travel: Annotated[TravelForm | None, told("Known minutes of driving.")] = None
    depots: Annotated[tuple[DepotForm, ...], told("Where parts lie.")] = ()
    calendars: Annotated[dict[str, CalendarForm], told("Business hours by name.")] = field(
        default_factory=dict
    )
    skills: Annotated[
        tuple[Name, ...], told("All skills there are; those of the technicians where left out.")
    ] = ()
    policy: Annotated[PolicyForm, told("Prices that differ.")] = field(default_factory=PolicyForm)
    published: Annotated[tuple[PublishedForm, ...], told("What customers were told already.")] = ()
