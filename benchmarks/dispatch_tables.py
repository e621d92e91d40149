"""The tables of the dispatch benchmark as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dispatch_lines import LINES, Rows, of_group

__all__ = ["all_tables", "verdicts"]


def all_tables(report: Mapping[str, Any]) -> str:
    """Give what was measured and what it must reach."""
    rows: Rows = report["rows"]
    parts = [_regions(rows), _solomon(rows), _answers(rows), _large(rows), verdicts(rows)]
    return "\n".join(part for part in parts if part)


def verdicts(rows: Rows) -> str:
    """Give each line with its figure, what is asked, and whether it passes."""
    table = [("must reach", "measured", "asked", "")]
    for line in LINES:
        figure = line.figure(rows)
        verdict = line.verdict(rows) + (" (stretch)" if line.is_stretch else "")
        table.append((line.words, "-" if figure is None else f"{figure:g}", f"<= {line.most:g}", verdict))
    return _aligned(table)


def _regions(rows: Rows) -> str:
    """Give the costs in minutes of driving, with lateness and SLA visits left undone in brackets."""
    seeds = of_group(rows, "region")
    vroom, pyvrp = of_group(rows, "vroom"), of_group(rows, "pyvrp")
    table = [("seed", "greedy", "ours", "ratio", "first", "VROOM", "PyVRP")]
    for seed, row in sorted(seeds.items(), key=lambda pair: int(pair[0])):
        models = [each for key, each in pyvrp.items() if key.partition("-")[0] == seed]
        table.append(
            (
                seed,
                _cost(row["greedy"]),
                _cost(row["ours"]),
                f"{row['ours']['cost'] / row['greedy']['cost']:.3f}",
                f"{row['first_cost'] / row['greedy']['cost']:.2f} in {row['first_cpu_seconds']:.2f} s",
                _cost(vroom.get(seed)),
                _cost(min(models, key=lambda each: each["cost"], default=None)),
            )
        )
    said = "Cost in minutes of driving (of it lateness; visits of P1 to P3 undone), 10 s of CPU each\n"
    return said + _aligned(table) if len(table) > 1 else ""


def _cost(row: Mapping[str, Any] | None) -> str:
    return "-" if row is None else f"{row['cost']} ({row['lateness']}; {row['sla_visits_unserved']})"


def _solomon(rows: Rows) -> str:
    groups = [of_group(rows, name) for name in ("solomon", "solomon_pyvrp", "solomon_ortools")]
    table = [("instance", "best known", "ours", "PyVRP", "OR-Tools")]
    for name, row in sorted(groups[0].items()):
        table.append((name, f"{row['best_known']}", *(_gap(group.get(name)) for group in groups)))
    if len(table) == 1:
        return ""
    table.append(("mean", "", *(_mean_gap(group.values()) for group in groups)))
    return "Gap to the best known distance, 10 s of CPU each\n" + _aligned(table)


def _gap(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return "-"
    return "no plan" if row["gap"] is None else f"{row['gap']:.2%}"


def _mean_gap(rows: Iterable[Mapping[str, Any]]) -> str:
    gaps = [row["gap"] for row in rows if row["gap"] is not None]
    return f"{sum(gaps) / len(gaps):.2%}" if gaps else "-"


def _answers(rows: Rows) -> str:
    table = [("answer", "p50", "p99", "max", "p99 wall", "questions")]
    for name in ("slots", "bump"):
        for key, row in sorted(of_group(rows, name).items()):
            figures = (row["p50_ms"], row["p99_ms"], row["max_ms"], row["wall_p99_ms"], row["questions"])
            table.append((f"{name} {key}", *map(str, figures)))
    repairs = [("event", "30 s solve", "at once", "1 s repair", "moved")]
    for key, row in sorted(of_group(rows, "repair").items()):
        points, moved = f"{row['full_points']}", f"{row['moved']} ({row['moved_share']:.1%})"
        repairs.append((key, points, f"x {row['answer_ratio']}", f"x {row['repair_ratio']}", moved))
    parts = [("Answers in ms of CPU\n", table), ("Repairs, in points\n", repairs)]
    return "\n".join(said + _aligned(each) for said, each in parts if len(each) > 1)


def _large(rows: Rows) -> str:
    table = [("seed", "greedy", "ours", "ratio", "first s", "peak MB")]
    for seed, row in sorted(of_group(rows, "large").items()):
        ratio = row["ours"]["cost"] / row["greedy"]["cost"]
        figures = (f"{ratio:.3f}", f"{row['first_cpu_seconds']:.2f}", str(row["peak_mb"]))
        table.append((seed, _cost(row["greedy"]), _cost(row["ours"]), *figures))
    said = "100 technicians, 5 days, 1,000 visits, 40 s of CPU\n"
    return said + _aligned(table) if len(table) > 1 else ""


def _aligned(table: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table)
    return "".join("  " + line.rstrip() + "\n" for line in lines)
