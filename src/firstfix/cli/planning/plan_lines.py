"""A plan as lines on a terminal: a table for each engineer and day, what is left out, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from firstfix.cli.planning.timeline import Segment, segments_of
from firstfix.engines.dispatch.day_files import ReadDay, plain
from firstfix.engines.dispatch.planning import Plan, PlannedDay, PlannedVisit, Terms
from firstfix.engines.dispatch.planning.why_words import hours_and_minutes

__all__ = ["TERMS", "counted", "day_name", "plan_lines", "term_lines"]

# The terms in the order of the model, in words.
TERMS: Mapping[str, str] = {
    "travel": "driving",
    "overtime": "overtime",
    "lateness": "lateness",
    "unserved": "left out",
    "preference": "not the preferred engineer",
    "fairness": "unpopular visits",
    "disruption": "moved from what was told",
    "parts": "parts from a depot",
}
# Names of visits share a column of this width at least and at most.
_NAME_WIDTHS = (24, 52)


def plan_lines(day: ReadDay, plan: Plan, reasons: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Give the lines; ``reasons`` are sentences by unserved visit."""
    named = (_visit(day, each.visit) for planned in plan.days for each in planned.visits)
    width = min(max(map(len, named), default=0), _NAME_WIDTHS[1])
    for planned in plan.days:
        yield from _day(day, planned, max(width, _NAME_WIDTHS[0]))
        yield ""
    if plan.unserved:
        yield "Not planned"
        for name in plan.unserved:
            yield f"  {_visit(day, name)}"
            yield from (f"      {sentence}" for sentence in reasons.get(name, ()))
        if len(reasons) < len(plan.unserved):
            yield "  The other reasons are told with --explain."
        yield ""
    yield _summary(day, plan)
    yield from term_lines(plan.terms, _amounts(day, plan))
    if day.ways.caution is not None:
        yield day.ways.caution.text()
    if day.ways.source == "estimate":
        yield "Driving is estimated from coordinates; no roads were asked."


def term_lines(terms: Terms, amounts: Mapping[str, str]) -> Iterator[str]:
    """Give a line for each term that is not nothing, and their sum."""
    for name, words in TERMS.items():
        points = getattr(terms, name)
        if points:
            yield f"  {words:<28}{amounts.get(name, ''):>18}{points:>12,} points"
    yield f"  {'all in all':<28}{'':>18}{terms.total:>12,} points"


def day_name(day: ReadDay, minute: int) -> str:
    """Give the local day of a minute: ``Mon 2026-11-23``."""
    return day.horizon.at(minute).strftime("%a %Y-%m-%d")


def counted(count: int, one: str, many: str = "") -> str:
    """Give a count with its noun: ``1 visit``, ``2 visits``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _day(day: ReadDay, planned: PlannedDay, width: int) -> Iterator[str]:
    technician = next(each for each in day.job.technicians if each.id == planned.technician)
    shift, clock = technician.shifts[planned.shift], day.horizon.clock
    over = planned.back - shift.end
    back = f"back {clock(planned.back)}" + (f", {over} min overtime" if over > 0 else "")
    who = plain(day.called(planned.technician))
    yield f"{who}, {day_name(day, shift.start)}, {clock(shift.start)}-{clock(shift.end)}, {back}"
    drive = 0
    for segment in segments_of(day.job, planned):
        if segment.kind == "drive":
            drive += segment.minutes
        elif segment.kind != "wait":
            yield _segment(day, segment, drive, width)
            drive = 0


def _segment(day: ReadDay, segment: Segment, drive: int, width: int) -> str:
    clock = day.horizon.clock(segment.starts)
    way = f"drive {drive:>3} min" if drive else ""
    if segment.planned is None:
        name = {"meal": "Meal", "depot": "Pick-up of parts"}.get(segment.kind, "")
        return f"  {clock}  {segment.minutes:>4} min  {name:<{width}}  {way}".rstrip()
    told = _promise(segment.planned)
    name = _visit(day, segment.planned.visit)[:width]
    return f"  {clock}  {segment.minutes:>4} min  {name:<{width}}  {way:<13}{told}".rstrip()


def _promise(planned: PlannedVisit) -> str:
    """Give how the start stands to what was promised; nothing where nothing was."""
    late, left = planned.late_minutes, planned.slack_minutes
    if late or left is None or left < 0:
        return f"  late {late} min" if late else ""
    return f"  {hours_and_minutes(left)} to spare"


def _visit(day: ReadDay, name: str) -> str:
    """Give a visit's id, name and customer, as far as they differ, on one line."""
    form = next(each for each in day.form.visits if each.id == name)
    return plain(", ".join(dict.fromkeys(part for part in (name, form.name, form.customer) if part)))


def _summary(day: ReadDay, plan: Plan) -> str:
    planned_count = len({each.visit for planned in plan.days for each in planned.visits})
    people = len({planned.technician for planned in plan.days})
    visits = counted(len(day.job.visits), "visit")
    return f"{planned_count:,} of {visits} planned for {counted(people, 'engineer')}."


def _amounts(day: ReadDay, plan: Plan) -> Mapping[str, str]:
    policy = day.job.policy
    late = [each.late_minutes for planned in plan.days for each in planned.visits if each.late_minutes]
    amounts = {"unserved": counted(len(plan.unserved), "visit")}
    if policy.travel:
        amounts["travel"] = f"{plan.terms.travel // policy.travel:,} min"
    if policy.overtime:
        amounts["overtime"] = f"{plan.terms.overtime // policy.overtime:,} min"
    if late:
        amounts["lateness"] = f"{counted(len(late), 'visit')}, {sum(late):,} min"
    return amounts
