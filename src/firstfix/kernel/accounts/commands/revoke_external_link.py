"""End a link that was given to somebody without an account."""

from __future__ import annotations

from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.identity.access import ExternalLink
from firstfix.kernel.refusal import Refusal

__all__ = ["revoke_external_link"]


@command(on="external_link", says=mark("{actor} revoked the link."))
def revoke_external_link(work: Work, external_link: ExternalLink) -> Refusal | None:
    """End an external link at once."""
    if external_link.revoked_at is not None:
        return Refusal("revoked_already", mark("This is revoked already."))
    external_link.revoked_at = work.now
    return None
