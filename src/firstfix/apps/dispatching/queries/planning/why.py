"""Why this engineer, and why nobody: the engine's answers with people and trips in place of its names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.models import PlanProposal
from firstfix.apps.dispatching.queries.planning.job import HELD, PlanningJob, planning_job, wanted_of
from firstfix.apps.dispatching.queries.planning.moments import short_moment, span_words
from firstfix.apps.dispatching.queries.planning.reading import PlanScope
from firstfix.apps.dispatching.queries.planning.slots import fixed_draft, plan_draft
from firstfix.apps.dispatching.queries.planning.told import engine_plan, terms_of
from firstfix.apps.dispatching.queries.planning.wishes import Wish
from firstfix.engines.dispatch.planning.draft import Draft
from firstfix.engines.dispatch.planning.unserved import Help, why_unserved
from firstfix.engines.dispatch.planning.why import Option
from firstfix.engines.dispatch.planning.why import why_engineer as engine_why_engineer
from firstfix.engines.dispatch.planning.why_words import At, Said
from firstfix.engines.verdict import Scalar, mark
from firstfix.kernel import clock
from firstfix.kernel.identity import Actor

__all__ = [
    "EngineerOption",
    "ReasonHelp",
    "Sentence",
    "WhyEngineer",
    "WhyUnplanned",
    "told_to_people",
    "why_engineer",
    "why_unplanned",
]


_CLOSED = frozenset({"window_over", "blocked_by_window_over"})
_OVER = mark("The time agreed with the customer is over.")
_NEVER = mark(
    "In these days there is no time at which it may start: its window, the customer's access, opening hours "
    "and parts on their way leave none."
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: a template to translate, and what stands in its places."""

    code: str
    sentence: str
    params: Mapping[str, Scalar] = field(default_factory=dict)

    def text(self) -> str:
        """Give it in English."""
        return self.sentence.format(**self.params)


@dataclass(frozen=True, slots=True)
class EngineerOption:
    """One engineer's line: when they could be there for what more, or what is in the way.

    ``points`` is None for who cannot have the trip; below zero it would be cheaper. ``gives_way`` is the
    trip that would be pushed aside.
    """

    person: Person
    is_planned: bool
    start_at: datetime | None
    points: int | None
    terms: Mapping[str, int]
    gives_way: Wish | None
    blocks: tuple[Sentence, ...]
    said: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class WhyEngineer:
    """Why a trip is where it is: sentences, and everybody's line, the cheapest first."""

    wish: Wish
    said: tuple[Sentence, ...]
    options: tuple[EngineerOption, ...]


@dataclass(frozen=True, slots=True)
class ReasonHelp:
    """One thing that would let the trip be served, confirmed by planning again, and what it would cost."""

    said: tuple[Sentence, ...]
    points: int
    terms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WhyUnplanned:
    """Why a trip is left out: sentences, everybody's line, and what would help, the smallest first."""

    wish: Wish
    said: tuple[Sentence, ...]
    options: tuple[EngineerOption, ...]
    helps: tuple[ReasonHelp, ...]


def why_engineer(actor: Actor, key: str, *, of: PlanProposal | PlanScope, zone: str) -> WhyEngineer | None:
    """Give why the trip ``key`` is with its engineer, in a proposal or in what is published in a time.

    None where the trip is not in that plan any more. Times in sentences are told as the clocks in ``zone``.
    """
    asking = _asking(actor, key, of)
    if asking is None or asking.draft.row_of[asking.draft.ground.number[key]] < 0:
        return None
    found, words = engine_why_engineer(asking.draft, key), _words(asking.planning, zone, key)
    wish = asking.planning.wishes[key]
    told = wish.before.start_at if wish.before and isinstance(of, PlanScope) else None
    options = tuple(_option(asking.planning, one, words) for one in found.options)
    if told is None:
        return WhyEngineer(wish, tuple(map(words, found.said)), options)
    # What is published is held at the time that people were told, however much earlier it could begin.
    start = At((told - asking.planning.start_at) // timedelta(minutes=1))
    said = (
        replace(one, params={**one.params, "start": start}) if one.code == "planned" else one
        for one in found.said
    )
    held = (replace(one, start_at=told) if one.is_planned else one for one in options)
    return WhyEngineer(wish, tuple(map(words, said)), tuple(held))


def why_unplanned(actor: Actor, key: str, *, of: PlanProposal | PlanScope, zone: str) -> WhyUnplanned | None:
    """Give why nobody has the trip ``key``, and what would help; None where it is planned or gone.

    Each help is confirmed by planning again, so this takes a second rather than a moment.
    """
    asking = _asking(actor, key, of)
    if asking is None or asking.draft.ground.number[key] not in asking.draft.unserved:
        return None
    found, words = why_unserved(asking.draft, key), _words(asking.planning, zone, key)
    return WhyUnplanned(
        asking.planning.wishes[key],
        tuple(map(words, found.said)),
        tuple(_option(asking.planning, one, words) for one in found.options),
        tuple(_help(one, words) for one in found.helps),
    )


@dataclass(frozen=True, slots=True)
class _Asking:
    planning: PlanningJob
    draft: Draft


def _asking(actor: Actor, key: str, of: PlanProposal | PlanScope) -> _Asking | None:
    """Give the plan that is asked about as the engine walks on it; None where the trip is not in its job."""
    if isinstance(of, PlanScope):
        planning = planning_job(of)
        return _Asking(planning, fixed_draft(planning, key)) if _is_known(planning, key) else None
    # As of when it was computed: what has begun since would else count as changed.
    wanted, event = wanted_of(of, actor, of.draft.computed_from_at or clock.now())
    planning = planning_job(wanted, event)
    if not _is_known(planning, key):
        return None
    planning = replace(planning, standing=engine_plan(of.draft.plan))
    return _Asking(planning, plan_draft(planning, planning.job))


def _is_known(planning: PlanningJob, key: str) -> bool:
    return key in planning.wishes and key in {visit.id for visit in planning.job.visits}


def told_to_people(start_at: datetime, zone: str, called: Callable[[str], str]) -> Callable[[Said], Sentence]:
    """Give what puts names, as things are ``called``, and times in ``zone`` into the engine's sentences."""

    def at(minute: int) -> str:
        return short_moment((start_at + timedelta(minutes=minute)).astimezone(ZoneInfo(zone)))

    def words(said: Said) -> Sentence:
        return Sentence(said.code, said.sentence, said.filled(clock=at, called=called, lasting=span_words))

    return words


def _words(planning: PlanningJob, zone: str, key: str) -> Callable[[Said], Sentence]:
    """Give what tells a sentence about the trip ``key``: that one by its number, others with their site."""
    parts = {str(row.pk): row.part_type.name for rows in planning.reading.parts_of.values() for row in rows}

    def called(name: str) -> str:
        if name in planning.people:
            return planning.people[name].name
        if name in planning.wishes:
            return planning.wishes[name].order.reference if name == key else planning.wishes[name].label
        # What is held for a customer out of one's sight has a time and no name.
        return "…" if name.startswith(HELD) else name

    told = told_to_people(planning.start_at, zone, called)

    def words(said: Said) -> Sentence:
        sentence = _with_parts(told(said), parts)
        return replace(sentence, sentence=_closed(planning, key)) if said.code in _CLOSED else sentence

    return words


def _closed(planning: PlanningJob, key: str) -> str:
    """Say why no window is left: the engine sees that none is, and not whether one comes after these days."""
    order, now = planning.wishes[key].order, planning.reading.wanted.now
    access = planning.reading.access_of.get(order.pk)
    ends = [order.latest_end_at, access.closes_at if access else None]
    return _OVER if any(end is not None and end <= now for end in ends) else _NEVER


def _with_parts(said: Sentence, parts: Mapping[str, str]) -> Sentence:
    """Give a sentence with the names of the parts that the engine knows by the numbers of their rows."""
    if "parts" not in said.params:
        return said
    names = str(said.params["parts"])
    for number, name in parts.items():
        names = names.replace(number, name)
    return replace(said, params={**said.params, "parts": names})


def _option(planning: PlanningJob, option: Option, words: Callable[[Said], Sentence]) -> EngineerOption:
    best = option.best
    gave_way = best.gave_way.visit if best and best.gave_way else ""
    return EngineerOption(
        planning.people[option.technician],
        option.is_planned,
        planning.at(best.spot.starts) if best else None,
        option.points,
        terms_of(best.difference) if best else {},
        planning.wishes.get(gave_way),
        tuple(words(block.said) for block in option.blocks),
        tuple(map(words, option.said)),
    )


def _help(found: Help, words: Callable[[Said], Sentence]) -> ReasonHelp:
    return ReasonHelp(tuple(map(words, found.said)), found.difference.total, terms_of(found.difference))
