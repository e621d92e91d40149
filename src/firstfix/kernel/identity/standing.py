"""From a user, a token or a link to the actor that commands ask about.

Who a user is as a person, and which roles that person holds, stands in the directory, above the
kernel. ``wiring.py`` registers the function that knows (:func:`register_actor_loader`), and the two
that join a new account to a person (:func:`register_account_people`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import CharField, DateTimeField

from firstfix.kernel import clock
from firstfix.kernel.identity.access import ApiToken, ExternalLink
from firstfix.kernel.identity.actor import Actor, ActorKind
from firstfix.kernel.identity.bearer import hash_of
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.sessions import time_in
from firstfix.kernel.statements import Question, Slot

__all__ = [
    "ACCOUNT_HOLDER",
    "Standing",
    "actor_for_link",
    "actor_for_session",
    "actor_for_token",
    "actor_for_user",
    "found_administrator",
    "join_person",
    "register_account_people",
    "register_actor_loader",
]

ACCOUNT_HOLDER = "account_holder"
"""The role of everybody who signs in, over nothing but their own account."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the directory knows of a user: the person, the roles, and where they are held."""

    person_id: UUID
    name: str
    roles: frozenset[str] = frozenset()
    organization_ids: frozenset[UUID] | None = frozenset()
    team_ids: frozenset[UUID] = frozenset()
    role_scopes: Mapping[str, frozenset[UUID] | None] = field(
        default_factory=lambda: MappingProxyType({}), hash=False
    )


ActorLoader = Callable[[UUID, datetime], Standing | None]
"""From a user's id and a time to the person's standing; it may cost one query."""
PersonJoiner = Callable[[Any, User, UUID], None]
Founder = Callable[[Any, User], None]

_registered: dict[str, Callable[..., Any]] = {}


def register_actor_loader(load: ActorLoader) -> None:
    """Register who knows the person and the roles behind a user."""
    _registered["load"] = load


def register_account_people(*, join: PersonJoiner, found: Founder) -> None:
    """Register who ties a new account to a person, and who makes the first administrator.

    Both are called inside the command: ``join(work, user, person_id)``, ``found(work, user)``.
    """
    _registered["join"], _registered["found"] = join, found


def join_person(work: Any, user: User, person_id: UUID) -> None:
    """Tie the new account of ``user`` to the person; raises Refused where that is not possible."""
    _registered["join"](work, user, person_id)


def found_administrator(work: Any, user: User) -> None:
    """Make ``user`` a person with the role of administrator."""
    _registered["found"](work, user)


def actor_for_user(user: User, *, has_mfa: bool = False) -> Actor:
    """Give the actor for a signed-in user: the person with the roles held now. One query."""
    standing = _standing(user)
    return Actor(
        id=standing.person_id,
        kind=ActorKind.PERSON,
        name=standing.name,
        roles=standing.roles | {ACCOUNT_HOLDER},
        person_id=standing.person_id,
        user_id=user.pk,
        organization_ids=standing.organization_ids,
        team_ids=standing.team_ids,
        has_mfa=has_mfa,
        role_scopes=standing.role_scopes,
    )


def actor_for_session(user: User, session: Mapping[str, Any]) -> Actor:
    """Give the actor for a user in this session; a second factor counts while it is fresh."""
    shown_at, now = time_in(session, "second_factor_at"), clock.now()
    has_mfa = shown_at is not None and now < shown_at + settings.SECOND_FACTOR_LIMIT
    return actor_for_user(user, has_mfa=has_mfa)


def actor_for_token(secret: str) -> Actor | None:
    """Give the actor that an API token stands for, or None for a token that does not open. Two queries."""
    now = clock.now()
    token = _USABLE_TOKEN.first(token_hash=hash_of(secret), now=now)
    if token is None:
        return None
    _note_use(token, now)
    standing = _standing(token.user)
    return Actor(
        id=token.pk,
        kind=ActorKind.TOKEN,
        name=f"{token.name} ({standing.name})",
        roles=standing.roles,
        person_id=standing.person_id,
        user_id=token.user_id,
        organization_ids=standing.organization_ids,
        team_ids=standing.team_ids,
        scopes=frozenset(token.scopes),
        role_scopes=standing.role_scopes,
    )


_USABLE_TOKEN = Question(
    lambda: ApiToken.objects.select_related("user").filter(
        token_hash=Slot("token_hash", CharField()),
        revoked_at=None,
        expires_at__gt=Slot("now", DateTimeField()),
        user__disabled_at=None,
    )
)


def actor_for_link(link_id: UUID) -> Actor | None:
    """Give the actor of an external party who opened this link, or None once it is over. One query."""
    now = clock.now()
    link = ExternalLink.objects.usable(now).filter(pk=link_id).first()
    if link is None:
        return None
    _note_use(link, now)
    return Actor(
        id=link.pk,
        kind=ActorKind.EXTERNAL,
        name=link.party,
        roles=frozenset({"external_party"}),
        subject=(link.subject_type, link.subject_id),
    )


def _standing(user: User) -> Standing:
    """Give the user's standing; without a person it is an account and nothing else."""
    load = _registered.get("load")
    known = load(user.pk, clock.now()) if load is not None else None
    return known or Standing(person_id=user.pk, name=user.name)


def _note_use(used: ApiToken | ExternalLink, now: datetime) -> None:
    if used.last_used_on != now.date():
        type(used)._default_manager.filter(pk=used.pk).update(last_used_on=now.date())
