"""The form of a plan's file: who does what when, what it costs, and what is left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from firstfix.engines.dispatch.day_files.form_types import Form, Moment, told

__all__ = [
    "PLAN_FORM",
    "BreakForm",
    "PickUpForm",
    "PlanForm",
    "PlannedDayForm",
    "PlannedVisitForm",
    "ReasonForm",
    "TermsForm",
    "UnservedForm",
]

PLAN_FORM: Final = "firstfix-plan-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsForm(Form):
    """Points by name; their sum is what the plan costs."""

    travel: Annotated[int, told("Points for driving.")] = 0
    overtime: Annotated[int, told("Points for being back after a shift's end.")] = 0
    lateness: Annotated[int, told("Points for starting after a promise, in its calendar's minutes.")] = 0
    unserved: Annotated[int, told("Points for visits that are left out.")] = 0
    preference: Annotated[int, told("Points for sending another technician than a preferred one.")] = 0
    fairness: Annotated[int, told("Points for unpopular work that piles up on one technician.")] = 0
    disruption: Annotated[int, told("Points for moving what customers were told.")] = 0
    parts: Annotated[int, told("Points for pick-ups at a depot, their drive left aside.")] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakForm(Form):
    """A meal."""

    starts_at: Annotated[Moment, told("When it starts.")]
    ends_at: Annotated[Moment, told("When it ends.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PickUpForm(Form):
    """An outing to a depot for parts."""

    depot: Annotated[str, told("The depot's id.")]
    after: Annotated[int, told("After how many visits of the day.", ge=0)]
    arrives_at: Annotated[Moment, told("When the technician is at the depot.")]
    done_at: Annotated[Moment, told("When the parts are in the van.")]
    parts: Annotated[dict[str, int], told("What is fetched, by part.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedVisitForm(Form):
    """One visit of a day."""

    visit: Annotated[str, told("The visit's id.")]
    arrives_at: Annotated[Moment, told("When the technician is there.")]
    starts_at: Annotated[Moment, told("When work starts.")]
    done_at: Annotated[Moment, told("When it is done.")]
    late_minutes: Annotated[int, told("How late it starts, in minutes of the promise's calendar.", ge=0)] = 0
    slack_minutes: Annotated[
        int | None,
        told("What is left from its start until it is due, in the promise's minutes; below 0 it is late."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDayForm(Form):
    """What one technician does in one shift, in order."""

    technician: Annotated[str, told("The technician's id.")]
    shift: Annotated[int, told("Which shift of the technician, counted from 0.", ge=0)]
    visits: Annotated[tuple[PlannedVisitForm, ...], told("In order.")]
    back_at: Annotated[Moment, told("When the technician is at the end place.")]
    meal: Annotated[BreakForm | None, told("None where it is had before or after work.")] = None
    terms: Annotated[TermsForm, told("What this day costs.")]
    pick_up: Annotated[PickUpForm | None, told("The outing for parts, if there is one.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonForm(Form):
    """One reason, by its code and in words."""

    code: Annotated[str, told("What the sentence says, for programs.")]
    sentence: Annotated[str, told("The same for people.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnservedForm(Form):
    """A visit that nobody does, and why."""

    visit: Annotated[str, told("The visit's id.")]
    reasons: Annotated[tuple[ReasonForm, ...], told("What stands in the way.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanForm(Form):
    """A plan: days with work in them, visits left out, and what it all costs in points."""

    format: Annotated[Literal["firstfix-plan-1"], told("Which form this file has.")]
    time_zone: Annotated[str, told("The zone in which times are written.")]
    policy: Annotated[str, told("The version of the policy that was used.")]
    points: Annotated[int, told("What it costs: the sum of the terms.")]
    terms: Annotated[TermsForm, told("What it costs, by name.")]
    days: Annotated[tuple[PlannedDayForm, ...], told("By technician and shift.")]
    unserved: Annotated[tuple[UnservedForm, ...], told("What nobody does.")] = ()
    travel: Annotated[str, told("Who gave the minutes of driving: estimate, given, or a routing service.")]
    iterations: Annotated[int, told("How many changes were tried.", ge=0)] = 0
    seed: Annotated[int, told("Where chance started.")] = 0
    is_complete: Annotated[bool, told("False where somebody stopped the search.")] = True
