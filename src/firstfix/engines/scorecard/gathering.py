"""Rows gathered into cases, with all their events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from firstfix.engines.scorecard.columns import Columns, numbered, put_in_order
from firstfix.engines.scorecard.event import UNKNOWN, Event
from firstfix.engines.scorecard.log import Account, Log
from firstfix.engines.scorecard.mapping import ATTRIBUTES, LogMapping
from firstfix.engines.scorecard.streaming import HistoryIntake

# Stands before the first event of a case, before all time.
_NONE: Final = Event("", -1 << 62, "", "", ())


def gather(
    rows: Iterable[Sequence[str]], header: Sequence[str], mapping: LogMapping, *, keeps_events: bool = True
) -> Log:
    """Give the log of ``rows``, whose columns are named by ``header``.

    ``attributes`` of events of one moment end with the log's own number of the update, where it has one,
    so that two updates do not look like one said twice. Without a column for case, time or kind there is no
    event; ``account.missing_columns`` says so. Capital letters, blanks and underlines of a column's name
    need not be those of the mapping; of two columns of one name the first is read. Rows
    that say the same of the same case at the same moment are one event (all mapped columns are equal).

    ``keeps_events=False`` keeps the histories of the cases only, in a third of the memory. It raises
    ScatteredError where the rows of a case do not stand together; then read again with events.
    """
    header = as_mapped(header, mapping)
    named = set(header) - {""}
    account = Account(
        columns=tuple(header),
        missing_columns=_missing(header, mapping),
        doubled_columns=tuple(name for name in _asked(mapping) if list(header).count(name) > 1),
    )
    carried = {name for name, column in mapping.attributes.items() if column in named}
    names = tuple(name for name in ATTRIBUTES if name in carried and name != "sequence")
    log = Log(mapping, names, defaultdict(list), account)
    if {mapping.case, mapping.at, mapping.kind} <= named:
        columns = Columns(header, log)
        intake = _EventIntake(columns, log) if keeps_events else HistoryIntake(columns, log)
        account.row_count = intake.take(rows)
        account.left_out = +account.left_out
        # What is said twice was read as well.
        unread = account.left_out.total() - account.left_out["double"]
        account.time_ways = columns.moments.ways(account.row_count - unread)
        log.kinds = columns.kinds
    return log


def _asked(mapping: LogMapping) -> tuple[str, ...]:
    """Give each column that the mapping names, once."""
    named = (mapping.case, mapping.at, mapping.kind, mapping.actor, *mapping.attributes.values())
    return tuple(dict.fromkeys(column for column in named if column))


def as_mapped(header: Sequence[str], mapping: LogMapping) -> Sequence[str]:
    """Give the header in the mapping's own spelling where it differs in capitals, blanks or underlines."""
    unseen = {_folded(column): column for column in _asked(mapping) if column not in header}
    return [name if name in unseen.values() else unseen.get(_folded(name), name) for name in header]


def _folded(column: str) -> str:
    return "".join(letter for letter in column.casefold() if letter not in " _-")


def _missing(header: Sequence[str], mapping: LogMapping) -> tuple[tuple[str, str], ...]:
    asked = {"case": mapping.case, "at": mapping.at, "kind": mapping.kind, "actor": mapping.actor}
    asked |= mapping.attributes
    return tuple((name, column) for name, column in asked.items() if column and column not in header)


class _EventIntake:
    """Turns rows into events."""

    def __init__(self, columns: Columns, log: Log) -> None:
        self._columns = columns
        self._log = log
        self._account = log.account
        self._numbers: dict[str, str] = {}
        # Cases with an event that is not later than the one before it.
        self._loose: set[str] = set()

    def take(self, rows: Iterable[Sequence[str]]) -> int:
        """Put every row into the log's cases, or into the account with the reason why not; give how many."""
        columns, numbers = self._columns, self._numbers
        read, pick, cases = columns.moments.read, columns.pick, self._log.cases
        words, width, once, thrifty = columns.words, columns.width, columns.texts.setdefault, columns.thrifty
        case_place, at_place, kind_place, actor_place = columns.case, columns.at, columns.kind, columns.actor
        # Without a column for it the case stands in, which nobody reads.
        sequence_place = columns.sequence if columns.sequence >= 0 else case_place
        row_count, current, before = 0, "", _NONE
        events: list[Event] = []
        for row_count, row in enumerate(rows, 1):
            if len(row) != width or not (case := row[case_place]) or (at := read(row[at_place])) is None:
                columns.refuse(row, row_count, self._account)
                continue
            if (kind := words[row[kind_place]]) is UNKNOWN:
                self._account.unknown_kinds[row[kind_place]] += 1
            if case != current:
                current = once(case, case)
                events = cases[current]
                before = events[-1] if events else _NONE
            told = pick(row)
            # Most rows change nothing of their case: then the tuple of the row before serves again.
            told = before[4] if before[4] == told else thrifty(told, before[4])
            actor = once(row[actor_place], row[actor_place]) if actor_place >= 0 else ""
            event = Event(current, at, actor, kind, told)
            if before[1] >= at:
                event = self._loosened(event, events, row)
            numbers[current] = row[sequence_place]
            events.append(event)
            before = event
        self._settle()
        return row_count

    def _loosened(self, event: Event, events: list[Event], row: Sequence[str]) -> Event:
        """Note an event that is not later than the one before; number both where they are of one moment."""
        self._loose.add(event.case)
        if self._columns.sequence < 0 or events[-1].at != event.at:
            return event
        events[-1] = numbered(events[-1], self._numbers[event.case])
        return numbered(event, row[self._columns.sequence])

    def _settle(self) -> None:
        account, cases = self._account, self._log.cases
        account.case_count = len(cases)
        for case in filter(self._loose.__contains__, cases):
            put_in_order(case, cases[case], account)
        account.event_count = sum(map(len, cases.values()))
