"""Who goes to visits for a customer: the people with a role that goes, as of now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from firstfix.apps.directory.models import Person, Role, RoleGrant
from firstfix.apps.directory.queries import visible_persons
from firstfix.kernel.identity import Actor

__all__ = ["GOING_ROLES", "goers"]

GOING_ROLES = (Role.ENGINEER, Role.TRAINEE, Role.LEAD_SPECIALIST)
"""The roles that go to visits; ``assign_visit`` asks for one of them."""


def goers(actor: Actor, now: datetime, *, organization_id: UUID | None = None) -> QuerySet[Person]:
    """Give the people whom ``actor`` may see and who go to visits, at one customer or at any."""
    grants = RoleGrant.objects.in_force(now).filter(role__in=GOING_ROLES)
    if organization_id is not None:
        grants = grants.filter(Q(organization=None) | Q(organization=organization_id))
    people = visible_persons(actor).filter(pk__in=grants.values("person"))
    return people.select_related("base_site", "calendar").order_by("name", "id")
