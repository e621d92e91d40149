"""In Sev1 the incident commander coordinates and says how often the customer hears (S2-R16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firstfix.apps.cases import commands as cases
from firstfix.apps.cases.models import Case, Swarm, UpdateCadence
from firstfix.kernel.commands import Done
from firstfix.kernel.identity import ActorKind
from firstfix.kernel.refusal import Reason, Refusal
from tests import world

pytestmark = pytest.mark.django_db

OTHERS = ("lead_specialist", "manager", "dispatcher", "engineer", "support_specialist", "director")


def pace(region: world.Region, case: Case, role: str, minutes: int = 30) -> Done | Refusal:
    return cases.set_update_cadence(region.by(role), case.pk, every_minutes=minutes)


@pytest.mark.covers("S2-R16")
def test_the_cadence_and_the_coordination_of_a_sev1_case_are_the_incident_commanders() -> None:
    region = world.region()
    case = world.case(region, severity=1)
    for role in OTHERS:
        for answer in (pace(region, case, role), cases.take_command(region.by(role), case.pk)):
            assert world.refused(answer).reason is Reason.NOT_ALLOWED
    assert "not sev1" in world.refused(pace(region, case, "lead_specialist")).text()
    world.must(cases.take_command(region.by("incident_commander"), case.pk))
    world.must(pace(region, case, "incident_commander"))
    cadence = case.update_cadences.get()
    assert (cadence.every_minutes, cadence.set_by_id) == (30, region.incident_commander.person_id)
    begun = cases.start_swarm(region.by("lead_specialist"), case_id=case.pk, purpose="Why?")
    swarm = world.must(begun).subject_id
    for role in ("lead_specialist", "manager"):
        ended = cases.end_swarm(region.by(role), swarm, outcome="It was the card.")
        world.refused(ended, "no_right_here")
    world.must(cases.end_swarm(region.by("incident_commander"), swarm, outcome="It was the card."))
    assert Swarm.objects.get(pk=swarm).state == "finished"


@pytest.mark.parametrize("severity", [2, 3, 4])
def test_below_sev1_a_lead_sets_the_cadence_too(severity: int) -> None:
    region = world.region()
    case = world.case(region, severity=severity)
    for role in ("engineer", "dispatcher"):
        world.refused(pace(region, case, role), "no_right")
    for role in ("lead_specialist", "manager", "incident_commander"):
        world.must(pace(region, case, role))
    answer = cases.take_command(region.by("incident_commander"), case.pk)
    assert world.refused(answer, "not_sev1").remedy == "change_severity"


def test_one_commander_at_a_time_sets_the_cadence_and_another_takes_over_first() -> None:
    region = world.region()
    case = world.case(region, severity=1)
    world.must(cases.take_command(region.by("incident_commander"), case.pk))
    world.refused(cases.take_command(region.by("incident_commander"), case.pk), "commands_already")
    relief = world.context(world.actor("incident_commander"))
    denied = world.refused(cases.set_update_cadence(relief, case.pk, every_minutes=15), "another_commands")
    assert (denied.remedy, denied.params["name"]) == ("take_command", region.incident_commander.name)
    world.must(cases.take_command(world.context(relief.actor), case.pk))
    again = cases.set_update_cadence(world.context(relief.actor), case.pk, every_minutes=15)
    world.must(again)
    world.refused(pace(region, case, "incident_commander"), "another_commands")


@pytest.mark.parametrize("minutes", [0, -5, 7 * 24 * 60 + 1, 2**40, "soon"])
def test_a_cadence_that_keeps_nobody_informed_is_refused_by_its_field(minutes: object) -> None:
    region = world.region()
    case = world.case(region, severity=1)
    answer = cases.set_update_cadence(region.by("incident_commander"), case.pk, every_minutes=minutes)
    assert "every_minutes" in world.refused(answer, "invalid_input").fields
    assert not UpdateCadence.objects.exists()


def test_the_next_update_is_counted_from_the_last_words_to_the_customer() -> None:
    region = world.region()
    case = world.case(region, severity=1)
    world.must(pace(region, case, "incident_commander", minutes=30))
    cadence = case.update_cadences.get()
    half_an_hour = timedelta(minutes=30)
    assert cadence.next_due_at(None) == cadence.set_at + half_an_hour
    told_before, told_after = cadence.set_at - half_an_hour, cadence.set_at + half_an_hour
    assert cadence.next_due_at(told_before) == cadence.set_at + half_an_hour
    assert cadence.next_due_at(told_after) == told_after + half_an_hour


def test_a_cadence_sent_twice_is_set_once_and_by_a_person() -> None:
    region = world.region()
    case = world.case(region, severity=1)
    once = region.by("incident_commander")
    answers = [cases.set_update_cadence(once, case.pk, every_minutes=20) for _ in range(2)]
    assert [world.must(answer).is_replay for answer in answers] == [False, True]
    assert UpdateCadence.objects.count() == 1
    probe = world.context(replace(region.incident_commander, kind=ActorKind.TOKEN))
    world.refused(cases.set_update_cadence(probe, case.pk, every_minutes=20), "human_only")
