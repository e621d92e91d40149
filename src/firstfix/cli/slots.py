"""``firstfix slots``: whom to send to one visit, and what each choice would change.

The slots are those of a plan: of the one that --plan names, else of one that is made first for all other
visits. Where another visit of less worth could give way and that is cheaper, this is told as well. Nothing is
changed. What is printed leaves the worth of the visit itself aside: it is the same for every slot.

Exit code 0, also where nobody can have the visit (the reasons are printed then); 2 for bad input.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

from firstfix.cli.parsing import verb_parser
from firstfix.cli.planning.day_input import BadInput, read_with, reported, text_of
from firstfix.cli.planning.limits import add_limits, limits_of
from firstfix.cli.planning.published import begun_day, published_plan
from firstfix.cli.planning.reasons import difference_text, moment_text, sentences_of
from firstfix.cli.planning.roads import road_source
from firstfix.cli.planning.searching import Limits, search_within
from firstfix.engines.dispatch.day_files import (
    ReadDay,
    SlotForm,
    SlotsForm,
    canonical,
    plain,
    read_day,
    suggestion,
    terms_form,
)
from firstfix.engines.dispatch.day_files.answer_forms import PlaceInPlanForm
from firstfix.engines.dispatch.planning import (
    Alternative,
    GaveWay,
    Ground,
    Plan,
    Spot,
    Terms,
    draft_of,
    planned_spot,
    search,
    slots_for,
    why_unserved,
)
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.told_times import as_planned

__all__ = ["run"]


def run(arguments: Sequence[str]) -> int:
    """Print the best slots for one visit and give the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _told(options)
    except BadInput as error:
        return reported(error)


def _told(options: argparse.Namespace) -> int:
    limits = limits_of(options)
    if options.top < 1:
        raise BadInput(f"--top {options.top}: give 1 or more.")
    text = text_of(options.file)
    day = read_with(options.file, lambda: read_day(text, road_source()))
    known = [visit.id for visit in day.job.visits]
    if options.visit not in known:
        raise BadInput(
            plain(f"{options.file} has no visit {options.visit!r}. {suggestion(options.visit, known)}")
        )
    day, draft = _draft(options, day, limits)
    slots = _slots(draft, options.visit, count=options.top)
    if options.json:
        sys.stdout.write(canonical(_form(day, options.visit, slots)))
    else:
        sys.stdout.write("\n".join(_lines(day, draft, options.visit, slots)) + "\n")
    return 0


def _draft(options: argparse.Namespace, day: ReadDay, limits: Limits) -> tuple[ReadDay, Draft]:
    if options.plan is None:
        plan = _plan_of_others(day, options.visit, limits, options.seed)
    else:
        plan = published_plan(options.plan, day)
        day = begun_day(day, plan)
    try:
        day = replace(day, job=as_planned(day.job, plan))
        return day, draft_of(day.job, plan)
    except ValueError as error:
        raise BadInput(f"The plan does not fit the day: {plain(str(error))}") from None


def _plan_of_others(day: ReadDay, visit: str, limits: Limits, seed: int) -> Plan:
    others = tuple(
        replace(each, after=tuple(name for name in each.after if name != visit))
        for each in day.job.visits
        if each.id != visit
    )
    ground = Ground(replace(day.job, visits=others))
    return search_within(ground, lambda budget: search(ground, budget, seed=seed), limits).plan


def _slots(draft: Draft, visit: str, *, count: int) -> list[Alternative]:
    """Give the slots as if serving the visit were worth nothing: it is worth the same in each of them."""
    slots = slots_for(draft, visit, count=count)
    if planned_spot(draft, visit) is not None:
        return list(slots)
    worth = Terms(unserved=draft.ground.value[draft.ground.number[visit]])
    return [replace(slot, difference=slot.difference + worth) for slot in slots]


def _lines(day: ReadDay, draft: Draft, visit: str, slots: Sequence[Alternative]) -> Iterator[str]:
    yield f"{plain(day.called(visit))} ({plain(visit)})"
    planned = planned_spot(draft, visit)
    if planned is not None:
        yield f"It is planned with {_told_place(day, planned)}."
    for number, slot in enumerate(slots, start=1):
        points, told = f"{slot.points:+,} points", difference_text(slot.difference)
        who, when = plain(day.called(slot.spot.technician)), moment_text(day, slot.spot.starts)
        yield f"{number:>3}. {who:<24} {when:<10} {points:>16}  {told}"
        if slot.gave_way is not None:
            yield f"     {_gives_way(day, slot.gave_way)}"
    if not slots and planned is None:
        reasons = sentences_of(day, {visit: why_unserved(draft, visit)})[visit]
        yield from (f"  {sentence}" for _code, sentence in reasons)


def _gives_way(day: ReadDay, other: GaveWay) -> str:
    name = plain(day.called(other.visit))
    if other.spot is None:
        return f"{name} would have to give way and would be left out."
    return f"{name} would have to give way and move to {_told_place(day, other.spot)}."


def _told_place(day: ReadDay, place: Spot) -> str:
    return f"{plain(day.called(place.technician))} at {moment_text(day, place.starts)}"


def _form(day: ReadDay, visit: str, slots: Sequence[Alternative]) -> SlotsForm:
    return SlotsForm(format="firstfix-slots-1", visit=visit, slots=tuple(_slot(day, slot) for slot in slots))


def _slot(day: ReadDay, slot: Alternative) -> SlotForm:
    spot, other, text = slot.spot, slot.gave_way, day.horizon.text
    goal = None if other is None else other.spot
    return SlotForm(
        technician=spot.technician,
        shift=spot.shift,
        position=spot.position,
        starts_at=text(spot.starts),
        points=slot.points,
        difference=terms_form(slot.difference),
        gives_way=None if other is None else other.visit,
        moves_to=None
        if goal is None
        else PlaceInPlanForm(technician=goal.technician, starts_at=text(goal.starts)),
    )


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("slots", __doc__)
    parser.add_argument("file", help="the day; '-' reads it from stdin")
    parser.add_argument("visit", help="the id of the visit")
    parser.add_argument("--top", type=int, default=5, help="how many slots to print (5)")
    parser.add_argument("--plan", metavar="FILE", help="the plan to look into ('firstfix plan --json')")
    add_limits(parser, seconds=3)
    parser.add_argument("--json", action="store_true", help="print the slots as JSON")
    return parser
