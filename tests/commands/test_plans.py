"""Plans in the application: asked for, computed by the worker, looked at, and published once by a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from firstfix.apps.dispatching.commands import (
    accept_visit,
    assign_visit,
    computing,
    discard_plan,
    keep_plan,
    note_absence,
    publish_plan,
    request_plan,
    stop_plan,
)
from firstfix.apps.dispatching.models import Assignment, PlanProposal
from firstfix.apps.dispatching.queries import plan_difference, proposals
from firstfix.apps.dispatching.queries.planning.told import PlannedTrip, trips_of
from firstfix.apps.visits.commands import propose_visit
from firstfix.apps.visits.models import Visit
from firstfix.kernel import clock
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.commands import Done
from firstfix.kernel.identity import ActorKind
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.ledger.models import LedgerLink
from firstfix.kernel.refusal import Refusal
from firstfix.kernel.worker.loop import drain
from tests import planned_work, world
from tests.threads import at_once, database_on_disk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday_morning() -> Iterator[None]:
    with frozen_at(planned_work.MONDAY):
        yield


def test_a_published_plan_gives_a_ready_order_to_an_engineer() -> None:
    region = world.region()
    order = planned_work.ready_order(region)
    proposal = planned_work.proposed(region)
    found = plan_difference(region.dispatcher, proposal, clock.now())
    assert [(one.kind, one.wish.order.pk) for one in found.changes] == [("new", order.pk)]
    done = world.must(publish_plan(region.by("dispatcher"), proposal.pk))
    assert done.result == {"changed_count": 1}
    visit = planned_work.planned_visit(order)
    held = Assignment.objects.holding().get(visit=visit)
    assert (visit.state, visit.engineer_id, held.engineer_id) == (
        "assigned",
        region.engineer_id,
        region.engineer_id,
    )
    assert held.start_at + timedelta(minutes=held.travel_minutes) == visit.planned_start_at
    assert PlanProposal.objects.get(pk=proposal.pk).state == "published"


def test_publishing_is_one_ledger_row_in_the_chain_of_everything_it_moved() -> None:
    region = world.region()
    orders = [planned_work.ready_order(region) for _ in range(2)]
    proposal = planned_work.planned(region)
    row = LedgerLink.objects.get(
        subject_type="plan_proposal", subject_id=proposal.pk, row__command="publish_plan"
    ).row
    touched = set(row.links.values_list("subject_type", "subject_id"))
    visits = Visit.objects.filter(work_order__in=orders)
    expected = {("plan_proposal", proposal.pk), ("person", region.engineer_id)}
    expected |= {("visit", one.pk) for one in visits}
    expected |= {("work_order", one.pk) for one in orders} | {("case", one.case_id) for one in orders}
    assert touched == expected


def test_publishing_the_same_command_twice_changes_nothing_twice() -> None:
    region = world.region()
    planned_work.ready_order(region)
    proposal = planned_work.proposed(region)
    context = region.by("dispatcher")
    first, again = (publish_plan(context, proposal.pk) for _ in range(2))
    assert world.must(again).is_replay
    assert world.must(first).result == again.result
    assert Assignment.objects.count() == 1


def publish(region: world.Region, proposal_id: UUID) -> Done | Refusal:
    """Publish from a thread of its own, which knows nothing of the frozen clock."""
    with frozen_at(planned_work.MONDAY):
        return publish_plan(region.by("dispatcher"), proposal_id)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_two_plans_at_once_one_wins_and_nobody_is_booked_twice(tmp_path: Path) -> None:
    region = world.region()
    planned_work.ready_order(region)
    waiting = [planned_work.proposed(region).pk for _ in range(2)]
    with database_on_disk(tmp_path):
        answers = at_once(lambda: publish(region, waiting.pop()), times=2)
        won = [one for one in answers if isinstance(one, Done)]
        lost = [one for one in answers if not isinstance(one, Done)]
        assert len(won) == 1
        assert lost[0].code == "plan_stale"
        assert at_once(Assignment.objects.holding().count, times=1) == [1]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_the_same_plan_at_once_one_wins(tmp_path: Path) -> None:
    region = world.region()
    planned_work.ready_order(region)
    proposal = planned_work.proposed(region)
    with database_on_disk(tmp_path):
        answers = at_once(lambda: publish(region, proposal.pk), times=2)
        assert sorted(isinstance(one, Done) for one in answers) == [False, True]
        assert at_once(Assignment.objects.holding().count, times=1) == [1]


@pytest.mark.parametrize("role", ["engineer", "support_specialist", "customer_contact", "logistics"])
def test_who_does_not_plan_other_peoples_days_asks_for_no_plan(role: str) -> None:
    region = world.region()
    world.refused(request_plan(region.by(role), first_day=clock.now().date()), "no_right")


def test_an_engineer_does_not_publish_and_does_not_see_a_plan() -> None:
    region = world.region()
    proposal = planned_work.proposed(region)
    world.refused(publish_plan(region.by("engineer"), proposal.pk), "not_visible")


def test_a_program_prepares_a_plan_and_a_person_publishes_it() -> None:
    region = world.region()
    token = replace(region.dispatcher, kind=ActorKind.TOKEN)
    made = world.must(request_plan(world.context(token), first_day=clock.now().date(), seconds=0))
    drain()
    world.refused(publish_plan(world.context(token), made.subject_id), "human_only")
    world.must(publish_plan(region.by("dispatcher"), made.subject_id))


def test_nobody_but_the_worker_says_that_a_plan_is_there() -> None:
    region = world.region()
    made = world.must(request_plan(region.by("dispatcher"), first_day=clock.now().date(), seconds=0))
    world.refused(keep_plan(region.by("manager"), made.subject_id, points=1, sha256="0" * 64), "no_right")


def test_a_discarded_plan_is_not_published_and_not_shown() -> None:
    region = world.region()
    proposal = planned_work.proposed(region)
    world.must(discard_plan(region.by("dispatcher"), proposal.pk))
    refusal = world.refused(publish_plan(region.by("dispatcher"), proposal.pk))
    assert "discarded" in refusal.text()
    shown = proposals(region.dispatcher, proposal.horizon_start_at, proposal.horizon_end_at)
    assert list(shown) == []


def test_a_plan_that_is_discarded_while_it_is_computed_stays_discarded() -> None:
    region = world.region()
    made = world.must(request_plan(region.by("dispatcher"), first_day=clock.now().date(), seconds=0))
    world.must(discard_plan(region.by("dispatcher"), made.subject_id))
    drain()
    assert PlanProposal.objects.get(pk=made.subject_id).state == "discarded"


def test_stopping_keeps_the_best_plan_so_far() -> None:
    region = world.region()
    planned_work.ready_order(region)
    asked = {"first_day": clock.now().date(), "day_count": 5, "seconds": 120}
    made = world.must(request_plan(region.by("dispatcher"), **asked))
    world.must(stop_plan(region.by("dispatcher"), made.subject_id))
    drain()
    proposal = PlanProposal.objects.select_related("draft").get(pk=made.subject_id)
    assert proposal.state == "proposed"
    assert [len(day["visits"]) for day in proposal.draft.plan["days"]] == [1]


def test_a_search_shows_its_progress_to_who_asked() -> None:
    region = world.region()
    planned_work.ready_order(region)
    made = world.must(
        request_plan(region.by("dispatcher"), first_day=clock.now().date(), day_count=5, seconds=1)
    )
    drain()
    proposal = PlanProposal.objects.select_related("draft").get(pk=made.subject_id)
    jobs = Job.objects.filter(name="compute_plan", asked_by=region.dispatcher.person_id)
    assert (proposal.state, proposal.draft.share) == ("proposed", 1)
    assert {job.total_count for job in jobs} == {1}


def test_a_search_goes_on_where_a_killed_worker_left_it() -> None:
    region = world.region()
    planned_work.ready_order(region)
    asked = {"first_day": clock.now().date(), "day_count": 5, "seconds": 3}
    made = world.must(request_plan(region.by("dispatcher"), **asked))
    halfway = PlanProposal.objects.select_related("draft").get(pk=made.subject_id)
    while not halfway.draft.share:
        assert drain(rounds=1)
        halfway.draft.refresh_from_db()
    assert halfway.draft.share < 1
    computing.forget_search(halfway.pk)
    drain()
    proposal = PlanProposal.objects.select_related("draft").get(pk=made.subject_id)
    assert (proposal.state, proposal.draft.share) == ("proposed", 1)
    assert proposal.draft.points <= halfway.draft.points


@pytest.mark.covers("S1-F23")
def test_something_urgent_goes_into_the_running_day_and_moves_no_more_than_it_must() -> None:
    region = world.region()
    other = planned_work.another_engineer(region)
    ids = [region.engineer_id, other.person_id]
    for _ in range(8):
        planned_work.ready_order(region, severity=4, duration_minutes=90)
    planned_work.planned(region, engineer_ids=ids, day_count=1)
    before = dict(Visit.objects.filter(state="assigned").values_list("pk", "planned_start_at"))
    order = planned_work.ready_order(region, severity=1, latest_end_at=world.in_hours(9))
    urgent = propose_visit(region.by("dispatcher"), work_order_id=order.pk)
    visit_id = world.must(urgent).subject_id
    proposal = planned_work.repaired(region, "urgent", visit_id=visit_id, engineer_ids=ids, day_count=2)
    world.must(publish_plan(region.by("dispatcher"), proposal.pk, because="A ward is without network."))
    placed = Visit.objects.get(pk=visit_id)
    assert placed.planned_end_at is not None
    assert placed.planned_end_at <= world.in_hours(9)
    after = dict(Visit.objects.filter(pk__in=before).values_list("pk", "planned_start_at"))
    assert sum(after[pk] != before[pk] for pk in before) <= 2


def test_a_plan_without_anybody_to_send_says_so() -> None:
    region = world.region()
    team = world.put("team", name="Nobody", kind="field", accountable_id=region.engineer_id)
    proposal = planned_work.proposed(region, team_id=team.pk)
    assert proposal.state == "failed"
    assert proposal.problems == ["technicians: there is nobody to send; name at least one."]


def test_a_call_on_the_night_before_the_first_day_is_no_day_of_the_plan() -> None:
    region = world.region()
    order = planned_work.ready_order(region)
    visit = world.proposed_visit(region, planned_work.ready_order(region), hours=15)
    hours = {"start_at": visit.planned_start_at, "end_at": visit.planned_end_at}
    given = assign_visit(region.by("dispatcher"), visit.pk, engineer_id=region.engineer_id, **hours)
    world.must(given)
    tomorrow = clock.now().date() + timedelta(days=1)
    proposal = planned_work.proposed(region, first_day=tomorrow, engineer_ids=[region.engineer_id])
    assert (proposal.state, proposal.problems) == ("proposed", [])
    found = plan_difference(region.dispatcher, proposal, clock.now())
    assert order.pk in {one.wish.order.pk for one in found.of_kind("new")}


def test_what_is_wrong_with_a_plan_is_said_with_names(monkeypatch: pytest.MonkeyPatch) -> None:
    region = world.region()
    problem = f"Technician {region.engineer_id}, shift 0: it ends before it starts."
    monkeypatch.setattr(computing, "problems_of", lambda _job: (problem,))
    proposal = planned_work.proposed(region)
    assert proposal.problems == [f"Technician {region.engineer.name}, shift 0: it ends before it starts."]


def test_days_that_are_over_are_not_planned() -> None:
    region = world.region()
    yesterday = clock.now().date() - timedelta(days=1)
    refusal = world.refused(request_plan(region.by("dispatcher"), first_day=yesterday), "invalid_input")
    assert refusal.fields == {"first_day": "over"}


def test_what_is_not_ready_is_planned_provisionally_and_published_only_when_asked() -> None:
    region = world.region()
    world.prepared_order(region, without="access")
    proposal = planned_work.proposed(region)
    (change,) = plan_difference(region.dispatcher, proposal, clock.now()).changes
    assert change.is_provisional
    assert world.must(publish_plan(region.by("dispatcher"), proposal.pk)).result == {"changed_count": 0}
    again = planned_work.proposed(region)
    done = world.must(publish_plan(region.by("dispatcher"), again.pk, with_provisional=True))
    assert done.result == {"changed_count": 1}


def test_who_comes_from_a_visit_that_is_not_published_comes_from_the_base_instead() -> None:
    region = world.region(latitude="48.000000", longitude="7.850000")
    noon = planned_work.MONDAY + timedelta(hours=6)
    unready = world.prepared_order(region, without="access", latest_end_at=noon)
    order = planned_work.ready_order(region, earliest_start_at=noon)
    proposal = planned_work.proposed(region, engineer_ids=[region.engineer_id])
    by_key = dict(trips(proposal))
    first, second = by_key[f"order:{unready.pk}"], by_key[f"order:{order.pk}"]
    # Nobody wrote down where the base is: the way from there is assumed, the one between the two is none.
    assert (first.travel_minutes, second.travel_minutes) == (60, 0)
    world.must(publish_plan(region.by("dispatcher"), proposal.pk))
    held = Assignment.objects.holding().get(visit__work_order=order)
    assert held.travel_minutes == 60
    assert held.start_at == second.start_at - timedelta(minutes=60)


def trips(proposal: PlanProposal) -> list[tuple[str, PlannedTrip]]:
    found = trips_of(proposal.draft.plan, proposal.horizon_start_at)
    return [(trip.key, trip) for trip in found]


def test_what_an_engineer_accepted_stays_where_it_is() -> None:
    region = world.region()
    order = planned_work.ready_order(region)
    planned_work.planned(region)
    visit = planned_work.planned_visit(order)
    world.must(accept_visit(region.by("engineer"), visit.pk))
    planned_work.another_engineer(region)
    proposal = planned_work.proposed(region, seed=7)
    found = plan_difference(region.dispatcher, proposal, clock.now())
    assert [(one.kind, one.before and one.before.start_at) for one in found.changes] == [
        ("kept", visit.planned_start_at)
    ]


def test_two_visits_may_change_their_engineers_in_one_plan() -> None:
    region = world.region()
    other = planned_work.another_engineer(region)
    visits = [world.proposed_visit(region, planned_work.ready_order(region), hours=4) for _ in range(2)]
    for visit, engineer_id in zip(visits, (region.engineer_id, other.person_id), strict=True):
        hours = {"start_at": visit.planned_start_at, "end_at": visit.planned_end_at}
        world.must(assign_visit(region.by("dispatcher"), visit.pk, engineer_id=engineer_id, **hours))
    proposal = planned_work.proposed(region)
    days = proposal.draft.plan["days"]
    days[0]["engineer_id"], days[1]["engineer_id"] = days[1]["engineer_id"], days[0]["engineer_id"]
    proposal.draft.save()
    assert world.must(publish_plan(region.by("dispatcher"), proposal.pk)).result == {"changed_count": 2}
    after = dict(Visit.objects.values_list("pk", "engineer_id"))
    assert after == {visits[0].pk: other.person_id, visits[1].pk: region.engineer_id}


def test_a_visit_that_nobody_can_take_goes_back_to_being_proposed() -> None:
    region = world.region()
    order = planned_work.ready_order(region)
    planned_work.planned(region, engineer_ids=[region.engineer_id])
    days = {"start_at": clock.now(), "end_at": world.in_hours(24 * 6)}
    absence = note_absence(region.by("dispatcher"), person_id=region.engineer_id, kind="sick", **days)
    only = {"engineer_ids": [region.engineer_id], "absence_id": world.must(absence).subject_id}
    proposal = planned_work.repaired(region, "sick", **only)
    (change,) = plan_difference(region.dispatcher, proposal, clock.now()).changes
    assert change.kind == "removed"
    world.must(publish_plan(region.by("dispatcher"), proposal.pk, because="Sick leave."))
    visit = planned_work.planned_visit(order)
    assert (visit.state, visit.engineer_id, Assignment.objects.holding().count()) == ("proposed", None, 0)


def test_a_repair_after_sick_leave_gives_the_visits_to_others_and_moves_nothing_else() -> None:
    region = world.region()
    other = planned_work.another_engineer(region)
    for _ in range(6):
        planned_work.ready_order(region)
    planned_work.planned(region)
    mine = set(Visit.objects.filter(engineer=other.person_id).values_list("pk", "planned_start_at"))
    days = {"start_at": clock.now(), "end_at": world.in_hours(24 * 6)}
    absence = note_absence(region.by("dispatcher"), person_id=region.engineer_id, kind="sick", **days)
    proposal = planned_work.repaired(region, "sick", absence_id=world.must(absence).subject_id)
    world.must(publish_plan(region.by("dispatcher"), proposal.pk, because="Sick leave."))
    theirs = set(Visit.objects.filter(engineer=other.person_id).values_list("pk", "planned_start_at"))
    assert mine <= theirs
    assert not Visit.objects.filter(engineer=region.engineer_id).exists()
