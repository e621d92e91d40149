"""What the page tells about reasons: a table for each planned visit, and a list for each that is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from firstfix.cli.planning.reasons import whys_of
from firstfix.cli.planning.speaking import Language
from firstfix.engines.dispatch.day_files import ReadDay
from firstfix.engines.dispatch.day_files.forms import VisitForm
from firstfix.engines.dispatch.planning import Option, Plan, WhyEngineer, WhyUnserved

__all__ = ["LeftOut", "Why", "WhyLine", "left_out_of", "whys_by_visit"]

# A visit's reason takes about two microseconds for each visit in each shift (measured). Where all of them
# would take more than some seconds, they are told only where somebody asks for them.
_MOST_STEPS = 3_000_000
# Of those who could have a visit, the best ones; the others are counted.
_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class WhyLine:
    """One engineer in the table of a visit: the best slot and what it changes, or the rules in the way."""

    name: str
    when: str
    points: int | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why a visit is with its engineer; ``more_count`` engineers are not in the lines."""

    sentences: tuple[str, ...]
    lines: tuple[WhyLine, ...]
    more_count: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A visit that nobody does: what stands in the way, and what would help."""

    visit: str
    name: str
    customer: str
    priority: int
    sentences: tuple[str, ...]
    helps: tuple[str, ...]


def whys_by_visit(day: ReadDay, plan: Plan, spoken: Language, *, explains_all: bool) -> Mapping[str, Why]:
    """Give the reasons by planned visit; none where there are too many and nobody asked for all."""
    shift_count = sum(len(each.shifts) for each in day.job.technicians)
    if shift_count * len(day.job.visits) ** 2 > _MOST_STEPS and not explains_all:
        return {}
    return {why.visit: _why(day, why, spoken) for why in whys_of(day, plan)}


def left_out_of(
    day: ReadDay, plan: Plan, reasons: Mapping[str, WhyUnserved], spoken: Language
) -> list[LeftOut]:
    """Give what nobody does, in the plan's order."""
    forms = {form.id: form for form in day.form.visits}
    return [_left_out(day, forms[name], reasons.get(name), spoken) for name in plan.unserved]


def _why(day: ReadDay, why: WhyEngineer, spoken: Language) -> Why:
    lines = [line for option in why.options if not option.is_planned for line in _line(day, option, spoken)]
    return Why(
        tuple(spoken.said(day, said) for said in why.said),
        tuple(lines[:_MOST_LINES]),
        max(0, len(lines) - _MOST_LINES),
    )


def _line(day: ReadDay, option: Option, spoken: Language) -> Iterator[WhyLine]:
    name, best = day.called(option.technician), option.best
    if best is None:
        words = dict.fromkeys(spoken.said(day, block.said) for block in option.blocks)
        yield WhyLine(name, "", None, tuple(words))
        return
    # The slot has a column of its own.
    words = dict.fromkeys(spoken.said(day, said) for said in option.said if said.code != "slot")
    yield WhyLine(name, spoken.moment(day, best.spot.starts), best.points, tuple(words))


def _left_out(day: ReadDay, form: VisitForm, why: WhyUnserved | None, spoken: Language) -> LeftOut:
    said = () if why is None else why.said
    helps = () if why is None else why.helps
    return LeftOut(
        form.id,
        day.called(form.id),
        form.customer,
        form.priority,
        tuple(spoken.said(day, each) for each in said if each.code != "left_out"),
        tuple(" ".join(spoken.said(day, each) for each in one.said[:2]) for one in helps),
    )
