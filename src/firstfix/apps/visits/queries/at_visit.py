"""All that one visit's page shows, each kind of row read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from firstfix.apps.assets.models import Reservation
from firstfix.apps.assets.queries import visible_reservations
from firstfix.apps.cases.models import Hypothesis
from firstfix.apps.cases.queries import sees_internal, visible_hypotheses
from firstfix.apps.directory.models import ContactChannel, SafetyNotes
from firstfix.apps.directory.queries import visible_contact_channels
from firstfix.apps.evidence.models import EvidenceItem, EvidenceLink
from firstfix.apps.evidence.queries import visible_evidence_items
from firstfix.apps.visits.models import (
    ChecklistResult,
    ChecklistRun,
    PartUse,
    SafetyOccasion,
    SignOff,
    StopWork,
    TimeEntry,
    Visit,
    WorkNote,
)
from firstfix.apps.visits.queries.visible import (
    visible_checklist_results,
    visible_part_uses,
    visible_sign_offs,
    visible_time_entries,
    visible_visits,
    visible_work_notes,
)
from firstfix.kernel.identity import Actor

__all__ = ["AskedCheck", "AtVisit", "find_visit", "read_visit"]

_HANDLED = ("allocated", "picked", "in_transit", "in_van", "consumed")


@dataclass(frozen=True, slots=True)
class AskedCheck:
    """One line of a checklist with its answer: what is asked, what proves it, within which limits."""

    result: ChecklistResult
    wording: str
    kinds: tuple[str, ...]
    unit: str
    limits: tuple[float | None, float | None]
    may_be_skipped: bool
    may_be_waived: bool


@dataclass(frozen=True, slots=True)
class AtVisit:
    """A visit with all that belongs to it; for who is not of our side the inner lists are empty."""

    visit: Visit
    is_ours: bool
    notes: SafetyNotes | None
    has_read_before: bool
    has_read_on_site: bool
    checklists: tuple[tuple[ChecklistRun, tuple[AskedCheck, ...]], ...] = ()
    reservations: tuple[Reservation, ...] = ()
    part_uses: tuple[PartUse, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    work_notes: tuple[WorkNote, ...] = ()
    time_entries: tuple[TimeEntry, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    open_stop: StopWork | None = None
    channels: tuple[ContactChannel, ...] = ()

    @property
    def has_proof_after(self) -> bool:
        """Tell whether something here was collected to prove the work, and not only to find the fault."""
        return any(piece.purpose not in ("diagnosis", "checklist") for piece in self.evidence)

    @property
    def running(self) -> TimeEntry | None:
        """Give the time that runs now, if any does."""
        return next((entry for entry in self.time_entries if entry.ended_at is None), None)


def find_visit(actor: Actor, visit_id: UUID) -> Visit | None:
    """Give the visit with its order, case, site and asset, or None where the actor may not see it."""
    around = (
        "work_order__case__organization", "work_order__case__contact", "work_order__site",
        "work_order__asset__product", "engineer", "supervisor",
    )  # fmt: skip
    return visible_visits(actor).select_related(*around).filter(pk=visit_id).first()


def read_visit(actor: Actor, visit: Visit) -> AtVisit:
    """Give all that the page of ``visit`` shows to ``actor``."""
    order = visit.work_order
    notes = SafetyNotes.objects.in_force(order.site)
    read = _occasions_read(visit, notes)
    inner = _inside(actor, visit) if sees_internal(actor) else {}
    return AtVisit(
        visit=visit,
        is_ours=sees_internal(actor),
        notes=notes,
        has_read_before=SafetyOccasion.BEFORE_TRAVEL in read,
        has_read_on_site=SafetyOccasion.ON_SITE in read,
        part_uses=tuple(
            visible_part_uses(actor).filter(visit=visit).select_related("part_type").order_by("used_at")
        ),
        evidence=tuple(_evidence(actor, visit)),
        work_notes=tuple(
            visible_work_notes(actor)
            .filter(visit=visit)
            .select_related("written_by")
            .order_by("written_at", "id")
        ),
        sign_offs=tuple(
            visible_sign_offs(actor)
            .filter(visit=visit)
            .select_related("signature")
            .order_by("signed_at", "id")
        ),
        open_stop=visit.stops.filter(cleared_at=None).select_related("stopped_by").first(),
        **inner,
    )


def _inside(actor: Actor, visit: Visit) -> Mapping[str, Any]:
    order = visit.work_order
    people = [visit.work_order.case.contact_id] if visit.work_order.case.contact_id else []
    parts = visible_reservations(actor).filter(
        Q(for_type="work_order", for_id=order.pk) | Q(for_type="case", for_id=order.case_id),
        state__in=_HANDLED,
    )
    return {
        "checklists": _checklists(actor, visit),
        "reservations": tuple(parts.select_related("part_type", "location").order_by("id")),
        "hypotheses": tuple(
            visible_hypotheses(actor)
            .filter(case=order.case_id)
            .select_related("stated_by")
            .order_by("stated_at", "id")
        ),
        "time_entries": tuple(
            visible_time_entries(actor)
            .filter(visit=visit)
            .select_related("person")
            .order_by("started_at", "id")
        ),
        "channels": tuple(visible_contact_channels(actor).filter(person__in=people).order_by("rank", "id")),
    }


def _occasions_read(visit: Visit, notes: SafetyNotes | None) -> set[str]:
    """Give on which occasions the notes of now were read; a stop since then makes them unread again."""
    if notes is None or visit.engineer_id is None:
        return set()
    rows = visit.safety_acknowledgements.filter(notes=notes, person=visit.engineer_id)
    cleared = visit.stops.exclude(cleared_at=None).order_by("-cleared_at").first()
    return {
        row.occasion
        for row in rows
        if row.occasion != SafetyOccasion.ON_SITE
        or cleared is None
        or (cleared.cleared_at is not None and row.acknowledged_at >= cleared.cleared_at)
    }


def _evidence(actor: Actor, visit: Visit) -> Any:
    """Give what hangs on the visit, on its checks, or on nothing else of the case but its hypotheses."""
    hung = EvidenceLink.objects.filter(
        Q(subject_type="visit", subject_id=visit.pk)
        | Q(subject_type="work_order", subject_id=visit.work_order_id)
        | Q(subject_type="checklist_result", subject_id__in=_result_ids(visit))
    )
    proving = ChecklistResult.objects.filter(run__visit=visit).values("evidence")
    rows = visible_evidence_items(actor).filter(Q(pk__in=hung.values("evidence")) | Q(pk__in=proving))
    return rows.select_related("collected_by", "blob").order_by("collected_at", "id")


def _result_ids(visit: Visit) -> Any:
    return ChecklistResult.objects.filter(run__visit=visit).values("pk")


def _checklists(actor: Actor, visit: Visit) -> tuple[tuple[ChecklistRun, tuple[AskedCheck, ...]], ...]:
    """Give the lists begun at the visit, and those begun for its order, with their lines in order."""
    rows = visible_checklist_results(actor).filter(
        Q(run__visit=visit) | Q(run__visit=None, run__work_order=visit.work_order)
    )
    by_run: dict[UUID, list[ChecklistResult]] = defaultdict(list)
    runs: dict[UUID, ChecklistRun] = {}
    for row in rows.select_related("run__template", "evidence", "answered_by").order_by("run__started_at"):
        by_run[row.run_id].append(row)
        runs[row.run_id] = row.run
    return tuple((run, _asked(run, by_run[run_id])) for run_id, run in runs.items())


def _asked(run: ChecklistRun, results: list[ChecklistResult]) -> tuple[AskedCheck, ...]:
    places = {step["code"]: place for place, step in enumerate(run.template.steps)}
    steps = {step["code"]: step for step in run.template.steps}
    ordered = sorted(results, key=lambda row: places.get(row.step_code, len(places)))
    return tuple(_check(row, steps.get(row.step_code, {})) for row in ordered)


def _check(result: ChecklistResult, step: Mapping[str, Any]) -> AskedCheck:
    return AskedCheck(
        result=result,
        wording=step.get("wording") or result.step_code,
        kinds=tuple(step.get("evidence") or ()),
        unit=step.get("unit") or "",
        limits=(step.get("min"), step.get("max")),
        may_be_skipped=bool(step.get("may_be_skipped")),
        may_be_waived=bool(step.get("may_be_waived")),
    )
