"""A log read into cases: every event in time order, and an account of every row that did not become one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import Final

from firstfix.engines.scorecard.event import KINDS, UNKNOWN, Event
from firstfix.engines.scorecard.history import Biographer, History
from firstfix.engines.scorecard.mapping import ATTRIBUTES, STAMPS, LogMapping
from firstfix.engines.scorecard.moments import MomentReader

# How many places of a fault are kept as examples; the counts are always whole.
EXAMPLES: Final = 5
_AT: Final = attrgetter("at")
# Stands for the events of a case whose history is written.
_GONE: Final[list[Event]] = []
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

    ``kinds`` are all kinds of event that occur. ``histories`` are there instead of the events where a log
    that is written case by case was read without keeping them.
    """

    mapping: LogMapping
    attributes: tuple[str, ...]
    cases: dict[str, list[Event]]
    account: Account
    kinds: frozenset[str] = frozenset()
    histories: list[History] = field(default_factory=list)

    @property
    def event_count(self) -> int:
        """Give how many events the cases have together."""
        return self.account.event_count


class ScatteredError(ValueError):
    """A case comes back after another one: without its events it cannot be told from its start."""


def gather(
    rows: Iterable[Sequence[str]], header: Sequence[str], mapping: LogMapping, *, keeps_events: bool = True
) -> Log:
    """Give the log of ``rows``, whose columns are named by ``header``.

    ``attributes`` of events of one moment end with the log's own number of the update, where it has one,
    so that two updates do not look like one said twice. Without a column for case, time or kind there is no
    event; ``account.missing_columns`` says so. Rows that say the same of the same case at the same moment
    are one event (all mapped columns are equal).

    ``keeps_events=False`` keeps the histories of the cases only, in a third of the memory. It raises
    :class:`ScatteredError` where the rows of a case do not stand together; then read again with events.
    """
    account = Account(missing_columns=_missing(header, mapping))
    columns = set(header) - {""}
    carried = {name for name, column in mapping.attributes.items() if column in columns}
    names = tuple(name for name in ATTRIBUTES if name in carried and name != "sequence")
    log = Log(mapping, names, defaultdict(list), account)
    if {mapping.case, mapping.at, mapping.kind} <= columns:
        intake = _Intake(header, log)
        intake.take(rows, keeps_events=keeps_events)
        log.kinds = intake.kinds
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

    def __init__(self, header: Sequence[str], log: Log) -> None:
        mapping = log.mapping
        self._log = log
        self._account = log.account
        self._width = len(header)
        self._moments = MomentReader(mapping.time_format)
        self._words = _Words(mapping.kinds)
        self._writer = Biographer(log.attributes, mapping)
        place = {column: index for index, column in reversed(list(enumerate(header)))}
        self._needed = (place[mapping.case], place[mapping.at], place[mapping.kind])
        self._actor = place.get(mapping.actor, -1)
        self._sequence = place.get(mapping.attributes.get("sequence", ""), -1)
        # Stamps stand first among the attributes.
        self._stamp_count = sum(name in STAMPS for name in log.attributes)
        self._pick = _picker([place[mapping.attributes[name]] for name in log.attributes])
        self._texts: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        # Cases with an event that is not later than the one before it.
        self._loose: set[str] = set()

    @property
    def kinds(self) -> frozenset[str]:
        """Give the kinds that came."""
        return frozenset(self._words.values())

    def take(self, rows: Iterable[Sequence[str]], *, keeps_events: bool) -> None:
        """Put every row into the log's cases, or into the account with the reason why not."""
        account, words, width, once = self._account, self._words, self._width, self._texts.setdefault
        read, pick, cases = self._moments.read, self._pick, self._log.cases
        case_place, at_place, kind_place = self._needed
        # Without a column for it the case stands in, which nobody reads.
        actor_place, sequence_place = self._actor, self._sequence if self._sequence >= 0 else case_place
        numbers = self._numbers
        row_count, current, before = 0, "", _NONE
        events: list[Event] = []
        for row_count, row in enumerate(rows, 1):
            if len(row) != width or not (case := row[case_place]) or (at := read(row[at_place])) is None:
                self._refuse(row, row_count)
                continue
            if (kind := words[row[kind_place]]) is UNKNOWN:
                account.unknown_kinds[row[kind_place]] += 1
            if case != current:
                if not keeps_events:
                    self._end(current, case, events)
                current = once(case, case) if keeps_events else case
                events = cases[current]
                before = events[-1] if events else _NONE
            told = pick(row)
            # Most rows change nothing of their case: then the tuple of the row before serves again.
            told = before[4] if before[4] == told else self._thrifty(told, before[4])
            actor = once(row[actor_place], row[actor_place]) if actor_place >= 0 else ""
            event = Event(current, at, actor, kind, told)
            if before[1] >= at:
                event = self._loosened(event, events, row)
            numbers[current] = row[sequence_place]
            events.append(event)
            before = event
        account.row_count = row_count
        # What is said twice was read as well.
        unread = account.left_out.total() - account.left_out["double"]
        account.time_ways = self._moments.ways(row_count - unread)
        self._settle(current, events, keeps_events=keeps_events)

    def _thrifty(self, told: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
        """Give the same texts, each word kept once for the log and each stamp once for its case.

        Stamps are as many as the cases; among the words they would make a table that fits no cache.
        """
        count, once = self._stamp_count, self._texts.setdefault
        stamps, words = told[:count], told[count:]
        if before[:count] == stamps:
            stamps = before[:count]
        return stamps + tuple(map(once, words, words))

    def _loosened(self, event: Event, events: list[Event], row: Sequence[str]) -> Event:
        """Note an event that is not later than the one before; number both where they are of one moment."""
        self._loose.add(event.case)
        if self._sequence < 0 or events[-1].at != event.at:
            return event
        events[-1] = _numbered(events[-1], self._numbers[event.case])
        return _numbered(event, row[self._sequence])

    def _end(self, current: str, following: str, events: list[Event]) -> None:
        """Write the history of a case whose rows are over, and let its events go."""
        if current:
            if current in self._loose:
                _put_in_order(current, events, self._account)
            self._account.event_count += len(events)
            self._log.histories.append(self._writer.history(events))
            self._log.cases[current] = _GONE
            self._numbers.clear()
        if following in self._log.cases:
            raise ScatteredError(f"Case {following} comes back after other cases.")

    def _settle(self, current: str, events: list[Event], *, keeps_events: bool) -> None:
        account, cases = self._account, self._log.cases
        account.case_count = len(cases)
        if keeps_events:
            for case in sorted(self._loose):
                _put_in_order(case, cases[case], account)
            account.event_count = sum(map(len, cases.values()))
        else:
            self._end(current, "", events)
            cases.clear()
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


def _picker(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Give what takes these places out of a row, always as a tuple."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple(row[place] for place in places)


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
