"""The rows of the queue: four plain questions whatever the page's length, and the reason for each rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import starmap
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import (
    DateTimeField,
    F,
    OuterRef,
    PositiveSmallIntegerField,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
)

from firstfix.apps.cases.models import Case, TargetClock, WaitingPeriod
from firstfix.apps.cases.models.case import CaseQuerySet
from firstfix.apps.cases.models.queue import QUEUE_PAGE_SIZE, QueuePlace
from firstfix.apps.cases.queries import visible_cases, visible_target_clocks
from firstfix.apps.visits.models import WorkOrderBlock
from firstfix.apps.visits.queries import visible_work_orders
from firstfix.engines.triage import QueueRow, Ranked, rank_cases
from firstfix.kernel.identity import Actor
from firstfix.kernel.statements import Among, Question, Slot
from firstfix.server.pages.clocks import OPEN_STATES, ClockRow, ClockShown, shown_clock

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
    "owner_id", "owner__name", "team__accountable_id", "organization__name", "site__name",
)  # fmt: skip
_STATES: Mapping[str, tuple[str, ...]] = {
    "new": ("new", "reopened"),
    "in_progress": ("triaged", "in_progress"),
    "verifying": ("restored", "verifying", "resolved"),
}


_CLOCK_COLUMNS = ("case_id", "kind", "state", "started_at", "due_at", "used_seconds", F("target__minutes"))


@dataclass(frozen=True)
class QueueQuestion:
    """Which cases, in which order, from where on."""

    chosen: str = "all"
    words: str = ""
    severity: int | None = None
    order: str = "changed"
    after: QueuePlace | None = None
    size: int = QUEUE_PAGE_SIZE


class QueueRowShown(NamedTuple):
    """One row of the queue with all that is drawn of it; a template takes it apart by position.

    ``level`` is severity and priority, ``where`` the state and the party that is waited for, ``order`` the
    newest open work order's key, state and what blocks it. A case that nobody made theirs is not taken: the
    team's accountable person answers for it.
    """

    pk: UUID
    number: int
    title: str
    level: tuple[int | None, int | None]
    where: tuple[str, str]
    under: str
    owner: str
    is_taken: bool
    clock: ClockShown | None
    order: tuple[UUID, str, Sequence[str]] | None
    updated_at: datetime


class _CaseRow(NamedTuple):
    """The columns of a case that a row is made of, in the order of ``_COLUMNS``."""

    pk: UUID
    number: int
    title: str
    state: str
    waiting_on: str
    severity: int | None
    priority: int | None
    opened_at: datetime
    updated_at: datetime
    owner_id: UUID
    owner: str
    accountable_id: UUID
    organization: str
    site: str | None


def queue_rows(actor: Actor, question: QueueQuestion, now: datetime) -> list[QueueRowShown]:
    """Give one page of the queue, most pressing first where that order was asked for."""
    cases = _cases(actor, question, now)
    clocks = _clocks(actor, [case.pk for case in cases])
    if question.order == "pressing":
        places = {ranked.row.case_id: ranked.rank for ranked in _ranked(cases, clocks, now)}
        cases = sorted(cases, key=lambda case: places[str(case.pk)])[: question.size]
    orders = _orders(actor, [case.pk for case in cases])
    return [_shown(case, clocks.get(case.pk), orders.get(case.pk), now) for case in cases]


def ranked_case(actor: Actor, case: Case, now: datetime) -> Ranked:
    """Give one case with the terms of its rank, for the page that explains it."""
    found = visible_cases(actor).filter(pk=case.pk).values_list(*_COLUMNS)
    return _ranked(list(starmap(_CaseRow, found)), _clocks(actor, [case.pk]), now)[0]


def case_filter(rows: QuerySet[Case], actor: Actor, question: QueueQuestion, now: datetime) -> CaseQuerySet:
    """Give the visible cases that fit the question."""
    return _filtered(rows, actor, question, now, now + DUE_SOON)


def _filtered(
    rows: QuerySet[Case], actor: Actor, question: QueueQuestion, now: datetime | Slot, soon: datetime | Slot
) -> CaseQuerySet:
    found: Any = rows
    if question.severity:
        found = found.filter(severity=question.severity)
    if question.words:
        return found.filter(_said(question.words))  # type: ignore[no-any-return]  # a search looks at ended cases too
    if question.chosen == "closed":
        return found.filter(state__in=["closed", "merged", "cancelled"])  # type: ignore[no-any-return]
    return found.open().filter(_chosen(question.chosen, actor, now, soon))  # type: ignore[no-any-return]


def _chosen(chosen: str, actor: Actor, now: datetime | Slot, soon: datetime | Slot) -> Q:
    by_name: dict[str, Q] = {
        "mine": Q(owner=actor.person_id),
        "team": Q(team__in=actor.team_ids),
        "untaken": Q(owner=F("team__accountable")),
        "due": Q(next_due_at__lte=soon),
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


def _cases(actor: Actor, question: QueueQuestion, now: datetime) -> list[_CaseRow]:
    if question.words:
        found = _page(case_filter(visible_cases(actor), actor, question, now), question)
        return list(starmap(_CaseRow, found.values_list(*_COLUMNS)))
    after_at, after_id = question.after or (None, None)
    # What is asked with, and not what is asked for: the question stays the same one whatever stands here.
    plain = replace(question, severity=question.severity and 1, after=question.after and _SOME_PLACE)
    rows = _composed(actor, plain).rows(
        severity=question.severity, now=now, soon=now + DUE_SOON, after_at=after_at, after_id=after_id
    )
    return list(starmap(_CaseRow, rows))


# Only that there is a place counts in the key of a composed question.
_SOME_PLACE: QueuePlace = (datetime.min.replace(tzinfo=UTC), UUID(int=0))


@lru_cache(maxsize=256)
def _composed(actor: Actor, question: QueueQuestion) -> Question[Any]:
    """Compose the queue's question once for what ``actor`` may see and each filter, order and way to page."""
    now, soon = Slot("now", DateTimeField()), Slot("soon", DateTimeField())
    after: Any = (Slot("after_at", DateTimeField()), Slot("after_id", UUIDField()))
    severity: Any = Slot("severity", PositiveSmallIntegerField())
    asked = replace(
        question, severity=question.severity and severity, after=after if question.after else None
    )
    return Question(
        lambda: _page(_filtered(visible_cases(actor), actor, asked, now, soon), asked).values_list(*_COLUMNS)
    )


def _page(rows: CaseQuerySet, question: QueueQuestion) -> CaseQuerySet:
    if question.order == "pressing":
        return rows.queue_page(size=RANKED_AT_MOST)
    if question.chosen in ("due", "late"):
        return rows.order_by("next_due_at", "id")[: question.size]
    return rows.queue_page(after=question.after, size=question.size)


def _shown(
    case: _CaseRow, clock: ClockRow | None, order: tuple[UUID, str, Sequence[str]] | None, now: datetime
) -> QueueRowShown:
    return QueueRowShown(
        case.pk,
        case.number,
        case.title,
        (case.severity, case.priority),
        (case.state, case.waiting_on),
        f"{case.organization} · {case.site}" if case.site else case.organization,
        case.owner,
        case.owner_id != case.accountable_id,
        None if clock is None else shown_clock(clock, now),
        order,
        case.updated_at,
    )


def _ranked(cases: Sequence[_CaseRow], clocks: Mapping[UUID, ClockRow], now: datetime) -> tuple[Ranked, ...]:
    follow_ups = _follow_ups(case.pk for case in cases if case.waiting_on)
    return rank_cases(
        [_judged(case, clocks.get(case.pk), follow_ups.get(case.pk), now) for case in cases], now
    )


def _judged(case: _CaseRow, clock: ClockRow | None, follow_up_at: datetime | None, now: datetime) -> QueueRow:
    shown = None if clock is None else shown_clock(clock, now)
    is_running = shown is not None and shown.state != "paused"
    return QueueRow(
        case_id=str(case.pk),
        priority=case.priority or UNTRIAGED_PRIORITY,
        created_at=case.opened_at,
        last_moved_at=case.updated_at,
        clock_left_minutes=round(shown.left_minutes) if shown is not None and is_running else None,
        clock_allowed_minutes=clock.minutes if clock is not None else None,
        waiting_on=case.waiting_on,
        follow_up_at=follow_up_at,
    )


def _clocks(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, ClockRow]:
    """Give the clock that a list shows of each case: the one due first, else one that is paused."""
    if not case_ids:
        return {}
    rows = _nearest(actor, _most(case_ids)).rows(case_ids=case_ids)
    return {row[0]: ClockRow(*row[1:]) for row in rows}


@lru_cache(maxsize=128)
def _nearest(actor: Actor, most: int) -> Question[Any]:
    """Compose the question for the clock that is due first of each case, or one that is paused."""
    return Question(lambda: _first_clocks(visible_target_clocks(actor), most).values_list(*_CLOCK_COLUMNS))


def _first_clocks(rows: QuerySet[TargetClock], most: int) -> QuerySet[TargetClock]:
    shown = Q(agreement="sla", state__in=OPEN_STATES)
    order = (F("due_at").asc(nulls_last=True), "kind")
    if connection.features.can_distinct_on_fields:
        of_cases = Among("case_id", "case_ids", UUIDField(), most=most)
        return rows.filter(of_cases, shown).order_by("case_id", *order).distinct("case_id")
    # SQLite asks fastest from the cases: it looks for one clock a case, and sorts no more than its own four.
    first = TargetClock.objects.filter(shown, case=OuterRef("pk")).order_by(*order)
    cases = Case.objects.filter(Among("pk", "case_ids", UUIDField(), most=most))
    return rows.filter(pk__in=cases.values_list(Subquery(first.values("pk")[:1])))


def _orders(actor: Actor, case_ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, str, Sequence[str]]]:
    """Give the newest open work order of each case: its key, its state, and what blocks it."""
    if not case_ids:
        return {}
    newest = {row[1]: row for row in _open_orders(actor, _most(case_ids)).rows(case_ids=case_ids)}
    blocks = _blocks([order_id for order_id, _case_id, _state in newest.values()])
    return {
        case_id: (order_id, state, blocks.get(order_id, ()))
        for case_id, (order_id, _case_id, state) in newest.items()
    }


@lru_cache(maxsize=128)
def _open_orders(actor: Actor, most: int) -> Question[Any]:
    of_cases = Among("case_id", "case_ids", UUIDField(), most=most)
    return Question(
        lambda: (
            visible_work_orders(actor)
            .filter(of_cases)
            .open()  # type: ignore[attr-defined]
            .order_by("sequence")
            .values_list("pk", "case_id", "state")
        )
    )


def _most(case_ids: Sequence[UUID]) -> int:
    """Give for how many cases a question is composed: one, a page of them, or as many as are ranked."""
    return next(size for size in (1, QUEUE_PAGE_SIZE, RANKED_AT_MOST) if len(case_ids) <= size)


def _blocks(order_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    if order_ids:
        standing = WorkOrderBlock.objects.standing().filter(work_order__in=order_ids)
        for order_id, code in standing.values_list("work_order_id", "code"):
            found[order_id].append(code)
    return found


def _follow_ups(case_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    ids = list(case_ids)
    if not ids:
        return {}
    rows = WaitingPeriod.objects.filter(case__in=ids, ended_at=None, expected_at__isnull=False)
    return dict(rows.values_list("case_id", "expected_at"))  # type: ignore[arg-type]  # none is empty
