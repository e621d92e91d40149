"""Whose work is looked at: one visit's, one work order's, or a whole case's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from firstfix.apps.cases.models import Case
from firstfix.apps.visits.models import Visit, WorkOrder

__all__ = ["Scope"]


@dataclass
class Scope:
    """The case, and the orders and visits whose work counts; ``is_whole_case`` where all of it does."""

    case: Case
    orders: tuple[WorkOrder, ...]
    visits: tuple[Visit, ...]
    now: datetime
    is_whole_case: bool = False

    @classmethod
    def of_case(cls, case: Case, now: datetime) -> Scope:
        """Give all work of the case."""
        orders = tuple(case.work_orders.all())
        visits = Visit.objects.filter(work_order__case=case).select_related("work_order", "outcome")
        return cls(case, orders, tuple(visits), now, is_whole_case=True)

    @classmethod
    def of_order(cls, order: WorkOrder, now: datetime) -> Scope:
        """Give the work of one order."""
        visits = order.visits.select_related("work_order", "outcome")
        return cls(order.case, (order,), tuple(visits), now)

    @classmethod
    def of_visit(cls, visit: Visit, now: datetime) -> Scope:
        """Give the work of one visit."""
        return cls(visit.work_order.case, (visit.work_order,), (visit,), now)

    @cached_property
    def visit_ids(self) -> tuple[UUID, ...]:
        """Give the ids of the visits."""
        return tuple(visit.pk for visit in self.visits)

    @cached_property
    def order_ids(self) -> tuple[UUID, ...]:
        """Give the ids of the work orders."""
        return tuple(order.pk for order in self.orders)

    @cached_property
    def rolled(self) -> tuple[Visit, ...]:
        """Give the visits whose truck rolled (domain.md, "Words")."""
        not_rolled = {"proposed", "assigned", "accepted", "declined", "cancelled"}
        return tuple(visit for visit in self.visits if visit.state not in not_rolled)

    def within(self, case_path: str = "case", visit_path: str = "visit") -> Q:
        """Give the condition for rows that hang on a case and perhaps on a visit.

        For a visit or an order this takes what was done there, and what was done without any visit.
        """
        if self.is_whole_case:
            return Q(**{case_path: self.case})
        here = Q(**{f"{visit_path}__in": self.visit_ids}) | Q(**{visit_path: None})
        return Q(**{case_path: self.case}) & here

    def name_of(self, visit: Visit) -> str:
        """Give a visit's name as people say it: case, order, visit."""
        return f"{self.case.reference}-{visit.work_order.sequence}/{visit.sequence}"

    def about(self) -> dict[str, tuple[Any, ...]]:
        """Give the ids of the scope's subjects by noun, as evidence links name them."""
        return {"visit": self.visit_ids, "work_order": self.order_ids}
