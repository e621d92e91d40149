"""Nothing that was acknowledged is lost or done twice, whatever process is killed.

``python benchmarks/bench_crash.py --cycles 100 [--throwaway-postgresql | --database URL]`` serves a fresh
installation, lets clients send commands under ids of their own, and kills one of its processes after the
other with SIGKILL (worker, a web worker, the web server, the supervisor alone, everything). What is not
acknowledged is sent again under the same id. At the end plain SQL counts: one receipt, one ledger row, one
effect and one carried-out event for each acknowledged command, and nothing besides.

``--sabotage`` sends again under new ids; then this must end with 1, which shows that it can tell.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

from crash_client import Acknowledged, Client
from crash_family import VICTIMS, Family
from installation import Installation, add_database_options, fresh_installation, machine, store
from serving import free_port

CLIENT_COUNT = 3
COMMANDS = "('create_case', 'add_note', 'post_message')"
# A killed worker's events wait for the end of their lease (30 s) and may be tried again after a pause.
DRAIN_SECONDS = 120
GROUND = Path(__file__).parent / "crash_ground.py"


def main() -> int:
    """Kill and count, print what came of it, store it; give 1 where anything is not as it must be."""
    given = _arguments()
    with fresh_installation(given) as installation:
        report = _crashed(installation, given)
    report["is_met"] = not any(report["broken"].values()) and report["acknowledged"] > 0
    if not given.sabotage:
        store("crash", report, given)
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 0 if report["is_met"] else 1


def _crashed(installation: Installation, given: argparse.Namespace) -> dict[str, Any]:
    load = machine()
    ground = json.loads(
        subprocess.run(
            [sys.executable, str(GROUND)], env=installation.environment, check=True, capture_output=True
        ).stdout
    )
    began = time.monotonic()
    port = free_port()
    family = Family(installation.environment, port)
    clients = [Client(number, port, ground, uses_new_ids=given.sabotage) for number in range(CLIENT_COUNT)]
    try:
        kills = _cycles(family, clients, given.cycles)
        _drain(installation)
    finally:
        family.end()
    done = [one for client in clients for one in client.acknowledged]
    return {
        "database": installation.database,
        "cycles": given.cycles,
        "kills": dict(kills),
        "seconds": round(time.monotonic() - began, 1),
        "acknowledged": len(done),
        "sent_again": sum(client.repeat_count for client in clients),
        "answered_as_replay": sum(one.is_replay for one in done),
        "refused": [words for client in clients for words in client.refused][:5],
        "events_tried_again": installation.count(
            "SELECT count(*) FROM kernel_outboxevent WHERE attempts > 1"
        ),
        "broken": _broken(installation, done) | {"refused": sum(len(client.refused) for client in clients)},
        "machine": load,
    }


def _cycles(family: Family, clients: list[Client], cycle_count: int) -> Counter[str]:
    kills: Counter[str] = Counter()
    in_turn: list[str] = []
    chance = random.Random(0)
    for client in clients:
        client.start()
    for cycle in range(cycle_count):
        _let_work(clients, chance.uniform(0.05, 0.6))
        if cycle % len(VICTIMS) == 0:
            # Each in turn, in a new order: one that is killed again and again is started ever more slowly.
            in_turn = chance.sample(list(VICTIMS), len(VICTIMS))
        victim = in_turn[cycle % len(VICTIMS)]
        kills[victim] += family.kill(victim) > 0
    for client in clients:
        client.is_stopped.set()
    for client in clients:
        client.join(120)
    return kills


def _let_work(clients: list[Client], seconds: float) -> None:
    """Return after so many seconds, but not before something was acknowledged since the last kill."""
    before = sum(len(client.acknowledged) for client in clients)
    end = time.monotonic() + 60
    time.sleep(seconds)
    while sum(len(client.acknowledged) for client in clients) == before and time.monotonic() < end:
        time.sleep(0.02)


def _drain(installation: Installation) -> None:
    """Wait until the worker has carried out everything that was asked for."""
    end = time.monotonic() + DRAIN_SECONDS
    waiting = (
        "SELECT (SELECT count(*) FROM kernel_outboxevent WHERE state IN ('waiting', 'leased'))"
        " + (SELECT count(*) FROM kernel_job WHERE name = 'mail_message' AND state IN ('waiting', 'leased'))"
    )
    while installation.count(waiting) and time.monotonic() < end:
        time.sleep(0.5)


def _broken(installation: Installation, done: list[Acknowledged]) -> dict[str, int]:
    """Count what must not be, by plain SQL against what the clients were told."""
    told = {(one.command_id, one.subject_id, one.version) for one in done}
    ids = {one.command_id for one in done}
    receipts = installation.rows(
        f"SELECT command_id, subject_id, version FROM kernel_receipt WHERE command IN {COMMANDS}"
    )
    stored = {(_uuid(command), _uuid(subject), version) for command, subject, version in receipts}
    rows = Counter(
        _uuid(row[0])
        for row in installation.rows(f"SELECT command_id FROM kernel_ledgerrow WHERE command IN {COMMANDS}")
    )
    return {
        "acknowledged_without_receipt": len(told - stored),
        "receipt_without_acknowledgement": len(stored - told),
        "not_one_ledger_row": sum(rows[one] != 1 for one in ids | set(rows)),
        **_effects(installation, done),
        **_consequences(installation, done),
        "ledger_not_intact": installation.firstfix("ledger", "verify", check=False).returncode,
        "database_not_whole": _is_damaged(installation),
    }


def _effects(installation: Installation, done: list[Acknowledged]) -> dict[str, int]:
    effects = Counter(row[0] for row in installation.rows("SELECT title FROM cases_case"))
    effects.update(row[0] for row in installation.rows("SELECT body FROM cases_message"))
    wanted = {one.words for one in done}
    return {
        "effect_missing": sum(effects[words] == 0 for words in wanted),
        "effect_more_than_once": sum(count > 1 for count in effects.values()),
        "effect_of_nothing": len(set(effects) - wanted),
    }


def _consequences(installation: Installation, done: list[Acknowledged]) -> dict[str, int]:
    events = installation.rows(
        "SELECT name, state FROM kernel_outboxevent WHERE name IN ('CaseCreated', 'MessageWritten')"
    )
    jobs = installation.rows("SELECT payload, state FROM kernel_job WHERE name = 'mail_message'")
    mailed = Counter(str(row[0]) for row in jobs)
    posted_count = sum(one.command == "post_message" for one in done)
    return {
        "not_one_event_each": abs(len(events) - len(done)),
        "event_not_done": sum(state != "done" for _name, state in events),
        "job_not_done": sum(state != "done" for _payload, state in jobs),
        "consequence_more_than_once": sum(count > 1 for count in mailed.values()),
        "consequence_missing": max(0, posted_count - len(mailed)),
    }


def _is_damaged(installation: Installation) -> int:
    if installation.database == "postgresql":
        return 0
    return int(installation.rows("PRAGMA integrity_check") != [("ok",)])


def _uuid(stored: Any) -> UUID:
    """Give a stored id; SQLite keeps it as 32 hexadecimal digits."""
    return UUID(str(stored))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cycles", type=int, default=100, help="how often something is killed")
    parser.add_argument("--sabotage", action="store_true", help="send again under new ids: must be found out")
    add_database_options(parser)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
