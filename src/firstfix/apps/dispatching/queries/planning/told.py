"""A plan of the engine as a proposal keeps it: plain JSON values, with the ways and the days' names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from firstfix.apps.dispatching.queries.planning.job import HELD, PlanningJob
from firstfix.engines.dispatch.planning import Plan, PlannedDay, PlannedVisit, Terms
from firstfix.engines.dispatch.planning.skills import has_skills
from firstfix.engines.dispatch.travel import Caution

__all__ = ["PlannedTrip", "caution_of", "engine_plan", "kept_plan", "terms_of", "trips_of"]


@dataclass(frozen=True, slots=True)
class PlannedTrip:
    """One trip of a kept plan: whose it is to be, when to leave, on site from when to when.

    Where it takes several, ``crew`` are the trips of those who come along with the one who ``leads``.
    """

    key: str
    engineer_id: UUID
    leave_at: datetime
    start_at: datetime
    end_at: datetime
    travel_minutes: int
    late_minutes: int
    slack_minutes: int | None = None
    leads: bool = True
    crew: tuple[PlannedTrip, ...] = ()

    @property
    def crew_ids(self) -> tuple[UUID, ...]:
        """Give who comes along."""
        return tuple(sorted(one.engineer_id for one in self.crew))


def kept_plan(planning: PlanningJob, plan: Plan) -> dict[str, Any]:
    """Give the plan as plain JSON values; times are minutes from the start of the horizon."""
    return {
        "days": [_day(planning, day) for day in plan.days],
        "unserved": list(plan.unserved),
        "provisional": sorted(key for key, wish in planning.wishes.items() if wish.is_provisional),
        "pinned": sorted(visit.id for visit in planning.job.visits if visit.pin is not None),
        "left_alone": sorted([person, shift] for person, shift in planning.left_alone),
        "caution": planning.caution and asdict(planning.caution),
    }


def caution_of(plan: Mapping[str, Any]) -> Caution | None:
    """Give why ways of a kept plan are estimated that a routing service should have given, if any are."""
    kept = plan.get("caution")
    return Caution(**kept) if kept else None


def trips_of(plan: Mapping[str, Any], start_at: datetime) -> Iterator[PlannedTrip]:
    """Give the trips of a kept plan whose horizon begins at ``start_at``, day by day in order."""
    for day in plan.get("days", ()):
        for told in day["visits"]:
            if told["key"].startswith(HELD):
                continue
            begins_at = start_at + timedelta(minutes=told["starts"])
            yield PlannedTrip(
                told["key"],
                UUID(day["engineer_id"]),
                begins_at - timedelta(minutes=told["travel"]),
                begins_at,
                start_at + timedelta(minutes=told["done"]),
                told["travel"],
                told["late"],
                told.get("slack"),
                told["leads"],
            )


def engine_plan(plan: Mapping[str, Any]) -> Plan:
    """Give a kept plan to the engine again: the order of each day, which is all that it reads of a plan."""
    days = (
        PlannedDay(
            day["engineer_id"],
            day["shift"],
            tuple(
                PlannedVisit(one["key"], one["arrives"], one["starts"], one["done"]) for one in day["visits"]
            ),
            day["back"],
        )
        for day in plan.get("days", ())
    )
    return Plan(tuple(days), tuple(plan.get("unserved", ())), Terms())


def terms_of(terms: Terms) -> dict[str, int]:
    """Give the terms by name."""
    return asdict(terms)


def _day(planning: PlanningJob, day: PlannedDay) -> dict[str, Any]:
    job = planning.job
    technician = next(one for one in job.technicians if one.id == day.technician)
    place = technician.shifts[day.shift].start_place
    known = {visit.id: visit for visit in job.visits}
    visits = []
    for told in day.visits:
        visit = known[told.visit]
        way, place = job.travel[place][visit.place], visit.place
        visits.append(
            {
                "key": told.visit,
                "arrives": told.arrives,
                "starts": told.starts,
                "done": told.done,
                "late": told.late_minutes,
                "slack": told.slack_minutes,
                "travel": way,
                "leads": has_skills(technician, visit, at=technician.shifts[day.shift].start),
            }
        )
    return {
        "engineer_id": day.technician,
        "shift": day.shift,
        "visits": visits,
        "back": day.back,
        "meal": [day.meal.starts, day.meal.ends] if day.meal else None,
        "terms": terms_of(day.terms),
    }
