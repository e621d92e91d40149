"""Who bore how much lately: nights, weekends, far jobs, hours on the road (S0-P16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.dispatching.queries.goers import goers
from firstfix.apps.visits.models import TimeEntry, TimeKind, Visit
from firstfix.kernel.identity import Actor

__all__ = [
    "FAIRNESS_PERIOD",
    "FAR_MINUTES",
    "Burden",
    "burdens",
    "fairness_counters",
    "is_at_night",
    "is_on_weekend",
]

# A month of nights and weekends is what a person remembers as "always me" (S0-P16).
FAIRNESS_PERIOD = timedelta(days=28)
# Directive 2003/88/EC, article 2: night time holds midnight to five o'clock.
NIGHT_ENDS_AT = 5
SATURDAY = 5
# An hour there is two hours of a day on the road: "the farthest job goes to the junior" (S0-P16).
FAR_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Burden:
    """What one engineer bore in a time: visits at night, on weekends, far away, and minutes on the road.

    A visit counts in every column that it belongs to, and once in ``unpopular_count``.
    """

    visit_count: int = 0
    night_count: int = 0
    weekend_count: int = 0
    far_count: int = 0
    unpopular_count: int = 0
    drive_minutes: int = 0


def fairness_counters(actor: Actor, now: datetime) -> tuple[tuple[Person, Burden], ...]:
    """Give each engineer whom the actor may see with what they bore in the last four weeks; three queries."""
    people = list(goers(actor, now))
    found = burdens(people, now - FAIRNESS_PERIOD, now)
    return tuple((person, found[person.pk]) for person in people)


def burdens(people: Iterable[Person], start: datetime, end: datetime) -> Mapping[UUID, Burden]:
    """Give what each of ``people`` bore from ``start`` to ``end``; two queries.

    Whose visits they were is not told: a count is no customer's secret.
    """
    found = {person.pk: Burden() for person in people}
    for row in _carried_out(found, start, end):
        found[row.engineer_id] = _with(found[row.engineer_id], row)
    entries = TimeEntry.objects.filter(
        person__in=found, kind=TimeKind.TRAVEL, started_at__range=(start, end), ended_at__isnull=False
    )
    for person_id, started_at, ended_at in entries.values_list("person_id", "started_at", "ended_at"):
        assert ended_at is not None
        minutes = int((ended_at - started_at).total_seconds() // 60)
        found[person_id] = replace(found[person_id], drive_minutes=found[person_id].drive_minutes + minutes)
    return found


def is_at_night(local: datetime) -> bool:
    """Tell whether this time on the clocks of a site lies in the night."""
    return local.hour < NIGHT_ENDS_AT


def is_on_weekend(local: datetime) -> bool:
    """Tell whether this time on the clocks of a site lies on a Saturday or Sunday."""
    return local.weekday() >= SATURDAY


def _carried_out(people: Iterable[UUID], start: datetime, end: datetime) -> list[Assignment]:
    rolled = Visit.objects.rolled().filter(engineer__in=list(people), planned_start_at__range=(start, end))
    rows = Assignment.objects.filter(visit__in=rolled, engineer__in=list(people))
    around = rows.select_related("visit__work_order__site").order_by("assigned_at")
    newest = {(row.visit_id, row.engineer_id): row for row in around}
    return [row for row in newest.values() if row.engineer_id == row.visit.engineer_id]


def _with(before: Burden, row: Assignment) -> Burden:
    local = row.visit.work_order.site.local_time(row.visit.planned_start_at or row.start_at)
    at_night, on_weekend, far = is_at_night(local), is_on_weekend(local), row.travel_minutes >= FAR_MINUTES
    return replace(
        before,
        visit_count=before.visit_count + 1,
        night_count=before.night_count + at_night,
        weekend_count=before.weekend_count + on_weekend,
        far_count=before.far_count + far,
        unpopular_count=before.unpopular_count + (at_night or on_weekend or far),
    )
