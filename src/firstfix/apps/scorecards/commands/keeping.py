"""Keep the figures: observe cases anew and put what changed into the sums; bodies of jobs, not commands.

What is observed in a case is a function of its chain, of the cases beside it and of the time. So it does
not matter how often or in which order cases are observed: the sums take away what was observed before and
add what is observed now, in the same transaction that keeps it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from firstfix.apps.scorecards.models import ScoreCell, ScoredCase, ScoreKeeping
from firstfix.apps.scorecards.queries.definitions import EDITION
from firstfix.apps.scorecards.queries.live_ground import Seen, moment_of, observe_cases
from firstfix.apps.scorecards.queries.tallies import Tallies
from firstfix.engines.scorecard.observing import REPEAT_DAYS
from firstfix.kernel.ledger.models import LedgerLink
from firstfix.kernel.locks import mutex

__all__ = [
    "CELL_COLUMNS",
    "MUTEX",
    "CellKey",
    "case_row",
    "cell_keys",
    "cell_keys_of_customer",
    "cell_rows",
    "follow",
    "keeping",
    "of_all_customers",
]

MUTEX = "scorecards"
# One transaction observes so many cases: on SQLite others wait for it, about a fifth of a second.
_CASES_AT_ONCE = 100
# PostgreSQL may show a smaller id after a larger one, by as many links as transactions run beside each other.
_LOOK_BACK = 500
_LINKS_AT_ONCE = 2000
CELL_COLUMNS = ("tallies", "runs")
_CASE_COLUMNS = (
    "version", "organization_id", "owner_id", "team_id", "month", "job_type", "priority", "category",
    "opened_at", "ended_at", "observed", "review_at",
)  # fmt: skip


class CellKey(NamedTuple):
    """Where a sum stands: the customer or all, the segment and what it is, the month of opening."""

    scope: str
    segment: str
    value: str
    month: str


def keeping() -> ScoreKeeping:
    """Give the row that says how far the figures follow the ledger."""
    return ScoreKeeping.objects.select_for_update().get_or_create(pk=1)[0]


def follow(now: datetime) -> int:
    """Observe up to a batch of cases that changed, or that time has changed, and give how many there were.

    Zero means that the figures are those of the ledger as of ``now``.
    """
    with mutex(MUTEX):
        kept = keeping()
        if kept.rebuild_id is not None or kept.definitions != EDITION:
            return 0
        changed, link_id = _changed(kept.link_id)
        case_ids = changed or list(
            ScoredCase.objects.due_again(now).values_list("pk", flat=True)[:_CASES_AT_ONCE]
        )
        if case_ids:
            _recount(case_ids, now)
        kept.link_id, kept.kept_at = link_id, now
        kept.save(update_fields=["link_id", "kept_at"])
    return len(case_ids)


def _changed(since: int) -> tuple[list[UUID], int]:
    """Give cases with links that were not read yet, and up to which link all cases are then read."""
    links = LedgerLink.objects.filter(subject_type="case", pk__gt=max(0, since - _LOOK_BACK))
    rows = list(links.order_by("pk").values_list("pk", "subject_id", "version")[:_LINKS_AT_ONCE])
    read = dict(
        ScoredCase.objects.filter(pk__in={case_id for _, case_id, _ in rows}).values_list("pk", "version")
    )
    changed: dict[UUID, None] = {}
    for link_id, case_id, version in rows:
        if version > read.get(case_id, 0):
            if len(changed) == _CASES_AT_ONCE and case_id not in changed:
                return list(changed), max(since, link_id - 1)
            changed[case_id] = None
    return list(changed), max(since, rows[-1][0] if rows else 0)


def _recount(case_ids: Sequence[UUID], now: datetime) -> None:
    seen = list(observe_cases(case_ids, now))
    known = _keep(seen)
    beside = _before(seen, known) - set(case_ids)
    if beside:
        _keep(list(observe_cases(sorted(beside), now)))


def _before(seen: Iterable[Seen], known: Mapping[UUID, ScoredCase]) -> set[UUID]:
    """Give ended cases of which one of the new ones may be the repeat."""
    new = [one for one in seen if one.case.pk not in known or known[one.case.pk].category != one.category]
    chosen = Q(pk__in=[])
    for one in new:
        ended = Q(
            ended_at__lt=one.case.opened_at,
            ended_at__gte=one.case.opened_at - timedelta(days=REPEAT_DAYS + 1),
        )
        alike = (
            Q(category=one.category, organization=one.case.organization_id) if one.category else Q(pk__in=[])
        )
        same = Q(case__asset=one.case.asset_id) if one.case.asset_id else Q(pk__in=[])
        chosen |= ended & (alike | same)
    return set(ScoredCase.objects.filter(chosen).values_list("pk", flat=True)) if new else set()


def _keep(seen: Sequence[Seen]) -> Mapping[UUID, ScoredCase]:
    """Keep what was seen, move the sums, and give what was known of these cases before."""
    known = ScoredCase.objects.in_bulk([one.case.pk for one in seen])
    rows = [case_row(one) for one in seen]
    moves: dict[CellKey, list[tuple[Mapping[str, float | str], int]]] = defaultdict(list)
    for row in rows:
        before = known.get(row.pk)
        if before is not None:
            for key in cell_keys(before):
                moves[key].append((before.observed, -1))
        for key in cell_keys(row):
            moves[key].append((row.observed, 1))
    ScoredCase.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=[_plain(name) for name in _CASE_COLUMNS],
    )
    _move(moves)
    return known


def _plain(column: str) -> str:
    return column.removesuffix("_id")


def case_row(seen: Seen) -> ScoredCase:
    """Give the row in which what was seen of a case is kept."""
    case = seen.case
    return ScoredCase(
        case=case,
        version=seen.version,
        organization_id=case.organization_id,
        owner_id=case.owner_id,
        team_id=case.team_id,
        month=seen.month,
        job_type=case.kind,
        priority=seen.priority,
        category=seen.category,
        opened_at=case.opened_at,
        ended_at=moment_of(seen.ended_at),
        observed=dict(seen.observed),
        review_at=moment_of(seen.review_at),
    )


def cell_keys(row: ScoredCase) -> Iterator[CellKey]:
    """Give the sums that the case counts in: those of its customer, and the same of all customers."""
    for key in cell_keys_of_customer(row):
        yield key
        yield of_all_customers(key)


def of_all_customers(key: CellKey) -> CellKey:
    """Give the same sum over the cases of all customers."""
    return CellKey("", key.segment, key.value, key.month)


def cell_keys_of_customer(row: ScoredCase) -> Iterator[CellKey]:
    """Give the sums of the case's customer that it counts in."""
    segments = (
        ("", ""), ("job_type", row.job_type), ("priority", row.priority), ("group", str(row.team_id)),
        ("category", row.category),
    )  # fmt: skip
    scope = str(row.organization_id)
    yield from (CellKey(scope, segment, value, row.month) for segment, value in segments)


def _move(moves: Mapping[CellKey, Sequence[tuple[Mapping[str, float | str], int]]]) -> None:
    cells = _read(moves)
    for key, changes in moves.items():
        # Taken away before added: a run then never holds more than it ends with.
        for observed, sign in sorted(changes, key=lambda change: change[1]):
            cells[key].put(observed, sign)
    _write(cells)


def _read(keys: Collection[CellKey]) -> dict[CellKey, Tallies]:
    cells = {key: Tallies() for key in keys}
    months: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        months[key.scope].add(key.month)
    # Each customer's own months: all months of all customers would be nearly every sum that there is.
    chosen = Q(pk__in=[])
    for scope, own in months.items():
        chosen |= Q(scope=scope, month__in=own)
    found = ScoreCell.objects.filter(
        chosen, segment__in={key.segment for key in keys}, value__in={key.value for key in keys}
    )
    for cell in found:
        key = CellKey(cell.scope, cell.segment, cell.value, cell.month)
        if key in cells:
            cells[key] = Tallies.read(cell.tallies, cell.runs)
    return cells


def _write(cells: Mapping[CellKey, Tallies]) -> None:
    rows = list(cell_rows(cells))
    ScoreCell.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["scope", "segment", "value", "month"],
        update_fields=list(CELL_COLUMNS),
    )
    if any(not row.tallies for row in rows):
        ScoreCell.objects.filter(tallies={}, scope__in={row.scope for row in rows}).delete()


def cell_rows(cells: Mapping[CellKey, Tallies]) -> Iterator[ScoreCell]:
    """Give the rows in which these sums are kept."""
    for key, tallies in cells.items():
        counts, runs = tallies.kept()
        yield ScoreCell(
            scope=key.scope, segment=key.segment, value=key.value, month=key.month, tallies=counts, runs=runs
        )
