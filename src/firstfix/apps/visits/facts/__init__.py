"""What this capability answers to gates, by the names of the needs in the state tables."""

from __future__ import annotations

from firstfix.apps.visits.facts import changing, checks, closing, differences, on_site, readiness
from firstfix.kernel.facts import Provider

__all__ = ["PROVIDERS"]

PROVIDERS: dict[str, Provider] = {
    "readiness": readiness.readiness,
    "engineer_ready": readiness.engineer_ready,
    "closure_of_work_order": closing.closure_of_work_order,
    "closure_of_case": closing.closure_of_case,
    "evidence_after_fix": closing.evidence_after_fix,
    "time_and_parts": closing.time_and_parts,
    "change_matches": differences.change_matches,
    "rollback_plan": changing.rollback_plan,
    "change_may_start": changing.change_may_start,
    "emergency_basis": changing.emergency_basis,
    "post_checks_pass": changing.post_checks_pass,
    "post_rollback_check": changing.post_rollback_check,
    "approval_recorded": changing.approval_recorded,
    "work_order_dispatched": on_site.work_order_dispatched,
    "safety_acknowledged": on_site.safety_acknowledged,
    "hazard_cleared": on_site.hazard_cleared,
    "part_use": on_site.part_use,
    "typed_evidence": checks.typed_evidence,
    "may_be_skipped": checks.may_be_skipped,
    "may_be_waived": checks.may_be_waived,
}
