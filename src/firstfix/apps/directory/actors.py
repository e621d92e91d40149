"""Who a user is as a person, with which roles and where; and how an account joins a person.

``wiring.py`` registers these three with :mod:`firstfix.kernel.identity.standing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import UUIDField

from firstfix.apps.directory.models import CUSTOMER_ROLES, INTERNAL_ROLES, Person, Role, RoleGrant
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import Standing
from firstfix.kernel.refusal import Reason, Refusal, Refused
from firstfix.kernel.statements import Question, Slot

__all__ = ["found_first_administrator", "join_account", "standing_of"]

# Roles that open the work of organisations; the administrator's grant widens nobody's view of cases.
_WORKING_ROLES = INTERNAL_ROLES | CUSTOMER_ROLES | {Role.AUDITOR.value}
_COLUMNS = (
    "pk",
    "name",
    "grants__role",
    "grants__organization_id",
    "grants__team_id",
    "grants__granted_at",
    "grants__expires_at",
    "grants__revocation__revoked_at",
)
_PERSON_WITH_GRANTS = Question(
    lambda: Person.objects.filter(user_id=Slot("user_id", UUIDField())).values_list(*_COLUMNS)
)


@dataclass(frozen=True, slots=True)
class _Grant:
    role: str
    organization_id: UUID | None
    team_id: UUID | None
    granted_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_in_force(self, at: datetime) -> bool:
        """Tell the same as ``RoleGrantQuerySet.in_force``, on rows that are here already."""
        has_started = self.granted_at <= at
        is_over = any(end is not None and end <= at for end in (self.expires_at, self.revoked_at))
        return has_started and not is_over


def standing_of(user_id: UUID, at: datetime) -> Standing | None:
    """Give the person behind a user with the roles held at ``at``, or None without a person. One query."""
    rows = _PERSON_WITH_GRANTS.rows(user_id=user_id)
    if not rows:
        return None
    person_id, name = rows[0][:2]
    grants = [grant for grant in _grants(rows) if grant.is_in_force(at)]
    scopes = {role: _scope(grants, {role}) for role in {grant.role for grant in grants}}
    return Standing(
        person_id=person_id,
        name=name,
        roles=frozenset(scopes),
        organization_ids=_scope(grants, _WORKING_ROLES),
        team_ids=frozenset(grant.team_id for grant in grants if grant.team_id is not None),
        role_scopes=MappingProxyType(scopes),
    )


def join_account(work: Work, user: User, person_id: UUID) -> None:
    """Let ``user`` sign in as the person; raises Refused where the person has an account already."""
    person = work.see("person", person_id)
    if Person.objects.filter(pk=person.pk, user=None).update(user=user) != 1:
        raise Refused(
            Refusal(
                "person_has_account",
                mark("{name} has an account already. Send it a new link instead."),
                {"name": person.name},
                Reason.CONFLICT,
                "issue_account_link",
            )
        )
    work.touch("person", person.pk, edited=("user",))


def found_first_administrator(work: Work, user: User) -> None:
    """Make the person behind the first account, with the role that nobody else could grant."""
    person = Person.objects.create(
        id=work.new_id("person"), name=user.name, user=user, language=user.language, zone=user.zone
    )
    grant = RoleGrant.objects.create(
        id=work.new_id("role_grant"),
        person=person,
        role=Role.ADMINISTRATOR,
        granted_by=None,
        granted_at=work.now,
    )
    work.touch("person", person.pk)
    work.touch("role_grant", grant.pk)


def _grants(rows: Iterable[tuple[Any, ...]]) -> list[_Grant]:
    return [_Grant(*row[2:]) for row in rows if row[2] is not None]


def _scope(grants: Iterable[_Grant], roles: Iterable[str]) -> frozenset[UUID] | None:
    """Give the organisations of the grants of ``roles``; a grant without one means all: None."""
    chosen = [grant.organization_id for grant in grants if grant.role in roles]
    named = frozenset(organization_id for organization_id in chosen if organization_id is not None)
    return None if None in chosen else named
