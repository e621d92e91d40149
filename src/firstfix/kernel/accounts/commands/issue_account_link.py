"""Give an account a new one-time link."""

from __future__ import annotations

from typing import Literal

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.links import SecretHash, offer_link
from firstfix.kernel.commands import Work, command
from firstfix.kernel.identity.access import LinkPurpose
from firstfix.kernel.identity.models import User
from firstfix.kernel.refusal import Refusal

__all__ = ["issue_account_link"]


@command(on="user", says=mark("{actor} issued a one-time link: {purpose}."))
def issue_account_link(
    work: Work, user: User, *, purpose: Literal["invitation", "password_reset"], token_hash: SecretHash
) -> Refusal | None:
    """Give an account a new link for an invitation or a password reset; older ones stop working."""
    if not user.is_active:
        return Refusal(
            "account_disabled",
            mark("This account is disabled, so a link would not open it. Enable it first."),
            remedy="enable_account",
        )
    offer_link(user, LinkPurpose(purpose), token_hash, work.now)
    return None
