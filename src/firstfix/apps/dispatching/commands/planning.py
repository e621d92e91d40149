"""Ask for a plan, stop looking for a better one, and lay a proposal aside; the worker computes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from firstfix.apps.dispatching.events import PlanDiscarded, PlanFailed, PlanKept, PlanRequested
from firstfix.apps.dispatching.models import PlanCause, PlanDraft, PlanProposal
from firstfix.apps.dispatching.queries.day_list import local_day
from firstfix.apps.dispatching.queries.planning.scope import scope_of
from firstfix.engines.dispatch.planning import DEFAULT_POLICY, REPAIR_POLICY
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Input, Work, command
from firstfix.kernel.commands.inputs import Count, Day, Line, Minutes, Plain, Zone
from firstfix.kernel.ids import derived_id
from firstfix.kernel.jobs.running import enqueue
from firstfix.kernel.refusal import Refusal, Refused

__all__ = [
    "PLAN_JOB",
    "discard_plan",
    "fail_plan",
    "keep_plan",
    "request_plan",
    "request_repair",
    "stop_plan",
]

PLAN_JOB = "compute_plan"

# Issue 3: 60 engineers x 14 days stay smooth on the board, and a plan further ahead is a guess.
MOST_DAYS = 14
# The measured plans stop getting better soon after 30 s (docs/explanation/dispatch-search.md); two
# minutes of a worker are the most that one person may ask for.
MOST_SECONDS = 120
USUAL_SECONDS = 20
# Issue 3: a repair answers within a second.
REPAIR_SECONDS = 1


class PlanInput(Input):
    """Which days (as the clocks in ``zone`` count them), whose, and how long may be searched.

    No engineers named means everybody whom one may plan, narrowed to the ``team_id`` where it is given.
    ``seconds`` 0 takes the first plan found. ``keeps_accepted`` leaves what an engineer accepted as it is.
    """

    first_day: Day
    day_count: Annotated[int, Field(strict=True, ge=1, le=MOST_DAYS)] = 1
    zone: Zone = "UTC"
    engineer_ids: Annotated[tuple[UUID, ...], Field(max_length=500)] = ()
    team_id: UUID | None = None
    seconds: Annotated[int, Field(strict=True, ge=0, le=MOST_SECONDS)] = USUAL_SECONDS
    seed: Count = 0
    keeps_accepted: bool = True


@command(on="plan_proposal", creates=True, says=mark("{actor} asked for a plan from {first_day}."))
def request_plan(work: Work, given: PlanInput) -> PlanProposal | Refusal:
    """Ask for a plan of some days; the worker computes it, and a person publishes it."""
    proposal = _proposal(work, given, cause=PlanCause.PLAN)
    return _begin(work, proposal)


class RepairInput(PlanInput):
    """What happened, and which days may change for it.

    ``visit_id`` is the visit that takes longer, could not begin or is urgent, ``absence_id`` why somebody is
    away, ``overrun_minutes`` how much longer the visit takes than planned.
    """

    cause: Literal[
        PlanCause.SICK, PlanCause.OVERRUN, PlanCause.NO_ACCESS, PlanCause.URGENT, PlanCause.PART_LATE
    ]
    seconds: Annotated[int, Field(strict=True, ge=0, le=MOST_SECONDS)] = REPAIR_SECONDS
    visit_id: UUID | None = None
    absence_id: UUID | None = None
    overrun_minutes: Minutes = 0


@command(on="plan_proposal", creates=True, says=mark("{actor} asked for a repair of the plan ({cause})."))
def request_repair(work: Work, given: RepairInput) -> PlanProposal | Refusal:
    """Ask for the published plan to be repaired after an event, moving as little as possible.

    Of what is given only that counts of which the cause speaks: forms send all of their fields.
    """
    proposal, cause = _proposal(work, given, cause=PlanCause(given.cause)), given.cause
    if cause == PlanCause.SICK:
        proposal.absence = work.see("absence", given.absence_id) if given.absence_id else None
        return _begin(work, proposal)
    if given.visit_id is None:
        return _no_visit()
    proposal.visit = work.see("visit", given.visit_id)
    proposal.overrun_minutes = given.overrun_minutes if cause == PlanCause.OVERRUN else 0
    return _begin(work, proposal)


@command(on="plan_proposal", says=mark("{actor} stopped the search for a better plan."))
def stop_plan(work: Work, plan_proposal: PlanProposal) -> None:
    """Stop searching; the best plan found so far becomes the proposal."""


@command(on="plan_proposal", says=mark("{actor} discarded the plan."))
def discard_plan(work: Work, plan_proposal: PlanProposal) -> None:
    """Lay the proposal aside; nothing of it happens."""
    plan_proposal.decided_by_id, plan_proposal.decided_at = work.actor.person_id, work.at
    work.emit(PlanDiscarded(plan_proposal.pk))


Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$"), Plain()]


@command(on="plan_proposal", says=mark("The plan was computed: {points} points."))
def keep_plan(work: Work, plan_proposal: PlanProposal, *, points: Count, sha256: Digest) -> None:
    """Say that the search is over; ``sha256`` is the hash of the plan that it leaves."""
    work.emit(PlanKept(plan_proposal.pk))


@command(on="plan_proposal", says=mark("No plan could be computed."))
def fail_plan(work: Work, plan_proposal: PlanProposal, *, problems: tuple[Line, ...]) -> None:
    """Say why there is no plan, in sentences."""
    plan_proposal.problems = list(problems)
    work.emit(PlanFailed(plan_proposal.pk))


def _proposal(work: Work, given: PlanInput, *, cause: PlanCause) -> PlanProposal:
    start_at, end_at = _horizon(work, given)
    for engineer_id in given.engineer_ids:
        work.see("person", engineer_id)
    return PlanProposal(
        id=work.subject_id,
        version=1,
        cause=cause,
        team=work.see("team", given.team_id) if given.team_id else None,
        engineers=[str(engineer_id) for engineer_id in given.engineer_ids],
        zone=given.zone,
        horizon_start_at=start_at,
        horizon_end_at=end_at,
        seconds=given.seconds,
        seed=given.seed,
        policy_version=(DEFAULT_POLICY if cause is PlanCause.PLAN else REPAIR_POLICY).version,
        keeps_accepted=given.keeps_accepted,
        asked_by_id=work.actor.person_id,
        asked_at=work.at,
    )


def _no_visit() -> Refusal:
    return Refusal(
        "invalid_input",
        mark("Field visit_id: say which visit it happened to, or which is urgent."),
        fields={"visit_id": "missing"},
    )


def _horizon(work: Work, given: PlanInput) -> tuple[datetime, datetime]:
    """Give the first and the last instant of the days; raises Refused where all of them are over."""
    start_at, _next = local_day(given.first_day, given.zone)
    last_day = given.first_day + timedelta(days=given.day_count - 1)
    _last, end_at = local_day(last_day, given.zone)
    if end_at > work.now:
        return start_at, end_at
    template = mark("Field first_day: the days up to {day} are over. Choose today or a later day.")
    fields = {"first_day": "over"}
    raise Refused(Refusal("invalid_input", template, {"day": last_day.isoformat()}, fields=fields))


def _begin(work: Work, proposal: PlanProposal) -> PlanProposal:
    proposal.save(force_insert=True)
    PlanDraft.objects.create(id=work.new_id("draft"), proposal=proposal)
    enqueue(
        PLAN_JOB,
        {"proposal_id": str(proposal.pk), "scope": scope_of(work.actor)},
        job_id=derived_id(proposal.pk, "slice:0"),
        asked_by=work.actor.person_id,
    )
    work.emit(PlanRequested(proposal.pk))
    return proposal
