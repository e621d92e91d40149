"""Where no single change serves a visit: two at once, each as small as the other allows.

The second is looked for as if the first were granted as far as it goes; then the first is made smaller. What
is confirmed by solving again is told, and nothing else. Giving up another visit, a later promise and a shift
more are not asked for beside something else: each is enough of a request for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from firstfix.engines.dispatch.planning.coupled import make_draft
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.ground import Ground
from firstfix.engines.dispatch.planning.relaxation import Both, Relaxation
from firstfix.engines.dispatch.planning.relaxation_families import Limits, families
from firstfix.engines.dispatch.planning.relaxation_people import BringParts, MoreOvertime, RenewCertificate
from firstfix.engines.dispatch.planning.relaxation_trial import Family, Solved, Trial
from firstfix.engines.dispatch.planning.relaxation_visits import (
    DropSkill,
    LowerLevel,
    ReleasePin,
    WiderWindow,
)

__all__ = ["pairs_that_help"]

_BESIDE_ANOTHER = (
    MoreOvertime, BringParts, RenewCertificate, WiderWindow, ReleasePin, LowerLevel, DropSkill,
)  # fmt: skip
# Each is solved again a few times: on a large day a hundredth of a second each.
MOST_TRIED = 24
MOST_TOLD = 3


def pairs_that_help(draft: Draft, stop: int, limits: Limits) -> list[Solved]:
    """Give up to three pairs of changes that serve a visit, each confirmed by solving again."""
    trial, known = Trial(draft, stop, effort=0), set[frozenset[Relaxation]]()
    found: list[Solved] = []
    for first, second in islice(_pairs(draft, stop, limits), MOST_TRIED):
        both = frozenset((first.make(first.most), second.make(second.most)))
        solved = None if both in known or len(both) < 2 else _smallest(trial, first, second)
        known.add(both)
        if solved is not None:
            found.append(solved)
        if len(found) == MOST_TOLD:
            break
    return found


def _pairs(draft: Draft, stop: int, limits: Limits) -> Iterator[tuple[Family, Family]]:
    """Give what may be asked for first, each with what is still missing then."""
    for first in _beside_another(draft, stop, limits):
        granted = first.make(first.most).apply(draft.ground.job)
        without = make_draft(Ground(granted), draft.orders())
        for second in _beside_another(without, stop, limits):
            if not _is_the_same(first.make(1), second.make(1)):
                yield first, second


def _beside_another(draft: Draft, stop: int, limits: Limits) -> Iterator[Family]:
    return (
        family
        for family in families(draft, stop, (), limits)
        if isinstance(family.make(family.most), _BESIDE_ANOTHER)
    )


def _is_the_same(one: Relaxation, other: Relaxation) -> bool:
    """Tell whether two changes are about one thing: then one of them says it all."""
    if isinstance(one, WiderWindow) or isinstance(other, WiderWindow):
        return type(one) is type(other)
    return one == other


def _smallest(trial: Trial, first: Family, second: Family) -> Solved | None:
    most = first.make(first.most)
    found = trial.smallest(Family(lambda amount: Both(most, second.make(amount)), second.most))
    if found is None:
        return None
    both = found.relaxation
    assert isinstance(both, Both)
    beside = both.second
    found = trial.smallest(Family(lambda amount: Both(first.make(amount), beside), first.most)) or found
    both = found.relaxation
    assert isinstance(both, Both)
    # What one of them does alone is not told of two.
    alone = any(trial.smallest(_just(each)) for each in (both.first, both.second))
    if alone:
        return None
    # Less is asked first; in which order both are granted makes no difference.
    return replace(found, relaxation=Both(*sorted((both.first, both.second), key=lambda each: each.size)))


def _just(relaxation: Relaxation) -> Family:
    return Family(lambda _amount: relaxation)
