"""What the page says to "Why this engineer?" and "Why not planned?": each thing once, reasons grouped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models import Person
from firstfix.apps.dispatching.forms.worth import worth_words
from firstfix.apps.dispatching.queries import EngineerOption, Sentence, WhyEngineer, WhyUnplanned
from firstfix.apps.dispatching.queries.planning.wishes import Wish

__all__ = ["ToldWhy", "WhyGroup", "WhyHelp", "WhyLine", "told_why"]

# The heading says that it is left out, a column when who could start, the list of helps that there is none.
_SAID_ELSEWHERE = frozenset({"left_out", "slot", "no_help"})
# These hold for everybody alike and are said once, above everybody's own reasons.
_FOR_ALL = frozenset({"window_over", "waits"})
# What is in the way of people, by the engine's code (engines/dispatch/planning/why_blocks.py).
_IN_THE_WAY: Mapping[str, object] = {
    "no_shift": _("Does not work in these days"),
    "missing_skill": _("Lacks the skill {skill}"),
    "none_of_skills": _("Has none of the skills {skills}"),
    "level_too_low": _("{skill} is below level {level}"),
    "expired": _("The certificate {skill} will have run out"),
    "no_parts": _("The parts are neither in the van nor in a depot: {parts}"),
    "customer_refused": _("Does not go to this customer, as agreed"),
    "pinned": _("It is fixed to somebody else or to another time"),
    "van_full": _("The van is too full"),
    "window": _("Cannot be there in the time agreed"),
    "other_window": _("Would come too late to another customer"),
    "window_after_meal": _("Would come too late because of the meal"),
    "overtime": _("Would need more overtime than is allowed"),
    "shift_end": _("Would not be back by the end of the shift"),
    "rest": _("Would have too little rest"),
    "meal": _("Would have no time for the meal"),
    "no_crew": _("Nobody is free to come along"),
    "tied_down": _("Visits that hang together would have to move"),
}
# By how much is told for each shift of each person.
_BY_SHIFT = frozenset(
    {"window", "other_window", "window_after_meal", "overtime", "shift_end", "rest", "meal", "van_full"}
)


@dataclass(frozen=True, slots=True)
class WhyLine:
    """One engineer who could have the trip: from when, what it costs more ("+1 h 20 min"), and what else."""

    person: Person
    is_planned: bool
    start_at: datetime | None
    points: int
    worth: str
    said: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class WhyGroup:
    """One reason why people cannot have the trip, who they are, and by how much, where that is told."""

    words: str
    people: tuple[Person, ...]
    said: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class WhyHelp:
    """One thing that would help: what is asked for and what comes of it; some need a new time agreed."""

    said: tuple[Sentence, ...]
    is_new_time: bool


@dataclass(frozen=True, slots=True)
class ToldWhy:
    """The answer as the page shows it; ``unable_count`` people are in the groups or in none."""

    wish: Wish
    is_unplanned: bool
    said: tuple[Sentence, ...]
    helps: tuple[WhyHelp, ...]
    lines: tuple[WhyLine, ...]
    groups: tuple[WhyGroup, ...]
    unable_count: int


def told_why(why: WhyEngineer | WhyUnplanned) -> ToldWhy:
    """Give the answer without what it says twice."""
    unable = [option for option in why.options if option.points is None]
    helps = why.helps if isinstance(why, WhyUnplanned) else ()
    return ToldWhy(
        why.wish,
        isinstance(why, WhyUnplanned),
        tuple(_above(why.said)),
        tuple(WhyHelp(_needed(one.said), one.said[0].code == "new_time") for one in helps),
        tuple(_line(option, option.points) for option in why.options if option.points is not None),
        tuple(_groups(unable)),
        len(unable),
    )


def _above(said: Iterable[Sentence]) -> Iterator[Sentence]:
    """Give what holds for all; what is counted by rule stands below with its people."""
    shown = [one for one in said if one.code not in _SAID_ELSEWHERE]
    for_all = [one for one in shown if one.code.removeprefix("blocked_by_") in _FOR_ALL]
    return iter(for_all or [one for one in shown if not one.code.startswith("blocked_by_")])


def _needed(said: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Give a help without the worth of serving the trip, which is why it is asked for."""
    return tuple(one for one in said if one.code != "unserved")


def _line(option: EngineerOption, points: int) -> WhyLine:
    said = tuple(one for one in option.said if one.code not in _SAID_ELSEWHERE)
    worth = worth_words(points, signed=True)
    return WhyLine(option.person, option.is_planned, option.start_at, points, worth, said)


def _groups(options: Iterable[EngineerOption]) -> Iterator[WhyGroup]:
    """Give the reasons, those of most people first."""
    people: dict[str, dict[Person, None]] = {}
    said: dict[str, list[Sentence]] = {}
    for option in options:
        for block in option.blocks:
            if block.code in _FOR_ALL:
                continue
            words = _words(block)
            people.setdefault(words, {})[option.person] = None
            said.setdefault(words, []).extend([block] if block.code in _BY_SHIFT else [])
    for words, who in sorted(people.items(), key=lambda pair: -len(pair[1])):
        yield WhyGroup(words, tuple(who), tuple(said[words]))


def _words(block: Sentence) -> str:
    words = _IN_THE_WAY.get(block.code)
    return (gettext(block.sentence) if words is None else str(words)).format(**block.params)
