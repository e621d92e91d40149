"""Firstfix beside django-helpdesk 2.6.1, both filled alike and served as their users would, in one run.

``python benchmarks/bench_peers.py --cases 10000 [--throwaway-postgresql]`` makes the peer its own environment
(kept in ``var/peers``), fills both, and asks them in turns for the queue, one case, and a new case. Judged is
CPU: user plus system of all processes that serve, those of the database included, and of children that ended;
wall time stands beside it. Firstfix's worker is told apart: it works after the answer, and the peer has none.
The peer's queue is its page plus the list that this page fetches.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from contextlib import ExitStack
from typing import Any

from contestants import Contestant, firstfix, helpdesk
from installation import add_database_options, machine, store

ROUNDS = 5
# What issue 2 asks: how many times less CPU.
ASKED = {"queue": 15.0, "case": 3.0, "create": 3.0}


def main() -> int:
    """Measure both in turns, print the ratios, store them; give 1 where one misses what is asked."""
    given = _arguments()
    with ExitStack() as stack:
        peer = stack.enter_context(helpdesk(given))
        ours = stack.enter_context(firstfix(given))
        load = machine()
        for _ in range(ROUNDS):
            for kind in ASKED:
                for contestant in (peer, ours):
                    contestant.ask(kind, given.requests)
    report = _report(peer, ours, given) | {"machine": load}
    store("peers", report, given)
    _print(report)
    return 0 if report["asked_is_met"] else 1


def _report(peer: Contestant, ours: Contestant, given: argparse.Namespace) -> dict[str, Any]:
    kinds = {kind: _compared(peer, ours, kind) for kind in ASKED}
    error_count = peer.error_count + ours.error_count
    is_met = error_count == 0 and all(kinds[kind]["times_less_cpu"] >= ASKED[kind] for kind in ASKED)
    return {
        "database": "postgresql" if given.throwaway_postgresql else "sqlite",
        "cases": given.cases,
        "rounds": ROUNDS,
        "requests_a_round": given.requests,
        "kinds": kinds,
        "errors": error_count,
        "asked_is_met": is_met,
    }


def _compared(peer: Contestant, ours: Contestant, kind: str) -> dict[str, float]:
    theirs, own = statistics.median(peer.cpu_ms[kind]), statistics.median(ours.cpu_ms[kind])
    return {
        "peer_cpu_ms": round(theirs, 2),
        "cpu_ms": round(own, 2),
        "worker_cpu_ms": round(statistics.median(ours.worker_ms[kind]), 2),
        "times_less_cpu": round(theirs / own, 2),
        "asked": ASKED[kind],
        "peer_p50_ms": round(statistics.median(peer.wall_ms[kind]), 2),
        "p50_ms": round(statistics.median(ours.wall_ms[kind]), 2),
    }


def _print(report: dict[str, Any]) -> None:
    sys.stdout.write(
        f"{report['database']}, {report['cases']} cases, CPU ms a request, errors {report['errors']}\n"
    )
    for kind, figure in report["kinds"].items():
        sys.stdout.write(
            f"  {kind:<7} peer {figure['peer_cpu_ms']:>7}  ours {figure['cpu_ms']:>6} (+ worker"
            f" {figure['worker_cpu_ms']})  {figure['times_less_cpu']} x less, asked {figure['asked']}"
            f"  p50 {figure['peer_p50_ms']} / {figure['p50_ms']} ms\n"
        )
    sys.stdout.write("  what is asked is met\n" if report["asked_is_met"] else "  what is asked is NOT met\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=40, help="of each kind in each round")
    add_database_options(parser)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
