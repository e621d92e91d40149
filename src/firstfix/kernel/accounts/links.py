"""Offer a one-time link in somebody's name, and take one that somebody followed; inside commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import StringConstraints

from firstfix.engines.verdict import mark
from firstfix.kernel import clock
from firstfix.kernel.commands.inputs import Plain
from firstfix.kernel.identity.access import AccountLink, LinkPurpose
from firstfix.kernel.identity.bearer import hash_of
from firstfix.kernel.identity.models import User
from firstfix.kernel.refusal import Reason, Refusal, Refused

__all__ = ["LIFETIMES", "SecretHash", "link_behind", "link_over", "offer_link", "take_link"]

SecretHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Plain()]
"""What a command gets of a secret that its caller made: the SHA-256 of 256 random bits."""

# Somebody on leave finds an invitation a week later; a reset is wanted now (ASVS 5.0 6.4.1: short).
LIFETIMES: Mapping[LinkPurpose, timedelta] = {
    LinkPurpose.FIRST_ADMINISTRATOR: timedelta(hours=24),
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.PASSWORD_RESET: timedelta(minutes=30),
}


def link_behind(secret: str, purpose: LinkPurpose) -> AccountLink | None:
    """Give the open link with this secret for this purpose, or None."""
    chosen = AccountLink.objects.open(clock.now()).filter(purpose=purpose, token_hash=hash_of(secret))
    return chosen.select_related("user").first()


def offer_link(user: User | None, purpose: LinkPurpose, token_hash: str, now: datetime) -> AccountLink:
    """Give the new link; older ones for the same user and purpose open nothing any more."""
    AccountLink.objects.open(now).filter(user=user, purpose=purpose).update(used_at=now)
    return AccountLink.objects.create(
        purpose=purpose, user=user, token_hash=token_hash, created_at=now, expires_at=now + LIFETIMES[purpose]
    )


def take_link(user: User | None, purpose: LinkPurpose, token_hash: str, now: datetime) -> None:
    """Use the link up; raises Refused where it is unknown, used, replaced or too old."""
    chosen = AccountLink.objects.open(now).filter(user=user, purpose=purpose, token_hash=token_hash)
    if chosen.update(used_at=now) != 1:
        raise Refused(link_over())


def link_over() -> Refusal:
    """Give the one answer for a link that does not open, whatever the cause."""
    return Refusal(
        "link_over",
        mark("This link opens nothing any more: it works once and for a limited time. Ask for a new one."),
        reason=Reason.NOT_VISIBLE,
    )
