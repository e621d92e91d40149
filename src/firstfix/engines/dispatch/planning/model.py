"""The job of planning: who can go, what is to be done, and what each thing costs.

All times are whole minutes from the start of the horizon, all costs whole points (ten points are a minute of
driving unless the policy says otherwise), so that search, checker and explanation count alike. Places are
numbers: ``travel[a][b]`` gives the minutes from one to the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from firstfix.engines.dispatch.planning.policy import DEFAULT_POLICY, Policy

__all__ = [
    "Appointment",
    "Depot",
    "Job",
    "Meal",
    "Needed",
    "Pin",
    "Promise",
    "Shift",
    "Skill",
    "Technician",
    "Visit",
]


@dataclass(frozen=True, slots=True)
class Skill:
    """What a technician holds: a skill or certificate, its level, and the minute at which it expires."""

    name: str
    level: int = 1
    expires: int | None = None


@dataclass(frozen=True, slots=True)
class Needed:
    """What a visit needs: a skill at a level or above."""

    name: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Meal:
    """A break that starts between ``earliest`` and ``latest`` and lasts ``minutes``.

    Whoever is home by ``latest`` has it there; everybody else has it between two stops, before or after the
    drive.
    """

    earliest: int
    latest: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Shift:
    """One working day: from ``start`` at one place to ``end`` at another.

    ``overtime`` is how many minutes later than ``end`` the technician may be back, at a price. It ``resumes``
    the day of the shift before where only an absence lies between them: then no rest is needed.
    """

    start: int
    end: int
    start_place: int
    end_place: int
    overtime: int = 0
    meal: Meal | None = None
    resumes: bool = False


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody who can go.

    ``pace`` is what the technician takes for work that takes others 100. ``refused`` customers may not be
    served. ``rest`` is the legal time between two working days. ``burden`` counts the unpopular visits of the
    last weeks, ``capacity`` what fits into the van (None: everything). ``van_stock`` is what lies in the van,
    for all shifts together.
    """

    id: str
    shifts: tuple[Shift, ...]
    skills: tuple[Skill, ...] = ()
    pace: int = 100
    refused: frozenset[str] = frozenset()
    van_stock: Mapping[str, int] = field(default_factory=dict)
    rest: int = 11 * 60  # Directive 2003/88/EC, article 3
    burden: int = 0
    capacity: int | None = None

    def rest_before(self, number: int) -> int:
        """Give the minutes that have to lie between a shift and the one before it."""
        return 0 if self.shifts[number].resumes else self.rest


@dataclass(frozen=True, slots=True)
class Promise:
    """A service target: due at this minute, late by the minutes of its own calendar.

    ``calendar`` names a row of :attr:`Job.calendars`; None counts every minute.
    """

    due: int
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """A visit that stays where it is: this technician, in this shift, and at this minute if one is given.

    A start before :attr:`Job.now` says that the visit has begun: it is carried on until its minutes are over.
    ``crew`` names technician and shift of the others where it takes several.
    """

    technician: str
    shift: int
    start: int | None = None
    crew: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Appointment:
    """Where a visit stood in the published plan: moving it costs trust. ``crew`` are the others who come."""

    technician: str
    start: int
    crew: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """What is to be done at one place.

    ``windows`` say when it may start (several are alternatives); none means at any time. ``all_of`` and each
    group of ``any_of`` must be met by the technician. ``crew`` technicians start together; one of them at
    least holds all that is needed, and each counts for the costs as if the visit were theirs. ``after`` are
    visits that must be finished before. ``parts`` come from the van or from one depot. ``value`` is what
    leaving it undone costs (for each of the crew), by the policy's table where None. ``preferred`` are the
    technicians who know the place: another one costs.
    """

    id: str
    place: int
    minutes: int
    windows: tuple[tuple[int, int], ...] = ()
    all_of: tuple[Needed, ...] = ()
    any_of: tuple[tuple[Needed, ...], ...] = ()
    priority: int = 3
    promise: Promise | None = None
    value: int | None = None
    customer: str = ""
    preferred: frozenset[str] = frozenset()
    is_unpopular: bool = False
    parts: Mapping[str, int] = field(default_factory=dict)
    load: int = 0
    crew: int = 1
    after: tuple[str, ...] = ()
    pin: Pin | None = None
    published: Appointment | None = None


@dataclass(frozen=True, slots=True)
class Depot:
    """Where parts are picked up: a place, what lies there, and how long it takes to get it."""

    id: str
    place: int
    stock: Mapping[str, int]
    minutes: int = 10


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that a plan is made from.

    ``calendars`` give, for each name, the minutes of service time that have passed at each minute of the
    horizon (``engines.service_clock``): lateness is priced by them. ``now`` is the minute before which
    nothing can start that has not begun (:class:`Pin`).
    """

    technicians: tuple[Technician, ...]
    visits: tuple[Visit, ...]
    travel: Sequence[Sequence[int]]
    depots: tuple[Depot, ...] = ()
    calendars: Mapping[str, Sequence[int]] = field(default_factory=dict)
    policy: Policy = DEFAULT_POLICY
    now: int = 0
