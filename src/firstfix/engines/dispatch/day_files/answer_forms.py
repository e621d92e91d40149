"""The forms of answers: slots for one visit, and a repaired plan with what it moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from firstfix.engines.dispatch.day_files.form_types import Form, Moment, told
from firstfix.engines.dispatch.day_files.plan_forms import PlanForm, TermsForm

__all__ = ["REPAIR_FORM", "SLOTS_FORM", "MoveForm", "PlaceInPlanForm", "RepairForm", "SlotForm", "SlotsForm"]

SLOTS_FORM: Final = "firstfix-slots-1"
REPAIR_FORM: Final = "firstfix-repair-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceInPlanForm(Form):
    """Who has a visit, and from when on."""

    technician: Annotated[str, told("The technician's id.")]
    starts_at: Annotated[Moment, told("When work starts.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotForm(Form):
    """One slot for a visit."""

    technician: Annotated[str, told("The technician's id.")]
    shift: Annotated[int, told("Which shift of the technician, counted from 0.", ge=0)]
    position: Annotated[int, told("After how many visits of that day.", ge=0)]
    starts_at: Annotated[Moment, told("When work would start.")]
    points: Annotated[int, told("What the plan would cost more, the worth of the visit itself left aside.")]
    difference: Annotated[TermsForm, told("The same by name.")]
    gives_way: Annotated[str | None, told("Which other visit would have to give way.")] = None
    moves_to: Annotated[PlaceInPlanForm | None, told("Where that one goes; None where it is left out.")] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotsForm(Form):
    """The best slots for one visit, cheapest first."""

    format: Annotated[Literal["firstfix-slots-1"], told("Which form this file has.")]
    visit: Annotated[str, told("The visit's id.")]
    slots: Annotated[tuple[SlotForm, ...], told("Cheapest first; empty where nobody can have it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveForm(Form):
    """One visit that is not where it was published."""

    visit: Annotated[str, told("The visit's id.")]
    before: Annotated[PlaceInPlanForm | None, told("None where it was not in the plan.")] = None
    after: Annotated[PlaceInPlanForm | None, told("None where it is not in the plan any more.")] = None
    reason: Annotated[str, told("Why, in words.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairForm(Form):
    """A plan after events, and what moved."""

    format: Annotated[Literal["firstfix-repair-1"], told("Which form this file has.")]
    before: Annotated[TermsForm, told("What the published plan cost.")]
    plan: Annotated[PlanForm, told("The repaired plan.")]
    moves: Annotated[tuple[MoveForm, ...], told("What is not where it was published.")]
