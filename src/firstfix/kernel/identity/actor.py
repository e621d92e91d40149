"""Who acts: the one value that commands, policies and queries ask about a person or a machine.

An actor is made once per request from a signed-in user, an API token, a single-subject link or the
system itself, and is passed on by value. Nothing below the edges ever looks at a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import NAMESPACE_URL, UUID, uuid5

__all__ = ["SYSTEM", "Actor", "ActorKind", "system_actor"]


class ActorKind(StrEnum):
    """What kind of principal acts; some commands are for persons only (S2-Z01)."""

    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - a kind of actor, not a secret
    SERVICE = "service"
    ASSISTANT = "assistant"
    EXTERNAL = "external"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """One principal with its roles and its scope.

    ``id`` is what the ledger records: the person's id, or the id of the machine. ``organization_ids``
    limits whose cases are visible; ``None`` means every customer's. ``subject`` is set for an
    external party who holds a link to exactly one subject. ``scopes`` limits an API token to named
    commands (``"*"``: all that its person may do). ``role_scopes`` says for each role at which
    organisations it is held (``None``: at every one), because a person may hold one role everywhere
    and another at one customer only.
    """

    id: UUID
    kind: ActorKind
    name: str
    roles: frozenset[str] = frozenset()
    person_id: UUID | None = None
    user_id: UUID | None = None
    organization_ids: frozenset[UUID] | None = frozenset()
    team_ids: frozenset[UUID] = frozenset()
    subject: tuple[str, UUID] | None = None
    has_mfa: bool = False
    scopes: frozenset[str] = field(default_factory=lambda: frozenset({"*"}))
    role_scopes: Mapping[str, frozenset[UUID] | None] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )

    @property
    def is_system(self) -> bool:
        """Tell whether this is Firstfix itself, acting by a reaction or a job."""
        return self.kind is ActorKind.SYSTEM

    @property
    def is_human(self) -> bool:
        """Tell whether a person acts here directly, and not a machine in the person's name."""
        return self.kind in (ActorKind.PERSON, ActorKind.EXTERNAL)

    def has_role(self, *roles: str) -> bool:
        """Tell whether the actor holds at least one of ``roles``."""
        return not self.roles.isdisjoint(roles)

    def has_role_at(self, organization_id: UUID, *roles: str) -> bool:
        """Tell whether the actor holds one of ``roles`` for this organisation."""
        held = (self.role_scopes.get(role, frozenset()) for role in roles)
        return any(scope is None or organization_id in scope for scope in held)

    def covers(self, command: str) -> bool:
        """Tell whether the actor's token scopes include ``command``."""
        return "*" in self.scopes or command in self.scopes


def system_actor(name: str) -> Actor:
    """Give the actor for a part of Firstfix that acts by itself, such as one intake or one job."""
    return Actor(
        id=uuid5(NAMESPACE_URL, f"firstfix:system:{name}"),
        kind=ActorKind.SYSTEM,
        name=name,
        roles=frozenset({"system"}),
        organization_ids=None,
    )


SYSTEM = system_actor("firstfix")
