"""Give a person a role."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.directory.events import RoleGranted
from firstfix.apps.directory.models import Role, RoleGrant
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Touch, Work, command
from firstfix.kernel.commands.inputs import Moment, Words
from firstfix.kernel.refusal import Refusal

__all__ = ["RoleGrantInput", "grant_role"]


class RoleGrantInput(Input):
    """Who gets which role, for which team and customer, until when, and why."""

    person_id: UUID
    role: Role
    because: Words
    team_id: UUID | None = None
    organization_id: UUID | None = None
    expires_at: Moment | None = None


@command(
    on="role_grant",
    creates=True,
    touches=(Touch("person", given="person_id"),),
    says=mark("{actor} gave the role {role}: {because}"),
)
def grant_role(work: Work, given: RoleGrantInput) -> RoleGrant | Refusal:
    """Give a person a role, for all customers and teams or for the named ones."""
    person = work.see("person", given.person_id)
    refusal = _not_to_oneself(work, person.pk) or _ends_in_the_past(work, given)
    if refusal is not None:
        return refusal
    grant = RoleGrant.objects.create(
        id=work.subject_id,
        version=1,
        person=person,
        role=given.role,
        team=given.team_id and work.see("team", given.team_id),
        organization=given.organization_id and work.see("organization", given.organization_id),
        reason=given.because,
        granted_by_id=work.actor.person_id,
        granted_at=work.now,
        expires_at=given.expires_at,
    )
    work.emit(RoleGranted(grant.pk, person.pk, given.role.value, given.expires_at))
    return grant


def _not_to_oneself(work: Work, person_id: UUID) -> Refusal | None:
    if person_id != work.actor.person_id:
        return None
    return Refusal(
        "not_to_oneself",
        mark("Nobody gives a role to themselves. Ask another administrator."),
    )


def _ends_in_the_past(work: Work, given: RoleGrantInput) -> Refusal | None:
    if given.expires_at is None or given.expires_at > work.now:
        return None
    return Refusal(
        "invalid_input",
        mark("Field expires_at: it lies in the past. Give a later time, or leave it empty."),
        fields={"expires_at": "it lies in the past"},
    )
