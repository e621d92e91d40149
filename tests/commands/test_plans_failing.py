"""A fault of the engine ends the proposal with a sentence, and stays visible to administrators."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from firstfix.apps.dispatching.commands import computing, publish_plan, request_plan, stop_plan
from firstfix.apps.dispatching.models import Assignment, PlanProposal
from firstfix.engines.dispatch.planning import repair as planning_repair
from firstfix.kernel import clock
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.worker.loop import drain
from tests import planned_work, world
from tests.edges.field_pages import shown, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday_morning() -> Iterator[None]:
    with frozen_at(planned_work.MONDAY):
        yield


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """Let the engine's search find a plan and then raise what stands in this list, one after the other."""
    waiting: list[Exception] = []
    real = planning_repair.repair

    def breaking(*given: Any, **named: Any) -> Iterator[Any]:
        yield next(real(*given, **named))
        if waiting:
            raise waiting.pop(0)

    monkeypatch.setattr(computing, "repair", breaking)
    return waiting


def asked(region: world.Region, **wish: Any) -> UUID:
    made = request_plan(region.by("dispatcher"), first_day=clock.now().date(), seconds=1, **wish)
    return world.must(made).subject_id


def drained_for(minutes: int) -> None:
    """Let the worker work, and again when what failed is due."""
    for minute in range(minutes + 1):
        with frozen_at(planned_work.MONDAY + timedelta(minutes=minute)):
            drain()


def test_a_fault_of_the_engine_ends_the_plan_with_a_sentence_that_says_what_to_do(
    faults: list[Exception],
) -> None:
    region = world.region()
    planned_work.ready_order(region)
    faults += [ZeroDivisionError("integer division or modulo by zero")] * 2
    proposal = PlanProposal.objects.get(pk=asked(region))
    drained_for(1)
    proposal.refresh_from_db()
    assert proposal.state == "failed"
    (sentence,) = proposal.problems
    assert "Plan again" in sentence
    assert "ZeroDivisionError" not in sentence
    assert Assignment.objects.count() == 0
    world.refused(publish_plan(region.by("dispatcher"), proposal.pk))


def test_the_job_behind_a_failed_plan_is_laid_aside_with_the_error_for_administrators(
    faults: list[Exception],
) -> None:
    region = world.region()
    faults += [ZeroDivisionError("integer division or modulo by zero")] * 2
    asked(region)
    drained_for(30)
    job = Job.objects.get(name="compute_plan")
    assert (job.state, job.attempts) == (Job.State.DEAD, 2)
    seen = shown(signed_in(world.actor("administrator")), "jobs")
    assert "ZeroDivisionError: integer division or modulo by zero" in seen
    assert "Look for a plan" in seen


def test_one_fault_is_forgiven_and_the_search_goes_on(faults: list[Exception]) -> None:
    region = world.region()
    planned_work.ready_order(region)
    faults.append(MemoryError())
    proposal_id = asked(region)
    drained_for(1)
    proposal = PlanProposal.objects.select_related("draft").get(pk=proposal_id)
    assert (proposal.state, proposal.draft.share) == ("proposed", 1)


def test_a_plan_that_was_being_stopped_fails_as_well(faults: list[Exception]) -> None:
    region = world.region()
    faults += [KeyError("visit")] * 2
    proposal_id = asked(region)
    world.must(stop_plan(region.by("dispatcher"), proposal_id))
    drained_for(1)
    assert PlanProposal.objects.get(pk=proposal_id).state == "failed"


def test_a_search_that_ends_every_worker_fails_instead_of_being_tried_for_ever() -> None:
    region = world.region()
    proposal_id = asked(region)
    Job.objects.update(attempts=5)
    drain()
    assert PlanProposal.objects.get(pk=proposal_id).state == "failed"
    job = Job.objects.get(name="compute_plan")
    assert (job.state, "5 times" in job.error) == (Job.State.DEAD, True)
