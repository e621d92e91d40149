"""Every true figure of a real incident log is reproduced from its rows, by the declarations as they stand."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet
import pytest

from firstfix.engines.scorecard.known_mappings import SERVICENOW_INCIDENTS
from firstfix.engines.scorecard.kpis import KPIS
from firstfix.engines.scorecard.scoring import Cases, Pair, score
from firstfix.engines.scorecard.table_log import read_table

pytestmark = pytest.mark.data
HOURS = 0.001


@pytest.fixture(scope="module")
def csv_path(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("incidents") / "incidents.csv"
    table = pyarrow.parquet.read_table(data_folder / "incidents" / "incident_events_dev.parquet")
    pyarrow.csv.write_csv(table, path)
    return path


@pytest.fixture(scope="module")
def truth(data_folder: Path) -> dict[str, float]:
    path = data_folder / "incidents" / "incident_events_dev.kpi_truth.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def cases(csv_path: Path) -> Cases:
    with csv_path.open(encoding="utf-8", newline="") as lines:
        return Cases(read_table(lines, SERVICENOW_INCIDENTS))


def pair(cases: Cases, kpi_id: str) -> Pair:
    scored = score(next(kpi for kpi in KPIS if kpi.id == kpi_id), cases)
    assert isinstance(scored, Pair)
    return scored


def test_no_row_of_the_log_is_lost(cases: Cases, truth: dict[str, float]) -> None:
    assert (cases.log.event_count, len(cases.histories)) == (truth["events"], truth["incidents"])


def test_targets_are_counted_by_case_and_never_by_row(cases: Cases, truth: dict[str, float]) -> None:
    value = pair(cases, "S1-K04").value
    assert (value.hit_count, value.n) == (truth["made_sla"], truth["incidents"])
    assert value.figure == pytest.approx(truth["made_sla_share"], abs=1e-12)
    assert value.figure != pytest.approx(truth["made_sla_share_naive_over_event_rows"], abs=0.1)


def test_reopenings_and_handovers_are_those_of_the_log(cases: Cases, truth: dict[str, float]) -> None:
    reopened, handed_over = pair(cases, "S1-K05").value, pair(cases, "LOG-HANDOVER").value
    assert reopened.hit_count == truth["reopened"]
    assert reopened.figure == pytest.approx(truth["reopen_rate"], abs=1e-12)
    assert handed_over.figure == pytest.approx(truth["reassigned_share"], abs=1e-12)


def test_time_to_resolution_has_mean_median_and_p90_and_names_what_is_missing(
    cases: Cases, truth: dict[str, float]
) -> None:
    value = pair(cases, "S1-K03").value
    assert value.mean == pytest.approx(truth["mttr_h_mean"], abs=HOURS)
    assert value.median == pytest.approx(truth["mttr_h_p50"], abs=HOURS)
    assert value.p90 == pytest.approx(truth["mttr_h_p90"], abs=HOURS)
    assert value.excluded == {"no_resolved_at": truth["missing_resolved_at"]}
    assert len(value.excluded_cases("no_resolved_at")) == truth["missing_resolved_at"]


def test_closure_and_first_response_are_shown_apart_from_resolution(
    cases: Cases, truth: dict[str, float]
) -> None:
    response = pair(cases, "S2-K05").value
    assert pair(cases, "LOG-CLOSE").value.mean == pytest.approx(truth["time_to_close_h_mean"], abs=HOURS)
    assert response.mean == pytest.approx(truth["first_response_h_mean"], abs=HOURS)
    assert response.median == pytest.approx(truth["first_response_h_p50"], abs=HOURS)


def test_first_group_is_compared_where_the_last_event_names_one(
    cases: Cases, truth: dict[str, float]
) -> None:
    value = pair(cases, "LOG-ROUTING").value
    assert value.figure == pytest.approx(truth["first_group_equals_final"], abs=1e-12)
    assert value.n + sum(value.excluded.values()) == truth["incidents"]
