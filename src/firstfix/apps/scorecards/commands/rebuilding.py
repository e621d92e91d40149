"""Compute all figures anew, beside those that are shown; the body of a job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from firstfix.apps.cases.models import Case
from firstfix.apps.scorecards.commands.keeping import (
    MUTEX,
    CellKey,
    case_row,
    cell_keys_of_customer,
    cell_rows,
    keeping,
    of_all_customers,
)
from firstfix.apps.scorecards.models import ScorecardRebuild, ScoreCell, ScoredCase
from firstfix.apps.scorecards.queries.definitions import EDITION
from firstfix.apps.scorecards.queries.live_ground import Openings, observe_cases
from firstfix.apps.scorecards.queries.tallies import Heap, Tallies
from firstfix.kernel.ledger.changes import newest_change_id
from firstfix.kernel.locks import mutex

__all__ = ["rebuild"]

_CASES_AT_ONCE = 500
_ROWS_AT_ONCE = 500


def rebuild(rebuild_id: UUID, now: datetime, *, beat: Callable[[int, int], None]) -> int:
    """Give how many cases were observed; ``beat`` is told how many of how many are done.

    What changes meanwhile is followed afterwards. A rebuild that another one has replaced does nothing.
    """
    link_id = newest_change_id()
    openings, heap, total = Openings.of_all(), Heap(), Case.objects.live().count()
    count = 0
    for case_ids in _batches():
        if not _is_wanted(rebuild_id):
            return count
        rows = [case_row(one) for one in observe_cases(case_ids, now, openings)]
        with mutex(MUTEX):
            ScoredCase.objects.filter(pk__in=case_ids).delete()
            ScoredCase.objects.bulk_create(rows)
        for row in rows:
            heap.put(row.observed, cell_keys_of_customer(row))
        count += len(rows)
        beat(count, total)
    _replace(rebuild_id, _with_all_customers(heap.cells()), link_id, count, now)
    return count


def _batches() -> Iterator[list[UUID]]:
    after: UUID | None = None
    while True:
        rows = Case.objects.live().order_by("pk").values_list("pk", flat=True)
        batch = list((rows.filter(pk__gt=after) if after else rows)[:_CASES_AT_ONCE])
        if not batch:
            return
        yield batch
        after = batch[-1]


def _with_all_customers(cells: Mapping[CellKey, Tallies]) -> Mapping[CellKey, Tallies]:
    """Give the cells of each customer, and those of all customers summed from them."""
    together = defaultdict[CellKey, Tallies](Tallies)
    for key, tallies in cells.items():
        together[of_all_customers(key)].add(tallies)
    for tallies in together.values():
        tallies.settle()
    return {**cells, **together}


def _is_wanted(rebuild_id: UUID) -> bool:
    with mutex(MUTEX):
        return keeping().rebuild_id == rebuild_id


def _replace(
    rebuild_id: UUID, cells: Mapping[CellKey, Tallies], link_id: int, count: int, now: datetime
) -> None:
    with mutex(MUTEX):
        kept = keeping()
        if kept.rebuild_id != rebuild_id:
            return
        ScoreCell.objects.all().delete()
        ScoreCell.objects.bulk_create(cell_rows(cells), batch_size=_ROWS_AT_ONCE)
        ScorecardRebuild.objects.filter(pk=rebuild_id).update(finished_at=now, case_count=count)
        kept.rebuild, kept.link_id, kept.kept_at, kept.definitions = None, link_id, now, EDITION
        kept.save()
