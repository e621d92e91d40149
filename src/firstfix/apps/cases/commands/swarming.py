"""Look at a case together: start a swarm, ask engineering to come, join, end it (S2-R02, S2-F04)."""

from __future__ import annotations

from uuid import UUID

from firstfix.apps.cases.events import EngineeringRequested, SwarmEnded, SwarmStarted
from firstfix.apps.cases.models import Case, EngineeringRequest, Swarm, SwarmMember
from firstfix.apps.directory.models import Team, TeamKind
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Kind, Touch, Work, command
from firstfix.kernel.commands.inputs import Words
from firstfix.kernel.refusal import Refusal

__all__ = ["end_swarm", "join_swarm", "request_engineering", "start_swarm"]

_IN_CASE = (Touch("case", via="case_id"),)


@command(
    on="swarm",
    creates=True,
    touches=(Touch("case", given="case_id"),),
    says=mark("{actor} started a swarm: {purpose}"),
)
def start_swarm(work: Work, *, case_id: UUID, purpose: Words) -> Swarm | Refusal:
    """Call people of several teams to look at the case together; nobody is asked whether one may (S2-R02)."""
    case: Case = work.see("case", case_id)
    refusal = _cannot_start(case)
    if refusal is not None:
        return refusal
    swarm = Swarm.objects.create(
        id=work.subject_id,
        version=1,
        case=case,
        purpose=purpose,
        started_by_id=work.actor.person_id,
        started_at=work.at,
    )
    _join(work, swarm)
    work.emit(SwarmStarted(swarm.pk, case.pk))
    return swarm


@command(on="swarm", touches=_IN_CASE, says=mark("{actor} asked engineering to come: {ask}"))
def request_engineering(work: Work, swarm: Swarm, *, team_id: UUID, ask: Words) -> Refusal | None:
    """Ask an engineering team to join, and say what for; nobody is asked whether one may (S2-R02)."""
    team: Team = work.see("team", team_id)
    refusal = _cannot_ask(swarm, team)
    if refusal is not None:
        return refusal
    EngineeringRequest.objects.create(
        id=work.new_id("engineering_request"),
        swarm=swarm,
        team=team,
        ask=ask,
        requested_by_id=work.actor.person_id,
        requested_at=work.at,
    )
    work.emit(EngineeringRequested(swarm.pk, swarm.case_id, team.pk))
    return None


@command(on="swarm", kind=Kind.RECORDING, touches=_IN_CASE, says=mark("{actor} joined the swarm."))
def join_swarm(work: Work, swarm: Swarm) -> Refusal | None:
    """Join the swarm."""
    if swarm.members.filter(person=work.actor.person_id).exists():
        return Refusal("joined_already", mark("You are in this swarm already."))
    _join(work, swarm)
    return None


@command(on="swarm", touches=_IN_CASE, says=mark("{actor} ended the swarm: {outcome}"))
def end_swarm(work: Work, swarm: Swarm, *, outcome: Words) -> None:
    """End the swarm, and say what came of it."""
    swarm.outcome = outcome
    work.emit(SwarmEnded(swarm.pk, swarm.case_id))


def _cannot_start(case: Case) -> Refusal | None:
    if not case.is_open:
        return Refusal(
            "case_is_over",
            mark("Case {reference} is {state}. Reopen it first."),
            {"reference": case.reference, "state": case.state},
            remedy="reopen_case",
        )
    if case.swarms.open().exists():
        return Refusal(
            "swarm_open_already",
            mark("A swarm looks at {reference} already. Join it instead."),
            {"reference": case.reference},
            remedy="join_swarm",
        )
    return None


def _cannot_ask(swarm: Swarm, team: Team) -> Refusal | None:
    if team.kind != TeamKind.ENGINEERING:
        return Refusal(
            "not_an_engineering_team",
            mark("Field team_id: {team} is no engineering team. Choose one that is."),
            {"team": team.name},
            fields={"team_id": "no engineering team"},
        )
    if swarm.engineering_requests.filter(team=team).exists():
        return Refusal(
            "asked_already", mark("{team} was asked to come already. Write to them."), {"team": team.name}
        )
    return None


def _join(work: Work, swarm: Swarm) -> None:
    SwarmMember.objects.create(
        id=work.new_id("member"), swarm=swarm, person_id=work.actor.person_id, joined_at=work.at
    )
