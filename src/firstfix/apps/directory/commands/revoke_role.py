"""Take a role back."""

from __future__ import annotations

from firstfix.apps.directory.events import RoleRevoked
from firstfix.apps.directory.models import RoleGrant, RoleRevocation
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.refusal import Refusal

__all__ = ["revoke_role"]


@command(
    on="role_grant",
    touches=(Touch("person", via="person_id"),),
    says=mark("{actor} took a role back: {because}"),
)
def revoke_role(work: Work, role_grant: RoleGrant, *, because: Words) -> Refusal | None:
    """Take a role back before it expires; it counts from the person's next request."""
    if RoleRevocation.objects.filter(grant=role_grant).exists():
        return Refusal("already_revoked", mark("This role was taken back already."))
    RoleRevocation.objects.create(
        id=work.new_id("revocation"),
        grant=role_grant,
        revoked_by_id=work.actor.person_id,
        revoked_at=work.now,
        reason=because,
    )
    work.emit(RoleRevoked(role_grant.pk, role_grant.person_id, role_grant.role))
    return None
