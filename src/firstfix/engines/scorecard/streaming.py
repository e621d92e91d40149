"""Rows followed case by case: the histories alone, without keeping any event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from firstfix.engines.scorecard.columns import Columns, count_unknown, numbered, put_in_order
from firstfix.engines.scorecard.event import UNKNOWN, Event
from firstfix.engines.scorecard.history import Biographer, Course
from firstfix.engines.scorecard.log import Log, ScatteredError
from firstfix.engines.scorecard.moments import DATE_WIDTH

_Rows = list[Sequence[str]]


class HistoryIntake:
    """Turns the rows of a log that is written case by case into histories."""

    def __init__(self, columns: Columns, log: Log) -> None:
        self._columns = columns
        self._log = log
        self._account = log.account
        self._writer = Biographer(log.attributes, log.mapping)
        self._known: set[str] = set()

    def take(self, rows: Iterable[Sequence[str]]) -> int:
        """Write the history of every case and account for every other row; give how many rows there are.

        Raises ScatteredError where a case comes back.
        """
        columns, row_count, current = self._columns, 0, ""
        read, width, case_place, at_place = columns.moments.read, columns.width, columns.case, columns.at
        dates, rests = columns.moments.halves
        group: _Rows = []
        moments: list[int] = []
        for row_count, row in enumerate(rows, 1):
            if len(row) != width or not (case := row[case_place]):
                columns.refuse(row, row_count, self._account)
                continue
            said_at = row[at_place]
            try:
                at = dates[said_at[:DATE_WIDTH]] + rests[said_at[DATE_WIDTH:]]
            except KeyError:
                if (learnt := read(said_at)) is None:
                    columns.refuse(row, row_count, self._account)
                    continue
                at = learnt
            if case != current:
                if group:
                    self._end(current, group, moments)
                current, group, moments = case, [], []
            group.append(row)
            moments.append(at)
        if group:
            self._end(current, group, moments)
        self._account.case_count = len(self._log.histories)
        return row_count

    def _end(self, case: str, group: _Rows, moments: list[int]) -> None:
        """Write the history of a case whose rows are over."""
        if case in self._known:
            raise ScatteredError(f"Case {case} comes back after other cases.")
        self._known.add(case)
        columns = self._columns
        said = [row[columns.kind] for row in group]
        kinds = [columns.words[word] for word in said]
        if UNKNOWN in kinds:
            count_unknown(said, kinds, self._account)
        if self._is_in_order(group, moments):
            self._account.event_count += len(group)
            self._log.histories.append(self._writer.written(self._course(case, group, moments, kinds)))
        else:
            self._end_loose(case, group, moments, kinds)

    def _is_in_order(self, group: _Rows, moments: list[int]) -> bool:
        """Tell whether no row is earlier than the one before, and none can be said twice."""
        if moments != sorted(moments):
            return False
        place = self._columns.sequence
        if place >= 0 and len({row[place] for row in group}) == len(group):
            return True
        return len(set(moments)) == len(moments)

    def _course(self, case: str, group: _Rows, moments: list[int], kinds: list[str]) -> Course:
        columns = self._columns
        last = columns.thrifty(columns.pick(group[-1]), ())
        first = columns.pick(group[0])
        first = last if first == last else columns.thrifty(first, last)
        verdicts = [row[columns.verdict] for row in group] if columns.verdict >= 0 else ()
        groups = [row[columns.group] for row in group] if columns.group >= 0 else ()
        return Course(case, moments, kinds, first, last, verdicts, groups)

    def _end_loose(self, case: str, group: _Rows, moments: list[int], kinds: list[str]) -> None:
        """Take a case whose rows are out of order, or may be said twice, as events."""
        columns = self._columns
        place = columns.sequence
        actors = [row[columns.actor] if columns.actor >= 0 else "" for row in group]
        events = [
            Event(case, at, actor, kind, columns.thrifty(columns.pick(row), ()))
            for row, at, actor, kind in zip(group, moments, actors, kinds, strict=True)
        ]
        if place >= 0:
            for number, (one, other) in enumerate(pairwise(moments)):
                if one == other:
                    events[number] = numbered(events[number], group[number][place])
                    events[number + 1] = numbered(events[number + 1], group[number + 1][place])
        put_in_order(case, events, self._account)
        self._account.event_count += len(events)
        self._log.histories.append(self._writer.history(events))
