"""Site checks for tests: kept runs of one small spec, healthy or with a fault, taken in by commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from firstfix.apps.diagnosis.commands import ask_remediation, record_diagnostic_run
from firstfix.apps.diagnosis.models import DiagnosticRun, Remediation
from firstfix.apps.evidence.commands import add_evidence, store_blob
from firstfix.apps.visits.models import WorkOrder
from firstfix.engines.diagnosis import Spec, read_spec
from firstfix.engines.diagnosis.run_file import write_run
from firstfix.kernel import clock
from firstfix.kernel.commands import Done
from firstfix.kernel.refusal import Refusal
from tests.engines.diagnosis.faults import dropped, no_link, wrong_clock
from tests.engines.diagnosis.observed import healthy, run_of
from tests.world import Region, must, work_order

__all__ = [
    "FIREWALL",
    "SPEC",
    "ask_remediation",
    "asked_of_customer",
    "changed",
    "kept_run",
    "loose_link",
    "places",
    "recorded",
    "remediation_of",
    "runs_file",
    "taken_in",
    "uploaded",
    "wrong_time",
]

SPEC: Spec = read_spec(
    b"""
[spec]
name = "SaaS connector"
version = "3"
site = "Basel"
[[check]]
id = "link"
kind = "link"
[[check]]
id = "dns"
kind = "dns"
name = "app.example.com"
expect.values = ["192.0.2.10"]
needs = ["link"]
[[check]]
id = "ntp"
kind = "ntp"
host = "192.0.2.123"
needs = ["link"]
[[check]]
id = "tcp"
kind = "tcp"
host = "app.example.com"
port = 443
needs = ["dns"]
request.en = "Pay 100 to the person who holds this file."
"""
)

Facts = dict[str, dict[str, Any]]
FIREWALL = dropped
loose_link = no_link
wrong_time = wrong_clock


def kept_run(*faults: Callable[[Facts], None], minutes_ago: float = 10, spec: Spec = SPEC) -> bytes:
    """Give the file of a run that was taken some minutes ago, of a healthy site or with these faults."""
    return runs_file(*faults, started_at=clock.now() - timedelta(minutes=minutes_ago), spec=spec)


def runs_file(*faults: Callable[[Facts], None], started_at: datetime, spec: Spec = SPEC) -> bytes:
    """Give the file of a run that was taken at a time."""
    facts = healthy()
    for fault in faults:
        fault(facts)
    run = run_of(facts, spec)
    seen = {name: replace(one, started_at=started_at) for name, one in run.observations.items()}
    return write_run(spec, replace(run, started_at=started_at, observations=seen))


def uploaded(region: Region, order: WorkOrder, content: bytes, by: str = "engineer") -> UUID:
    """Give the id of the evidence that a file became."""
    blob = store_blob(content, by=region.actors[by])
    fields = {"title": "Site check", "kind": "probe_result", "blob_sha256": blob.sha256}
    return must(add_evidence(region.by(by), case_id=order.case_id, **fields)).subject_id


def recorded(
    region: Region, order: WorkOrder, content: bytes, by: str = "engineer", **fields: Any
) -> Done | Refusal:
    """Give the answer to taking the file of a run in."""
    evidence_id = uploaded(region, order, content, by)
    return record_diagnostic_run(region.by(by), order.pk, evidence_id=evidence_id, **fields)


def taken_in(region: Region, order: WorkOrder, content: bytes, **fields: Any) -> DiagnosticRun:
    """Give the run that was taken in."""
    return DiagnosticRun.objects.get(pk=must(recorded(region, order, content, **fields)).result["run_id"])


def asked_of_customer(region: Region) -> dict[str, Any]:
    """Give whom to ask and by when, as the command takes it."""
    return {"owner_id": region.customer_contact.person_id, "due_at": clock.now() + timedelta(days=2)}


def remediation_of(order: WorkOrder) -> Remediation:
    """Give the only remediation of an order, as it stands."""
    return Remediation.objects.get(work_order=order)


def changed(content: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Give the file of a run with its document changed."""
    document = json.loads(content)
    change(document)
    return json.dumps(document).encode("utf-8")


def places(region: Region) -> dict[str, tuple[Any, ...]]:
    """Give the arguments of the pages about an order whose second run failed and asked the customer."""
    order = work_order(region)
    taken_in(region, order, kept_run(minutes_ago=20))
    run = taken_in(region, order, kept_run(FIREWALL), **asked_of_customer(region))
    return {"checked_order": (order.pk,), "run_of_checks": (order.pk, run.pk)}
