"""The lab many times over: every fault with several draws, pairs, healthy runs near and far."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from tests.lab.accounts import VARIABLES
from tests.lab.fault import pairs_of
from tests.lab.looking import NOBODY, write_spec
from tests.lab.network import ROOT
from tests.lab.site import Site, every_fault

__all__ = ["campaign", "slowest_faults"]

# What a far site is here: milliseconds there and back, percent of packets lost each way.
FAR = (80, 1.0)
# Faults that make whoever looks wait, each for another reason.
WAITING = (
    "wire-cut",
    "gateway-gone",
    "link-down",
    "tls-silent",
    "narrow-path",
    "resolver-silent",
    "time-silent",
    "agent-privacy",
    "leases-stopped",
    "log-drops",
    "vpn-dropped",
    "answers-dropped-here",
    "all-answers-dropped-here",
)

Task = Callable[[Site], list[dict[str, Any]]]


def campaign(
    *, draws: int, pairs: int, healthy: int, labs: int, say: Callable[[str], None]
) -> list[dict[str, Any]]:
    """Give the outcomes of all looks."""
    tasks = [*_tasks(draws, pairs, healthy)]
    outcomes: list[dict[str, Any]] = []
    sites: SimpleQueue[Site] = SimpleQueue()
    opened = [_opened(number) for number in range(labs)]
    for _folder, site in opened:
        sites.put(site)

    def carried_out(task: Task) -> list[dict[str, Any]]:
        site = sites.get()
        try:
            return task(site)
        finally:
            sites.put(site)

    try:
        with ThreadPoolExecutor(labs) as pool:
            for number, found in enumerate(pool.map(carried_out, tasks), 1):
                outcomes += found
                if number % 50 == 0:
                    say(f"{number} of {len(tasks)}")
    finally:
        for folder, site in opened:
            site.__exit__(None, None, None)
            folder.cleanup()
    return outcomes


def slowest_faults(site: Site, seed: int) -> dict[str, float]:
    """Give wall seconds of the whole process for faults that make it wait."""
    spec = write_spec(site.lab)
    known = {fault.name: fault for fault in every_fault()}
    words = [*NOBODY, sys.executable, "-m", "firstfix", "preflight", str(spec), "--quiet"]
    accounts = {**os.environ, **VARIABLES}
    took: dict[str, float] = {}
    for name in WAITING:
        if known[name].missing(site.installed):
            continue
        with site.with_faults([known[name].drawn(seed)]):
            whole = ["ip", "netns", "exec", site.lab.spaces["client"], *words]
            began = time.monotonic()
            subprocess.run(whole, capture_output=True, cwd=ROOT, env=accounts, timeout=60, check=False)
            took[name] = round(time.monotonic() - began, 3)
    return took


def _opened(number: int) -> tuple[tempfile.TemporaryDirectory[str], Site]:
    folder = tempfile.TemporaryDirectory(prefix="fxlab-")
    Path(folder.name).chmod(0o755)
    return folder, Site(Path(folder.name), number).__enter__()


def _tasks(draws: int, pairs: int, healthy: int) -> Iterator[Task]:
    faults = every_fault()
    for seed in range(1, draws + 1):
        for fault in faults:
            yield partial(_looked, kind="fault", faults=[fault.drawn(seed)])
    for pair in pairs_of(faults, 7, pairs):
        yield partial(_looked, kind="pair", faults=pair)
    for _part in range(healthy // 40):
        yield lambda site: [site.outcome("healthy", [])[0] for _run in range(20)]
        yield _far_runs


def _far_runs(site: Site) -> list[dict[str, Any]]:
    with site.with_delay(*FAR):
        return [site.outcome("healthy", [])[0] for _run in range(20)]


def _looked(site: Site, kind: str, faults: Sequence[Any]) -> list[dict[str, Any]]:
    if any(drawn.fault.missing(site.installed) for drawn in faults):
        return []
    with site.with_faults(faults):
        outcome, seen = site.outcome(kind, faults)
        if kind == "fault":
            outcome["is_green"] = not site.grant_all(seen)["findings"]
    return [outcome]
