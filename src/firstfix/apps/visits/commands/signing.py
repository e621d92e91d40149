"""What the three answers of a customer share: who answers, to which text, and that it is bound to it."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from firstfix.apps.cases.models import AcceptanceOutcome
from firstfix.apps.evidence.commands.inputs import Sha256
from firstfix.apps.visits.events import VisitSigned
from firstfix.apps.visits.models import SignOff, SignOffMethod, Visit
from firstfix.apps.visits.report.gathering import gather_facts
from firstfix.engines.documents import canonical_json, content_hash, write_service_report
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Work
from firstfix.kernel.commands.inputs import Line
from firstfix.kernel.refusal import Reason, Refusal, Refused

__all__ = ["Signature", "keep_signature"]


class Signature(Input):
    """Who answers, how, and which text they were shown.

    ``shown_sha256`` is the content hash of the report that was put before them; where it is no longer
    the present one, nothing is signed. ``signature_id`` is the drawn signature, kept as evidence.
    """

    signer_name: Line
    signer_role: Line | Literal[""] = ""
    signer_id: UUID | None = None
    method: SignOffMethod = SignOffMethod.ON_DEVICE
    signature_id: UUID | None = None
    shown_sha256: Sha256 | None = None


def keep_signature(
    work: Work,
    visit: Visit,
    given: Signature,
    *,
    outcome: AcceptanceOutcome,
    conditions: tuple[str, ...] = (),
    reason: str = "",
) -> SignOff:
    """Give the kept answer, bound to the customer's report as it stands now; raises Refused if that moved.

    The text is the report's canonical form (:func:`firstfix.engines.documents.canonical_json`), the
    hash is its content hash, so anybody can read the text back and compute the hash again.
    """
    document = write_service_report(
        gather_facts(visit, prepared_at=work.now), audience="customer"
    ).as_signed()
    digest = content_hash(document)
    if given.shown_sha256 not in {None, digest}:
        raise Refused(_moved_on())
    answer = SignOff.objects.create(
        id=work.new_id("sign_off"),
        visit=visit,
        outcome=outcome,
        method=given.method,
        signer_id=_signer_id(work, given),
        signer_name=given.signer_name,
        signer_role=given.signer_role,
        text=canonical_json(document).decode("ascii"),
        text_sha256=digest,
        conditions=list(conditions),
        reason=reason,
        signature=work.see("evidence_item", given.signature_id) if given.signature_id else None,
        recorded_by_id=work.actor.person_id,
        signed_at=work.at,
        received_at=work.now,
    )
    work.note(sign_off_id=str(answer.pk), text_sha256=digest)
    work.result.update(sign_off_id=str(answer.pk), text_sha256=digest)
    work.emit(VisitSigned(visit.pk, answer.pk, outcome.value))
    return answer


def _signer_id(work: Work, given: Signature) -> UUID | None:
    if given.signer_id is None:
        return None
    signer_id: UUID = work.see("person", given.signer_id).pk
    return signer_id


def _moved_on() -> Refusal:
    return Refusal(
        "report_changed",
        mark("The report changed after it was shown. Show it as it stands now, then ask again."),
        reason=Reason.CONFLICT,
        fields={"shown_sha256": "no longer the present report"},
    )
