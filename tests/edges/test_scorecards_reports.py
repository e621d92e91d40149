"""The insight report and the review pack of one customer: what they say, to whom, and what never leaves."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from firstfix.apps.cases.models import Case
from firstfix.apps.directory.models import Person
from firstfix.apps.scorecards.forms.words import month_words
from firstfix.apps.scorecards.queries.definitions import BOARDS
from firstfix.apps.scorecards.report import asked_report, report_pdf
from firstfix.apps.scorecards.report.pdf import report_reading
from firstfix.cli import BAD_USE, DONE, REFUSED, main
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.identity import Actor
from firstfix.kernel.outgoing.models import EgressLog
from firstfix.kernel.refusal import Refused
from firstfix.kernel.worker.loop import drain
from tests import world
from tests.edges.test_cli import account
from tests.edges.test_pages_commands import signed_in
from tests.edges.test_pages_reading import text
from tests.scored_work import MARCH, begun, fixed, later
from tests.world import Region

pytestmark = pytest.mark.django_db
NOW = later(days=20)
MARCH_SO_FAR = {"period": "2026-03"}
QUARTER_SO_FAR = {"period": "2026-Q1"}
needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed.")


@pytest.fixture
def region() -> Region:
    with frozen_at(MARCH):
        return world.region()


@pytest.fixture
def other() -> Region:
    with frozen_at(MARCH):
        return world.region()


@pytest.fixture
def worked(region: Region, other: Region) -> list[Case]:
    """Four cases of one customer after 2 to 8 hours, one that is open, and one of somebody else."""
    titles = ("Ward down", "Lab slow", "Port 7 dead", "Roof antenna")
    cases = [
        fixed(region, later(days=day), after_hours=2 * day + 2, title=title)
        for day, title in enumerate(titles)
    ]
    cases.append(begun(region, later(days=5), title="Still open"))
    cases.append(fixed(other, later(days=6), after_hours=40, title="Secret of the other"))
    with frozen_at(NOW):
        drain()
    return cases


def reading(actor: Actor, **given: str) -> Mapping[str, Any]:
    with frozen_at(NOW):
        return report_reading(actor, asked_report(actor, given, NOW), NOW)


def tile_of(told: Mapping[str, Any], kpi_id: str) -> dict[str, Any]:
    [found] = [tile for tile in told["tiles"] if tile["id"] == kpi_id]
    return dict(found)


def refused(actor: Actor, **given: str) -> str:
    with pytest.raises(Refused) as caught:
        asked_report(actor, given, NOW)
    return caught.value.refusal.code


def test_every_figure_has_its_counter_metric_n_spread_interval_and_exclusions(
    region: Region, worked: list[Case]
) -> None:
    tile = tile_of(reading(region.manager, **MARCH_SO_FAR), "S1-K03")
    assert (tile["value"]["figure"], tile["value"]["remark"]) == ("6.0 h", "median")
    assert tile["value"]["lines"][0].startswith("9 of 10 within 27.2 h, mean 12.0 h")
    assert "n = 5 cases (few), 1 left out" in tile["value"]["lines"]
    assert tile["value"]["excluded"] == ["1 It is not resolved yet."]
    assert tile["counter"]["name"] == "Reopened"
    assert "n = 5 cases (few), 1 left out" in tile["counter"]["lines"]
    assert "Feb 2026 has no figure" in tile["moved"]["words"]


def test_no_line_of_the_overview_shows_a_figure_alone(region: Region, worked: list[Case]) -> None:
    told = reading(region.manager, board="all", **MARCH_SO_FAR)
    assert len(told["summary"]) == len(told["tiles"]) > 6
    for row in told["summary"]:
        assert row["counter_name"]
        assert "n = " in row["rest"]
        assert "n = " in row["counter_rest"]


@pytest.mark.covers("S1-D16")
def test_the_review_pack_of_a_customer_holds_that_customers_cases_alone(
    region: Region, other: Region, worked: list[Case]
) -> None:
    told = reading(region.manager, customer=str(region.organization.pk), **QUARTER_SO_FAR)
    assert (told["title"], told["scope"], told["audience"]) == (
        "Business review", region.organization.name, "customer",
    )  # fmt: skip
    tile = tile_of(told, "S1-K03")
    assert (tile["value"]["figure"], tile["value"]["lines"][2]) == ("5.0 h", "n = 4 cases (few), 1 left out")
    assert told["hidden"] is None
    assert "Secret of the other" not in json.dumps(told)
    theirs = reading(region.manager, customer=str(other.organization.pk), **QUARTER_SO_FAR)
    assert tile_of(theirs, "S1-K03")["value"]["figure"] == "40.0 h"


def test_a_review_pack_shows_results_only_whatever_board_is_asked_for(
    region: Region, worked: list[Case]
) -> None:
    told = reading(region.manager, customer=str(region.organization.pk), board="support", **QUARTER_SO_FAR)
    assert {tile["id"] for tile in told["tiles"]} <= set(BOARDS["outcomes"][1])


def test_a_customers_person_gets_their_own_and_cannot_ask_for_another(
    region: Region, other: Region, worked: list[Case]
) -> None:
    asked_for_other = {"customer": str(other.organization.pk), **MARCH_SO_FAR}
    told = reading(region.customer_contact, **asked_for_other)
    assert (told["scope"], told["audience"]) == (region.organization.name, "customer")
    assert tile_of(told, "S1-K03")["value"]["figure"] == "5.0 h"


def test_who_sees_some_customers_gets_no_report_of_another(
    region: Region, other: Region, worked: list[Case]
) -> None:
    narrow = world.actor("manager", organization=region.organization)
    assert refused(narrow, customer=str(other.organization.pk)) == "no_such_customer"
    told = reading(narrow, **MARCH_SO_FAR)
    assert tile_of(told, "S1-K03")["value"]["figure"] == "5.0 h"
    assert told["hidden"] is None


def test_what_the_figures_hide_is_told_to_those_who_see_everything(
    region: Region, worked: list[Case]
) -> None:
    told = reading(region.manager, **MARCH_SO_FAR)
    assert told["hidden"]["lead"].startswith("Looked through 6 cases")
    assert told["hidden"]["traces"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"period": "March"}, "no_such_period"),
        ({"period": "2026-Q5"}, "no_such_period"),
        ({"period": "2026-04"}, "period_not_begun"),
        ({"customer": "0"}, "no_such_customer"),
        ({"pack": "review", "period": "2026-Q1"}, "no_review"),
    ],
)
def test_what_no_report_can_be_made_of_is_refused_with_a_sentence(
    region: Region, given: dict[str, str], code: str
) -> None:
    assert refused(region.manager, **given) == code


def test_a_review_of_a_month_is_refused(region: Region) -> None:
    about = {"customer": str(region.organization.pk), "period": "2026-03"}
    assert refused(region.manager, pack="review", **about) == "no_review"


def test_without_a_period_it_is_the_last_month_that_is_over(region: Region) -> None:
    assert asked_report(region.manager, {}, NOW).period.code == "2026-02"


def test_no_report_names_a_person(region: Region, worked: list[Case]) -> None:
    told = json.dumps(reading(region.manager, board="all", **MARCH_SO_FAR))
    names = Person.objects.values_list("name", flat=True)
    assert [name for name in names if name in told] == []


def test_secrets_do_not_leave_in_a_report_and_that_it_leaves_is_written_down(region: Region) -> None:
    late = fixed(region, after_hours=2, title="password: Tr0ub4dor&3 fails")
    with frozen_at(NOW):
        drain()
    told = reading(region.manager, customer=str(region.organization.pk), **QUARTER_SO_FAR)
    assert "Tr0ub4dor" not in json.dumps(told)
    left = EgressLog.objects.get(purpose="business_review")
    assert (left.audience, left.subject_type, left.subject_id) == (
        "customer", "organization", late.organization_id,
    )  # fmt: skip


def test_the_page_offers_periods_and_customers_and_gives_the_pdf(region: Region, worked: list[Case]) -> None:
    client = signed_in(region.manager)
    with frozen_at(NOW):
        shown = text(client, "/scorecards/reports")
        pdf = client.get(f"/scorecards/report.pdf?period=2026-Q1&customer={region.organization.pk}")
        wrong = client.get("/scorecards/report.pdf?period=2026-13")
        unseen = client.get(f"/scorecards/report.pdf?customer={region.site.pk}")
    assert "Mar 2026, so far" in shown
    assert "Business review with a customer" in shown
    assert pdf["Content-Type"] == "application/pdf"
    assert 'filename="review-2026-Q1.pdf"' in pdf["Content-Disposition"]
    assert pdf.content.startswith(b"%PDF-")
    assert wrong.status_code == 422
    assert "2026-13 is no month and no quarter" in wrong.content.decode()
    assert unseen.status_code == 404


def test_a_customers_person_is_offered_no_other_customer(region: Region, other: Region) -> None:
    with frozen_at(NOW):
        shown = text(signed_in(region.customer_contact), "/scorecards/reports")
    assert "Business review with a customer" not in shown
    assert "Over the cases of your organisation." in shown


def test_who_sees_no_case_gets_no_report() -> None:
    client = signed_in(world.actor("administrator"))
    assert client.get("/scorecards/reports").status_code == 403
    assert client.get("/scorecards/report.pdf").status_code == 403


@needs_pdftotext
def test_the_pdf_says_what_was_gathered_however_a_category_is_written(region: Region, tmp_path: Path) -> None:
    fixed(region, title="#panic[x] $y$ <script>")
    with frozen_at(NOW):
        drain()
        asked = asked_report(region.manager, {"customer": str(region.organization.pk), **MARCH_SO_FAR}, NOW)
        drawn = report_pdf(region.manager, asked, NOW)
        assert report_pdf(region.manager, asked, NOW) == drawn
    path = tmp_path / "report.pdf"
    path.write_bytes(drawn)
    told = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    words = " ".join(told.stdout.decode("utf-8").split())
    for said in ("Insight report Mar 2026", "How long until service is back?", "n = 1", "Internal: not for"):
        assert said in words


def test_the_command_line_writes_the_report(
    region: Region, worked: list[Case], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, me = tmp_path / "report.pdf", account(region.manager)
    with frozen_at(NOW + timedelta(minutes=1)):
        assert main(["figures", "--pdf", str(path), "--period", "2026-03", "--as", me]) == DONE
        assert main(["figures", "--pdf", str(path), "--period", "2027-01", "--as", me]) == REFUSED
        assert main(["figures", "S1-K03", "--pdf", str(path), "--as", me]) == BAD_USE
        assert main(["figures", "--pdf", str(tmp_path / "no" / "x.pdf"), "--as", me]) == BAD_USE
    assert path.read_bytes().startswith(b"%PDF-")
    told = capsys.readouterr().err
    assert "2027-01 has not begun yet." in told
    assert "cannot be written" in told


def test_a_report_speaks_the_readers_language_down_to_months_and_findings(
    region: Region, worked: list[Case]
) -> None:
    with translation.override("de"):
        assert month_words("2026-05") == "Mai 2026"
        told = reading(region.manager, **MARCH_SO_FAR)
    assert (told["language"], told["period"]) == ("de", "Mär 2026")
    tile = tile_of(told, "S1-K03")
    assert tile["value"]["excluded"] == ["1 Er ist noch nicht gelöst."]
    words = json.dumps(told, ensure_ascii=False)
    for english in ("Time to resolution", "left out", "cases", "median"):
        assert english not in words
