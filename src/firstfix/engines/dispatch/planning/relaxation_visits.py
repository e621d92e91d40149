"""What could be agreed about visits: other times, other needs, another worth, or one instead of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from firstfix.engines.dispatch.planning.model import Job, Visit

__all__ = [
    "DropSkill",
    "GiveUp",
    "HigherValue",
    "LaterDue",
    "LowerLevel",
    "NewTime",
    "ReleasePin",
    "WiderWindow",
]


@dataclass(frozen=True, slots=True)
class WiderWindow:
    """The customer lets us start in one window so many minutes ``earlier`` or ``later``."""

    visit: str
    window: int
    earlier: int = 0
    later: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """Give how much is asked for: the rank of the kind, and the amount."""
        return 1, self.earlier + self.later

    def apply(self, job: Job) -> Job:
        """Give the job with this window."""

        def wider(visit: Visit) -> Visit:
            windows = list(visit.windows)
            opens, closes = windows[self.window]
            windows[self.window] = (opens - self.earlier, closes + self.later)
            return replace(visit, windows=tuple(windows))

        return _with_visit(job, self.visit, wider)


@dataclass(frozen=True, slots=True)
class NewTime:
    """The customer agrees to another time altogether, for a visit whose times are all over."""

    visit: str
    size = (1, 0)

    def apply(self, job: Job) -> Job:
        """Give the job in which the visit may start at any time."""
        return _with_visit(job, self.visit, lambda visit: replace(visit, windows=()))


@dataclass(frozen=True, slots=True)
class ReleasePin:
    """A visit that is fixed to somebody may go elsewhere."""

    visit: str
    size = (3, 0)

    def apply(self, job: Job) -> Job:
        """Give the job without this pin."""
        return _with_visit(job, self.visit, lambda visit: replace(visit, pin=None))


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Another visit, worth no more, is left out instead: it goes on counting as undone."""

    visit: str
    value: int

    @property
    def size(self) -> tuple[int, int]:
        """Give how much is asked for: the rank of the kind, and the amount."""
        return 4, self.value

    def apply(self, job: Job) -> Job:
        """Give the job in which nobody may start this visit any more."""
        over = ((-1, -1),)
        return _with_visit(job, self.visit, lambda visit: replace(visit, windows=over, pin=None))


@dataclass(frozen=True, slots=True)
class LaterDue:
    """The service target of the visit is agreed for so many minutes later."""

    visit: str
    minutes: int

    @property
    def size(self) -> tuple[int, int]:
        """Give how much is asked for: the rank of the kind, and the amount."""
        return 5, self.minutes

    def apply(self, job: Job) -> Job:
        """Give the job with this promise."""

        def later(visit: Visit) -> Visit:
            promise = visit.promise
            return (
                visit
                if promise is None
                else replace(visit, promise=replace(promise, due=promise.due + self.minutes))
            )

        return _with_visit(job, self.visit, later)


@dataclass(frozen=True, slots=True)
class HigherValue:
    """Leaving the visit out counts for so many points more."""

    visit: str
    points: int

    @property
    def size(self) -> tuple[int, int]:
        """Give how much is asked for: the rank of the kind, and the amount."""
        return 6, self.points

    def apply(self, job: Job) -> Job:
        """Give the job with this value."""
        return _with_visit(
            job,
            self.visit,
            lambda visit: replace(
                visit, value=job.policy.worth_of(visit.priority, visit.value) + self.points
            ),
        )


@dataclass(frozen=True, slots=True)
class LowerLevel:
    """The visit is judged to need a lower level of one skill."""

    visit: str
    skill: str
    level: int
    lowered: int

    @property
    def size(self) -> tuple[int, int]:
        """Give how much is asked for: the rank of the kind, and the amount."""
        return 8, self.lowered

    def apply(self, job: Job) -> Job:
        """Give the job with this need."""

        def lower(visit: Visit) -> Visit:
            needs = (
                replace(each, level=min(each.level, self.level)) if each.name == self.skill else each
                for each in visit.all_of
            )
            return replace(visit, all_of=tuple(needs))

        return _with_visit(job, self.visit, lower)


@dataclass(frozen=True, slots=True)
class DropSkill:
    """The visit is judged to do without these skills: one that it needs, or a whole group of alternatives."""

    visit: str
    skills: tuple[str, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Give how much is asked for: the rank of the kind, and the amount."""
        return 9, len(self.skills)

    def apply(self, job: Job) -> Job:
        """Give the job without this need."""

        def without(visit: Visit) -> Visit:
            return replace(
                visit,
                all_of=tuple(each for each in visit.all_of if (each.name,) != self.skills),
                any_of=tuple(
                    group for group in visit.any_of if tuple(each.name for each in group) != self.skills
                ),
            )

        return _with_visit(job, self.visit, without)


def _with_visit(job: Job, name: str, change: Callable[[Visit], Visit]) -> Job:
    return replace(job, visits=tuple(change(each) if each.id == name else each for each in job.visits))
