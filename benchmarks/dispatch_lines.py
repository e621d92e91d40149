"""What the dispatch benchmark must reach, line by line, and whether the rows that were measured do."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["LINES", "Line", "Rows", "of_group"]

Rows = Mapping[str, Mapping[str, Any]]
Figure = float | None


@dataclass(frozen=True)
class Line:
    """One demand: what is measured, how far it may go, and how the rows give it (None: not measured)."""

    words: str
    most: float
    figure: Callable[[Rows], Figure]
    is_stretch: bool = False

    def verdict(self, rows: Rows) -> str:
        """Give pass, fail, or that nothing was measured."""
        figure = self.figure(rows)
        if figure is None:
            return "not measured"
        return "pass" if figure <= self.most else "FAIL"


def of_group(rows: Rows, group: str) -> dict[str, Mapping[str, Any]]:
    """Give the rows of a group by their keys."""
    return {name.partition("/")[2]: row for name, row in rows.items() if name.partition("/")[0] == group}


def _over(group: str, share: Callable[[Any], Figure], fold: Callable[[list[float]], float]) -> Any:
    def figure(rows: Rows) -> Figure:
        shares = [share(row) for row in of_group(rows, group).values()]
        known = [each for each in shares if each is not None]
        # One that has no figure (no whole plan) is not passed over.
        return None if not shares else float("inf") if len(known) < len(shares) else round(fold(known), 4)

    return figure


def _ratio(row: Any) -> float:
    return float(row["ours"]["cost"] / row["greedy"]["cost"])


def _lateness(rows: Rows) -> Figure:
    """Give all lateness of ours over all of the greedy one's: single seeds may have none to compare with."""
    regions = of_group(rows, "region").values()
    theirs = sum(row["greedy"]["lateness"] for row in regions)
    return round(sum(row["ours"]["lateness"] for row in regions) / theirs, 4) if theirs else None


def _beside(group: str) -> Callable[[Rows], Figure]:
    """Give the mean of ours over the best of another's plans, seed by seed."""

    def figure(rows: Rows) -> Figure:
        regions = of_group(rows, "region")
        best: dict[str, int] = {}
        for key, row in of_group(rows, group).items():
            seed = key.partition("-")[0]
            best[seed] = min(best.get(seed, row["cost"]), row["cost"])
        ratios = [regions[seed]["ours"]["cost"] / cost for seed, cost in best.items() if seed in regions]
        return round(statistics.fmean(ratios), 4) if ratios else None

    return figure


def _from(name: str, field: str) -> Callable[[Rows], Figure]:
    return lambda rows: rows[name][field] if name in rows else None


LINES = (
    Line("cost at 10 s over greedy, mean", 0.35, _over("region", _ratio, statistics.fmean)),
    Line("cost at 10 s over greedy, worst seed", 0.40, _over("region", _ratio, max)),
    Line("lateness cost at 10 s over greedy", 0.20, _lateness),
    Line("first plan over greedy, mean", 0.60,
         _over("region", lambda row: row["first_cost"] / row["greedy"]["cost"], statistics.fmean)),
    Line("plan at 0.5 s over greedy, worst seed", 0.60,
         _over("region", lambda row: row["early_cost"] / row["greedy"]["cost"], max)),
    Line("first plan, CPU s, worst seed", 0.5, _over("region", lambda row: row["first_cpu_seconds"], max)),
    Line("cost at 30 s over greedy, mean", 0.25, _over("stretch", _ratio, statistics.fmean), True),
    Line("cost over VROOM, five passes, mean", 0.65, _beside("vroom")),
    Line("cost over the best PyVRP model, mean", 0.60, _beside("pyvrp")),
    Line("Solomon, gap at 10 s, mean", 0.025, _over("solomon", lambda row: row["gap"], statistics.fmean)),
    Line("Solomon, gap at 10 s, worst", 0.06, _over("solomon", lambda row: row["gap"], max)),
    Line("top-5 slots of 500, p99 CPU ms", 10, _from("slots/500", "p99_ms")),
    Line("top-5 slots of 2,000, p99 CPU ms", 25, _from("slots/2000", "p99_ms")),
    Line("one ejection, p99 CPU ms, worst seed", 100, _over("bump", lambda row: row["p99_ms"], max)),
    Line("one ejection over a 30 s solve, worst", 1.02,
         _over("repair", lambda row: row["answer_ratio"] if row["kind"] == "p1" else 1.0, max)),
    Line("1 s repair over a 30 s solve, worst", 1.10, _over("repair", lambda row: row["repair_ratio"], max)),
    Line("1 s repair moves, worst", 0.05, _over("repair", lambda row: row["moved_share"], max)),
    Line("100 x 5 x 1,000 at 40 s over greedy", 0.30, _over("large", _ratio, max)),
    Line("100 x 5 x 1,000, peak MB", 300, _over("large", lambda row: row["peak_mb"], max)),
    Line("tiny cases beside the optimum", 0, _over("tiny", lambda row: len(row["missed"]), sum)),
    Line("random events that broke a rule", 0, _over("events", lambda row: len(row["broken"]), sum)),
    Line("same seed and iterations, plans beside one", 0,
         _over("same", lambda row: row["plans"] - 1, max)),
)  # fmt: skip
