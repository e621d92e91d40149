"""Random command sequences on the pure gates and tables: is anything closed without its proof.

    python -m tests.engines.lifecycle.storm --sequences 100000

Prints one JSON line with the counts; ends with status 1 if a world found a closure that it does not
believe, or if no case was ever resolved (then the run proved nothing).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter

from firstfix.engines.lifecycle import MACHINES, Refused
from tests.engines.lifecycle.little_world import Subject, World
from tests.engines.lifecycle.opinion import unclosed, unproved, unready

STEPS = 160


def run_storm(sequences: int, *, first_seed: int = 0, blind: str = "") -> Counter[str]:
    """Give counts of commands, refusals, endings and violations over that many sequences.

    ``blind`` names a need whose gate is answered with a pass without looking: the violations must then
    appear, which shows that the storm can see them.
    """
    counts: Counter[str] = Counter()
    for seed in range(first_seed, first_seed + sequences):
        counts += run_sequence(seed, blind)
    counts["sequences"] = sequences
    return counts


def run_sequence(seed: int, blind: str = "") -> Counter[str]:
    """Give the counts of one sequence: from purposeful to wild, always judged."""
    world = World(seed, blind)
    counts: Counter[str] = Counter()
    steps = (_step(world) for _ in range(STEPS))
    for outcome in steps:
        counts.update(outcome)
    return counts


def _step(world: World) -> list[str]:
    if world.dice.random() < 0.35:
        world.record_something()
        return ["recordings"]
    subject, command = _choose(world.dice, world)
    before = subject.state
    outcome = world.try_command(subject, command)
    if isinstance(outcome, Refused):
        return ["commands", f"refused.{outcome.code}", *_moved_though_refused(subject, before)]
    return ["commands", "passed", f"{subject.machine}.{outcome}", *_violations(world, subject, command)]


def _choose(dice: random.Random, world: World) -> tuple[Subject, str]:
    subject = dice.choice((world.case, world.case, *world.subjects))
    machine = MACHINES[subject.machine]
    rows = machine.allowed(subject.state)
    if dice.random() < world.wildness or not rows:
        return subject, dice.choice(machine.commands)
    forward = [row for row in rows if not row.command.startswith(DETOURS)]
    return subject, dice.choice(forward if forward and dice.random() > world.wildness else rows).command


# What leads away from an end; chosen now and then only, or hardly a sequence would reach one.
DETOURS = (
    "cancel", "merge", "abort", "stop", "decline", "fail", "return", "block", "wait", "reopen", "report",
    "unschedule", "unallocate", "unfit", "pause", "refuse", "resume", "reassign", "release_part",
    "resolve_work_order",
)  # fmt: skip


def _moved_though_refused(subject: Subject, before: str) -> list[str]:
    return [] if subject.state == before else ["violation.moved_though_refused"]


def _violations(world: World, subject: Subject, command: str) -> list[str]:
    found: list[str] = []
    if subject.state == "resolved":
        found += unclosed(world)
    if subject.state in {"done", "done_partial"}:
        found += unproved(world)
    if command in {"schedule_work_order", "dispatch_work_order"}:
        found += unready(world, subject)
    if subject.machine == "visit" and command in {"start_travel", "check_in"}:
        found += [] if subject.parent and subject.parent.state == "dispatched" else ["rolled undispatched"]
    if command == "start_work" and "acknowledged" not in subject.flags:
        found.append("worked without the safety notes")
    if command == "consume_part":
        found += _unjustified(world, subject)
    return [f"violation.{command}.{lack}" for lack in found]


def _unjustified(world: World, part: Subject) -> list[str]:
    asked = {"why", "failing"} if world.kind == "incident" else {"planned"}
    return [] if asked <= part.flags else ["part used without reason"]


def main() -> int:
    """Run the storm from the command line and give the exit status."""
    parser = argparse.ArgumentParser(description="Drive random command sequences through the gates.")
    parser.add_argument("--sequences", type=int, default=100_000)
    parser.add_argument("--first-seed", type=int, default=0)
    asked = parser.parse_args()
    counts = run_storm(asked.sequences, first_seed=asked.first_seed)
    print(json.dumps(dict(sorted(counts.items()))))  # noqa: T201
    has_violations = any(key.startswith("violation.") for key in counts)
    return int(has_violations or not counts["case.resolved"])


if __name__ == "__main__":
    sys.exit(main())
