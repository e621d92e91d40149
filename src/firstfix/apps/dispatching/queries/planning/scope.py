"""With whose eyes a plan is computed: what the worker is told of the asker, and the actor made of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from firstfix.kernel.identity import Actor, ActorKind

__all__ = ["actor_of", "scope_of"]


def scope_of(actor: Actor) -> dict[str, Any]:
    """Give what decides which rows ``actor`` sees, for a job's payload; publishing asks the rights anew."""
    return {
        "id": str(actor.id),
        "kind": actor.kind.value,
        "person_id": actor.person_id and str(actor.person_id),
        "roles": sorted(actor.roles),
        "organization_ids": _texts(actor.organization_ids),
        "role_scopes": {role: _texts(scope) for role, scope in actor.role_scopes.items()},
        "team_ids": _texts(actor.team_ids),
    }


def actor_of(scope: Mapping[str, Any]) -> Actor:
    """Give the actor whom :func:`scope_of` told of."""
    return Actor(
        id=UUID(scope["id"]),
        kind=ActorKind(scope["kind"]),
        name="",
        roles=frozenset(scope["roles"]),
        person_id=UUID(scope["person_id"]) if scope["person_id"] else None,
        organization_ids=_ids(scope["organization_ids"]),
        team_ids=_ids(scope["team_ids"]) or frozenset(),
        role_scopes=MappingProxyType({role: _ids(one) for role, one in scope["role_scopes"].items()}),
    )


def _texts(ids: frozenset[UUID] | None) -> list[str] | None:
    return None if ids is None else sorted(map(str, ids))


def _ids(texts: list[str] | None) -> frozenset[UUID] | None:
    return None if texts is None else frozenset(map(UUID, texts))
