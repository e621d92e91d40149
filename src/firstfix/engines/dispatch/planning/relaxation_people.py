"""What could be asked of technicians: longer hours, a shift more, parts in the van, a certificate renewed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from firstfix.engines.dispatch.planning.model import Job, Shift, Technician, Visit
from firstfix.engines.dispatch.planning.plan import Plan

__all__ = ["AddShift", "BringParts", "MoreOvertime", "RenewCertificate"]


@dataclass(frozen=True, slots=True)
class MoreOvertime:
    """One technician may be back so many minutes later in one shift; the rest before the next one stays."""

    technician: str
    shift: int
    minutes: int

    @property
    def size(self) -> tuple[int, int]:
        """Give how much is asked for: the rank of the kind, and the amount."""
        return 1, self.minutes

    def apply(self, job: Job) -> Job:
        """Give the job with this overtime."""

        def longer(technician: Technician) -> Technician:
            shifts = list(technician.shifts)
            shift = shifts[self.shift]
            shifts[self.shift] = replace(shift, overtime=shift.overtime + self.minutes)
            return replace(technician, shifts=tuple(shifts))

        return _with_technician(job, self.technician, longer)


@dataclass(frozen=True, slots=True)
class BringParts:
    """A technician has these parts in the van from the start, by name and count."""

    technician: str
    parts: tuple[tuple[str, int], ...]

    @property
    def size(self) -> tuple[int, int]:
        """Give how much is asked for: the rank of the kind, and the amount."""
        return 2, sum(count for _part, count in self.parts)

    def apply(self, job: Job) -> Job:
        """Give the job with these parts beside what is in the van."""

        def supplied(technician: Technician) -> Technician:
            more = dict(self.parts)
            names = {*technician.van_stock, *more}
            stock = {name: technician.van_stock.get(name, 0) + more.get(name, 0) for name in sorted(names)}
            return replace(technician, van_stock=stock)

        return _with_technician(job, self.technician, supplied)


@dataclass(frozen=True, slots=True)
class RenewCertificate:
    """A technician's certificate that has run out is renewed."""

    technician: str
    skill: str
    size = (7, 0)

    def apply(self, job: Job) -> Job:
        """Give the job with this certificate valid throughout."""
        return _with_technician(job, self.technician, self.renewed)

    def renewed(self, technician: Technician) -> Technician:
        """Give the technician with this certificate."""
        skills = (
            replace(each, expires=None) if each.name == self.skill else each for each in technician.skills
        )
        return replace(technician, skills=tuple(skills))


@dataclass(frozen=True, slots=True)
class AddShift:
    """A technician who is absent comes in for one shift."""

    technician: str
    shift: Shift

    @property
    def size(self) -> tuple[int, int]:
        """Give how much is asked for: the rank of the kind, and the amount."""
        return 10, self.shift.end - self.shift.start

    def apply(self, job: Job) -> Job:
        """Give the job with this shift; later shifts of the technician are counted one further."""
        number = self.number_in(job)

        def present(technician: Technician) -> Technician:
            shifts = technician.shifts
            return replace(technician, shifts=(*shifts[:number], self.shift, *shifts[number:]))

        def moved(visit: Visit) -> Visit:
            pin = visit.pin
            if pin is None or pin.technician != self.technician or pin.shift < number:
                return visit
            return replace(visit, pin=replace(pin, shift=pin.shift + 1))

        later = replace(job, visits=tuple(moved(visit) for visit in job.visits))
        return _with_technician(later, self.technician, present)

    def number_in(self, job: Job) -> int:
        """Give which shift of the technician it would be."""
        mine = next(each for each in job.technicians if each.id == self.technician)
        return sum(shift.start < self.shift.start for shift in mine.shifts)

    def renumbered(self, job: Job, plan: Plan) -> Plan:
        """Give a plan of the job before with its shifts counted as in the job with this shift."""
        number = self.number_in(job)
        days = tuple(
            replace(day, shift=day.shift + 1)
            if day.technician == self.technician and day.shift >= number
            else day
            for day in plan.days
        )
        return replace(plan, days=days)


def _with_technician(job: Job, name: str, change: Callable[[Technician], Technician]) -> Job:
    technicians = (change(each) if each.id == name else each for each in job.technicians)
    return replace(job, technicians=tuple(technicians))
