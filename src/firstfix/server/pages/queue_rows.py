"""The rows of the queue: five plain queries whatever the page's length, and the reason for each rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from firstfix.apps.cases.models import Case, WaitingPeriod
from firstfix.apps.cases.models.case import CaseQuerySet
from firstfix.apps.cases.models.queue import QUEUE_PAGE_SIZE, QueuePlace
from firstfix.apps.cases.queries import visible_cases, visible_target_clocks
from firstfix.apps.visits.models import WorkOrderBlock
from firstfix.apps.visits.queries import visible_work_orders
from firstfix.engines.triage import QueueRow, Ranked, rank_cases
from firstfix.kernel.identity import Actor
from firstfix.server.pages.clocks import ClockRow, drawn_row, nearest

__all__ = ["FILTERS", "QueueQuestion", "QueueRowShown", "case_filter", "queue_rows", "ranked_case"]

# A dispatcher's horizon: what falls due within it needs a decision in this half of the shift.
DUE_SOON = timedelta(hours=4)
# The most rows that "most pressing first" looks at; beyond them a list is for filtering, not reading.
RANKED_AT_MOST = 200
# A case that nobody triaged ranks as P2, like its provisional clocks (cases.commands.clock_keeping).
UNTRIAGED_PRIORITY = 2

FILTERS = (
    "mine",
    "team",
    "untaken",
    "due",
    "late",
    "waiting",
    "new",
    "in_progress",
    "verifying",
    "all",
    "closed",
)
"""The saved filters, in the order in which they are shown."""

_COLUMNS = (
    "pk", "number", "title", "state", "waiting_on", "severity", "priority", "opened_at", "updated_at",
    "next_due_at", "owner_id", "owner__name", "team__accountable_id", "organization__name", "site__name",
)  # fmt: skip
_STATES: Mapping[str, tuple[str, ...]] = {
    "new": ("new", "reopened"),
    "in_progress": ("triaged", "in_progress"),
    "verifying": ("restored", "verifying", "resolved"),
}


@dataclass(frozen=True)
class QueueQuestion:
    """Which cases, in which order, from where on."""

    chosen: str = "all"
    words: str = ""
    severity: int | None = None
    order: str = "changed"
    after: QueuePlace | None = None
    size: int = QUEUE_PAGE_SIZE


@dataclass(frozen=True)
class QueueRowShown:
    """One row of the queue with all that is drawn of it."""

    case: Mapping[str, Any]
    clock: Mapping[str, Any] | None
    order: Mapping[str, Any] | None
    ranked: Ranked
    blocks: Sequence[str] = field(default_factory=tuple)

    @property
    def under(self) -> str:
        """Give the second line: whose it is and where."""
        places = (self.case["organization__name"], self.case["site__name"])
        return " · ".join(place for place in places if place)

    @property
    def is_taken(self) -> bool:
        """Tell whether somebody made it theirs; else the team's accountable person answers for it."""
        return bool(self.case["owner_id"] != self.case["team__accountable_id"])


def queue_rows(actor: Actor, question: QueueQuestion, now: datetime) -> list[QueueRowShown]:
    """Give one page of the queue, most pressing first where that order was asked for."""
    rows = case_filter(visible_cases(actor), actor, question, now)
    if question.order == "pressing":
        cases = list(rows.queue_page(size=RANKED_AT_MOST).values(*_COLUMNS))
        return sorted(_shown(actor, cases, now), key=lambda row: row.ranked.rank)[: question.size]
    if question.chosen in ("due", "late"):
        return _shown(actor, list(rows.order_by("next_due_at", "id").values(*_COLUMNS)[: question.size]), now)
    return _shown(
        actor, list(rows.queue_page(after=question.after, size=question.size).values(*_COLUMNS)), now
    )


def ranked_case(actor: Actor, case: Case, now: datetime) -> Ranked:
    """Give one case with the terms of its rank, for the page that explains it."""
    columns = visible_cases(actor).filter(pk=case.pk).values(*_COLUMNS)
    return _shown(actor, list(columns), now)[0].ranked


def case_filter(rows: QuerySet[Case], actor: Actor, question: QueueQuestion, now: datetime) -> CaseQuerySet:
    """Give the visible cases that fit the question."""
    found: Any = rows
    if question.severity:
        found = found.filter(severity=question.severity)
    if question.words:
        return found.filter(_said(question.words))  # type: ignore[no-any-return]  # a search looks at ended cases too
    if question.chosen == "closed":
        return found.filter(state__in=["closed", "merged", "cancelled"])  # type: ignore[no-any-return]
    return found.open().filter(_chosen(question.chosen, actor, now))  # type: ignore[no-any-return]


def _chosen(chosen: str, actor: Actor, now: datetime) -> Q:
    by_name: dict[str, Q] = {
        "mine": Q(owner=actor.person_id),
        "team": Q(team__in=actor.team_ids),
        "untaken": Q(owner=F("team__accountable")),
        "due": Q(next_due_at__lte=now + DUE_SOON),
        "late": Q(next_due_at__lt=now),
        "waiting": Q(state="waiting"),
    }
    if chosen in _STATES:
        return Q(state__in=_STATES[chosen])
    return by_name.get(chosen, Q())


def _said(words: str) -> Q:
    number = words.strip().upper().removeprefix("C-")
    match = Q(title__icontains=words) | Q(asset__serial__iexact=words) | Q(external_reference__iexact=words)
    is_number = number.isascii() and number.isdigit() and len(number) < 18
    return match | Q(number=int(number)) if is_number else match


def _shown(actor: Actor, cases: Sequence[Mapping[str, Any]], now: datetime) -> list[QueueRowShown]:
    ids = [case["pk"] for case in cases]
    clocks, orders = _clocks(actor, ids), _orders(actor, ids)
    blocks = _blocks(order["pk"] for order in orders.values())
    follow_ups = _follow_ups(case["pk"] for case in cases if case["waiting_on"])
    drawn = {case["pk"]: drawn_row(nearest(clocks[case["pk"]]), now, case["waiting_on"]) for case in cases}
    judged = [
        _judged(case, nearest(clocks[case["pk"]]), drawn[case["pk"]], follow_ups.get(case["pk"]))
        for case in cases
    ]
    ranked = {one.row.case_id: one for one in rank_cases(judged, now)}
    return [
        QueueRowShown(
            case,
            drawn[case["pk"]],
            orders.get(case["pk"]),
            ranked[str(case["pk"])],
            blocks.get(orders[case["pk"]]["pk"], ()) if case["pk"] in orders else (),
        )
        for case in cases
    ]


def _judged(
    case: Mapping[str, Any],
    clock: ClockRow | None,
    drawn: Mapping[str, Any] | None,
    follow_up_at: datetime | None,
) -> QueueRow:
    is_running = drawn is not None and drawn["state"] != "paused"
    return QueueRow(
        case_id=str(case["pk"]),
        priority=case["priority"] or UNTRIAGED_PRIORITY,
        created_at=case["opened_at"],
        last_moved_at=case["updated_at"],
        clock_left_minutes=round(drawn["left_minutes"]) if drawn is not None and is_running else None,
        clock_allowed_minutes=clock["minutes"] if clock is not None else None,
        waiting_on=case["waiting_on"],
        follow_up_at=follow_up_at,
    )


def _clocks(actor: Actor, case_ids: Sequence[UUID]) -> Mapping[UUID, list[ClockRow]]:
    found: dict[UUID, list[ClockRow]] = defaultdict(list)
    rows = visible_target_clocks(actor).filter(case__in=case_ids, agreement="sla").ticking()  # type: ignore[attr-defined]
    for row in rows.values(
        "case_id", "kind", "state", "started_at", "due_at", "used_seconds", minutes=F("target__minutes")
    ):
        found[row["case_id"]].append(row)
    return found


def _orders(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Give the newest open work order of each case."""
    rows = visible_work_orders(actor).filter(case__in=case_ids).open().order_by("sequence")  # type: ignore[attr-defined]
    return {row["case_id"]: row for row in rows.values("pk", "case_id", "state", "sequence")}


def _blocks(order_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    ids = list(order_ids)
    found: dict[UUID, list[str]] = defaultdict(list)
    if ids:
        for order_id, code in (
            WorkOrderBlock.objects.standing().filter(work_order__in=ids).values_list("work_order_id", "code")
        ):
            found[order_id].append(code)
    return found


def _follow_ups(case_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    ids = list(case_ids)
    if not ids:
        return {}
    rows = WaitingPeriod.objects.filter(case__in=ids, ended_at=None, expected_at__isnull=False)
    return dict(rows.values_list("case_id", "expected_at"))
