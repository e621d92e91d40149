"""Make a secret, give its hash to the command, and hand the secret out once: for pages, CLI and jobs.

The secret never enters a command, so neither ledger nor receipt nor job ever holds one.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.utils.crypto import salted_hmac

from firstfix.kernel import clock
from firstfix.kernel.accounts.commands import (
    create_api_token,
    create_external_link,
    invite_person,
    issue_account_link,
)
from firstfix.kernel.accounts.links import offer_link
from firstfix.kernel.commands import Channel, CommandContext, Done
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.access import LinkPurpose
from firstfix.kernel.identity.bearer import API_TOKEN_PREFIX, hash_of, new_secret, shown_start
from firstfix.kernel.identity.models import User
from firstfix.kernel.locks import mutex
from firstfix.kernel.refusal import Refusal

__all__ = [
    "Issued",
    "first_administrator_link",
    "issue_api_token",
    "issue_external_link",
    "issue_invitation",
    "issue_link",
    "link_address",
    "standing_external_link",
]

_PATHS = {
    LinkPurpose.FIRST_ADMINISTRATOR: "first-administrator",
    LinkPurpose.INVITATION: "accept",
    LinkPurpose.PASSWORD_RESET: "reset",
}


@dataclass(frozen=True, slots=True)
class Issued:
    """What was issued, and the one thing to show or send: an address, or a token."""

    done: Done
    shown_once: str

    def __repr__(self) -> str:
        return f"Issued({self.done.command})"


def first_administrator_link() -> str | None:
    """Give a fresh address that opens the first account, or None where anybody has one already."""
    with mutex("first_administrator"):
        if User.objects.exists():
            return None
        secret = new_secret()
        offer_link(None, LinkPurpose.FIRST_ADMINISTRATOR, hash_of(secret), clock.now())
    return link_address(LinkPurpose.FIRST_ADMINISTRATOR, secret)


def issue_invitation(context: CommandContext, **given: Any) -> Issued | Refusal:
    """Invite somebody (:func:`invite_person`) and give the address for them."""
    secret = new_secret()
    answer = invite_person(context, token_hash=hash_of(secret), **given)
    return _issued(answer, link_address(LinkPurpose.INVITATION, secret))


def issue_link(context: CommandContext, user_id: UUID, *, purpose: LinkPurpose) -> Issued | Refusal:
    """Give an account's owner a new address for an invitation or a password reset."""
    secret = new_secret()
    answer = issue_account_link(context, user_id, purpose=purpose.value, token_hash=hash_of(secret))
    return _issued(answer, link_address(purpose, secret))


def issue_api_token(
    context: CommandContext, *, name: str, scopes: frozenset[str], expires_at: datetime
) -> Issued | Refusal:
    """Make an API token (:func:`create_api_token`) and give its secret."""
    secret = new_secret(API_TOKEN_PREFIX)
    answer = create_api_token(
        context,
        name=name,
        scopes=scopes,
        expires_at=expires_at,
        token_hash=hash_of(secret),
        shown_start=shown_start(secret),
    )
    return _issued(answer, secret)


def issue_external_link(context: CommandContext, **given: Any) -> Issued | Refusal:
    """Make an external link (:func:`create_external_link`) and give its address."""
    secret = new_secret()
    answer = create_external_link(context, token_hash=hash_of(secret), **given)
    return _issued(answer, f"{settings.PUBLIC_URL}/l/{secret}")


def standing_external_link(actor: Actor, *, named: str, **given: Any) -> Issued | Refusal:
    """Give the address of the external link of this name, made once: for mails, which go out more than once.

    The secret comes from the installation's key and the name, so a job that runs twice finds the same
    address, and still no table holds it. ``given`` must be the same for the same name.
    """
    digest = salted_hmac("firstfix.external_link", named, algorithm="sha256").digest()
    secret = urlsafe_b64encode(digest).decode("ascii").rstrip("=")
    # The id follows the secret: after a change of the key the same name is another link.
    context = CommandContext(actor, uuid5(NAMESPACE_URL, f"firstfix:link:{hash_of(secret)}"), Channel.JOB)
    answer = create_external_link(context, token_hash=hash_of(secret), **given)
    return _issued(answer, f"{settings.PUBLIC_URL}/l/{secret}")


def link_address(purpose: LinkPurpose, secret: str) -> str:
    """Give the address that a one-time link is followed at."""
    return f"{settings.PUBLIC_URL}/{_PATHS[purpose]}/{secret}"


def _issued(answer: Done | Refusal, shown_once: str) -> Issued | Refusal:
    return answer if isinstance(answer, Refusal) else Issued(answer, shown_once)
