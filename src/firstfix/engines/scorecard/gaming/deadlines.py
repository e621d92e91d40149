"""What happens just before a promise would break: ends, pauses, lower priorities and moved dates heap there.

A case's time is measured in parts of what it was allowed: 0 at its opening, 1 when it is due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from firstfix.engines.scorecard.event import CANCELLED, DONE, WAITING, Event
from firstfix.engines.scorecard.gaming.trace import Share, Trace, exceeds_norm
from firstfix.engines.scorecard.ground import ended_at
from firstfix.engines.scorecard.history import History
from firstfix.engines.scorecard.moments import MomentReader
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.verdict import mark

# Ends: the last tenth before the target against the tenths on both sides of it. A smooth spread of times
# puts a third of the three there; half as much again is more than a bend of the spread.
_TENTH: Final = 0.1
_HEAP_NORM: Final = 1 / 3
_HEAP_MARGIN: Final = 0.10
# Acts: the last fifth of the allowed time against the rest, by how long cases were open in each.
_LATE_FROM: Final = 0.8
_ACT_MARGIN: Final = 0.10

_TARGETS: Final = ("S1-K04", "S2-K13")


class _Change(NamedTuple):
    """Two neighbouring events of one case: the part of the allowed time that had passed, and its date due."""

    before: Event
    after: Event
    part: float
    is_moved_on: bool


def heaped_ends(cases: Cases) -> Trace | None:
    """Give how many cases end just under their target, beside how many end in the tenths around it."""
    if "due_at" not in cases.carried:
        return None
    near: list[tuple[str, bool]] = []
    for history in cases.histories:
        due_at = cases.ground.due_at(history)
        if due_at is None or not history.is_done or due_at <= history.opened_at:
            continue
        if history.final_kind == CANCELLED:
            continue
        part = (ended_at(history) - history.opened_at) / (due_at - history.opened_at)
        if 1 - 2 * _TENTH <= part <= 1 + _TENTH:
            near.append((history.case, 1 - _TENTH <= part <= 1))
    hits = [case for case, is_under in near if is_under]
    seen = Share(len(hits), len(near), tuple(hits))
    return Trace(
        "heaped_ends",
        mark("Ends heap just under the target"),
        mark(
            "Of {n} cases that ended near their target {rate:.0%} ended in the last tenth before it;"
            " {baseline:.0%} would be even."
        ),
        _TARGETS,
        seen,
        _HEAP_NORM,
        exceeds_norm(seen, _HEAP_NORM, margin=_HEAP_MARGIN),
    )


def late_pauses(cases: Cases) -> Trace | None:
    """Give how many pauses begin shortly before the target would be missed."""
    if cases.carried.isdisjoint(WAITING):
        return None
    return _late_acts(
        cases,
        "late_pauses",
        mark("Clocks are paused shortly before a breach"),
        mark(
            "Of {n} pauses {rate:.0%} began in the last fifth of the allowed time; cases were open"
            " in it for {baseline:.0%} of theirs."
        ),
        lambda change: change.after.kind in WAITING and change.before.kind not in WAITING,
    )


def late_lowerings(cases: Cases) -> Trace | None:
    """Give how many priorities are lowered shortly before the target would be missed."""
    if "priority" not in cases.carried:
        return None
    place = cases.log.attributes.index("priority")
    rank = cases.ground.rank

    def is_lowered(change: _Change) -> bool:
        first, then = rank(change.before.attributes[place]), rank(change.after.attributes[place])
        return first is not None and then is not None and then > first

    return _late_acts(
        cases,
        "late_lowerings",
        mark("Priorities are lowered shortly before a breach"),
        mark(
            "Of {n} priorities that were lowered {rate:.0%} were in the last fifth of the allowed"
            " time; cases were open in it for {baseline:.0%} of theirs."
        ),
        is_lowered,
    )


def late_moves(cases: Cases) -> Trace | None:
    """Give how many due dates are moved on shortly before they come, other than by a pause or a priority."""
    priority = cases.log.attributes.index("priority") if "priority" in cases.carried else None

    def is_moved(change: _Change) -> bool:
        before, after = change.before.attributes, change.after.attributes
        has_same_priority = priority is None or before[priority] == after[priority]
        return change.is_moved_on and has_same_priority and change.before.kind not in WAITING

    return _late_acts(
        cases,
        "late_moves",
        mark("Due dates are moved shortly before they come"),
        mark(
            "Of {n} due dates that were moved on {rate:.0%} were in the last fifth of the allowed"
            " time; cases were open in it for {baseline:.0%} of theirs."
        ),
        is_moved,
        guards=(*_TARGETS, "S1-K13"),
    )


def _late_acts(
    cases: Cases,
    code: str,
    name: str,
    sentence: str,
    is_act: Callable[[_Change], bool],
    guards: tuple[str, ...] = _TARGETS,
) -> Trace | None:
    if "due_at" not in cases.carried:
        return None
    due_place = cases.log.attributes.index("due_at")
    acts: list[tuple[str, bool]] = []
    early = late = 0.0
    read = MomentReader(cases.log.mapping.time_format).read
    for history in cases.histories:
        events = cases.log.cases[history.case]
        due_at = read(events[0].attributes[due_place])
        if due_at is None or due_at <= history.opened_at:
            continue
        open_until = _open_until(history, due_at)
        early, late = early + min(open_until, _LATE_FROM), late + max(0.0, open_until - _LATE_FROM)
        for change in _changes(events, history.opened_at, due_place, read):
            if change.part < 1 and is_act(change):
                acts.append((history.case, change.part >= _LATE_FROM))
    hits = [case for case, is_late in acts if is_late]
    seen = Share(len(hits), len(acts), tuple(dict.fromkeys(hits)))
    baseline = late / (early + late) if early + late else 0.0
    return Trace(
        code, name, sentence, guards, seen, baseline, exceeds_norm(seen, baseline, margin=_ACT_MARGIN)
    )


def _open_until(history: History, due_at: int) -> float:
    """Give which part of its allowed time a case was open, at most all of it."""
    end = ended_at(history) if history.is_done else history.last_at
    return min(1.0, max(0.0, (end - history.opened_at) / (due_at - history.opened_at)))


def _changes(
    events: Sequence[Event], opened_at: int, due_place: int, read: Callable[[str], int | None]
) -> Iterator[_Change]:
    """Give the neighbouring events before the end, with the part of the time allowed at the first of them."""
    for before, after in pairwise(events):
        due_at = read(before.attributes[due_place])
        if before.kind in DONE or due_at is None or due_at <= opened_at:
            continue
        next_due_at = read(after.attributes[due_place])
        is_moved_on = next_due_at is not None and next_due_at > due_at
        yield _Change(before, after, (after.at - opened_at) / (due_at - opened_at), is_moved_on)
