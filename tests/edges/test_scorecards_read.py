"""Figures over the API and the command line: the same numbers and the same rights as the pages."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from firstfix.apps.cases.models import Case
from firstfix.cli import BAD_USE, DONE, REFUSED, main
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.edges.test_cli import account
from tests.edges.test_pages_commands import signed_in
from tests.scored_work import MARCH, begun, fixed, later
from tests.world import Region

pytestmark = pytest.mark.django_db
NOW = later(days=20)
Output = pytest.CaptureFixture[str]


@pytest.fixture
def region() -> Region:
    with frozen_at(MARCH):
        return world.region()


@pytest.fixture
def worked(region: Region) -> list[Case]:
    """Four cases resolved after 2, 4, 6 and 8 hours and one that is open, all followed."""
    cases = [fixed(region, later(days=day), after_hours=2 * day + 2) for day in range(4)]
    cases.append(begun(region, later(days=5), severity=2))
    with frozen_at(NOW):
        drain()
    return cases


def read(client: Client, address: str, status: int = 200) -> dict[str, object]:
    with frozen_at(NOW):
        answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status, answer.content
    found: dict[str, object] = answer.json()
    return found


def said(arguments: list[str], code: int = DONE) -> None:
    with frozen_at(NOW):
        assert main(["figures", *arguments]) == code


def test_a_program_reads_pairs_with_everything_that_belongs_to_them(
    region: Region, worked: list[Case]
) -> None:
    found = read(signed_in(region.manager), "scorecards?board=outcomes&months=3")
    [pair] = [one for one in found["kpis"] if one["id"] == "S1-K03"]  # type: ignore[attr-defined]
    value, counter = pair["value"], pair["counter"]
    assert (value["median"], value["mean"], value["n"], value["excluded"]) == (
        5.0, 5.0, 4, {"no_resolved_at": 1},
    )  # fmt: skip
    assert (counter["measure"], counter["figure"], counter["n"]) == ("reopened", 0.0, 4)
    assert found["months"] == ["2026-01", "2026-02", "2026-03"]
    assert pair["by_month"]["2026-03"]["value"]["n"] == 4


@pytest.mark.parametrize("first_look", [100, 1])
def test_a_program_reads_the_cases_behind_a_figure_page_by_page(
    region: Region, worked: list[Case], monkeypatch: pytest.MonkeyPatch, first_look: int
) -> None:
    monkeypatch.setattr("firstfix.apps.scorecards.queries.case_lists._FIRST_LOOK", first_look)
    monkeypatch.setattr("firstfix.apps.scorecards.queries.case_lists.PAGE", 3)
    client = signed_in(region.manager)
    first = read(client, "scorecards/S1-K03/cases")
    second = read(client, f"scorecards/S1-K03/cases?after={first['next']}")
    told = [(one["reference"], one["figure"]) for page in (first, second) for one in page["cases"]]  # type: ignore[attr-defined]
    assert sorted(told) == sorted((case.reference, 2.0 * day + 2) for day, case in enumerate(worked[:4]))
    assert second["next"] is None


@pytest.mark.parametrize("after", ["x", "2026-03_x", "2026-03_" + "0" * 36, "_", "9" * 400])
def test_a_cursor_that_nobody_gave_out_is_the_beginning(
    region: Region, worked: list[Case], after: str
) -> None:
    assert len(read(signed_in(region.manager), f"scorecards/S1-K03/cases?after={after}")["cases"]) == 4  # type: ignore[arg-type]


def test_rights_are_those_of_the_pages(region: Region, worked: list[Case]) -> None:
    with frozen_at(MARCH):
        other = world.region()
    stranger = signed_in(other.customer_contact)
    assert read(stranger, "scorecards/S1-K03/cases")["cases"] == []
    [pair] = [one for one in read(stranger, "scorecards")["kpis"] if one["id"] == "S1-K03"]  # type: ignore[attr-defined]
    assert pair["value"]["n"] == 0
    assert read(stranger, "scorecards/LOG-HANDOVER", 404)["code"] == "no_such_kpi"
    assert read(signed_in(world.actor("administrator")), "scorecards", 403)["code"] == "no_figures"


def test_one_kpi_comes_with_its_definition_and_segments(region: Region, worked: list[Case]) -> None:
    found = read(signed_in(region.manager), "scorecards/S1-K03")
    assert found["declaration"]["definition"].startswith("Hours by the clock")  # type: ignore[index]
    assert found["segments"]["job_type"]["request"]["value"]["n"] == 4  # type: ignore[index]
    assert found["segments"]["group"] == {}  # type: ignore[index]


def test_the_command_line_tells_a_board_and_a_kpi(region: Region, worked: list[Case], capsys: Output) -> None:
    me = account(region.manager)
    said(["--board", "outcomes", "--as", me])
    board = capsys.readouterr().out
    assert "S1-K03       restore_hours                5.00 h  n 4  (median; p90 7.40 h, mean 5.00 h)" in board
    assert "beside" in board
    said(["S1-K03", "--as", me])
    assert "2026-03" in capsys.readouterr().out
    said(["S1-K03", "--json", "--as", me])
    assert json.loads(capsys.readouterr().out)["value"]["n"] == 4
    said(["--csv", "--as", me])
    assert capsys.readouterr().out.startswith("kpi,part,measure,unit")


def test_the_command_line_refuses_in_a_sentence(region: Region, worked: list[Case], capsys: Output) -> None:
    said(["S1-K99", "--as", account(region.manager)], REFUSED)
    assert "S1-K99 is no KPI" in capsys.readouterr().err
    said([], BAD_USE)
    assert "Say who acts" in capsys.readouterr().err
