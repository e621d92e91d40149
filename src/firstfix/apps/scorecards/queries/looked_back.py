"""The chains of cases as some traces need them: with due dates as they then were, and with trips that rest.

Sums need neither, so both are told only where the ledger is looked through as a whole. A due date follows
from the promise of the priority that the case then had and from what had happened to its clock by then. Of
priorities that the case left again the promise is the contract's as it stands today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from operator import attrgetter
from typing import Final
from uuid import UUID

from firstfix.apps.cases.commands.promising import target_of
from firstfix.apps.cases.models import ClockEvent, TargetClock
from firstfix.apps.directory.models import Agreement, ServiceTarget
from firstfix.apps.dispatching.models import Acceptance
from firstfix.apps.scorecards.queries.ledger_source import ATTRIBUTES, CaseChain
from firstfix.engines import service_clock
from firstfix.engines.scorecard import Event
from firstfix.engines.scorecard.event import DONE, PHASES, WAITING
from firstfix.engines.service_clock import ALWAYS, Calendar, Target, TargetKind, read_clock

__all__ = ["resting_until_their_day", "with_past_dues"]

_DUE: Final = ATTRIBUTES.index("due_at")
_PRIORITY: Final = ATTRIBUTES.index("priority")
_KINDS: Final = (TargetKind.RESTORE.value, TargetKind.RESOLVE.value)
_Key = tuple[UUID, str, str]


@dataclass(slots=True)
class _Promise:
    """A case's promise: its clock, what happened to it in order of time, and targets by other priorities."""

    clock: TargetClock
    happened: Sequence[service_clock.ClockEvent]
    others: Mapping[_Key, ServiceTarget]

    def due_at(self, priority: str, at: int) -> str:
        """Give when the case was due as of ``at``, "" while it was due at no time because it waited."""
        now = datetime.fromtimestamp(at + 1, UTC)
        by_then = [one for one in self.happened if one.at < now]
        due_at = read_clock(self._target(priority), by_then, now).due_at
        return due_at.isoformat(" ", "seconds") if due_at else ""

    def count_by(self, at: int) -> int:
        """Give how much had happened by ``at``: as long as nothing more does, the due date stays."""
        return sum(one.at.timestamp() < at + 1 for one in self.happened)

    def _target(self, priority: str) -> Target:
        own, clock = self.clock.service_target, self.clock
        target = target_of(clock.kind, clock.target)
        if own is None or priority in ("", f"P{own.priority}"):
            return target
        other = self.others.get((own.contract_id, clock.kind, priority))
        if other is None:
            return target
        calendar = Calendar.from_json(other.calendar.definition) if other.calendar else ALWAYS
        return replace(target, minutes=other.minutes, calendar=calendar)


def with_past_dues(chains: Sequence[CaseChain]) -> list[CaseChain]:
    """Give the chains with each event's due date as it then was; where nothing moved it they stay."""
    promises = _promises([chain.case.pk for chain in chains if _may_have_moved(chain)])
    return [
        _retold(chain, promises[chain.case.pk]) if chain.case.pk in promises else chain for chain in chains
    ]


def resting_until_their_day(chains: Sequence[CaseChain]) -> list[CaseChain]:
    """Give the chains with the acceptance of a trip at its planned start: until then a trip may rest."""
    starts: dict[str, int] = {}
    accepted = Acceptance.objects.filter(assignment__visit__work_order__case__in=[one.case for one in chains])
    columns = ("assignment__visit__work_order__case_id", "assignment__start_at")
    for case_id, start_at in accepted.order_by("-accepted_at").values_list(*columns):
        starts[str(case_id)] = int(start_at.timestamp())
    return [_rested(chain, starts.get(str(chain.case.pk))) for chain in chains]


def _may_have_moved(chain: CaseChain) -> bool:
    kinds = [event.kind for event in chain.events]
    comes_back = any(one in DONE and other in PHASES - DONE for one, other in pairwise(kinds))
    has_waited = not WAITING.keys().isdisjoint(kinds)
    return comes_back or has_waited or len({event.attributes[_PRIORITY] for event in chain.events}) > 1


def _promises(case_ids: Sequence[UUID]) -> Mapping[UUID, _Promise]:
    clocks = TargetClock.objects.filter(case__in=case_ids, agreement=Agreement.SLA, kind__in=_KINDS)
    # Where both are promised, the case is due when it is to be resolved (ledger_source.py): that comes last.
    kept = {clock.case_id: clock for clock in clocks.select_related("service_target").order_by("-kind")}
    happened: dict[UUID, list[service_clock.ClockEvent]] = defaultdict(list)
    for event in ClockEvent.objects.filter(case__in=list(kept)).order_by("effective_at", "id"):
        happened[event.case_id].append(event.as_judged())
    others = _others(kept.values())
    return {case_id: _Promise(clock, happened[case_id], others) for case_id, clock in kept.items()}


def _others(clocks: Collection[TargetClock]) -> Mapping[_Key, ServiceTarget]:
    contracts = {clock.service_target.contract_id for clock in clocks if clock.service_target}
    targets = ServiceTarget.objects.filter(contract__in=contracts, kind__in=_KINDS)
    return {
        (target.contract_id, target.kind, f"P{target.priority}"): target
        for target in targets.select_related("calendar")
    }


def _retold(chain: CaseChain, promise: _Promise) -> CaseChain:
    known: dict[tuple[str, int], str] = {}
    events: list[Event] = []
    for event in chain.events:
        priority = event.attributes[_PRIORITY]
        key = priority, promise.count_by(event.at)
        if key not in known:
            known[key] = promise.due_at(priority, event.at)
        told = (*event.attributes[:_DUE], known[key], *event.attributes[_DUE + 1 :])
        events.append(Event(event.case, event.at, event.actor, event.kind, told))
    return replace(chain, events=events)


def _rested(chain: CaseChain, start: int | None) -> CaseChain:
    if start is None:
        return chain
    moved = [
        Event(case, max(at, start) if kind == "acknowledged" else at, actor, kind, attributes)
        for case, at, actor, kind, attributes in chain.events
    ]
    return replace(chain, events=sorted(moved, key=attrgetter("at")))
