"""The plain steps of a case's life: the state comes from the lifecycle table, the clocks follow."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.cases.commands.clock_keeping import note_event
from firstfix.apps.cases.events import CaseChanged, CaseReopened
from firstfix.apps.cases.models import Case, ClockEventKind, WaitingParty, WaitingPeriod
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Touch, Work, command
from firstfix.kernel.commands.inputs import Moment, Words
from firstfix.kernel.refusal import Refusal

__all__ = [
    "cancel_case",
    "close_case",
    "end_waiting",
    "merge_case",
    "reopen_case",
    "restore_case",
    "resume_case",
    "start_case",
    "verify_case",
    "wait_case",
]


@command(on="case", says=mark("{actor} started to work on the case."), is_public=True)
def start_case(work: Work, case: Case) -> None:
    """Start to work on the case; this acknowledges it."""
    _step(work, case, ClockEventKind.ACKNOWLEDGED)


@command(on="case", says=mark("{actor} waits for: {party}. {reason}"), is_public=True)
def wait_case(
    work: Work, case: Case, *, party: WaitingParty, reason: Words, expected_at: Moment | None = None
) -> None:
    """Say who the case waits for and what for; the clocks pause where the contract allows it."""
    end_waiting(work, case)
    WaitingPeriod.objects.create(
        id=work.new_id("wait"),
        case=case,
        party=party,
        reason=reason,
        expected_at=expected_at,
        started_at=work.at,
        started_by_id=work.actor.person_id,
    )
    case.waiting_on = party
    _step(work, case, ClockEventKind.WAITING_STARTED, party=party.value, reason=party.value)


@command(on="case", says=mark("{actor} took up the work again."), is_public=True)
def resume_case(work: Work, case: Case) -> None:
    """Take up the work again after a wait, or after a check that did not hold."""
    end_waiting(work, case)
    _announce(work, case)


@command(on="case", says=mark("{actor} restored the service. {how}"), is_public=True)
def restore_case(work: Work, case: Case, *, how: Words) -> None:
    """Say that the service is back, which is not yet a verified fix."""
    end_waiting(work, case)
    _step(work, case, ClockEventKind.RESTORED)


@command(on="case", says=mark("{actor} began to verify the fix."), is_public=True)
def verify_case(work: Work, case: Case) -> None:
    """Begin to verify that the fix holds."""
    end_waiting(work, case)
    _announce(work, case)


@command(on="case", says=mark("{actor} closed the case."), is_public=True)
def close_case(work: Work, case: Case) -> None:
    """Close a resolved case; this changes nothing else."""
    _step(work, case, ClockEventKind.CLOSED)


@command(on="case", says=mark("{actor} reopened the case: {because}"), is_public=True)
def reopen_case(work: Work, case: Case, *, because: Words) -> None:
    """Reopen a resolved or closed case; it is counted."""
    case.reopen_count += 1
    note_event(case, ClockEventKind.REOPENED, at=work.at, now=work.now, person_id=work.actor.person_id)
    work.emit(CaseReopened(case.pk, case.reopen_count))


@command(
    on="case",
    touches=(Touch("case", given="into_id"),),
    says=mark("{actor} merged the case into another: {because}"),
    is_public=True,
)
def merge_case(work: Work, case: Case, *, into_id: UUID, because: Words) -> Refusal | None:
    """Merge the case into another of the same customer; nothing of it is deleted."""
    into = work.see("case", into_id)
    refusal = _cannot_merge(case, into)
    if refusal is not None:
        return refusal
    end_waiting(work, case)
    case.merged_into = into
    _step(work, case, ClockEventKind.MERGED)
    return None


@command(on="case", says=mark("{actor} cancelled the case: {because}"), is_public=True)
def cancel_case(work: Work, case: Case, *, because: Words) -> None:
    """Cancel a case that needs no fix, with the reason; it never counts as fixed."""
    end_waiting(work, case)
    _step(work, case, ClockEventKind.CANCELLED)


def end_waiting(work: Work, case: Case) -> None:
    """End the open wait of ``case``, if there is one, and let its clocks run on."""
    wait = case.waits.filter(ended_at=None).first()
    case.waiting_on = ""
    if wait is None:
        return
    # A late offline stamp may lie before the wait began; the wait then lasted no time at all.
    wait.ended_at = max(work.at, wait.started_at)
    wait.ended_by_id = work.actor.person_id
    wait.save(update_fields=["ended_at", "ended_by"])
    note_event(
        case,
        ClockEventKind.WAITING_ENDED,
        at=wait.ended_at,
        now=work.now,
        party=wait.party,
        reason=wait.party,
        person_id=work.actor.person_id,
    )


def _step(work: Work, case: Case, kind: ClockEventKind, *, party: str = "", reason: str = "") -> None:
    note_event(
        case,
        kind,
        at=work.at,
        now=work.now,
        party=party,
        reason=reason,
        person_id=work.actor.person_id,
    )
    _announce(work, case)


def _announce(work: Work, case: Case) -> None:
    to_state = work.target_state or case.state
    work.emit(CaseChanged(case.pk, to_state))


def _cannot_merge(case: Case, into: Case) -> Refusal | None:
    if into.pk == case.pk:
        return Refusal("merge_into_itself", mark("A case cannot be merged into itself. Choose another one."))
    if into.organization_id != case.organization_id:
        return Refusal(
            "other_customer",
            mark("Case {reference} belongs to another customer. Cases are merged within one customer."),
            {"reference": into.reference},
        )
    if not into.is_open:
        return Refusal(
            "merge_into_ended",
            mark("Case {reference} is {state}. Reopen it first, or merge into an open case."),
            {"reference": into.reference, "state": into.state},
            remedy="reopen_case",
        )
    return None
