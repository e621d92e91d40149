"""A plan as its file has it, and a plan's file as the model has it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from pydantic import TypeAdapter

from firstfix.engines.dispatch.day_files.answer_forms import REPAIR_FORM, RepairForm, SlotsForm
from firstfix.engines.dispatch.day_files.moments import Horizon, moment_of
from firstfix.engines.dispatch.day_files.parsing import FormReader, Unreadable, told_problems
from firstfix.engines.dispatch.day_files.plan_forms import (
    PLAN_FORM,
    BreakForm,
    PickUpForm,
    PlanForm,
    PlannedDayForm,
    PlannedVisitForm,
    ReasonForm,
    TermsForm,
    UnservedForm,
)
from firstfix.engines.dispatch.day_files.reading import ReadDay
from firstfix.engines.dispatch.planning import Break, PickUp, Plan, PlannedDay, PlannedVisit, Terms

__all__ = [
    "PLAN_READER",
    "Search",
    "canonical",
    "form_of",
    "plan_of",
    "read_plan",
    "read_plan_or_repair",
    "terms_form",
]

PLAN_READER = FormReader(
    TypeAdapter(PlanForm), PLAN_FORM, "A plan's file is what 'firstfix plan --json' prints.", {}
)
REPAIR_READER = FormReader(
    TypeAdapter(RepairForm), REPAIR_FORM, "It is what 'firstfix repair --json' prints.", {}
)


@dataclass(frozen=True, slots=True)
class Search:
    """How a plan was found, for whoever wants the same again."""

    iteration_count: int = 0
    seed: int = 0
    is_complete: bool = True
    reasons: Mapping[str, Iterable[tuple[str, str]]] = field(default_factory=dict)


def form_of(day: ReadDay, plan: Plan, found: Search) -> PlanForm:
    """Give the file of a plan; ``found.reasons`` are code and sentence by unserved visit."""
    return PlanForm(
        format=PLAN_FORM,
        time_zone=day.horizon.zone.key,
        policy=day.job.policy.version,
        points=plan.points,
        terms=terms_form(plan.terms),
        days=tuple(_day(each, day.horizon) for each in plan.days),
        unserved=tuple(
            UnservedForm(
                visit=name,
                reasons=tuple(
                    ReasonForm(code=code, sentence=sentence) for code, sentence in found.reasons.get(name, ())
                ),
            )
            for name in plan.unserved
        ),
        travel=day.ways.source,
        iterations=found.iteration_count,
        seed=found.seed,
        is_complete=found.is_complete,
    )


def canonical(form: PlanForm | SlotsForm | RepairForm) -> str:
    """Give a file's text: sorted fields, two spaces, one line feed at the end; equal forms, equal text."""
    return json.dumps(asdict(form), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_plan(text: str) -> PlanForm:
    """Give the plan's file that a text holds. Raises Unreadable."""
    return PLAN_READER.read(text)


def read_plan_or_repair(text: str) -> PlanForm:
    """Give the plan that a text holds, also where it is the answer of a repair. Raises Unreadable."""
    return REPAIR_READER.read(text).plan if _is_repair(text) else read_plan(text)


def plan_of(form: PlanForm, horizon: Horizon) -> Plan:
    """Give the plan of a file in the minutes of this horizon. Raises Unreadable for what is no moment."""
    reader = _Reader(horizon)
    days = tuple(reader.day(each) for each in form.days)
    if reader.problems:
        raise Unreadable(told_problems(reader.problems))
    return Plan(days, tuple(each.visit for each in form.unserved), Terms(**asdict(form.terms)))


def terms_form(terms: Terms) -> TermsForm:
    """Give terms as files have them."""
    return TermsForm(**{name: getattr(terms, name) for name in TermsForm.__slots__})


def _is_repair(text: str) -> bool:
    try:
        written = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(written, dict) and written.get("format") == REPAIR_FORM


def _day(day: PlannedDay, horizon: Horizon) -> PlannedDayForm:
    text, meal = horizon.text, day.meal
    return PlannedDayForm(
        technician=day.technician,
        shift=day.shift,
        visits=tuple(
            PlannedVisitForm(
                visit=each.visit,
                arrives_at=text(each.arrives),
                starts_at=text(each.starts),
                done_at=text(each.done),
                late_minutes=each.late_minutes,
                slack_minutes=each.slack_minutes,
            )
            for each in day.visits
        ),
        back_at=text(day.back),
        meal=None if meal is None else BreakForm(starts_at=text(meal.starts), ends_at=text(meal.ends)),
        terms=terms_form(day.terms),
        pick_up=None if day.pick_up is None else _pick_up(day.pick_up, horizon),
    )


def _pick_up(outing: PickUp, horizon: Horizon) -> PickUpForm:
    return PickUpForm(
        depot=outing.depot,
        after=outing.after,
        arrives_at=horizon.text(outing.arrives),
        done_at=horizon.text(outing.done),
        parts=dict(outing.parts),
    )


class _Reader:
    def __init__(self, horizon: Horizon) -> None:
        self.horizon = horizon
        self.problems: list[str] = []

    def day(self, form: PlannedDayForm) -> PlannedDay:
        here = f"Technician {form.technician}, shift {form.shift}"
        meal = None
        if form.meal is not None:
            meal = Break(*(self._minute(here, text) for text in (form.meal.starts_at, form.meal.ends_at)))
        return PlannedDay(
            form.technician,
            form.shift,
            tuple(self._visit(each) for each in form.visits),
            self._minute(here, form.back_at),
            meal,
            Terms(**asdict(form.terms)),
            None if form.pick_up is None else self._pick_up(here, form.pick_up),
        )

    def _pick_up(self, here: str, form: PickUpForm) -> PickUp:
        arrives, done = (self._minute(here, text) for text in (form.arrives_at, form.done_at))
        return PickUp(form.depot, form.after, arrives, done, tuple(sorted(form.parts.items())))

    def _visit(self, form: PlannedVisitForm) -> PlannedVisit:
        here = f"Visit {form.visit}"
        texts = (form.arrives_at, form.starts_at, form.done_at)
        arrives, starts, done = (self._minute(here, text) for text in texts)
        return PlannedVisit(form.visit, arrives, starts, done, form.late_minutes, form.slack_minutes)

    def _minute(self, here: str, text: str) -> int:
        try:
            return self.horizon.minute(moment_of(text, self.horizon.zone))
        except ValueError as error:
            self.problems.append(f"{here}: {error}")
            return 0
