"""What may be read of work on site: what an actor may see of it, and all that one visit's page shows."""

from firstfix.apps.visits.queries.at_visit import AskedCheck, AtVisit, find_visit, read_visit
from firstfix.apps.visits.queries.order_page import find_order, judge_order, read_order
from firstfix.apps.visits.queries.visible import (
    visible_change_steps,
    visible_changes,
    visible_checklist_results,
    visible_checklist_runs,
    visible_checklist_templates,
    visible_part_uses,
    visible_readiness_items,
    visible_service_reports,
    visible_sign_offs,
    visible_time_entries,
    visible_visit_times,
    visible_visits,
    visible_work_notes,
    visible_work_orders,
)

__all__ = [
    "AskedCheck",
    "AtVisit",
    "find_order",
    "find_visit",
    "judge_order",
    "read_order",
    "read_visit",
    "visible_change_steps",
    "visible_changes",
    "visible_checklist_results",
    "visible_checklist_runs",
    "visible_checklist_templates",
    "visible_part_uses",
    "visible_readiness_items",
    "visible_service_reports",
    "visible_sign_offs",
    "visible_time_entries",
    "visible_visit_times",
    "visible_visits",
    "visible_work_notes",
    "visible_work_orders",
]
