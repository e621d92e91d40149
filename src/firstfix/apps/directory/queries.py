"""What of the directory an actor may see."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from firstfix.apps.directory.models import (
    CUSTOMER_ROLES,
    INTERNAL_ROLES,
    Contract,
    Organization,
    Person,
    Role,
    RoleGrant,
    Site,
    Skill,
    Team,
    WorkCalendar,
)
from firstfix.kernel.identity import Actor

__all__ = [
    "is_ours",
    "reaches_cases",
    "scoped",
    "visible_calendars",
    "visible_contracts",
    "visible_organizations",
    "visible_persons",
    "visible_role_grants",
    "visible_sites",
    "visible_skills",
    "visible_teams",
]

Row = TypeVar("Row", bound=Model)


def is_ours(actor: Actor) -> bool:
    """Tell whether the actor works for us: any internal role, the auditor, the administrator, the system."""
    return actor.is_system or actor.has_role(*INTERNAL_ROLES, Role.AUDITOR, Role.ADMINISTRATOR)


def reaches_cases(actor: Actor) -> bool:
    """Tell whether the actor sees case content at all; an administrator does not by default."""
    return actor.is_system or actor.has_role(*INTERNAL_ROLES, *CUSTOMER_ROLES, Role.AUDITOR)


def scoped(rows: QuerySet[Row], actor: Actor, path: str) -> QuerySet[Row]:
    """Give the rows whose organisation, found along ``path``, lies in the actor's scope."""
    if actor.organization_ids is None:
        return rows
    return rows.filter(**{f"{path}__in": actor.organization_ids})


def visible_organizations(actor: Actor) -> QuerySet[Organization]:
    """Give the organisations that the actor may see: ours see those in their scope, customers their own."""
    return scoped(Organization.objects.all(), actor, "pk")


def visible_sites(actor: Actor) -> QuerySet[Site]:
    """Give the sites of visible organisations."""
    return scoped(Site.objects.all(), actor, "organization")


def visible_contracts(actor: Actor) -> QuerySet[Contract]:
    """Give the contracts of visible organisations."""
    return scoped(Contract.objects.all(), actor, "organization")


def visible_persons(actor: Actor) -> QuerySet[Person]:
    """Give everybody to our own people; to a customer only the people of their own organisation."""
    if is_ours(actor):
        return Person.objects.all()
    own = Q(pk=actor.person_id)
    if actor.organization_ids:
        own |= Q(memberships__organization__in=actor.organization_ids)
    return Person.objects.filter(own).distinct()


def visible_teams(actor: Actor) -> QuerySet[Team]:
    """Give the teams to our own people; customers see none."""
    return Team.objects.all() if is_ours(actor) else Team.objects.none()


def visible_skills(actor: Actor) -> QuerySet[Skill]:
    """Give the skills to our own people."""
    return Skill.objects.all() if is_ours(actor) else Skill.objects.none()


def visible_calendars(actor: Actor) -> QuerySet[WorkCalendar]:
    """Give the calendars to our own people."""
    return WorkCalendar.objects.all() if is_ours(actor) else WorkCalendar.objects.none()


def visible_role_grants(actor: Actor) -> QuerySet[RoleGrant]:
    """Give all grants to our own people, to others only what they hold themselves."""
    return RoleGrant.objects.all() if is_ours(actor) else RoleGrant.objects.filter(person=actor.person_id)
