"""Gather what was recorded about a visit into the facts that its documents are written from.

Nothing is typed for a document's sake (S0-P12). Each entry gets its visibility here, and what has none
of its own is internal, with these exceptions: catalogue words, measured results of the customer's own
equipment, what the contract promises the customer, and work and travel time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from firstfix.apps.cases.models import Case
from firstfix.apps.directory.models import Organization, OrganizationKind
from firstfix.apps.visits.models import SignOff, Visit
from firstfix.apps.visits.report import case_facts, work_facts
from firstfix.engines.custody import sha256_hex
from firstfix.engines.documents.facts import (
    AssetFacts,
    CaseFacts,
    PlaceFacts,
    ReportFacts,
    SignOffFact,
    VisitFacts,
    WaiverFact,
)
from firstfix.kernel.ledger.models import LedgerLink

__all__ = ["facts_hash", "gather_facts", "visit_number"]

# A signature holds from these states on; going back to work voids it (engines.lifecycle, "visit").
_SIGNED = frozenset({"signed_off", "signed_conditionally", "signature_refused", "left", "complete"})
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
# Codes that the documents engine has words for.
_OUTCOMES = {"fixed": "done", "partly_fixed": "done_partial", "not_fixed": "not_done"}


def gather_facts(visit: Visit, *, prepared_at: datetime, language: str = "en") -> ReportFacts:
    """Give everything on record that the visit's documents speak of, internal entries included."""
    order = visit.work_order
    case = Case.objects.select_related("organization", "contact", "asset__product").get(pk=order.case_id)
    work = work_facts.read_work(visit)
    return ReportFacts(
        case=_case(case),
        place=_place(visit, case),
        visit=_visit(visit),
        asset=_asset(visit, case),
        timeline=case_facts.timeline(case),
        remote_attempts=case_facts.remote_attempts(case),
        readiness=case_facts.readiness(order),
        hypotheses=case_facts.hypotheses(case),
        checks=work.checks,
        observations=work.observations,
        actions=work.actions,
        parts=work.parts,
        times=work.times,
        evidence=work.evidence,
        clocks=case_facts.clocks(case),
        follow_ups=case_facts.follow_ups(case, order),
        waivers=_waivers(visit, has_parts=bool(work.parts)),
        sign_off=_sign_off(visit),
        prepared_at=prepared_at,
        ledger_head=_ledger_head(visit),
        language=language,
        provider=_provider(),
    )


def facts_hash(facts: ReportFacts) -> str:
    """Give the SHA-256 of what a document is made from, whenever it is printed."""
    unprinted = replace(facts, prepared_at=_ANY_TIME, ledger_head="")
    return sha256_hex(repr(unprinted).encode("utf-8"))


def visit_number(visit: Visit) -> str:
    """Give the visit's number as people say it: case, order, visit; the order has its case fetched along."""
    return f"{visit.work_order.reference}/{visit.sequence}"


def _case(case: Case) -> CaseFacts:
    return CaseFacts(
        number=case.reference,
        title=case.title,
        kind=case.kind,
        severity=f"Sev{case.severity}" if case.severity else "",
        priority=f"P{case.priority}" if case.priority else "",
        problem=case.description or case.title,
    )


def _place(visit: Visit, case: Case) -> PlaceFacts:
    site = visit.work_order.site
    town = " ".join(part for part in (site.postal_code, site.locality) if part)
    return PlaceFacts(
        customer=case.organization.name,
        site=site.name,
        address=", ".join(part for part in (site.address, town) if part),
        zone=site.zone,
        contact_name=case.contact.name if case.contact else "",
    )


def _asset(visit: Visit, case: Case) -> AssetFacts | None:
    asset = visit.work_order.asset or case.asset
    return asset and AssetFacts(
        product=str(asset.product), serial=asset.serial, firmware=asset.firmware, location=asset.location
    )


def _visit(visit: Visit) -> VisitFacts:
    crew = visit.crew.select_related("person").order_by("id")
    lead = (visit.engineer.name,) if visit.engineer else ()
    outcome = getattr(visit, "outcome", None)
    result = outcome.result if outcome else "in_progress"
    cause = outcome.get_abort_cause_display() if outcome and outcome.abort_cause else ""
    return VisitFacts(
        number=visit_number(visit),
        engineers=(*lead, *(member.person.name for member in crew)),
        outcome=_OUTCOMES.get(result, result),
        outcome_reason=". ".join(part for part in (str(cause), outcome.note if outcome else "") if part),
    )


def _waivers(visit: Visit, *, has_parts: bool) -> tuple[WaiverFact, ...]:
    said = [
        WaiverFact(section=row.section, reason=row.reason, by=row.waived_by.name, at=row.waived_at)
        for row in visit.report_waivers.select_related("waived_by").order_by("waived_at", "id")
    ]
    statement = getattr(visit, "parts_statement", None)
    if statement is not None and not has_parts:
        # "None was used" was said once already.
        none_used = WaiverFact(
            section="parts_replaced",
            reason="No part was used.",
            by=statement.stated_by.name,
            at=statement.stated_at,
        )
        said.insert(0, none_used)
    return tuple(said)


def _sign_off(visit: Visit) -> SignOffFact | None:
    answer: SignOff | None = visit.sign_offs.select_related("signature").order_by("signed_at", "id").last()
    if answer is None or visit.state not in _SIGNED:
        return None
    return SignOffFact(
        decision=answer.outcome,  # type: ignore[arg-type]  # the same three words, kept by a constraint
        name=answer.signer_name,
        signed_at=answer.signed_at,
        signed_hash=answer.text_sha256,
        role=answer.signer_role,
        conditions=tuple(answer.conditions),
        reason=answer.reason,
        signature_digest=answer.signature.sha256 if answer.signature else "",
    )


def _ledger_head(visit: Visit) -> str:
    links = LedgerLink.objects.filter(subject_type="visit", subject_id=visit.pk)
    return links.order_by("version").values_list("hash", flat=True).last() or ""


def _provider() -> str:
    own = Organization.objects.filter(kind=OrganizationKind.OWN).order_by("code")
    return own.values_list("name", flat=True).first() or ""
