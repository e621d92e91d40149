"""What follows for the plan from what happened on site, and from what was asked of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from firstfix.apps.dispatching.commands import fail_plan, free_engineer_time, keep_plan
from firstfix.apps.dispatching.commands.computing import Searched, forget_search, search_slice
from firstfix.apps.dispatching.commands.planning import PLAN_JOB
from firstfix.apps.dispatching.models import PlanProposal
from firstfix.apps.dispatching.queries import visible_plan_proposals
from firstfix.apps.dispatching.queries.planning.scope import actor_of
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Channel, CommandContext
from firstfix.kernel.identity import system_actor
from firstfix.kernel.ids import derived_id
from firstfix.kernel.jobs.running import HopelessJob, JobRun, enqueue, show_earlier_progress
from firstfix.kernel.outbox.models import OutboxEvent

__all__ = ["compute_plan", "free_the_engineer"]

_PLANNING = system_actor("planning")
_SEARCHED = ("computing", "stopping")

# The next try comes two seconds later: one more forgives a busy database, and a fault of the program is the
# same the second time. Somebody waits for it.
MOST_TRIES = 2
# Restarts end a worker now and then; what ends five of them in a row takes more memory than there is.
MOST_BEGINNINGS = 5
_A_FAULT = mark(
    "The search ended with a fault of the program, more than once; what is published stays as it is. Plan "
    "again; if it ends like this again, tell an administrator: the fault stands under Background work."
)


def free_the_engineer(context: CommandContext, event: OutboxEvent) -> None:
    """React to ``VisitCompleted`` and ``VisitAborted``: the engineer's time is free again."""
    free_engineer_time(context, UUID(event.payload["visit_id"]))


def compute_plan(run: JobRun) -> Mapping[str, Any]:
    """Carry out the job: search on for a slice of time, then ask for the next one, or say that it is over.

    A slice that is run again after its worker was killed goes on from what the draft kept. Where it fails
    again, so does the proposal, and the job is laid aside with the error, for administrators to look at.
    """
    proposal_id = UUID(run.payload["proposal_id"])
    proposal = visible_plan_proposals(_PLANNING).filter(pk=proposal_id, state__in=_SEARCHED).first()
    if proposal is None:
        forget_search(proposal_id)
        return {"result": "laid aside"}

    searched = _searched(run, proposal)
    proposal.refresh_from_db(fields=["state"])
    if not searched.is_over and proposal.state not in _SEARCHED:
        forget_search(proposal_id)
    elif searched.problems:
        _fail(proposal, searched.problems)
    elif searched.is_over or proposal.state == "stopping":
        _keep(proposal)
    else:
        _go_on(run, proposal)
    return {"points": proposal.draft.points}


def _searched(run: JobRun, proposal: PlanProposal) -> Searched:
    """Search one slice; raises HopelessJob, and ends the proposal, where it fails once more."""

    def beat(share: float) -> None:
        run.progress(round(proposal.seconds * share), proposal.seconds)

    try:
        if run.job.attempts > MOST_BEGINNINGS:
            raise RuntimeError(f"The worker ended {run.job.attempts - 1} times while it searched.")
        return search_slice(proposal, actor_of(run.payload["scope"]), beat=beat)
    except Exception as error:
        forget_search(proposal.pk)
        if run.job.attempts < MOST_TRIES:
            raise
        _fail(proposal, (_A_FAULT,))
        raise HopelessJob from error


def _go_on(run: JobRun, proposal: PlanProposal) -> None:
    number = int(run.payload.get("slice", 0)) + 1
    following = enqueue(
        PLAN_JOB,
        {**run.payload, "slice": number},
        job_id=derived_id(proposal.pk, f"slice:{number}"),
        asked_by=proposal.asked_by_id,
    )
    if following is not None:
        show_earlier_progress(following, round(proposal.seconds * proposal.draft.share), proposal.seconds)


def _keep(proposal: PlanProposal) -> None:
    digest = hashlib.sha256(json.dumps(proposal.draft.plan, sort_keys=True).encode()).hexdigest()
    keep_plan(_context(proposal, "keep"), proposal.pk, points=proposal.draft.points, sha256=digest)


def _fail(proposal: PlanProposal, problems: tuple[str, ...]) -> None:
    # One line has room for 300 letters, and the first problems say enough.
    fail_plan(_context(proposal, "fail"), proposal.pk, problems=tuple(one[:300] for one in problems[:20]))


def _context(proposal: PlanProposal, name: str) -> CommandContext:
    return CommandContext(_PLANNING, derived_id(proposal.pk, name), Channel.JOB)
