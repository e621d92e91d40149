"""Every KPI of the specification is declared once, and none can be had without its counter-metric."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from firstfix.engines.scorecard.awaited_kpis import AWAITED_KPIS
from firstfix.engines.scorecard.declaration import Direction, Kpi, Role
from firstfix.engines.scorecard.kpis import KPIS
from firstfix.engines.scorecard.mapping import ATTRIBUTES
from firstfix.engines.scorecard.measure import REASONS
from firstfix.engines.scorecard.scoring import MONTH, Cases, Pair
from tests.engines.scorecard.logs import plain_log

ROOT = Path(__file__).resolve().parents[3]
DECLARED = {kpi.id: kpi for kpi in KPIS}

UNPAIRED = """
from firstfix.engines.scorecard.declaration import Direction, Kpi, Role, Target
from firstfix.engines.scorecard.measures import REOPENED
from firstfix.engines.scorecard.scoring import Pair
from firstfix.engines.scorecard.value import Value

def show(kpi: Kpi, value: Value) -> Pair:
    return Pair(kpi, value)

kpi = Kpi(id="X", question="?", measure=REOPENED, counter_guards="", direction=Direction.LOWER,
          role=Role.OUTCOME, target=Target(""), frequency="")
"""


def required_kpis() -> set[str]:
    with (ROOT / "docs/reference/requirements.csv").open(encoding="utf-8", newline="") as file:
        return {row[0] for row in csv.reader(file) if row[3:4] == ["kpi"]}


def test_each_required_kpi_is_declared_or_says_what_it_waits_for() -> None:
    ids = [kpi.id for kpi in (*KPIS, *AWAITED_KPIS)]
    assert len(ids) == len(set(ids))
    assert {kpi_id for kpi_id in ids if not kpi_id.startswith("LOG")} == required_kpis()
    assert all(kpi.waits_for and kpi.counter for kpi in AWAITED_KPIS)


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
def test_a_declaration_says_all_that_a_reader_needs(kpi: Kpi) -> None:
    assert kpi.question.endswith("?")
    assert all((kpi.measure.definition, kpi.counter.definition, kpi.counter_guards, kpi.target.words))
    assert kpi.counter.id != kpi.measure.id
    assert kpi.minimum_n > 1
    assert set(kpi.segments) <= {MONTH, *ATTRIBUTES}


def test_bounds_point_the_way_that_is_better() -> None:
    bounded = [kpi for kpi in KPIS if kpi.target.at_least is not None or kpi.target.at_most is not None]
    assert {kpi.id for kpi in bounded} >= {"S1-K04", "S1-K05"}
    for kpi in bounded:
        assert (kpi.target.at_most is None) == (kpi.direction is Direction.HIGHER)
        assert (kpi.target.at_least is None) == (kpi.direction is Direction.LOWER)
    assert DECLARED["S1-K04"].target.is_met_by(0.9)
    assert DECLARED["S1-K05"].target.is_met_by(0.081) is False
    assert DECLARED["S1-K03"].target.is_met_by(3.0) is None


def test_outcomes_outnumber_outputs() -> None:
    assert sum(kpi.role is Role.OUTCOME for kpi in KPIS) > len(KPIS) / 2


def test_a_pair_has_no_optional_half() -> None:
    assert [field.name for field in fields(Pair)] == ["kpi", "value", "counter"]
    with pytest.raises(TypeError):
        Pair(KPIS[0], None)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Kpi("X", "?", KPIS[0].measure)  # type: ignore[call-arg]


def test_the_type_checker_refuses_a_value_without_its_counter_metric(tmp_path: Path) -> None:
    path = tmp_path / "unpaired.py"
    path.write_text(UNPAIRED, encoding="utf-8")
    # Without the project's settings: their plugin would load Django.
    plain = ["--config-file", "", "--cache-dir", str(tmp_path)]
    command = [sys.executable, "-m", "mypy", "--strict", *plain, str(path)]
    environment = {**os.environ, "MYPYPATH": str(ROOT / "src")}
    answer = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 'Missing positional argument "counter" in call to "Pair"' in answer.stdout
    assert 'Missing positional argument "counter" in call to "Kpi"' in answer.stdout


def test_every_reason_for_leaving_a_case_out_has_a_sentence() -> None:
    log = plain_log(
        "case, at, kind, " + ", ".join(ATTRIBUTES) + "\nC1, 2026-03-02, new" + "," * len(ATTRIBUTES)
    )
    cases = Cases(log)
    for kpi in KPIS:
        for measure in (kpi.measure, kpi.counter):
            assert set(cases.observations(measure).excluded()) <= set(REASONS)
