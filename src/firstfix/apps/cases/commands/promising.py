"""Which promises in time hold for a case: the strictest of each kind, as it stands now.

A clock keeps a snapshot of its promise, so that a contract or a calendar that changes later does not
rewrite the past.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import DateField, PositiveSmallIntegerField, TextField, UUIDField
from django.db.models.functions import Cast
from django.utils import translation

from firstfix.apps.cases.models import CalendarEdition, Case, ClockEventKind
from firstfix.apps.directory.models import TARGET_KINDS, Contract, OnReopening, ServiceTarget
from firstfix.engines.custody import canonical_bytes, sha256_hex
from firstfix.engines.service_clock import ALWAYS, Calendar, Target, TargetKind
from firstfix.kernel.statements import Question, Slot

__all__ = ["Promise", "promises_for", "target_of"]

# Until a person has triaged the case, its clocks run against the targets of this priority: a late
# triage can then only loosen what was promised to the untriaged case, save for a P1.
PROVISIONAL_PRIORITY = 2

# A case that ended otherwise keeps no promise running.
_ENDS_EVERY_CLOCK = frozenset({ClockEventKind.MERGED.value, ClockEventKind.CANCELLED.value})
# Who was answered once was answered: reopening a case goes on with the promises about its repair, and
# with the others only where the contract lets everything begin again.
_GOES_ON_WHEN_REOPENED = frozenset({TargetKind.RESTORE, TargetKind.RESOLVE})


@dataclass(frozen=True, slots=True)
class Promise:
    """A service target that applies to a case, and the snapshot that its clock keeps."""

    target_id: UUID
    agreement: str
    kind: str
    snapshot: Mapping[str, Any]


def promises_for(case: Case) -> Sequence[Promise]:
    """Give the strictest promise of each agreement and kind that is in force on the day of the report."""
    question = _AT_NO_SITE if case.site_id is None else _AT_SITE
    rows = question.rows(
        organization=case.organization_id,
        site=case.site_id,
        day=case.opened_at.date(),
        priority=case.priority or PROVISIONAL_PRIORITY,
    )
    strictest: dict[tuple[str, str], Promise] = {}
    for target_id, agreement, *promised in rows:
        strictest.setdefault((agreement, promised[0]), _promise(target_id, agreement, *promised))
    return list(strictest.values())


def target_of(kind: str, snapshot: Mapping[str, Any]) -> Target:
    """Give the target that a clock counts against, by its snapshot."""
    return _target(json.dumps({"kind": kind, **snapshot}, sort_keys=True))


def _asked(*, at_site: bool) -> Question[ServiceTarget]:
    """Compose the question; what is JSON is read as text, which tells whether it was met before."""

    def compose() -> Any:
        organization = Slot("organization", UUIDField())
        contracts = Contract.objects.filter(organization=organization).in_force(Slot("day", DateField()))
        if at_site:
            contracts = contracts.reaching(Slot("site", UUIDField()))
        targets = ServiceTarget.objects.filter(
            contract__in=contracts, priority=Slot("priority", PositiveSmallIntegerField())
        )
        return targets.order_by("minutes").values_list(
            "id", "contract__agreement", "kind", "priority", "minutes", "on_reopening",
            *(Cast(name, TextField()) for name in ("start_on", "stop_on", "pause_reasons")),
            Cast("calendar__definition", TextField()),
        )  # fmt: skip

    return Question(compose)


_AT_SITE, _AT_NO_SITE = _asked(at_site=True), _asked(at_site=False)


def _promise(target_id: UUID, agreement: str, *promised: Any) -> Promise:
    snapshot, content = _snapshot(*promised)
    if content is not None:
        _keep_edition(snapshot["calendar"], content)
    return Promise(target_id, agreement, promised[0], snapshot)


@lru_cache(maxsize=4096)
def _snapshot(
    kind: str, priority: int, minutes: int, on_reopening: str, *documents: str | None
) -> tuple[Mapping[str, Any], str | None]:
    """Give the snapshot of a promise and the text of its calendar, by their whole content."""
    start_on, stop_on, pause_reasons, calendar = documents
    snapshot = {
        "name": f"{_source_words(kind)} P{priority}: {minutes} min",
        "minutes": minutes,
        "calendar": None if calendar is None else _digest(calendar),
        "start_on": json.loads(start_on or "[]"),
        "stop_on": json.loads(stop_on or "[]"),
        "pause_reasons": json.loads(pause_reasons or "[]"),
        "on_reopening": on_reopening,
    }
    return snapshot, calendar


def _source_words(kind: str) -> str:
    # In the language of the source, because the snapshot is not only for whoever opened the case.
    with translation.override(None):
        return str(dict(TARGET_KINDS).get(kind, kind))


@lru_cache(maxsize=512)
def _digest(calendar: str) -> str:
    return sha256_hex(canonical_bytes(json.loads(calendar)))


_kept_editions: set[str] = set()


def _keep_edition(digest: str, calendar: str) -> None:
    """Keep the calendar under its hash; a row that a refusal undid is kept again."""
    if digest not in _kept_editions:
        CalendarEdition.objects.get_or_create(hash=digest, defaults={"definition": json.loads(calendar)})
        transaction.on_commit(lambda: _kept_editions.add(digest))


@lru_cache(maxsize=4096)
def _target(snapshot: str) -> Target:
    promise: Mapping[str, Any] = json.loads(snapshot)
    kind = TargetKind(promise["kind"])
    reopened = frozenset({ClockEventKind.REOPENED.value})
    restarts = promise["on_reopening"] == OnReopening.RESTART
    return Target(
        kind=kind,
        minutes=promise["minutes"],
        calendar=_calendar(promise["calendar"]),
        name=promise["name"],
        start_on=frozenset(promise["start_on"]),
        stop_on=frozenset(promise["stop_on"]) | _ENDS_EVERY_CLOCK,
        pause_on={ClockEventKind.WAITING_STARTED.value: "waiting"},
        resume_on=frozenset({ClockEventKind.WAITING_ENDED.value}),
        allowed_pause_reasons=frozenset(promise["pause_reasons"]),
        reopen_on=frozenset() if restarts or kind not in _GOES_ON_WHEN_REOPENED else reopened,
        restart_on=reopened if restarts else frozenset(),
    )


@lru_cache(maxsize=1024)
def _calendar(digest: str | None) -> Calendar:
    if digest is None:
        return ALWAYS
    return Calendar.from_json(CalendarEdition.objects.values_list("definition", flat=True).get(pk=digest))
