"""Orders made possible: what a changed job no longer allows between days is taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from firstfix.engines.dispatch.planning.coupled import make_draft
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.timing import INFEASIBLE, Order

__all__ = ["sound_draft"]


def sound_draft(ground: Ground, orders: Sequence[Order]) -> Draft:
    """Give the draft of these orders without half crews, who waits in vain, and what lacks its parts."""
    draft = make_draft(ground, _whole(ground, orders) if ground.ties.is_any else orders)
    while ground.ties.is_any and (stop := _least(draft)) is not None:
        draft.remove(draft.row_of[stop], {stop})
    return draft


def _whole(ground: Ground, orders: Sequence[Order]) -> list[Order]:
    """Give the orders without visits whose crew, or what they wait for, is not there."""
    found = list(orders)
    while True:
        lost = set(_lost(ground, found))
        if not lost:
            return found
        found = [tuple(stop for stop in order if stop not in lost) for order in found]


def _lost(ground: Ground, orders: Sequence[Order]) -> Iterable[int]:
    ties = ground.ties
    counts = Counter(stop for order in orders for stop in order)
    led = {
        stop
        for row, order in enumerate(orders)
        for stop in order
        if ties.crew[stop] == 1 or row in ground.leads[stop]
    }
    for stop, count in counts.items():
        is_whole = count == ties.crew[stop] and stop in led
        if not is_whole or any(each not in counts for each in ties.waits[stop]):
            yield stop


def _least(draft: Draft) -> int | None:
    """Give the least valuable visit of a day that cannot be done, of those that hang on other days if any."""
    ground, visits = draft.ground, draft.ground.job.visits
    stops = [
        (
            not (ground.ties.is_timed(stop) or ground.ties.needs[stop]),
            visits[stop].pin is not None,
            ground.worth[stop],
            stop,
        )
        for day in draft.days
        if day.cost >= INFEASIBLE
        for stop in day.order
    ]
    return min(stops)[-1] if stops else None
