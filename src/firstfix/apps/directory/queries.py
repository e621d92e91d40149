"""What of the directory an actor may see, and the scope that every other visibility rule narrows by.

The one rule for work (cases and all that hangs on them) is :func:`work_scope`:

===========================  ==========================================================
Firstfix itself, auditor     every organisation's, internal words included
our people (internal roles)  the organisations of their grants, internal words included
customers' people            their own organisation's, public words only
external party (link)        nothing by scope; only the one subject of the link
administrator alone          nothing: configures, sees no case content
===========================  ==========================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from firstfix.apps.directory.models import (
    CUSTOMER_ROLES,
    INTERNAL_ROLES,
    ContactChannel,
    Contract,
    ContractSite,
    DataPolicy,
    DecisionRule,
    Organization,
    OrganizationKind,
    OrganizationMembership,
    Person,
    Role,
    RoleGrant,
    ServiceTarget,
    Site,
    Skill,
    SkillHolding,
    Team,
    TeamMembership,
    WorkCalendar,
)
from firstfix.kernel.identity import Actor

__all__ = [
    "Scope",
    "directory_scope",
    "sees_our_side",
    "visible_calendars",
    "visible_contact_channels",
    "visible_contract_sites",
    "visible_contracts",
    "visible_data_policies",
    "visible_decision_rules",
    "visible_memberships",
    "visible_organizations",
    "visible_persons",
    "visible_role_grants",
    "visible_service_targets",
    "visible_sites",
    "visible_skill_holdings",
    "visible_skills",
    "visible_team_memberships",
    "visible_teams",
    "work_scope",
]

Row = TypeVar("Row", bound=Model)

# Who looks after the rights of others, and so sees who holds which role.
_KEEPERS_OF_RIGHTS = (Role.ADMINISTRATOR, Role.MANAGER, Role.DIRECTOR, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose things an actor sees: ``None`` means every organisation's; and whether internal words too."""

    organization_ids: frozenset[UUID] | None = frozenset()
    sees_internal: bool = False

    def narrow(self, rows: QuerySet[Row], path: str) -> QuerySet[Row]:
        """Give those of ``rows`` whose organisation, found at the field path ``path``, is in the scope."""
        if self.organization_ids is None:
            return rows
        if not self.organization_ids:
            return rows.none()
        return rows.filter(**{f"{path}__in": self.organization_ids})


EVERYTHING = Scope(None, sees_internal=True)
NOTHING = Scope()


def work_scope(actor: Actor) -> Scope:
    """Give whose work the actor sees, by the table at the top of this file."""
    if actor.is_system:
        return EVERYTHING
    if actor.subject is not None:
        return NOTHING
    if actor.has_role(Role.AUDITOR):
        return EVERYTHING
    if actor.has_role(*INTERNAL_ROLES):
        return Scope(actor.organization_ids, sees_internal=True)
    if actor.has_role(*CUSTOMER_ROLES):
        # A customer's person without a named organisation sees nothing, never everything.
        return Scope(actor.organization_ids or frozenset())
    return NOTHING


def directory_scope(actor: Actor) -> Scope:
    """Give whose master data the actor sees: as for work, and all of it for an administrator."""
    if actor.has_role(Role.ADMINISTRATOR) and actor.subject is None:
        return EVERYTHING
    return work_scope(actor)


def sees_our_side(actor: Actor) -> bool:
    """Tell whether the actor sees what concerns only ourselves: teams, skills, stock, calendars."""
    return directory_scope(actor).sees_internal


def visible_organizations(actor: Actor) -> QuerySet[Organization]:
    """Give the organisations that the actor may see; our people always see our own."""
    scope = directory_scope(actor)
    if scope.sees_internal and scope.organization_ids is not None:
        return Organization.objects.filter(
            Q(pk__in=scope.organization_ids) | ~Q(kind=OrganizationKind.CUSTOMER)
        )
    return scope.narrow(Organization.objects.all(), "pk")


def visible_sites(actor: Actor) -> QuerySet[Site]:
    """Give the sites that the actor may see."""
    return directory_scope(actor).narrow(Site.objects.all(), "organization")


def visible_persons(actor: Actor) -> QuerySet[Person]:
    """Give the people that the actor may see: of the organisations in scope, colleagues, and themself."""
    scope = directory_scope(actor)
    if scope.organization_ids is None:
        return Person.objects.all()
    seen = Exists(_memberships().filter(organization__in=scope.organization_ids))
    condition = Q(seen) | Q(pk=actor.person_id) if actor.person_id else Q(seen)
    if scope.sees_internal:
        of_a_customer = Exists(_memberships().filter(organization__kind=OrganizationKind.CUSTOMER))
        condition |= ~Q(of_a_customer)
    return Person.objects.filter(condition)


def visible_teams(actor: Actor) -> QuerySet[Team]:
    """Give the teams that the actor may see."""
    return _ours(actor, Team.objects.all())


def visible_skills(actor: Actor) -> QuerySet[Skill]:
    """Give the skills that the actor may see."""
    return _ours(actor, Skill.objects.all())


def visible_skill_holdings(actor: Actor) -> QuerySet[SkillHolding]:
    """Give who holds which skill, as far as the actor may see it."""
    return _ours(actor, SkillHolding.objects.all())


def visible_calendars(actor: Actor) -> QuerySet[WorkCalendar]:
    """Give the calendars that the actor may see."""
    return _ours(actor, WorkCalendar.objects.all())


def visible_data_policies(actor: Actor) -> QuerySet[DataPolicy]:
    """Give the data policies that the actor may see."""
    return _ours(actor, DataPolicy.objects.all())


def visible_contracts(actor: Actor) -> QuerySet[Contract]:
    """Give the contracts that the actor may see."""
    return directory_scope(actor).narrow(Contract.objects.all(), "organization")


def visible_service_targets(actor: Actor) -> QuerySet[ServiceTarget]:
    """Give the service targets of the contracts that the actor may see."""
    return directory_scope(actor).narrow(ServiceTarget.objects.all(), "contract__organization")


def visible_role_grants(actor: Actor) -> QuerySet[RoleGrant]:
    """Give all grants to who looks after rights, and to everybody else their own."""
    if actor.is_system or actor.has_role(*_KEEPERS_OF_RIGHTS):
        return RoleGrant.objects.all()
    return RoleGrant.objects.filter(person=actor.person_id) if actor.person_id else RoleGrant.objects.none()


def visible_decision_rules(actor: Actor) -> QuerySet[DecisionRule]:
    """Give the rules of who decides what: everybody with a role may know them."""
    knows = actor.is_system or (bool(actor.roles) and actor.subject is None)
    return DecisionRule.objects.all() if knows else DecisionRule.objects.none()


def _ours(actor: Actor, rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows if sees_our_side(actor) else rows.none()


def _memberships() -> QuerySet[OrganizationMembership]:
    return OrganizationMembership.objects.filter(person=OuterRef("pk"))


def visible_contract_sites(actor: Actor) -> QuerySet[ContractSite]:
    """Give which sites the visible contracts name."""
    return ContractSite.objects.filter(contract__in=visible_contracts(actor))


def visible_contact_channels(actor: Actor) -> QuerySet[ContactChannel]:
    """Give how to reach the people whom the actor may see."""
    return ContactChannel.objects.filter(person__in=visible_persons(actor))


def visible_memberships(actor: Actor) -> QuerySet[OrganizationMembership]:
    """Give who belongs to the organisations that the actor may see."""
    return OrganizationMembership.objects.filter(organization__in=visible_organizations(actor))


def visible_team_memberships(actor: Actor) -> QuerySet[TeamMembership]:
    """Give who works in the teams that the actor may see."""
    return TeamMembership.objects.filter(team__in=visible_teams(actor))
