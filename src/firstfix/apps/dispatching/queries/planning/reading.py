"""The rows that a plan is made from: each kind read once, whatever the number of engineers and visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q

from firstfix.apps.assets.models import Reservation
from firstfix.apps.directory.models import (
    Capacity,
    OrganizationKind,
    OrganizationMembership,
    Person,
    Role,
    RoleGrant,
    SkillHolding,
    TeamMembership,
)
from firstfix.apps.dispatching.models import Absence, Assignment, OnCallShift
from firstfix.apps.dispatching.queries.fairness import FAIRNESS_PERIOD, Burden, burdens
from firstfix.apps.dispatching.queries.goers import GOING_ROLES, goers
from firstfix.apps.dispatching.queries.planning.promises import Promises
from firstfix.apps.dispatching.queries.planning.windows import FACE_MINUTES
from firstfix.apps.dispatching.queries.taken import newest_only, taken_time
from firstfix.apps.visits.models import PartNeed, ReadinessItem, SkillNeed, TimeEntry, Visit, WorkOrder
from firstfix.apps.visits.queries import visible_visits, visible_work_orders
from firstfix.engines.service_clock import Calendar
from firstfix.kernel.identity import Actor

__all__ = ["ABOUT_READY", "READY", "PlanScope", "Reading"]

READY = ("ready", "scheduled", "dispatched")
"""States of an order whose truck may roll."""

ABOUT_READY = ("qualified", "blocked")
"""States of an order that may be planned provisionally: somebody still has to give what is missing."""

NETWORK = (OrganizationKind.OWN, OrganizationKind.PARTNER)
"""Whose people are planned without asking: ours, and of firms that are in the network (S1-R14)."""

_UNPLANNED = ("proposed", "declined")
_HELD = ("assigned", "accepted")
# Who worked through a night before the first day is still owed the rest.
LOOK_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class PlanScope:
    """Whose plan of which time: as whom it is read, narrowed to a team or to engineers where that is said."""

    actor: Actor
    start_at: datetime
    end_at: datetime
    now: datetime
    team_id: UUID | None = None
    engineer_ids: tuple[UUID, ...] = ()

    def __post_init__(self) -> None:
        """Begin on the clock face: all times of a plan are counted from there."""
        over = timedelta(
            minutes=self.start_at.minute % FACE_MINUTES,
            seconds=self.start_at.second,
            microseconds=self.start_at.microsecond,
        )
        object.__setattr__(self, "start_at", self.start_at - over)


class Reading:
    """Everything behind one plan; every property costs at most one query."""

    def __init__(self, wanted: PlanScope) -> None:
        self.wanted = wanted

    @cached_property
    def people(self) -> list[Person]:
        """Give who may be sent, by name."""
        # A trainee goes with somebody; who with, is for people to say (S0-P09).
        alone = RoleGrant.objects.in_force(self.wanted.now).filter(
            role__in=(Role.ENGINEER, Role.LEAD_SPECIALIST)
        )
        found = goers(self.wanted.actor, self.wanted.now).filter(pk__in=alone.values("person"))
        found = found.exclude(_outside_the_network(self.wanted.now.date()))
        if self.wanted.engineer_ids:
            found = found.filter(pk__in=self.wanted.engineer_ids)
        if self.wanted.team_id is not None:
            current = TeamMembership.objects.current(self.wanted.now.date())
            found = found.filter(pk__in=current.filter(team=self.wanted.team_id).values("person"))
        return list(found)

    @cached_property
    def customers_of(self) -> Mapping[UUID, frozenset[UUID] | None]:
        """Give for each engineer the customers that their roles are for, None for all."""
        grants = RoleGrant.objects.in_force(self.wanted.now).filter(
            role__in=GOING_ROLES, person__in=self.people
        )
        found: dict[UUID, set[UUID | None]] = defaultdict(set)
        for person_id, organization_id in grants.values_list("person_id", "organization_id"):
            found[person_id].add(organization_id)
        return {
            person_id: None if None in ids else frozenset(one for one in ids if one is not None)
            for person_id, ids in found.items()
        }

    @cached_property
    def team_hours_of(self) -> Mapping[UUID, Calendar]:
        """Give the hours of a team for each engineer in one that has hours."""
        current = TeamMembership.objects.current(self.wanted.now.date()).exclude(team__calendar=None)
        rows = current.filter(person__in=self.people).order_by("since_on", "id")
        pairs = rows.values_list("person_id", "team__calendar__definition")
        return {person_id: Calendar.from_json(definition) for person_id, definition in pairs}

    @cached_property
    def absences_of(self) -> Mapping[UUID, list[Absence]]:
        """Give who is away when; the kind of absence is nobody's business here."""
        rows = Absence.objects.filter(person__in=self.people)
        rows = rows.overlapping(self.wanted.start_at - LOOK_BACK, self.wanted.end_at)
        return _by(rows.order_by("start_at", "id"), "person_id")

    @cached_property
    def duty_of(self) -> Mapping[UUID, list[OnCallShift]]:
        """Give who is on call when."""
        rows = OnCallShift.objects.filter(
            person__in=self.people, start_at__lt=self.wanted.end_at, end_at__gt=self.wanted.start_at
        )
        return _by(rows.order_by("start_at", "id"), "person_id")

    @cached_property
    def holdings_of(self) -> Mapping[UUID, list[SkillHolding]]:
        """Give what each engineer may do alone."""
        rows = SkillHolding.objects.filter(person__in=self.people, needs_supervision=False)
        return _by(rows.select_related("skill").order_by("skill__code"), "person_id")

    @cached_property
    def held_by(self) -> Mapping[UUID, list[Assignment]]:
        """Give all time that is taken, whoever's visits it is for: a time is no customer's secret."""
        rows = taken_time(self.wanted.start_at - LOOK_BACK, self.wanted.end_at).filter(
            engineer__in=self.people
        )
        return _by(newest_only(rows.select_related("visit__work_order__site")), "engineer_id")

    @cached_property
    def worked_by(self) -> Mapping[UUID, list[TimeEntry]]:
        """Give what engineers recorded lately: a call at night may be on record and in no plan."""
        rows = TimeEntry.objects.filter(
            person__in=self.people, ended_at__gt=self.wanted.start_at - LOOK_BACK,
            started_at__lt=self.wanted.end_at, kind__in=("work", "travel"),
        )  # fmt: skip
        return _by(rows.order_by("started_at"), "person_id")

    @cached_property
    def burden_of(self) -> Mapping[UUID, Burden]:
        """Give what each engineer bore in the last weeks (S0-P16)."""
        return burdens(self.people, self.wanted.now - FAIRNESS_PERIOD, self.wanted.now)

    @cached_property
    def visits(self) -> list[Visit]:
        """Give the visits that may be planned: those without anybody, and those held in this time."""
        held_here = Q(state__in=_HELD, planned_start_at__lt=self.wanted.end_at)
        held_here &= Q(planned_end_at__gt=self.wanted.start_at, engineer__in=self.people)
        rows = visible_visits(self.wanted.actor).filter(Q(state__in=_UNPLANNED) | held_here)
        rows = rows.filter(work_order__state__in=(*READY, *ABOUT_READY))
        around = rows.select_related(
            "work_order__case__organization", "work_order__site__calendar", "engineer"
        )
        held = Prefetch("assignments", Assignment.objects.holding(), to_attr="held_now")
        return list(around.prefetch_related(held).order_by("work_order__raised_at", "id"))

    @cached_property
    def orders_alone(self) -> list[WorkOrder]:
        """Give the orders for which no trip stands in the plan yet, not even an unfinished one."""
        standing = Visit.objects.open().filter(work_order=OuterRef("pk"))
        rows = visible_work_orders(self.wanted.actor).filter(state__in=(*READY, *ABOUT_READY))
        rows = rows.exclude(Exists(standing)).exclude(earliest_start_at__gte=self.wanted.end_at)
        around = rows.select_related("case__organization", "site__calendar")
        return list(around.order_by("raised_at", "id"))

    @cached_property
    def orders(self) -> list[WorkOrder]:
        """Give every order that the plan speaks of."""
        return [*(visit.work_order for visit in self.visits), *self.orders_alone]

    @cached_property
    def skills_of(self) -> Mapping[UUID, list[SkillNeed]]:
        """Give what each order asks of its engineer."""
        rows = SkillNeed.objects.filter(work_order__in=self.orders).select_related("skill")
        return _by(rows.order_by("skill__code"), "work_order_id")

    @cached_property
    def access_of(self) -> Mapping[UUID, ReadinessItem]:
        """Give each order's answer on access that has not lapsed."""
        rows = ReadinessItem.objects.filter(work_order__in=self.orders, code="access")
        return {row.work_order_id: row for row in rows.holding(self.wanted.now)}

    @cached_property
    def parts_of(self) -> Mapping[UUID, list[Reservation]]:
        """Give the parts that are promised to each order, and where they lie."""
        rows = Reservation.objects.open().filter(
            for_type="work_order", for_id__in=[one.pk for one in self.orders]
        )
        return _by(rows.select_related("location", "part_type").order_by("requested_at", "id"), "for_id")

    @cached_property
    def part_needs_of(self) -> Mapping[UUID, Mapping[UUID, int]]:
        """Give how many of each part every order needs."""
        found: dict[UUID, dict[UUID, int]] = defaultdict(lambda: defaultdict(int))
        rows = PartNeed.objects.filter(work_order__in=self.orders)
        for order_id, part_type_id, quantity in rows.values_list("work_order_id", "part_type_id", "quantity"):
            found[order_id][part_type_id] += quantity
        return found

    @cached_property
    def promises(self) -> Promises:
        """Give what is promised to the customers of the orders."""
        return Promises({one.case_id for one in self.orders}, self.wanted.start_at, self.wanted.end_at)

    @cached_property
    def knowing_of(self) -> Mapping[UUID, frozenset[UUID]]:
        """Give for each asset who was there before."""
        assets = {one.asset_id for one in self.orders if one.asset_id is not None}
        there = Visit.objects.rolled().filter(work_order__asset__in=assets, engineer__in=self.people)
        found: dict[UUID, set[UUID]] = defaultdict(set)
        for asset_id, engineer_id in there.values_list("work_order__asset_id", "engineer_id").distinct():
            found[asset_id].add(engineer_id)
        return {asset_id: frozenset(ids) for asset_id, ids in found.items()}


def _outside_the_network(on: date) -> Q:
    """Give who works for other firms only: each visit of theirs needs an approval (S1-R14)."""
    staff = OrganizationMembership.objects.current(on).filter(capacity=Capacity.STAFF)
    ours = staff.filter(organization__kind__in=NETWORK).values("person")
    return Q(pk__in=staff.values("person")) & ~Q(pk__in=ours)


def _by(rows: Iterable[Any], name: str) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
