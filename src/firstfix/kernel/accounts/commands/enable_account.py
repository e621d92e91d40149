"""Open a closed account again."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.commands.inputs import Line
from firstfix.kernel.identity.models import User
from firstfix.kernel.refusal import Refusal

__all__ = ["enable_account"]


@command(on="user", says=mark("{actor} enabled the account again: {because}"))
def enable_account(work: Work, user: User, *, because: Line) -> Refusal | None:
    """Open a disabled account again; its owner signs in anew, former tokens stay revoked."""
    if user.is_active:
        return Refusal("account_enabled", mark("This account is enabled already."))
    user.disabled_at = None
    return None
