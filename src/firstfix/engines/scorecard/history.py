"""One case from its first event to its last, as the figures that KPIs are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from firstfix.engines.scorecard.event import (
    CANCELLED,
    CLOSED,
    DONE,
    NEW,
    PHASES,
    RESOLVED,
    UNKNOWN,
    WAITING,
    Event,
)
from firstfix.engines.scorecard.mapping import NO, YES, LogMapping
from firstfix.engines.scorecard.moments import DATE_WIDTH, MomentReader

# A response is the first thing that a person did for the case; an automatic reply is none (S2-K05), and
# neither is giving the case up.
RESPONSES: Final = PHASES - {NEW, CANCELLED} | {"responded"}


# Not written in any log: an assignment after somebody had accepted one already.
GIVEN_BACK: Final = "given_back"
# Most cases wait for nobody and carry no acts; one empty table serves them all.
_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})
# So many sequences of kinds are kept, up to such a length: two thousand serve a hundred thousand events.
_MOST_PLOTS: Final = 4096
_LONGEST_PLOT: Final = 64
_UNJUDGED: Final = (None, 0, 0)
_TOLD_STAMPS: Final = ("opened_at", "resolved_at", "closed_at")


class History(NamedTuple):
    """What became of one case. Times are seconds as in ``Event.at``; ``None`` means that the log has none.

    ``opened_at``, ``resolved_at`` and ``closed_at`` are the log's stamps at the last event, else they come
    from the events: the first one, and the last arrival in that phase that was not left again.
    ``is_done`` says whether the case was resolved, closed or cancelled when the log ended.
    ``waited`` are the seconds in phases of waiting, by the party that was waited for; ``acts`` says when
    each kind of act first happened. ``told`` and ``known_at_first`` are the attributes of the last and the
    first event.
    """

    case: str
    event_count: int
    first_kind: str
    first_at: int
    last_at: int
    opened_at: int
    responded_at: int | None
    next_step_at: int | None
    assigned_at: int | None
    acknowledged_at: int | None
    resolved_event_at: int | None
    resolved_at: int | None
    closed_at: int | None
    final_kind: str
    is_done: bool
    returned_count: int
    reopen_count: int
    handover_count: int
    first_group: str
    final_group: str
    first_priority: str
    final_priority: str
    is_met: bool | None
    met_row_count: int
    judged_row_count: int
    told: tuple[str, ...]
    known_at_first: tuple[str, ...]
    waited: Mapping[str, int]
    acts: Mapping[str, int]


class Course(NamedTuple):
    """The events of one case in time order, column by column.

    ``moments`` and ``kinds`` have one entry an event; so have ``verdicts`` and ``groups`` where the log has
    a column for them, else they are empty. ``first`` and ``last`` are the attributes of these two events.
    """

    case: str
    moments: Sequence[int]
    kinds: Sequence[str]
    first: tuple[str, ...]
    last: tuple[str, ...]
    verdicts: Sequence[str]
    groups: Sequence[str]


class Biographer:
    """Writes the histories of a log's cases; it keeps where each attribute stands and what it has read."""

    def __init__(self, attributes: Sequence[str], mapping: LogMapping) -> None:
        self._places = {name: place for place, name in enumerate(attributes)}
        reader = MomentReader(mapping.time_format)
        self._read, self._halves = reader.read, reader.halves
        self._sla, self._group = self._places.get("sla_met", -1), self._places.get("group", -1)
        self._priority = self._places.get("priority", -1)
        self._stamps = tuple(self._places.get(name, -1) for name in _TOLD_STAMPS)
        self._reopens = self._places.get("reopen_count", -1)
        self._handovers = self._places.get("handover_count", -1)
        self._tallies = _Tallies()
        self._plots: dict[tuple[str, ...], Plot] = {}

    def history(self, events: Sequence[Event]) -> History:
        """Give the history of one case; ``events`` are in time order and at least one."""
        case, moments, _, kinds, told = zip(*events, strict=True)
        width = len(self._places)
        verdicts = [one[self._sla] for one in told] if self._sla >= 0 else ()
        groups = [one[self._group] for one in told] if self._group >= 0 else ()
        return self.written(
            Course(case[0], moments, kinds, told[0][:width], told[-1][:width], verdicts, groups)
        )

    def written(self, course: Course) -> History:
        """Give the history of one case from its columns."""
        case, moments, kinds, first, last, verdicts, groups = course
        responded, next_step, resolved, closed, returned_count, phase, waits, plotted = self._plot(kinds)
        opened_at, resolved_at, closed_at = self._told_stamps(last)
        resolved_event_at = moments[resolved] if resolved >= 0 else None
        is_met, met_row_count, judged_row_count = self._tallies[tuple(verdicts)] if verdicts else _UNJUDGED
        acts = {kind: moments[place] for kind, place in plotted} if plotted else _NOTHING
        return History(
            case,
            len(moments),
            kinds[0],
            moments[0],
            moments[-1],
            moments[0] if opened_at is None else opened_at,
            moments[responded] if responded >= 0 else None,
            moments[next_step] if next_step >= 0 else None,
            acts.get("assigned"),
            acts.get("acknowledged"),
            resolved_event_at,
            resolved_event_at if self._stamps[1] < 0 else resolved_at,
            _at(moments, closed) if self._stamps[2] < 0 else closed_at,
            phase,
            phase in DONE,
            returned_count,
            _whole_number(last, self._reopens, returned_count),
            self._handover_count(groups, last),
            (groups[0] or next(filter(None, groups), "")) if groups else "",
            _text(last, self._group),
            _text(first, self._priority),
            _text(last, self._priority),
            is_met,
            met_row_count,
            judged_row_count,
            last,
            first,
            _waited(waits, moments) if waits else _NOTHING,
            acts,
        )

    def _plot(self, said: Sequence[str]) -> Plot:
        """Give the phases of a course; many cases take the same one, which is followed once."""
        kinds = tuple(said)
        plot = self._plots.get(kinds)
        if plot is None:
            plot = plot_of(kinds)
            if len(self._plots) < _MOST_PLOTS and len(kinds) <= _LONGEST_PLOT:
                self._plots[kinds] = plot
        return plot

    def _told_stamps(self, last: tuple[str, ...]) -> list[int | None]:
        """Give opening, resolution and closure as the last event has them."""
        dates, rests = self._halves
        try:
            return [
                dates[(said := last[place])[:DATE_WIDTH]] + rests[said[DATE_WIDTH:]]
                if place >= 0 and last[place]
                else None
                for place in self._stamps
            ]
        except KeyError:
            return [self._read(last[place]) if place >= 0 and last[place] else None for place in self._stamps]

    def _handover_count(self, groups: Sequence[str], last: tuple[str, ...]) -> int:
        if not groups or self._handovers >= 0:
            return _whole_number(last, self._handovers, 0)
        named = [group for group in groups if group]
        return sum(one != other for one, other in pairwise(named))


def _text(told: tuple[str, ...], place: int) -> str:
    return told[place] if place >= 0 else ""


def _whole_number(told: tuple[str, ...], place: int, otherwise: int) -> int:
    text = told[place] if place >= 0 else ""
    return int(text) if text.isdecimal() else otherwise


def _at(moments: Sequence[int], place: int) -> int | None:
    return moments[place] if place >= 0 else None


def _waited(waits: Sequence[tuple[str, int, int]], moments: Sequence[int]) -> Mapping[str, int]:
    waited: dict[str, int] = {}
    for party, begun, left in waits:
        waited[party] = waited.get(party, 0) + moments[left] - moments[begun]
    return waited


class _Tallies(dict[tuple[str, ...], tuple[bool | None, int, int]]):
    """What the rows of a case say of its target: whether it is met at last, how many say so, how many judge.

    The same few sequences of words come again and again; the longest and rarest are not kept.
    """

    def __missing__(self, words: tuple[str, ...]) -> tuple[bool | None, int, int]:
        judged = [verdict_of(word) for word in words]
        tally = judged[-1], judged.count(True), len(judged) - judged.count(None)
        if len(self) < _MOST_PLOTS and len(words) <= _LONGEST_PLOT:
            self[words] = tally
        return tally


def verdict_of(word: str) -> bool | None:
    """Give what a word says of a target: met, missed, or nothing."""
    folded = word.strip().casefold()
    return folded in YES if folded in YES or folded in NO else None


class Plot(NamedTuple):
    """What a sequence of kinds comes to: each number is the place of an event, -1 where there is none."""

    responded: int
    next_step: int
    resolved: int
    closed: int
    returned_count: int
    phase: str
    waits: tuple[tuple[str, int, int], ...]
    acts: tuple[tuple[str, int], ...]


def plot_of(kinds: Sequence[str]) -> Plot:
    """Give what a sequence of kinds comes to."""
    walk = _Walk()
    for place, kind in enumerate(kinds):
        if kind != walk.phase:
            if kind in PHASES:
                walk.enter(kind, place)
            else:
                walk.act(kind, place)
    responded = next((place for place, kind in enumerate(kinds) if kind in RESPONSES), -1)
    is_followed = 0 <= responded < len(kinds) - 1
    return Plot(
        responded,
        responded + 1 if is_followed else -1,
        walk.resolved,
        walk.closed,
        walk.returned_count,
        walk.phase,
        tuple(walk.waits),
        tuple(walk.acts.items()),
    )


class _Walk:
    """Follows a case through its phases."""

    def __init__(self) -> None:
        self.phase = UNKNOWN
        self.since = self.resolved = self.closed = -1
        self.returned_count = 0
        self.waits: list[tuple[str, int, int]] = []
        self.acts: dict[str, int] = {}

    def act(self, kind: str, place: int) -> None:
        """Take an event that leaves the phase as it is."""
        if kind == "assigned" and "acknowledged" in self.acts:
            self.acts.setdefault(GIVEN_BACK, place)
        self.acts.setdefault(kind, place)

    def enter(self, phase: str, place: int) -> None:
        """Take an event that begins another phase."""
        left = self.phase
        if left in WAITING:
            self.waits.append((WAITING[left], self.since, place))
        if left in DONE and phase not in DONE:
            self.returned_count += 1
            self.resolved = self.closed = -1
        if phase in {RESOLVED, CLOSED} and self.resolved < 0:
            self.resolved = place
        if phase == CLOSED:
            self.closed = place
        self.phase, self.since = phase, place
