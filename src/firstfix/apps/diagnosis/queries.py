"""What of site checks an actor may see, and what the page about those of one work order reads."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from firstfix.apps.cases.queries import sees_internal, within_visible_cases
from firstfix.apps.diagnosis.models import DiagnosticFinding, DiagnosticRun, Remediation
from firstfix.apps.directory.models import Person
from firstfix.apps.evidence.queries import visible_evidence_links
from firstfix.apps.visits.models import WorkOrder
from firstfix.kernel.identity import Actor

__all__ = [
    "bearing_links",
    "customers_people",
    "find_run",
    "findings_of",
    "visible_diagnostic_runs",
    "visible_remediations",
]

_VIA = "work_order__case__"


def visible_diagnostic_runs(actor: Actor) -> QuerySet[DiagnosticRun]:
    """Give the runs that the actor may see: what a network looks like inside is for our side."""
    rows = DiagnosticRun.objects.all()
    return within_visible_cases(actor, rows, _VIA) if sees_internal(actor) else rows.none()


def visible_remediations(actor: Actor) -> QuerySet[Remediation]:
    """Give what customers have to put right: they see what a person asked them for."""
    rows = Remediation.objects.all()
    if actor.subject is not None and actor.subject[0] == "work_order":
        return rows.told().filter(work_order=actor.subject[1])  # type: ignore[attr-defined]
    rows = within_visible_cases(actor, rows, _VIA)
    return rows if sees_internal(actor) else rows.told()  # type: ignore[attr-defined]


def find_run(actor: Actor, order: WorkOrder, run_id: UUID | None) -> DiagnosticRun | None:
    """Give one run of a work order, the newest one unless another is asked for."""
    near = ("recorded_by", "compared_with", "evidence", "withdrawal__withdrawn_by")
    rows = visible_diagnostic_runs(actor).filter(work_order=order).select_related(*near)
    # One that was taken back is shown to whoever asks for it, and is never the one that counts.
    rows = rows.standing() if run_id is None else rows.filter(pk=run_id)  # type: ignore[attr-defined]
    return rows.order_by("-ended_at", "-id").first()


def customers_people(order: WorkOrder) -> QuerySet[Person]:
    """Give who may be asked to put something right: the people of the order's customer."""
    organization = order.case.organization_id
    members = Person.objects.filter(memberships__organization=organization)
    granted = Person.objects.filter(grants__organization=organization)
    return (members | granted).distinct().order_by("name")


def findings_of(run: DiagnosticRun) -> list[DiagnosticFinding]:
    """Give what a run found, the cause before what it takes along; who may see the run may see these."""
    return list(run.findings.select_related("evidence", "run").order_by("place"))


def bearing_links(actor: Actor, evidence_ids: list[UUID]) -> dict[tuple[UUID, UUID], str]:
    """Give by piece of evidence and hypothesis whether the one speaks for or against the other."""
    rows = visible_evidence_links(actor).filter(subject_type="hypothesis", evidence__in=evidence_ids)
    return {(row.evidence_id, row.subject_id): row.role for row in rows.filter(role__in=("for", "against"))}
