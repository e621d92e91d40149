"""Whose time may be held: read once for everybody whom a command gives visits to, and kept up meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from firstfix.apps.directory.models import Person, RoleGrant
from firstfix.apps.directory.queries import visible_persons
from firstfix.apps.dispatching.commands.limits import FIRMS
from firstfix.apps.dispatching.models import Absence, Assignment
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work
from firstfix.kernel.refusal import Refusal, Refused
from firstfix.kernel.statements import insert

__all__ = ["Roster"]

Row = TypeVar("Row", Absence, Assignment)

_GOING = ("engineer", "trainee", "lead_specialist")


class Roster:
    """The people of one command with what stands in the way of each, from ``start`` up to ``end``.

    It is read under their locks. What the command holds is known here at once, and :meth:`write` writes it.
    """

    def __init__(self, work: Work, engineer_ids: Collection[UUID], start: datetime, end: datetime) -> None:
        self.work, self.unwritten = work, list[Assignment]()
        people = visible_persons(work.actor).filter(pk__in=engineer_ids)
        self.people = {person.pk: person for person in people.prefetch_related(FIRMS)}
        grants = RoleGrant.objects.in_force(work.now).filter(person__in=engineer_ids, role__in=_GOING)
        self.goers = set(grants.values_list("person_id", flat=True))
        held = Assignment.objects.holding().filter(engineer__in=engineer_ids).overlapping(start, end)
        self.held = _by_person((one.engineer_id, one) for one in held.order_by("pk"))
        away = Absence.objects.filter(person__in=engineer_ids).overlapping(start, end)
        self.away = _by_person((one.person_id, one) for one in away)

    def free(self, engineer_id: UUID, start: datetime, end: datetime) -> Person:
        """Give who is to go; raises Refused where they do not go to visits, are booked or away."""
        engineer = self.people.get(engineer_id) or self.work.see("person", engineer_id)
        refusal = self._goes_nowhere(engineer) or self._booked(engineer, start, end)
        refusal = refusal or self._away(engineer, start, end)
        if refusal is not None:
            raise Refused(refusal)
        return engineer

    def hold(self, assignment: Assignment) -> None:
        """Count the time of ``assignment`` as held from now on."""
        self.held[assignment.engineer_id].append(assignment)
        self.unwritten.append(assignment)

    def write(self) -> None:
        """Write what was held; the database itself refuses a double booking."""
        insert(self.unwritten)
        self.unwritten = []

    def _goes_nowhere(self, engineer: Person) -> Refusal | None:
        if engineer.pk in self.goers:
            return None
        return Refusal(
            "not_an_engineer",
            mark("{name} holds no role that goes to visits. Choose an engineer, or have the role granted."),
            {"name": engineer.name},
            remedy="grant_role",
        )

    def _booked(self, engineer: Person, start: datetime, end: datetime) -> Refusal | None:
        held = next(
            (one for one in self.held[engineer.pk] if one.start_at < end and one.end_at > start), None
        )
        if held is None:
            return None
        return Refusal(
            "engineer_booked",
            mark("{name} is booked from {start} to {end} (UTC). Choose another time or another engineer."),
            {
                "name": engineer.name,
                "start": f"{held.start_at:%Y-%m-%d %H:%M}",
                "end": f"{held.end_at:%Y-%m-%d %H:%M}",
            },
            remedy="reassign_visit",
        )

    def _away(self, engineer: Person, start: datetime, end: datetime) -> Refusal | None:
        if not any(one.start_at < end and one.end_at > start for one in self.away[engineer.pk]):
            return None
        return Refusal(
            "engineer_away",
            mark("{name} is away in that time. Choose another time or another engineer."),
            {"name": engineer.name},
            remedy="reassign_visit",
        )


def _by_person(pairs: Iterable[tuple[UUID, Row]]) -> defaultdict[UUID, list[Row]]:
    found: defaultdict[UUID, list[Row]] = defaultdict(list)
    for person_id, row in pairs:
        found[person_id].append(row)
    return found
