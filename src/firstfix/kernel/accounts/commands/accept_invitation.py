"""Open an account that one was invited to."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.links import SecretHash, take_link
from firstfix.kernel.commands import Work, command
from firstfix.kernel.identity.access import LinkPurpose
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.passwords import NewPassword

__all__ = ["accept_invitation"]


@command(on="user", says=mark("{actor} accepted the invitation."))
def accept_invitation(work: Work, user: User, *, token_hash: SecretHash, password: NewPassword) -> None:
    """Choose a password for an account that one was invited to; the link is used up."""
    take_link(user, LinkPurpose.INVITATION, token_hash, work.now)
    user.password = password.get_secret_value()
    user.session_epoch += 1
