"""End a key for a program."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.identity.access import ApiToken
from firstfix.kernel.refusal import Refusal

__all__ = ["revoke_api_token"]


@command(on="api_token", says=mark("{actor} revoked the API token."))
def revoke_api_token(work: Work, api_token: ApiToken) -> Refusal | None:
    """End an API token at once."""
    if api_token.revoked_at is not None:
        return Refusal("revoked_already", mark("This is revoked already."))
    api_token.revoked_at = work.now
    return None
