"""Why this engineer, and why not planned, with the names and times of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from firstfix.cli.planning.plan_lines import TERMS
from firstfix.engines.dispatch.day_files import ReadDay, plain
from firstfix.engines.dispatch.planning import Limits as Helping
from firstfix.engines.dispatch.planning import (
    Option,
    Plan,
    Said,
    Terms,
    WhyEngineer,
    WhyUnserved,
    draft_of,
    why_engineer,
    why_unserved,
)

__all__ = [
    "difference_text",
    "moment_text",
    "reasons_of",
    "said_text",
    "sentences_of",
    "why_lines",
    "whys_of",
]

# What would help is found by solving again, for so many visits at most.
_MOST_HELPED = 8
# Unless all reasons are asked for, those of the most valuable visits are looked for as long as that takes a
# few seconds: one takes about ten microseconds for each visit in each shift (measured).
_SHIFT_VISITS = 600_000
_LEAST_REASONED = 3
_NO_HELP = Helping(overtime=0, window=0, effort=0)


def reasons_of(day: ReadDay, plan: Plan, *, explains_all: bool) -> Mapping[str, WhyUnserved]:
    """Give why visits are left out, and for the most valuable ones what would help.

    On a large day only the most valuable ones are told, unless ``explains_all``. Who is stopped by Ctrl-C
    gives what was found until then.
    """
    found: dict[str, WhyUnserved] = {}
    if not plan.unserved:
        return found
    draft = draft_of(day.job, plan)
    value, number = draft.ground.value, draft.ground.number
    by_value = sorted(plan.unserved, key=lambda name: -value[number[name]])
    size = len(draft.ground.rows) * len(day.job.visits)
    most = len(by_value) if explains_all else max(_LEAST_REASONED, _SHIFT_VISITS // size)
    with suppress(KeyboardInterrupt):
        for rank, name in enumerate(by_value[:most]):
            limits = Helping() if rank < min(_MOST_HELPED, most // 2 + 1) else _NO_HELP
            found[name] = why_unserved(draft, name, limits=limits)
    return found


def sentences_of(
    day: ReadDay, reasons: Mapping[str, WhyUnserved]
) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Give code and sentence of each reason, by visit."""
    return {name: tuple(_sentences(day, why)) for name, why in reasons.items()}


def whys_of(day: ReadDay, plan: Plan) -> Iterator[WhyEngineer]:
    """Give why each visit is with its engineer, in the plan's order; nothing for what has begun."""
    draft = draft_of(day.job, plan)
    # A crew's visit stands in several days and is explained once.
    for visit in dict.fromkeys(each.visit for planned in plan.days for each in planned.visits):
        if draft.row_of[draft.ground.number[visit]] >= 0:
            yield why_engineer(draft, visit)


def why_lines(day: ReadDay, plan: Plan) -> Iterator[str]:
    """Give a table for each planned visit: everybody's best slot and what it would change."""
    for why in whys_of(day, plan):
        yield f"Why {plain(day.called(why.planned.technician))} for {plain(day.called(why.visit))}?"
        yield from (f"  {said_text(day, said)}" for said in why.said)
        for option in why.options:
            if not option.is_planned:
                yield f"    {_option(day, option)}"
        yield ""


def said_text(day: ReadDay, said: Said) -> str:
    """Give one sentence in English with the file's names and times."""
    return plain(said.text(clock=lambda minute: moment_text(day, minute), called=day.called))


def moment_text(day: ReadDay, minute: int) -> str:
    """Give a minute as people say it in this file: with its day where there are several."""
    days = {day.horizon.day(shift.start) for each in day.job.technicians for shift in each.shifts}
    clock = day.horizon.clock(minute)
    is_plain = len(days) == 1 and day.horizon.day(minute) in days
    return clock if is_plain else f"{day.horizon.at(minute):%a} {clock}"


def difference_text(difference: Terms) -> str:
    """Give a difference term by term: ``+25 driving, -40 lateness``."""
    told = ((words, getattr(difference, name)) for name, words in TERMS.items())
    return ", ".join(f"{points:+,} {words}" for words, points in told if points) or "no difference"


def _sentences(day: ReadDay, why: WhyUnserved) -> Iterator[tuple[str, str]]:
    for said in why.said:
        # That it is left out is what the list is about.
        if said.code != "left_out":
            yield said.code, said_text(day, said)
    for help_ in why.helps:
        # Up to when it would start; what it costs more is not a reason.
        last = next(at for at, said in enumerate(help_.said) if said.code == "then")
        yield "would_help", " ".join(said_text(day, said) for said in help_.said[: last + 1])


def _option(day: ReadDay, option: Option) -> str:
    name = plain(day.called(option.technician))
    best = option.best
    if best is None:
        return f"{name}: " + " ".join(dict.fromkeys(said_text(day, block.said) for block in option.blocks))
    moves = " ".join(said_text(day, said) for said in option.said if said.code in {"gives_way", "moves"})
    when = moment_text(day, best.spot.starts)
    return f"{name} at {when}: {best.points:+,} points ({difference_text(best.difference)}). {moves}".rstrip()
