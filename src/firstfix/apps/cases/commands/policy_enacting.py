"""Put a version of a policy in force under the council's approval, and end the one before it."""

from __future__ import annotations

from firstfix.apps.cases.commands.approval_use import under_approval
from firstfix.apps.cases.events import PolicyEnacted
from firstfix.apps.cases.models import PolicyArea, PolicyVersion
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Work, command
from firstfix.kernel.refusal import Refusal

__all__ = ["enact_policy", "supersede_policy"]


@command(
    on="policy_version",
    # Who enacts has read these words: the seen version guards them, although enacting changes none.
    edits=("title", "wording", "definition"),
    says=mark("{actor} put the version in force."),
)
def enact_policy(work: Work, policy_version: PolicyVersion) -> None:
    """Put a staged version in force; it uses up the council's approval of these very words."""
    policy_version.approval = under_approval(
        work,
        policy_version.approved_as,
        "policy_version",
        policy_version.pk,
        version=policy_version.version,
    )
    policy_version.enacted_by_id = work.actor.person_id
    policy_version.enacted_at = work.now
    work.emit(PolicyEnacted(policy_version.pk, policy_version.area, policy_version.number))


@command(on="policy_version", says=mark("Another version took its place."))
def supersede_policy(work: Work, policy_version: PolicyVersion) -> Refusal | None:
    """End a version in whose place another one is in force."""
    counting = PolicyVersion.objects.in_force(PolicyArea(policy_version.area)).first()
    if counting is None or counting.pk == policy_version.pk:
        return Refusal("nothing_in_its_place", mark("No other version of this policy is in force yet."))
    return None
