"""Raise what the customer has to put right, raise it again where it came back, and close what is mended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from firstfix.apps.diagnosis.commands.finding import Found
from firstfix.apps.diagnosis.commands.remediating import keep_step
from firstfix.apps.diagnosis.models import DiagnosticRun, Remediation, RemediationStep, RemediationStepKind
from firstfix.apps.visits.models import WorkOrder
from firstfix.engines.diagnosis import CODES, Who
from firstfix.kernel.commands import Work
from firstfix.kernel.commands.guarding import take_step

_NEVER = datetime.min.replace(tzinfo=UTC)

__all__ = ["Asking", "close_mended", "raise_remediations"]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who at the customer is asked to put things right, and by when."""

    owner_id: UUID
    due_at: datetime


def raise_remediations(work: Work, order: WorkOrder, found: list[Found], asking: Asking | None) -> int:
    """Give how many remediations are new; what was raised before is brought up to date, or raised again."""
    known = {(row.code, row.subject_key): row for row in order.remediations.select_related("found_in")}
    raised = 0
    for one in found:
        row = known.get((one.row.code, one.subject_key))
        if row is None:
            row = _raised(work, order, one)
            raised += 1
        elif not _brought_up_to_date(work, row, one):
            continue
        if asking is not None and row.state == "draft" and _is_the_customers(one):
            _ask(work, row, asking)
        _write(row)
    return raised


def close_mended(work: Work, order: WorkOrder, run: DiagnosticRun) -> int:
    """Close the remediations whose very check holds in a later run; give how many."""
    rows = order.remediations.open().filter(found_in__ended_at__lt=run.ended_at).select_related("found_in")
    mended = [row for row in rows if run.status_of(row.fingerprint) == "pass"]
    for row in mended:
        take_step(work, "remediation", row, "close_remediation", {"run_id": run.pk})
        keep_step(work, row, RemediationStepKind.CLOSED, run=run)
        _write(row)
    return len(mended)


def _raised(work: Work, order: WorkOrder, one: Found) -> Remediation:
    finding = one.row
    row = Remediation.objects.create(
        id=work.new_id(f"remediation:{finding.place}"),
        work_order=order,
        subject_key=one.subject_key,
        code=finding.code,
        spec_name=finding.run.spec_name,
        found_in=finding.run,
        raised_at=finding.run.ended_at,
        **_shown(one),
    )
    work.touch("remediation", row.pk)
    return row


def _shown(one: Found) -> dict[str, object]:
    row = one.row
    names = ("check_id", "fingerprint", "params")
    return {name: getattr(row, name) for name in names} | {"request": one.request}


def _brought_up_to_date(work: Work, row: Remediation, one: Found) -> bool:
    """Tell whether the run is newer than the last proof and changes the row; what a person withdrew stays."""
    run = one.row.run
    if _is_over_for_good(row) or run.ended_at <= _last_seen_at(row):
        return False
    for name, value in _shown(one).items():
        setattr(row, name, value)
    if row.state in ("answered", "closed"):
        take_step(work, "remediation", row, "reopen_remediation", {"run_id": run.pk})
        keep_step(work, row, RemediationStepKind.SHOWN_AGAIN, run=run)
    elif row.state == "withdrawn":
        take_step(work, "remediation", row, "record_diagnostic_run", {"run_id": run.pk})
        keep_step(work, row, RemediationStepKind.SHOWN_AGAIN, run=run)
    row.found_in = run
    work.touch("remediation", row.pk)
    return True


def _is_over_for_good(row: Remediation) -> bool:
    """Tell whether a person withdrew it; what ended because its run was taken back may be shown again."""
    if row.state != "withdrawn":
        return False
    return row.steps.order_by("-taken_at", "-pk").values_list("kind", flat=True).first() == "withdrawn"


def _last_seen_at(row: Remediation) -> datetime:
    """Give when the fault was last looked at by a run that stands: found, or shown to be mended."""
    closed = RemediationStep.objects.filter(
        remediation=row, kind=RemediationStepKind.CLOSED, run__withdrawal=None
    )
    closed_at = closed.order_by("-run__ended_at").values_list("run__ended_at", flat=True).first()
    found_at = None if hasattr(row.found_in, "withdrawal") else row.found_in.ended_at
    return max(filter(None, (found_at, closed_at)), default=_NEVER)


def _ask(work: Work, row: Remediation, asking: Asking) -> None:
    given = {"owner_id": asking.owner_id, "due_at": asking.due_at}
    take_step(work, "remediation", row, "ask_remediation", given)
    row.owner_id, row.due_at = asking.owner_id, asking.due_at
    keep_step(work, row, RemediationStepKind.ASKED)


def _is_the_customers(one: Found) -> bool:
    # The computer that looked is ours: nobody at the customer can mend it.
    return CODES[one.row.code].who is not Who.SYSTEM


def _write(row: Remediation) -> None:
    # The version is raised by the link in the ledger, in the same transaction.
    row.save(
        update_fields=["state", "owner", "due_at", "found_in", "check_id", "fingerprint", "params", "request"]
    )
