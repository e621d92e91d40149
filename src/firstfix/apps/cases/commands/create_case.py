"""Open a case: one report becomes one case with a number, an owner and running clocks."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.db.models import CharField

from firstfix.apps.cases.commands.clock_keeping import start_clocks
from firstfix.apps.cases.events import CaseCreated
from firstfix.apps.cases.models import Case, CaseChannel, CaseKind, CaseNumber
from firstfix.apps.directory.models import Team, TeamKind
from firstfix.engines.verdict import mark
from firstfix.kernel.commands import Channel, Input, Work, command
from firstfix.kernel.commands.inputs import Code, Line, Moment, Words
from firstfix.kernel.identity import Actor
from firstfix.kernel.refusal import Refusal, Refused
from firstfix.kernel.statements import Question, Slot, insert

__all__ = ["CaseReport", "create_case"]

_CHANNELS = {
    Channel.PAGE: CaseChannel.FORM,
    Channel.MAIL: CaseChannel.MAIL,
    Channel.WEBHOOK: CaseChannel.ALERT,
    Channel.PHONE: CaseChannel.VISIT,
}


class CaseReport(Input):
    """What was reported, by whom, about what.

    ``team_id`` is the queue it goes to (left out: the first support team), ``fingerprint`` the signal
    that it stands for: while a case with it is open, the same signal makes no second one.
    """

    title: Line
    organization_id: UUID
    description: Words | Literal[""] = ""
    kind: CaseKind = CaseKind.INCIDENT
    site_id: UUID | None = None
    asset_id: UUID | None = None
    contact_id: UUID | None = None
    team_id: UUID | None = None
    reported_at: Moment | None = None
    by_phone: bool = False
    fingerprint: Code | Literal[""] = ""
    external_system: Code | Literal[""] = ""
    external_reference: Line | Literal[""] = ""


@command(
    on="case",
    creates=True,
    says=mark("{actor} opened the case: {title}"),
    is_public=True,
)
def create_case(work: Work, given: CaseReport) -> Case:
    """Open a case with an owner and running service clocks."""
    team = _team(work, given)
    case = Case(
        id=work.subject_id,
        version=1,
        number=CaseNumber.objects.draw(),
        kind=given.kind,
        title=given.title,
        description=given.description,
        organization=work.see("organization", given.organization_id),
        contact=given.contact_id and work.see("person", given.contact_id),
        owner_id=_owner_id(work.actor, team),
        team=team,
        channel=CaseChannel.PHONE if given.by_phone else _CHANNELS.get(work.context.channel, CaseChannel.API),
        external_system=given.external_system,
        external_reference=given.external_reference,
        fingerprint=given.fingerprint,
        reported_at=given.reported_at,
        opened_at=work.at,
        updated_at=work.now,
    )
    _set_place(work, case, given)
    start_clocks(case, work.at, work.now)
    insert([case])
    work.note(number=case.number)
    work.result.update(number=case.number, reference=case.reference)
    work.emit(CaseCreated(case.pk, case.channel))
    return case


def _team(work: Work, given: CaseReport) -> Team:
    if given.team_id is not None:
        team: Team = work.see("team", given.team_id)
        return team
    found = _FIRST_SUPPORT_TEAM.first(kind=TeamKind.SUPPORT)
    if found is None:
        raise Refused(
            Refusal(
                "no_support_team",
                mark("No support team could own the case yet. Set one up under People and rights."),
                remedy="change_reference",
                fields={"team_id": "needed"},
            )
        )
    return found


_FIRST_SUPPORT_TEAM = Question(
    lambda: Team.objects.filter(kind=Slot("kind", CharField())).order_by("code")[:1]
)


def _owner_id(actor: Actor, team: Team) -> UUID:
    # Whoever opens a case in their own team's queue owns it until they hand it over; all else is
    # owned by the team's accountable person from the first second (S0-P01).
    if actor.person_id is not None and team.pk in actor.team_ids:
        return actor.person_id
    return team.accountable_id


def _set_place(work: Work, case: Case, given: CaseReport) -> None:
    """Set asset and site; an asset brings its own site, and both must be the customer's."""
    if given.asset_id is not None:
        case.asset = work.see("asset", given.asset_id)
    site_id = given.site_id or (case.asset and case.asset.site_id)
    if site_id is not None:
        case.site = work.see("site", site_id)
    if case.site is not None and case.site.organization_id != case.organization_id:
        raise Refused(
            Refusal(
                "site_of_another_customer",
                mark(
                    "Field site_id: {site} belongs to another customer. Choose one of this customer's sites."
                ),
                {"site": case.site.name},
                fields={"site_id": "of another customer"},
            )
        )
