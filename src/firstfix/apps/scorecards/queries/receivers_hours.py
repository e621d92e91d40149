"""Business hours of those who are given work: the engineer who is assigned, the team that is asked.

Accepting a trip and taking up an escalation are counted by the working hours of whoever received it: the
engineer's own calendar, or the receiving team's (S1-K08, S2-K02). Where none is kept, every minute counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.escalations.models import EscalationStep, StepKind
from firstfix.apps.scorecards.queries.service_hours import EVERY_MINUTE, hours_between, work_calendar_name
from firstfix.apps.visits.models import CrewDuty
from firstfix.engines.scorecard import measures
from firstfix.engines.scorecard.ground import Ground
from firstfix.engines.scorecard.history import History
from firstfix.engines.scorecard.measure import OUTSIDE, Measure, Observed, Unit
from firstfix.engines.scorecard.observing import acceptance_hours
from firstfix.engines.verdict import mark

__all__ = ["ACCEPTANCE_HOURS", "ACTION_HOURS", "ESCALATION_HOURS", "Receivers", "receivers_of"]

# Sending a package back shows that a person has read it; what of it helps, the log tells (ledger_source.py).
_TAKEN_UP: Final = ("escalation_acknowledged", "escalation_returned")
_ACTED: Final = ("escalation_acted",)


@dataclass(frozen=True, slots=True)
class Receivers:
    """Whose hours count in one case: names of calendars as ``service_hours.hours_between`` takes them."""

    engineer: str = EVERY_MINUTE
    team: str = EVERY_MINUTE


def receivers_of(case_ids: Sequence[UUID]) -> Mapping[UUID, Receivers]:
    """Give the calendars of the engineer who was assigned first and of the team that was asked first."""
    told: dict[UUID, Receivers] = {}
    assigned = Assignment.objects.filter(
        visit__work_order__case__in=case_ids, duty=CrewDuty.ENGINEER
    ).order_by("-assigned_at", "-pk")
    whose = ("visit__work_order__case_id", "engineer__calendar_id", "engineer__calendar__version")
    for case_id, calendar_id, version in assigned.values_list(*whose):
        told[case_id] = Receivers(engineer=work_calendar_name(calendar_id, version))
    submitted = EscalationStep.objects.filter(
        escalation__case__in=case_ids, kind=StepKind.SUBMITTED
    ).order_by("-taken_at", "-pk")
    asked = (
        "escalation__case_id", "escalation__to_team__calendar_id", "escalation__to_team__calendar__version",
    )  # fmt: skip
    for case_id, calendar_id, version in submitted.values_list(*asked):
        one = told.get(case_id, Receivers())
        told[case_id] = replace(one, team=work_calendar_name(calendar_id, version))
    return told


def _acceptance_hours(history: History, ground: Ground) -> Observed:
    by_the_clock = acceptance_hours(history, ground)
    if isinstance(by_the_clock, str) or history.assigned_at is None or history.acknowledged_at is None:
        return by_the_clock
    name = ground.text(history, "engineer_calendar") or EVERY_MINUTE
    return hours_between(name, history.assigned_at, history.acknowledged_at)


def _escalation_hours(history: History, ground: Ground) -> Observed:
    return _hours_to_first(history, ground, _TAKEN_UP, "no_answer")


def _action_hours(history: History, ground: Ground) -> Observed:
    return _hours_to_first(history, ground, _ACTED, "no_action")


def _hours_to_first(history: History, ground: Ground, acts: Sequence[str], missing: str) -> Observed:
    since = history.acts.get("escalated")
    if since is None:
        return OUTSIDE
    moments = [at for act in acts if (at := history.acts.get(act)) is not None]
    if not moments:
        return missing
    return hours_between(ground.text(history, "team_calendar") or EVERY_MINUTE, since, min(moments))


ACCEPTANCE_HOURS: Final = replace(
    measures.ACCEPTANCE_OPEN_HOURS,
    definition=mark(
        "Working hours of the engineer who was assigned first, from that assignment to its acceptance. Where"
        " the engineer has no calendar, every minute counts."
    ),
    observe=_acceptance_hours,
    needs=(("assigned",), ("acknowledged",), ("engineer_calendar",)),
)
ESCALATION_HOURS: Final = Measure(
    "escalation_open_hours",
    mark("Time until an escalation is taken up"),
    mark(
        "Working hours of the receiving team from the first submission until a person of it acknowledges the"
        " escalation or sends it back with reasons. Where the team has no calendar, every minute counts."
    ),
    Unit.HOURS,
    _escalation_hours,
    (("escalated",), ("team_calendar",)),
)
ACTION_HOURS: Final = Measure(
    "escalation_action_hours",
    mark("Time until something is done about an escalation"),
    mark(
        "Working hours of the receiving team from the first submission to the first action: work that is"
        " noted, an answer, or sending it back for what is missing. Acknowledging, accepting and handing on"
        " are none."
    ),
    Unit.HOURS,
    _action_hours,
    (("escalated",), ("team_calendar",)),
)
