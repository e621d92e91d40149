"""Ten ways to a better figure: the single KPI rises, the pair turns to doubt, and honest work is left alone.

The detectors' thresholds were fixed before the simulator was written, and the two share no code.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from firstfix.engines.scorecard.declaration import Direction
from firstfix.engines.scorecard.gaming import PairVerdict, Trace, gaming_traces, pair_verdict
from firstfix.engines.scorecard.gaming.trace import Share, exceeds_norm, exceeds_share
from firstfix.engines.scorecard.known_mappings import PLAIN
from firstfix.engines.scorecard.kpis import KPIS
from firstfix.engines.scorecard.scoring import Cases, Pair, score
from firstfix.engines.scorecard.table_log import read_table
from tests.engines.scorecard import team_simulator
from tests.engines.scorecard.logs import plain_cases
from tests.engines.scorecard.team_simulator import STRATEGIES, team_log

# What each way of playing makes better, and the trace that it leaves.
PLAYED = {
    "stop_clock_under_target": ("S1-K04", "heaped_ends"),
    "pause_before_breach": ("S1-K04", "late_pauses"),
    "lower_priority_before_breach": ("S1-K04", "late_lowerings"),
    "new_case_for_reopening": ("S1-K05", "new_instead_of_reopened"),
    "resolve_without_proof": ("S1-K03", "unproved_ends"),
    "merge_reopenings": ("S1-K05", "merged_into_ended"),
    "acknowledge_and_wait": ("S1-K08", "idle_acknowledgements"),
    "tick_in_a_row": ("S1-K13", "hasty_ticks"),
    "move_due_dates": ("S1-K13", "late_moves"),
    "survey_the_happy": ("S1-K09", "chosen_surveys"),
}
SEED = 20260105
HONEST_LOGS = 10


@cache
def played(strategy: str, seed: int = SEED) -> tuple[Cases, list[Trace]]:
    cases = Cases(read_table(team_log(seed, strategy=strategy), PLAIN))
    return cases, gaming_traces(cases)


def pair(cases: Cases, kpi_id: str) -> Pair:
    scored = score(next(kpi for kpi in KPIS if kpi.id == kpi_id), cases)
    assert isinstance(scored, Pair)
    return scored


def test_every_strategy_is_played() -> None:
    assert set(PLAYED) == set(STRATEGIES)
    assert len(STRATEGIES) == 10


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_playing_makes_the_single_figure_better_and_turns_the_pair(strategy: str) -> None:
    kpi_id, code = PLAYED[strategy]
    honest_cases, honest_traces = played("")
    cases, traces = played(strategy)
    honest, better = pair(honest_cases, kpi_id), pair(cases, kpi_id)
    gain = better.value.figure - honest.value.figure
    assert gain > 0 if better.kpi.direction is Direction.HIGHER else gain < 0
    assert pair_verdict(honest, honest_traces) is not PairVerdict.IN_DOUBT
    assert pair_verdict(better, traces) is PairVerdict.IN_DOUBT
    trace = next(one for one in traces if one.code == code)
    assert trace.is_flagged
    assert trace.seen.rate > trace.baseline
    assert trace.seen.cases


def test_honest_teams_are_flagged_in_at_most_one_of_a_hundred_looks() -> None:
    looks = [trace for seed in range(HONEST_LOGS) for trace in played("", seed)[1]]
    assert len(looks) == 10 * HONEST_LOGS
    assert sum(trace.is_flagged is True for trace in looks) <= len(looks) / 100
    assert all(trace.is_flagged is not None for trace in looks)


def test_the_simulator_shares_no_code_with_the_engine() -> None:
    tree = ast.parse(Path(team_simulator.__file__).read_text(encoding="utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(module.startswith(("firstfix", "tests")) for module in modules)


def test_each_trace_tells_its_evidence_rate_and_baseline_and_names_nobody() -> None:
    for trace in played("stop_clock_under_target")[1]:
        text = trace.text()
        assert str(trace.seen.n) in text
        assert f"{trace.seen.rate:.0%}" in text
        assert f"{trace.baseline:.0%}" in text
        assert "someone" not in text


def test_a_log_without_the_data_for_a_detector_is_not_judged_by_it() -> None:
    traces = gaming_traces(plain_cases("case, at, kind\nC1, 2026-03-02, new\nC1, 2026-03-03, closed"))
    assert traces == []


def test_few_cases_are_neither_flagged_nor_cleared() -> None:
    assert exceeds_norm(Share(19, 19), 0.1, margin=0.05) is None
    assert exceeds_share(Share(30, 30), Share(0, 10), margin=0.05) is None
    assert exceeds_norm(Share(4, 20), 0.0, margin=0.0) is False
    assert exceeds_norm(Share(30, 40), 0.2, margin=0.05) is True
    assert exceeds_share(Share(90, 100), Share(20, 100), margin=0.05) is True
    assert exceeds_share(Share(30, 100), Share(20, 100), margin=0.05) is False


def test_a_figure_without_doubt_is_met_missed_or_too_small_to_say() -> None:
    def verdict(count: int, met: int) -> PairVerdict:
        rows = [f"C{n},2026-03-02 08:00,new,\nC{n},2026-03-02 09:00,closed,{n < met}" for n in range(count)]
        return pair_verdict(pair(plain_cases("\n".join(["case,at,kind,sla_met", *rows])), "S1-K04"), [])

    assert verdict(50, 49) is PairVerdict.MET
    assert verdict(50, 30) is PairVerdict.MISSED
    assert verdict(5, 5) is PairVerdict.TOO_FEW
    known_assets = ["case,at,kind,asset", *(f"C{n},2026-03-02,closed,{'A' * (n < 10)}" for n in range(40))]
    few_assets = pair(plain_cases("\n".join(known_assets)), "S1-K05")
    assert pair_verdict(few_assets, []) is PairVerdict.UNGUARDED
    returns = ["case,at,kind,asset", *(f"C{n},2026-03-{n % 9 + 1:02},closed,A{n // 9}" for n in range(90))]
    ends = [f"Z{n},2026-04-2{n},closed,Z{n}" for n in range(9)]
    by_another_name = pair(plain_cases("\n".join(returns + ends)), "S1-K05")
    assert by_another_name.value.figure == 0.0
    assert pair_verdict(by_another_name, []) is PairVerdict.UNGUARDED
    alone = [f"C{n},2026-03-01,closed,A{n}" for n in range(90)]
    assert (
        pair_verdict(pair(plain_cases("\n".join([returns[0], *alone, *ends])), "S1-K05"), [])
        is PairVerdict.MET
    )
    closed = plain_cases("case,at,kind\n" + "\n".join(f"C{n},2026-03-02,closed" for n in range(40)))
    assert pair_verdict(pair(closed, "LOG-CLOSE"), []) is PairVerdict.NO_BOUND
