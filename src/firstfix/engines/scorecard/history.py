"""One case from its first event to its last, as the figures that KPIs are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from firstfix.engines.scorecard.event import (
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
from firstfix.engines.scorecard.moments import MomentReader

# A response is the first thing that a person did for the case; an automatic reply is none (S2-K05).
_RESPONSES: Final = PHASES - {NEW} | {"responded"}


# Not written in any log: an assignment after somebody had accepted one already.
GIVEN_BACK: Final = "given_back"
# Most cases wait for nobody and carry no acts; one empty table serves them all.
_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})


class History(NamedTuple):
    """What became of one case. Times are seconds as in ``Event.at``; ``None`` means that the log has none.

    ``opened_at``, ``resolved_at`` and ``closed_at`` are the log's stamps at the last event, else they come
    from the events: the first one, and the last arrival in that phase that was not left again.
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

    @property
    def is_done(self) -> bool:
        """Tell whether the case was resolved, closed or cancelled when the log ended."""
        return self.final_kind in DONE


class Biographer:
    """Writes the histories of a log's cases; it keeps where each attribute stands and what it has read."""

    def __init__(self, attributes: Sequence[str], mapping: LogMapping) -> None:
        self._places = {name: place for place, name in enumerate(attributes)}
        self._moments = MomentReader(mapping.time_format)
        self._sla = self._places.get("sla_met", -1)
        self._verdicts = _Verdicts()

    def history(self, events: Sequence[Event]) -> History:
        """Give the history of one case; ``events`` are in time order and at least one."""
        first, last = events[0], events[-1]
        opened_at = self._stamp("opened_at", last)
        walk = _Walk(opened_at if opened_at is not None else first.at)
        walk.through(events)
        is_met, met_row_count, judged_row_count = self._met_rows(events)
        resolved_at = self._stamp("resolved_at", last) if "resolved_at" in self._places else walk.resolved_at
        closed_at = self._stamp("closed_at", last) if "closed_at" in self._places else walk.closed_at
        return History(
            first.case,
            len(events),
            first.kind,
            first.at,
            last.at,
            walk.opened_at,
            walk.responded_at,
            walk.next_step_at,
            walk.acts.get("assigned"),
            walk.acts.get("acknowledged"),
            walk.resolved_at,
            resolved_at,
            closed_at,
            walk.phase,
            walk.returned_count,
            self._count("reopen_count", last, walk.returned_count),
            self._handovers(events),
            self._first("group", events),
            self._text("group", last),
            self._text("priority", first),
            self._text("priority", last),
            is_met,
            met_row_count,
            judged_row_count,
            last.attributes,
            first.attributes,
            walk.waited or _NOTHING,
            walk.acts or _NOTHING,
        )

    def _text(self, name: str, event: Event) -> str:
        place = self._places.get(name, -1)
        return event.attributes[place] if place >= 0 else ""

    def _stamp(self, name: str, event: Event) -> int | None:
        text = self._text(name, event)
        return self._moments.read(text) if text else None

    def _count(self, name: str, event: Event, otherwise: int) -> int:
        text = self._text(name, event)
        return int(text) if text.isdecimal() else otherwise

    def _first(self, name: str, events: Sequence[Event]) -> str:
        """Give the first text that the log has; later ones may be empty again."""
        place = self._places.get(name, -1)
        if place < 0:
            return ""
        return next((text for event in events if (text := event.attributes[place])), "")

    def _handovers(self, events: Sequence[Event]) -> int:
        place = self._places.get("group", -1)
        if place < 0 or "handover_count" in self._places:
            return self._count("handover_count", events[-1], 0)
        groups = [group for event in events if (group := event.attributes[place])]
        return sum(one != other for one, other in pairwise(groups))

    def _met_rows(self, events: Sequence[Event]) -> tuple[bool | None, int, int]:
        """Give whether the target is met at the end, how many rows say so, and how many say anything."""
        place = self._sla
        if place < 0:
            return None, 0, 0
        verdicts = [self._verdicts[event.attributes[place]] for event in events]
        return verdicts[-1], verdicts.count(True), len(verdicts) - verdicts.count(None)


class _Verdicts(dict[str, bool | None]):
    """What the log's words for a met target mean, learnt as they come."""

    def __missing__(self, word: str) -> bool | None:
        folded = word.strip().casefold()
        self[word] = folded in YES if folded in YES or folded in NO else None
        return self[word]


class _Walk:
    """Follows a case through its phases."""

    def __init__(self, opened_at: int) -> None:
        self.opened_at = opened_at
        self.phase = UNKNOWN
        self.since = opened_at
        self.responded_at: int | None = None
        self.next_step_at: int | None = None
        self.resolved_at: int | None = None
        self.closed_at: int | None = None
        self.returned_count = 0
        self.waited: dict[str, int] = {}
        self.acts: dict[str, int] = {}

    def through(self, events: Sequence[Event]) -> None:
        """Take all events in their order."""
        for event in events:
            kind = event.kind
            if self.responded_at is None:
                if kind in _RESPONSES:
                    self.responded_at = event.at
            elif self.next_step_at is None:
                self.next_step_at = event.at
            if kind != self.phase:
                if kind in PHASES:
                    self._enter(kind, event.at)
                else:
                    self._act(kind, event.at)

    def _act(self, kind: str, at: int) -> None:
        if kind == "assigned" and "acknowledged" in self.acts:
            self.acts.setdefault(GIVEN_BACK, at)
        self.acts.setdefault(kind, at)

    def _enter(self, phase: str, at: int) -> None:
        left = self.phase
        if left in WAITING:
            party = WAITING[left]
            self.waited[party] = self.waited.get(party, 0) + at - self.since
        if left in DONE and phase not in DONE:
            self.returned_count += 1
            self.resolved_at = self.closed_at = None
        if phase in {RESOLVED, CLOSED} and self.resolved_at is None:
            self.resolved_at = at
        if phase == CLOSED:
            self.closed_at = at
        self.phase, self.since = phase, at
