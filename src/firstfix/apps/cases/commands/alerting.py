"""Take one alert of a monitoring system into a case: the same alert again finds its case."""

from __future__ import annotations

from typing import Any, Literal

from firstfix.apps.cases.models import AlertSignal, AlertStatus, Case, IntakeSource
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Kind, Work, command
from firstfix.kernel.commands.inputs import Code, Line, Moment

__all__ = ["AlertInput", "record_alert"]


class AlertInput(Input):
    """One alert as its source sent it; ``fingerprint`` and ``started_at`` are its identity."""

    source_code: Code
    status: AlertStatus
    fingerprint: Code
    started_at: Moment
    ended_at: Moment | None = None
    group_key: Line | Literal[""] = ""
    labels: dict[str, Any] = {}
    annotations: dict[str, Any] = {}


@command(on="case", kind=Kind.RECORDING, says=mark("The monitoring says: {status}."), is_public=True)
def record_alert(work: Work, case: Case, given: AlertInput) -> None:
    """Record what the monitoring says; a resolved alert is a reason to check, never a closure."""
    source = IntakeSource.objects.get(code=given.source_code)
    signal, is_new = AlertSignal.objects.get_or_create(
        source=source,
        fingerprint=given.fingerprint,
        started_at=given.started_at,
        defaults={
            "id": work.new_id("alert"),
            "case": case,
            "status": given.status,
            "group_key": given.group_key,
            "labels": given.labels,
            "annotations": given.annotations,
            "ended_at": given.ended_at,
            "first_received_at": work.now,
            "last_received_at": work.now,
        },
    )
    if not is_new:
        _say_again(signal, given, work)
    work.result["is_new"] = is_new


def _say_again(signal: AlertSignal, given: AlertInput, work: Work) -> None:
    # A redelivered "firing" that arrives after "resolved" is old news about the same alert.
    if signal.status == AlertStatus.FIRING:
        signal.status, signal.ended_at = given.status, given.ended_at
    signal.annotations = given.annotations
    signal.last_received_at = work.now
    signal.delivery_count += 1
    signal.save(update_fields=["status", "ended_at", "annotations", "last_received_at", "delivery_count"])
