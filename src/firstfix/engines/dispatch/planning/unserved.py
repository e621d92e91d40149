"""Why a visit is not planned: who cannot have it and by which rule, what it would cost, and what would help.

``why_unserved(draft_of(job, plan), "router")`` gives the same lines for every technician as
:func:`why_engineer`, counts them by rule, and tells the smallest relaxations that would serve the visit. Each
of those was confirmed by solving again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.plan import Plan, PlannedDay, told_plan
from firstfix.engines.dispatch.planning.relaxation import PlanAgain, Relaxation
from firstfix.engines.dispatch.planning.relaxation_families import Limits, families
from firstfix.engines.dispatch.planning.relaxation_pairs import pairs_that_help
from firstfix.engines.dispatch.planning.relaxation_people import AddShift
from firstfix.engines.dispatch.planning.relaxation_trial import Family, Solved, Trial
from firstfix.engines.dispatch.planning.terms import Terms
from firstfix.engines.dispatch.planning.unserved_sentences import help_sentences, reason_sentences
from firstfix.engines.dispatch.planning.why import Option, options_for
from firstfix.engines.dispatch.planning.why_told import Spot, with_days
from firstfix.engines.dispatch.planning.why_words import Said
from firstfix.engines.verdict import mark

__all__ = ["BlockedBy", "Help", "Limits", "WhyUnserved", "relaxed_plan", "why_unserved"]

DEFAULT_LIMITS = Limits()
NO_HELP = (Said("no_help", mark("No change that was tried would serve it, nor would two of them together.")),)


@dataclass(frozen=True, slots=True)
class BlockedBy:
    """One rule and the technicians in whose way it stands, in some shift or in all of them."""

    code: str
    technicians: tuple[str, ...]

    @property
    def technician_count(self) -> int:
        """Give how many they are."""
        return len(self.technicians)


@dataclass(frozen=True, slots=True)
class Help:
    """One relaxation that would serve the visit: where, what the plan would cost more, the days that change.

    Shifts are counted as in the job with the relaxation (:meth:`Relaxation.apply`).
    """

    relaxation: Relaxation
    spot: Spot
    difference: Terms
    days: tuple[PlannedDay, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class WhyUnserved:
    """The answer for one visit that is left out.

    ``options`` are everybody's lines: those who could have it, for more than it is worth, and those who
    cannot. ``helps`` come smallest first.
    """

    visit: str
    options: tuple[Option, ...]
    blocked: tuple[BlockedBy, ...]
    helps: tuple[Help, ...]
    said: tuple[Said, ...]


def why_unserved(draft: Draft, visit_id: str, *, limits: Limits = DEFAULT_LIMITS) -> WhyUnserved:
    """Give why a visit is left out and what would help; raises KeyError for one unknown or planned."""
    ground = draft.ground
    stop = ground.number[visit_id]
    if stop not in draft.unserved:
        raise KeyError(visit_id)
    options = options_for(draft, stop)
    blocked = _counted(options)
    helps = _helps(draft, stop, options, limits)
    said = (*reason_sentences(ground.job, stop, options, blocked), *(() if helps else NO_HELP))
    return WhyUnserved(visit_id, options, blocked, helps, said)


def relaxed_plan(draft: Draft, chosen: Help) -> Plan:
    """Give the whole plan that a relaxation leads to: a plan of the job with the relaxation."""
    plan, relaxation = told_plan(draft.ground, draft.orders()), chosen.relaxation
    if isinstance(relaxation, AddShift):
        plan = relaxation.renumbered(draft.ground.job, plan)
    return with_days(plan, chosen.days, chosen.difference)


def _counted(options: Sequence[Option]) -> tuple[BlockedBy, ...]:
    """Count by rule, what stands in the way of most technicians first."""
    names: dict[str, list[str]] = {}
    for option in options:
        for code in dict.fromkeys(block.code for block in option.blocks):
            names.setdefault(code, []).append(option.technician)
    found = (BlockedBy(code, tuple(who)) for code, who in names.items())
    return tuple(sorted(found, key=lambda each: (-each.technician_count, each.code)))


def _helps(draft: Draft, stop: int, options: Sequence[Option], limits: Limits) -> tuple[Help, ...]:
    trial = Trial(draft, stop, effort=limits.effort)
    again = trial.smallest(Family(lambda _one: PlanAgain()))
    if again is not None:
        return (_told(draft, again),)
    ways = [option.best for option in options if option.best is not None]
    tried = (trial.smallest(family) for family in families(draft, stop, ways, limits))
    found = [each for each in tried if each is not None]
    if not found and not ways and limits.effort:
        found = pairs_that_help(draft, stop, limits)
    return tuple(_told(draft, each) for each in sorted(found, key=_how_small))


def _how_small(found: Solved) -> tuple[tuple[int, int], int]:
    return found.relaxation.size, found.difference.total


def _told(draft: Draft, found: Solved) -> Help:
    said = help_sentences(draft.ground.job, found)
    return Help(found.relaxation, found.spot, found.difference, found.days, said)
