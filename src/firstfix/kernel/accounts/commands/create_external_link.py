"""Let somebody without an account see and answer one subject."""

from __future__ import annotations

from uuid import UUID

from firstfix.engines.verdict import mark
from firstfix.kernel.accounts.lifetimes import LONGEST_LINK_DAYS, check_end
from firstfix.kernel.accounts.links import SecretHash
from firstfix.kernel.commands import Input, Work, all_subjects, command
from firstfix.kernel.commands.inputs import Code, Line, Moment
from firstfix.kernel.identity.access import ExternalLink
from firstfix.kernel.refusal import Refusal

__all__ = ["ExternalLinkInput", "create_external_link"]

# Accounts and keys are nobody's business outside.
_NEVER = frozenset({"user", "api_token", "external_link"})


class ExternalLinkInput(Input):
    """Which subject is shown to whom, what for, until when, and the secret as its hash."""

    subject_type: Code
    subject_id: UUID
    party: Line
    purpose: Line
    expires_at: Moment
    token_hash: SecretHash


@command(on="external_link", creates=True, says=mark("{actor} gave {party} a link: {purpose}."))
def create_external_link(work: Work, given: ExternalLinkInput) -> ExternalLink | Refusal:
    """Give somebody without an account a link to exactly one subject, until a time."""
    refusal = _bad_noun(given) or check_end(given.expires_at, work.now, longest_days=LONGEST_LINK_DAYS)
    if refusal is not None:
        return refusal
    work.see(given.subject_type, given.subject_id)
    work.touch(given.subject_type, given.subject_id)
    return ExternalLink.objects.create(
        id=work.subject_id,
        version=1,
        subject_type=given.subject_type,
        subject_id=given.subject_id,
        party=given.party,
        purpose=given.purpose,
        token_hash=given.token_hash,
        created_by=work.actor.id,
        created_at=work.now,
        expires_at=given.expires_at,
    )


def _bad_noun(given: ExternalLinkInput) -> Refusal | None:
    if given.subject_type in {subject.noun for subject in all_subjects()} - _NEVER:
        return None
    return Refusal(
        "invalid_input",
        mark("Field subject_type: {noun} cannot be shown by a link."),
        {"noun": given.subject_type.replace("_", " ")},
        fields={"subject_type": mark("it cannot be shown by a link")},
    )
