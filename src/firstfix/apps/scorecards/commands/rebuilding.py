"""Compute all figures anew, beside those that are shown; the body of a job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from firstfix.apps.cases.models import Case
from firstfix.apps.scorecards.commands.keeping import MUTEX, CellKey, case_row, cell_keys, cell_rows, keeping
from firstfix.apps.scorecards.models import ScorecardRebuild, ScoreCell, ScoredCase
from firstfix.apps.scorecards.queries.definitions import EDITION
from firstfix.apps.scorecards.queries.live_ground import Openings, observe_cases
from firstfix.apps.scorecards.queries.tallies import Tallies
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
    openings, cells, total = (
        Openings.of_all(),
        defaultdict[CellKey, Tallies](Tallies),
        Case.objects.live().count(),
    )
    count = 0
    for case_ids in _batches():
        if not _is_wanted(rebuild_id):
            return count
        rows = [case_row(one) for one in observe_cases(case_ids, now, openings)]
        with mutex(MUTEX):
            ScoredCase.objects.filter(pk__in=case_ids).delete()
            ScoredCase.objects.bulk_create(rows)
        for row in rows:
            for key in cell_keys(row):
                cells[key].put(row.observed, 1)
        count += len(rows)
        beat(count, total)
    _replace(rebuild_id, cells, link_id, count, now)
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


def _is_wanted(rebuild_id: UUID) -> bool:
    with mutex(MUTEX):
        return keeping().rebuild_id == rebuild_id


def _replace(
    rebuild_id: UUID, cells: dict[CellKey, Tallies], link_id: int, count: int, now: datetime
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
