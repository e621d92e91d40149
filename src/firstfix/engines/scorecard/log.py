"""A log read into cases: every event in time order, and an account of every row that did not become one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Final

from firstfix.engines.scorecard.event import KINDS, UNKNOWN, Event
from firstfix.engines.scorecard.mapping import ATTRIBUTES, LogMapping
from firstfix.engines.scorecard.moments import MomentReader

# How many places of a fault are kept as examples; the counts are always whole.
EXAMPLES: Final = 5
_AT: Final = attrgetter("at")
# Stands before the first event of a case, before all time.
_NONE: Final = Event("", -1 << 62, "", "", ())


@dataclass(slots=True)
class Account:
    """Where every row went: ``row_count`` is the sum of the events and of what was left out.

    ``left_out`` counts rows by reason, ``examples`` names some of them by number (the first row after the
    header is 1). ``unknown_kinds`` are the log's words that no mapping knows; such events stay.
    """

    row_count: int = 0
    case_count: int = 0
    event_count: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    examples: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    unknown_kinds: Counter[str] = field(default_factory=Counter)
    missing_columns: tuple[tuple[str, str], ...] = ()
    time_ways: Mapping[str, int] = field(default_factory=dict)
    backward_cases: list[str] = field(default_factory=list)

    def leave_out(self, reason: str) -> None:
        """Count the present row as left out."""
        self.left_out[reason] += 1
        if len(self.examples[reason]) < EXAMPLES:
            self.examples[reason].append(self.row_count)


@dataclass(slots=True)
class Log:
    """The cases of a log, each with its events in time order; ``attributes`` names what they carry.

    ``kinds`` are all kinds of event that occur.
    """

    mapping: LogMapping
    attributes: tuple[str, ...]
    cases: dict[str, list[Event]]
    account: Account
    kinds: frozenset[str] = frozenset()

    @property
    def event_count(self) -> int:
        """Give how many events the cases have together."""
        return sum(map(len, self.cases.values()))


def gather(rows: Iterable[Sequence[str]], header: Sequence[str], mapping: LogMapping) -> Log:
    """Give the log of ``rows``, whose columns are named by ``header``.

    ``attributes`` of events of one moment end with the log's own number of the update, where it has one,
    so that two updates do not look like one said twice. Without a column for case, time or kind there is no
    event; ``account.missing_columns`` says so. Rows that say the same of the same case at the same moment
    are one event (all mapped columns are equal).
    """
    account = Account(missing_columns=_missing(header, mapping))
    columns = set(header) - {""}
    carried = {name for name, column in mapping.attributes.items() if column in columns}
    names = tuple(name for name in ATTRIBUTES if name in carried and name != "sequence")
    log = Log(mapping, names, defaultdict(list), account)
    if {mapping.case, mapping.at, mapping.kind} <= columns:
        intake = _Intake(header, mapping, names, account)
        intake.take(rows, log.cases)
        log.kinds = intake.kinds
    account.case_count, account.event_count = len(log.cases), log.event_count
    return log


def _missing(header: Sequence[str], mapping: LogMapping) -> tuple[tuple[str, str], ...]:
    asked = {"case": mapping.case, "at": mapping.at, "kind": mapping.kind, "actor": mapping.actor}
    asked |= mapping.attributes
    return tuple((name, column) for name, column in asked.items() if column and column not in header)


class _Words(dict[str, str]):
    """The log's words for kinds, learnt as they come; an unknown one is :data:`UNKNOWN`."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        super().__init__()
        own = {kind: kind for kind in KINDS}
        self._kinds = own | {word.casefold(): kind for word, kind in kinds.items()}

    def __missing__(self, word: str) -> str:
        kind = self._kinds.get(word.strip().casefold(), UNKNOWN)
        self[word] = kind
        return kind


class _Intake:
    """Turns rows into events. Equal texts are kept once: a log says the same few words all the time."""

    def __init__(
        self, header: Sequence[str], mapping: LogMapping, names: tuple[str, ...], account: Account
    ) -> None:
        self._account = account
        self._width = len(header)
        self._moments = MomentReader(mapping.time_format)
        self._words = _Words(mapping.kinds)
        place = {column: index for index, column in reversed(list(enumerate(header)))}
        self._needed = (place[mapping.case], place[mapping.at], place[mapping.kind])
        self._actor = place.get(mapping.actor, -1)
        self._sequence = place.get(mapping.attributes.get("sequence", ""), -1)
        # A pick of two or more places gives a tuple; the case stands in front so that there are always two.
        places = [place[mapping.attributes[name]] for name in names]
        self._pick = itemgetter(place[mapping.case], place[mapping.case], *places)
        self._texts: dict[str, str] = {}
        # Cases with an event that is not later than the one before it.
        self._loose: set[str] = set()

    @property
    def kinds(self) -> frozenset[str]:
        """Give the kinds that came."""
        return frozenset(self._words.values())

    def take(self, rows: Iterable[Sequence[str]], cases: dict[str, list[Event]]) -> None:
        """Put every row into ``cases``, or into the account with the reason why not."""
        account, words, width, once = self._account, self._words, self._width, self._texts.setdefault
        read, pick = self._moments.read, self._pick
        case_place, at_place, kind_place = self._needed
        actor_place, sequence_place = self._actor, self._sequence
        numbers: dict[str, str] = {}
        row_count = 0
        for row_count, row in enumerate(rows, 1):
            if len(row) != width or not (case := row[case_place]) or (at := read(row[at_place])) is None:
                self._refuse(row, row_count)
                continue
            if (kind := words[row[kind_place]]) is UNKNOWN:
                account.unknown_kinds[row[kind_place]] += 1
            told, case = pick(row)[2:], once(case, case)
            before = events[-1] if (events := cases[case]) else _NONE
            # Most rows change nothing of their case: then the tuple of the row before serves again.
            told = before[4] if before[4] == told else tuple(map(once, told, told))
            actor = once(row[actor_place], row[actor_place]) if actor_place >= 0 else ""
            events.append(Event(case, at, actor, kind, told))
            if before[1] >= at:
                self._loose.add(case)
            if sequence_place >= 0:
                number = row[sequence_place]
                if before[1] == at:
                    events[-2:] = [_numbered(before, numbers[case]), _numbered(events[-1], number)]
                numbers[case] = number
        account.row_count = row_count
        account.time_ways = self._moments.ways(row_count - account.left_out.total())
        for case in sorted(self._loose):
            _put_in_order(case, cases[case], account)
        account.left_out = +account.left_out

    def _refuse(self, row: Sequence[str], row_count: int) -> None:
        self._account.row_count = row_count
        case_place, at_place, _ = self._needed
        if len(row) != self._width:
            self._account.leave_out("width" if row else "blank")
        elif not row[case_place]:
            self._account.leave_out("case")
        else:
            self._account.leave_out("time" if row[at_place].strip() else "no_time")


def _numbered(event: Event, number: str) -> Event:
    """Give the event with the log's own number of the update, so that it is not taken for another one."""
    case, at, actor, kind, told = event
    mark = f"#{number}"
    return event if told[-1:] == (mark,) else Event(case, at, actor, kind, (*told, mark))


def _put_in_order(case: str, events: list[Event], account: Account) -> None:
    """Sort a case by time, rows of one moment as they stand, and keep what is said twice only once."""
    moments = list(map(_AT, events))
    if moments != sorted(moments):
        account.backward_cases.append(case)
        events.sort(key=_AT)
    kept = dict.fromkeys(events)
    account.left_out["double"] += len(events) - len(kept)
    events[:] = kept
