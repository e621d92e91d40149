"""A lead calls people together and asks engineering to come; nobody is asked whether they may (S2-R02)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.forms import waiting_for
from firstfix.apps.cases.models import ApprovalRequest, Case, Swarm
from firstfix.apps.cases.queries import visible_swarms
from firstfix.apps.directory.models import Team
from firstfix.kernel import clock
from firstfix.kernel.commands import CommandContext, Done
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.ledger.timeline import timeline
from firstfix.kernel.refusal import Reason, Refusal
from tests import world

pytestmark = pytest.mark.django_db

WHY = "The uplink drops every hour, and nothing in the logs says why."
FOUND = "A timer in the uplink's firmware; the workaround is known."


def engineering() -> Team:
    chief = world.person("Eve Engineer")
    team: Team = world.put("team", name="Radio firmware", kind="engineering", accountable_id=chief.pk)
    return team


def receiver(team: Team) -> Actor:
    return world.actor("engineering_receiver", teams=(team.pk,))


def swarming(region: world.Region, about: Case | None = None) -> Swarm:
    case = about or world.case(region)
    begun = cases.start_swarm(region.by("lead_specialist"), case_id=case.pk, purpose=WHY)
    return Swarm.objects.get(pk=world.must(begun).subject_id)


def ask(by: CommandContext, swarm: Swarm, team: Any) -> Done | Refusal:
    return cases.request_engineering(by, swarm.pk, team_id=team.pk, ask="Read the dump with us.")


@pytest.mark.covers("S2-R02")
def test_a_lead_starts_a_swarm_and_asks_engineering_to_come_and_no_approval_is_asked() -> None:
    region = world.region()
    case, team = world.case(region), engineering()
    for role in ("engineer", "support_specialist", "dispatcher", "customer_contact"):
        denied = cases.start_swarm(region.by(role), case_id=case.pk, purpose=WHY)
        assert "lead specialist" in world.refused(denied, "no_right").text()
    swarm = swarming(region, case)
    for role in ("engineer", "support_specialist"):
        world.refused(ask(region.by(role), swarm, team), "no_right")
    world.must(ask(region.by("lead_specialist"), swarm, team))
    assert not ApprovalRequest.objects.exists()
    assert swarm.engineering_requests.get().requested_by_id == region.lead_specialist.person_id
    assert swarm.members.get().person_id == region.lead_specialist.person_id


def test_who_was_asked_to_come_finds_it_in_the_inbox_until_they_join() -> None:
    region = world.region()
    team = engineering()
    swarm = swarming(region)
    expert, other = receiver(team), receiver(engineering())
    assert not list(waiting_for(expert)["swarms"])
    world.must(ask(region.by("lead_specialist"), swarm, team))
    assert list(waiting_for(expert)["swarms"]) == [swarm]
    assert not list(waiting_for(other)["swarms"])
    world.must(cases.join_swarm(world.context(expert), swarm.pk))
    assert not list(waiting_for(expert)["swarms"])
    world.refused(cases.join_swarm(world.context(expert), swarm.pk), "joined_already")
    assert swarm.members.count() == 2


def test_only_engineering_is_asked_and_each_team_once() -> None:
    region = world.region()
    swarm, team = swarming(region), engineering()
    lead = region.by("lead_specialist")
    wrong = ask(lead, swarm, region.team)
    assert "team_id" in world.refused(wrong, "not_an_engineering_team").fields
    world.must(ask(lead, swarm, team))
    world.refused(ask(region.by("manager"), swarm, team), "asked_already")


def test_a_case_has_one_swarm_at_a_time_and_the_next_one_after_it_ended() -> None:
    region = world.region()
    case = world.case(region)
    swarm = swarming(region, case)
    second = cases.start_swarm(region.by("manager"), case_id=case.pk, purpose=WHY)
    assert world.refused(second, "swarm_open_already").remedy == "join_swarm"
    world.must(cases.end_swarm(region.by("lead_specialist"), swarm.pk, outcome=FOUND))
    ended = Swarm.objects.get(pk=swarm.pk)
    assert (ended.state, ended.outcome) == ("finished", FOUND)
    for late in (
        ask(region.by("lead_specialist"), swarm, engineering()),
        cases.join_swarm(region.by("engineer"), swarm.pk),
        cases.end_swarm(region.by("lead_specialist"), swarm.pk, outcome=FOUND),
    ):
        assert world.refused(late).code in ("wrong_state", "already_there")
    swarming(region, case)
    assert case.swarms.count() == 2


@pytest.mark.covers("S2-F04")
def test_a_swarm_leaves_a_record_of_who_came_when_for_what_and_what_came_of_it() -> None:
    region = world.region()
    swarm, team = swarming(region), engineering()
    expert = receiver(team)
    world.must(ask(region.by("lead_specialist"), swarm, team))
    with clock.frozen_at(world.in_hours(0.5)):
        joined = world.must(cases.join_swarm(world.context(expert), swarm.pk))
    with clock.frozen_at(world.in_hours(1)):
        world.must(cases.end_swarm(region.by("lead_specialist"), swarm.pk, outcome=FOUND))
    record = Swarm.objects.get(pk=swarm.pk)
    assert (record.purpose, record.outcome, record.state) == (WHY, FOUND, "finished")
    came = {member.person_id: member.joined_at for member in record.members.all()}
    assert came == {
        region.lead_specialist.person_id: record.started_at,
        expert.person_id: joined.at,
    }
    assert [(one.team_id, one.ask) for one in record.engineering_requests.all()] == [
        (team.pk, "Read the dump with us.")
    ]
    told = [entry.command for entry in timeline("case", swarm.case_id)][-4:]
    assert told == ["start_swarm", "request_engineering", "join_swarm", "end_swarm"]


def test_a_closed_case_is_not_swarmed() -> None:
    region = world.region()
    case = world.case(region)
    world.must(cases.cancel_case(region.by("dispatcher"), case.pk, because="Reported twice."))
    answer = cases.start_swarm(region.by("lead_specialist"), case_id=case.pk, purpose=WHY)
    assert world.refused(answer, "case_is_over").remedy == "reopen_case"


def test_a_swarm_sent_twice_is_one_swarm() -> None:
    region = world.region()
    case = world.case(region)
    once = region.by("lead_specialist")
    answers = [cases.start_swarm(once, case_id=case.pk, purpose=WHY) for _ in range(2)]
    assert [world.must(answer).is_replay for answer in answers] == [False, True]
    assert case.swarms.get().members.count() == 1


def test_a_swarm_is_ours_alone_and_stands_in_the_history_of_its_case() -> None:
    region = world.region()
    swarm = swarming(region)
    assert visible_swarms(region.engineer).get() == swarm
    assert not visible_swarms(region.customer_contact).exists()
    said = [entry for entry in timeline("case", swarm.case_id) if entry.command == "start_swarm"]
    assert [(entry.params["purpose"], entry.is_public) for entry in said] == [(WHY, False)]


@pytest.mark.parametrize("machine", [ActorKind.TOKEN, ActorKind.ASSISTANT])
def test_people_are_called_together_by_a_person(machine: ActorKind) -> None:
    region = world.region()
    probe = world.context(replace(region.lead_specialist, kind=machine))
    answer = cases.start_swarm(probe, case_id=world.case(region).pk, purpose=WHY)
    assert world.refused(answer, "human_only").reason is Reason.NOT_ALLOWED
