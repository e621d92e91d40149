"""Contestants of ``bench_scorecard.py``: each a process that reads the same CSV and prints JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peer_environment import peer_python

ROOT = Path(__file__).resolve().parent.parent
PEERS = Path(__file__).parent / "peers"
ENVIRONMENT = "peers-scorecard"
# The versions that the figures of the result belong to.
PACKAGES = ("polars==2.1.0", "pandas==3.1.1")


@dataclass(frozen=True)
class Run:
    """One run of one contestant: seconds by the clock and of processor time, memory, and what it printed."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    output: str


def commands(csv_path: Path) -> dict[str, list[str]]:
    """Give how each contestant is started."""
    python = peer_python(ENVIRONMENT, PACKAGES)
    ours = [sys.executable, "-m", "firstfix", "kpi", str(csv_path), "--json"]
    basic = [*ours, "--by", "group", "--by", "month"]
    return {
        "firstfix, everything": ours,
        "firstfix, by group and month": basic,
        "csv.reader alone": [sys.executable, "-c", _READ_ONLY, str(csv_path)],
        "polars": [str(python), str(PEERS / "scorecard_polars.py"), str(csv_path)],
        "pandas": [str(python), str(PEERS / "scorecard_pandas.py"), str(csv_path)],
    }


_READ_ONLY = (
    "import csv, sys; print(sum(1 for _ in csv.reader(open(sys.argv[1], encoding='utf-8', newline=''))))"
)


def measured(command: Sequence[str]) -> Run:
    """Run a command to its end; processor time and the peak of memory come from the kernel's account."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{command[0]} ... ended with {process.returncode}.")
        output.seek(0)
        text = output.read().decode()
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text)


def recounted(csv_path: Path, rounds: int) -> dict[str, Any]:
    """Give how long SQLite takes for all KPIs of the same events; see ``scorecard_sqlite.py``."""
    script = Path(__file__).parent / "scorecard_sqlite.py"
    told: dict[str, Any] = json.loads(
        measured([sys.executable, str(script), str(csv_path), str(rounds)]).output
    )
    return told


def shared_log() -> Path | None:
    """Give the shared log of incidents; where it is not here, say how to name its folder and give None."""
    data = Path(os.environ.get("FIRSTFIX_DATA") or ROOT.parent / "shared" / "data")
    parquet = data / "incidents" / "incident_events_dev.parquet"
    if parquet.exists():
        return parquet
    sys.stdout.write("The log is not here; FIRSTFIX_DATA names the folder of the corpora.\n")
    return None


def write_csv(parquet: Path, csv_path: Path) -> None:
    """Write the log as CSV, in a process of its own, which takes its memory along when it ends."""
    program = (
        "import sys, pyarrow.csv, pyarrow.parquet;"
        "pyarrow.csv.write_csv(pyarrow.parquet.read_table(sys.argv[1]), sys.argv[2])"
    )
    subprocess.run([sys.executable, "-c", program, str(parquet), str(csv_path)], check=True)


def our_figures(document: dict[str, Any]) -> dict[str, float]:
    """Give our figures under the names that the truth and the peers use."""
    values = {kpi["id"]: kpi["value"] for kpi in document["kpis"]}
    return {
        "events": document["events"],
        "incidents": document["cases"],
        "made_sla": values["S1-K04"]["hits"],
        "reopened": values["S1-K05"]["hits"],
        "mttr_h_mean": values["S1-K03"]["mean"],
        "mttr_h_p50": values["S1-K03"]["median"],
        "mttr_h_p90": values["S1-K03"]["p90"],
        "time_to_close_h_mean": values["LOG-CLOSE"]["mean"],
        "first_response_h_mean": values["S2-K05"]["mean"],
        "first_response_h_p50": values["S2-K05"]["median"],
    }
