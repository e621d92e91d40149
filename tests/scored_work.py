"""Cases at fixed times for tests of scorecards: each step is a command with the clock held still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from firstfix.apps.cases.commands import (
    prepare_closure,
    record_acceptance,
    record_remote_attempt,
    reopen_case,
    resolve_case,
    start_case,
    verify_case,
)
from firstfix.apps.cases.models import Case
from firstfix.apps.visits.commands import record_time
from firstfix.kernel.clock import frozen_at
from tests import world
from tests.world import Region, must

__all__ = ["MARCH", "begun", "ended", "fixed", "later", "reopened"]

MARCH = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""A Monday morning."""


def later(at: datetime = MARCH, *, hours: float = 0, days: float = 0) -> datetime:
    """Give the time so much after ``at``."""
    return at + timedelta(days=days, hours=hours)


def begun(region: Region, at: datetime = MARCH, *, severity: int = 3, **fields: Any) -> Case:
    """Give a request that came and was triaged at ``at``, and that somebody took up an hour later."""
    with frozen_at(at):
        about = world.case(region, severity, **{"kind": "request"} | fields)
    with frozen_at(later(at, hours=1)):
        must(start_case(region.by("support_specialist"), about.pk))
    return about


def ended(region: Region, about: Case, at: datetime) -> Case:
    """Give the case resolved at ``at`` without a visit, through its gate."""
    by = region.by
    with frozen_at(later(at, hours=-0.2)):
        tried = {"result": "fixed", "words": "Reset port 12 of the switch; the link is up."}
        must(record_remote_attempt(by("support_specialist"), about.pk, **tried))
        hours = {"started_at": later(at, hours=-0.5), "ended_at": later(at, hours=-0.3)}
        must(record_time(by("support_specialist"), case_id=about.pk, kind="work", note="Remote.", **hours))
    with frozen_at(at):
        world.evidence(region, about, purpose="fulfilment", check_name="link", has_passed=True)
        must(record_acceptance(by("customer_contact"), about.pk, outcome="accepted"))
        pieces = {"resolution": "Port 12 was reset and holds its link.", "root_cause": "A loop guard."}
        must(prepare_closure(by("support_specialist"), about.pk, code="fulfilled", **pieces))
        must(verify_case(by("support_specialist"), about.pk))
        must(resolve_case(by("support_specialist"), about.pk))
    return Case.objects.get(pk=about.pk)


def fixed(region: Region, at: datetime = MARCH, *, after_hours: float = 4, **fields: Any) -> Case:
    """Give a request that came at ``at`` and was resolved so many hours later."""
    return ended(region, begun(region, at, **fields), later(at, hours=after_hours))


def reopened(region: Region, about: Case, at: datetime) -> Case:
    """Give the case reopened at ``at``, because its fix did not hold."""
    with frozen_at(at):
        must(reopen_case(region.by("support_specialist"), about.pk, because="It is down again."))
    return Case.objects.get(pk=about.pk)
