"""What the pages of figures show to whom: pairs, cases behind them, one's own, and nothing of others."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime

import pytest
from django.test import Client

from firstfix.apps.cases.commands import create_case, resume_case, triage_case, wait_case
from firstfix.apps.cases.models import Case
from firstfix.apps.scorecards.queries.definitions import BOARDS, NOT_BY_PERSON, SCORED
from firstfix.engines.scorecard import Role
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.outgoing.models import EgressLog
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.edges.test_pages_commands import signed_in
from tests.edges.test_pages_reading import text
from tests.scored_work import MARCH, begun, fixed, later
from tests.world import Region, must

pytestmark = pytest.mark.django_db
NOW = later(days=20)


@pytest.fixture
def region() -> Region:
    with frozen_at(MARCH):
        return world.region()


@pytest.fixture
def worked(region: Region) -> list[Case]:
    """Four cases resolved after 2, 4, 6 and 8 hours and one that is open, all followed."""
    cases = [fixed(region, later(days=day), after_hours=2 * day + 2) for day in range(4)]
    cases.append(begun(region, later(days=5), severity=2))
    followed()
    return cases


def followed(at: datetime = NOW) -> None:
    with frozen_at(at):
        drain()


def page(client: Client, address: str) -> str:
    with frozen_at(NOW):
        return text(client, address)


def status(client: Client, address: str) -> int:
    with frozen_at(NOW):
        return client.get(address).status_code


def test_a_board_shows_each_figure_beside_its_counter_metric_with_n_and_spread(
    region: Region, worked: list[Case]
) -> None:
    shown = page(signed_in(region.manager), "/scorecards")
    assert "How long until service is back?" in shown
    for words in ("Time to resolution", "5.0 h", "median", "mean", "Reopened", "0.0 %", "n = 4 cases"):
        assert words in shown
    assert "1 case left out" in shown
    assert "It is not resolved yet." in shown
    assert "Ending a case that is not fixed, which brings it back." in shown


def test_a_kpi_leads_to_the_cases_behind_it_and_to_those_left_out(region: Region, worked: list[Case]) -> None:
    client = signed_in(region.manager)
    behind = page(client, "/scorecards/S1-K03/cases")
    assert all(case.reference in behind for case in worked[:4])
    assert worked[4].reference not in behind
    left_out = page(client, "/scorecards/S1-K03/cases?which=no_resolved_at")
    assert worked[4].reference in left_out
    assert worked[0].reference not in left_out
    assert page(client, "/scorecards/S1-K03/cases?of=counter&which=yes").count("No case here") == 1


def test_a_customer_sees_their_own_organisation_and_only_results(region: Region, worked: list[Case]) -> None:
    with frozen_at(MARCH):
        other = world.region()
    fixed(other)
    followed(later(NOW, hours=1))
    ours, theirs = signed_in(region.customer_contact), signed_in(other.customer_contact)
    assert "n = 4 cases" in page(ours, "/scorecards")
    assert "n = 1 case" in page(theirs, "/scorecards")
    assert worked[0].reference not in page(theirs, "/scorecards/S1-K03/cases")
    asked = page(theirs, f"/scorecards?customer={region.organization.pk}")
    assert "n = 1 case" in asked
    assert "n = 4 cases" not in asked
    assert status(ours, "/scorecards/LOG-HANDOVER") == 404
    assert status(ours, "/scorecards/LOG-HANDOVER/cases") == 404
    assert status(ours, "/scorecards/boards/all") == 404
    assert status(ours, "/scorecards/mine") == 403


def test_people_see_all_figures_of_their_own_cases_and_nobody_elses(
    region: Region, worked: list[Case]
) -> None:
    client = signed_in(region.support_specialist)
    own = page(client, "/scorecards/mine")
    assert "5.0 h" in own
    assert "n = 4 cases" in own
    assert worked[0].reference in page(client, "/scorecards/mine/S1-K03/cases")
    engineer = signed_in(region.engineer)
    assert "No case of yours in this time" in page(engineer, "/scorecards/mine")
    assert worked[0].reference not in page(engineer, "/scorecards/mine/S1-K03/cases")


@pytest.mark.parametrize("kpi_id", sorted(NOT_BY_PERSON))
def test_what_is_never_told_of_a_person_is_not_told_to_themselves(region: Region, kpi_id: str) -> None:
    assert kpi_id in {kpi.id for kpi in SCORED}
    client = signed_in(region.engineer)
    assert status(client, f"/scorecards/mine/{kpi_id}/cases") == 404
    assert kpi_id not in page(client, "/scorecards/mine")


def test_no_page_of_figures_names_a_person(region: Region, worked: list[Case]) -> None:
    client = signed_in(region.manager)
    names = {who.name for who in region.actors.values()} - {region.manager.name}
    addresses = ["/scorecards/boards/all", *(f"/scorecards/{kpi.id}" for kpi in SCORED)]
    told = {name for address in addresses for name in names if name in page(client, address)}
    assert told == set()


def test_a_team_of_fewer_than_three_is_not_told_apart(region: Region, worked: list[Case]) -> None:
    client = signed_in(region.manager)
    assert f'scope="row">{region.team.name}' not in page(client, "/scorecards/S1-K03")
    with frozen_at(MARCH):
        for _ in range(3):
            member = {"team_id": region.team.pk, "person_id": world.person().pk, "since_on": "2026-01-01"}
            world.put("team_membership", **member)
    assert f'scope="row">{region.team.name}' in page(client, "/scorecards/S1-K03")


def test_segments_and_filters_speak_of_the_same_cases(region: Region, worked: list[Case]) -> None:
    client = signed_in(region.manager)
    assert "n = 4 cases" in page(client, "/scorecards?kind=request")
    assert "No case in this time" in page(client, "/scorecards?kind=upgrade")
    assert 'scope="row">request' in page(client, "/scorecards/S1-K03")
    assert "n = 4 cases" in page(client, f"/scorecards?customer={region.organization.pk}")
    assert "Not told for one kind of case" in page(client, "/scorecards/S2-K10?kind=request")


def of_fault(region: Region, code: str) -> Case:
    """Give a case whose triage names this fault."""
    report = {"title": code, "organization_id": region.organization.pk, "team_id": region.team.pk}
    levels = {"severity": 3, "impact": 3, "urgency": 3, "because": "One ward."}
    with frozen_at(MARCH):
        made = must(create_case(region.by("support_specialist"), **report)).subject_id
        must(triage_case(region.by("support_specialist"), made, fault_code=code, **levels))
    return Case.objects.get(pk=made)


def test_the_cases_behind_the_largest_categories_are_of_these_alone(region: Region) -> None:
    large = [of_fault(region, f"fault-{number}") for number in range(5) for _ in range(2)]
    small = of_fault(region, "rare")
    followed()
    client = signed_in(region.manager)
    assert "10 cases left out" in page(client, "/scorecards/S2-K10")
    behind = page(client, "/scorecards/S2-K10/cases?which=not_done")
    assert all(case.reference in behind for case in large)
    assert small.reference not in behind


def test_a_file_of_figures_leaves_by_the_one_point_for_it(region: Region, worked: list[Case]) -> None:
    with frozen_at(NOW):
        answer = signed_in(region.manager).get("/scorecards/S1-K03.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["part"] for row in rows[:2]] == ["value", "counter"]
    assert (rows[0]["median"], rows[0]["n"], rows[0]["excluded"]) == ("5.0", "4", "no_resolved_at: 1")
    left = EgressLog.objects.get(purpose="scorecard")
    assert (left.audience, left.actor_id) == ("internal", region.manager.id)
    assert status(signed_in(region.customer_contact), "/scorecards.csv") == 200
    assert EgressLog.objects.filter(purpose="scorecard", audience="customer").count() == 1


def test_an_empty_page_says_what_is_missing(region: Region) -> None:
    client = signed_in(region.manager)
    assert "The figures are not computed yet" in page(client, "/scorecards")
    followed()
    assert "No case in this time" in page(client, "/scorecards")


def test_who_sees_no_case_sees_no_figure(region: Region, worked: list[Case]) -> None:
    keeper = signed_in(world.actor("administrator"))
    assert status(keeper, "/scorecards") == 403
    assert status(keeper, "/scorecards/S1-K03") == 403
    assert status(keeper, "/scorecards.csv") == 403
    assert status(Client(), "/scorecards") in (302, 303, 401, 403)


def test_what_waits_for_data_is_said_and_not_shown(region: Region) -> None:
    client = signed_in(region.manager)
    shown = page(client, "/scorecards/definitions")
    assert "Are customers content after a visit?" in shown
    assert "Not counted yet" in shown
    assert "Not counted yet" not in page(signed_in(region.customer_contact), "/scorecards/definitions")
    assert status(client, "/scorecards/S1-K09") == 404


def test_questions_without_any_case_behind_them_are_one_line_each(region: Region, worked: list[Case]) -> None:
    shown = page(signed_in(region.manager), "/scorecards/boards/field")
    _told, silent = shown.split("Nothing yet to say to")
    assert "How often does one visit suffice?" in silent
    assert "5: The case was not assigned." in silent
    assert "How long until service is back?" not in silent


@pytest.mark.covers("S1-K04", "S2-K13")
def test_whether_promises_are_kept_tells_for_whom_cases_waited(region: Region) -> None:
    about = begun(region)
    with frozen_at(later(hours=2)):
        must(wait_case(region.by("support_specialist"), about.pk, party="vendor", reason="A new optic."))
    with frozen_at(later(hours=5)):
        must(resume_case(region.by("support_specialist"), about.pk))
    followed()
    client = signed_in(region.manager)
    shown = page(client, "/scorecards/S1-K04").replace("\xa0", " ")
    assert "For whom cases waited" in shown
    told = " ".join(re.sub("<[^>]*>", " ", shown).split())
    assert "a vendor 1 of 1 3.0 h 3.0 h 3.0 h 100.0 %" in told
    assert "Stopping the clock by waiting for somebody." in told
    assert "For whom cases waited" not in page(client, "/scorecards/S1-K03")


def test_both_clocks_are_shown_side_by_side(region: Region, worked: list[Case]) -> None:
    shown = page(signed_in(region.manager), "/scorecards/LOG-OPEN-RESTORE")
    assert "Time to resolution, business hours" in shown
    assert "No promise to the customer says by which calendar it counts." in shown
    assert "5.0 h" in shown


def test_tables_say_how_many_cases_were_left_out(region: Region, worked: list[Case]) -> None:
    shown = page(signed_in(region.manager), "/scorecards/S1-K03")
    for words in ("Time to resolution, median", "9 of 10 within", "Excluded", "95 % sure"):
        assert words in shown


@pytest.mark.covers("S1-F28")
def test_one_sees_ones_own_numbers_with_their_definitions(region: Region, worked: list[Case]) -> None:
    client = signed_in(region.support_specialist)
    shown = page(client, "/scorecards/mine")
    assert "n = 4 cases" in shown
    assert 'href="/scorecards/definitions"' in shown
    assert "Hours by the clock from opening to the last resolution" in page(client, "/scorecards/definitions")


@pytest.mark.covers("S2-M01")
@pytest.mark.parametrize("board", ["field", "support", "all"])
def test_a_lead_never_sees_how_many_jobs_ended_before_the_results(board: str) -> None:
    kpis = {kpi.id: kpi for kpi in SCORED}
    roles = [kpis[kpi_id].role for kpi_id in BOARDS[board][1]]
    assert set(roles) <= {Role.OUTCOME, Role.OUTPUT}
    if "S1-K01" in BOARDS[board][1]:
        assert Role.OUTCOME not in roles[BOARDS[board][1].index("S1-K01") :]
        assert Role.OUTCOME in roles
