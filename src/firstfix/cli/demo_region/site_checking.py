"""Check one site of the demo before its visit: a firewall is in the way, and a second run shows it open."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from firstfix.apps.diagnosis.commands import record_diagnostic_run
from firstfix.apps.diagnosis.queries import customers_people
from firstfix.apps.evidence.commands import add_evidence, store_blob
from firstfix.apps.visits.models import WorkOrder
from firstfix.cli.demo_region.making import give, is_given, table
from firstfix.cli.demo_region.people import actor
from firstfix.kernel import clock

__all__ = ["check_one_site"]

_WHO = "samira"
# Asked in the morning, opened by noon.
_FIRST_AGO, _SECOND_AGO = timedelta(hours=5), timedelta(hours=1)
_GIVEN = timedelta(days=2)


def check_one_site(until: datetime) -> None:
    """Take two runs in for a work order that is ready, once: one asks the customer, one closes."""
    order = WorkOrder.objects.filter(state="ready").order_by("case__number").first()
    if order is None or is_given(record_diagnostic_run, "holding"):
        return
    owner = customers_people(order).first()
    asking = {"owner_id": owner.pk, "due_at": until + _GIVEN} if owner else {}
    _take_in(order, "failing", until - _FIRST_AGO, **asking)
    _take_in(order, "holding", until - _SECOND_AGO)


def _take_in(order: WorkOrder, name: str, taken_at: datetime, **asking: Any) -> None:
    who = actor(_WHO)
    with clock.frozen_at(taken_at + timedelta(minutes=2)):
        blob = store_blob(_file(name, taken_at), by=who)
        file = {"blob_sha256": blob.sha256, "original_name": f"{name}.json", "kind": "probe_result"}
        title = table("site_check")["document"]["spec"]["name"]
        kept = give(add_evidence, who, f"site-check:{name}", case_id=order.case_id, title=title, **file)
        give(record_diagnostic_run, who, name, order.pk, evidence_id=kept.subject_id, **asking)


def _file(name: str, taken_at: datetime) -> bytes:
    """Give the run as preflight would have kept it at that time."""
    at, kept = taken_at.isoformat(), table("site_check")
    observations = [{**each, "started_at": at} for each in kept[name]]
    run = {**kept["document"], "started_at": at, "observations": observations}
    return json.dumps(run).encode("utf-8")
