"""What the little world thinks must be true of an end, in plain words and without the engines.

Written apart from the gates so that it can contradict them.
"""

from __future__ import annotations

from firstfix.engines.readiness import EvidenceFact
from tests.engines.lifecycle.little_world import PURPOSES, Subject, World, aborted_visits, open_names

ASKED = {
    "incident": ("remote", "basics", "hypothesis", "change", "rollback"),
    "request": ("remote", "change", "rollback"),
    "installation": ("survey", "plan"),
    "upgrade": ("remote", "pre_checks", "change", "rollback", "firmware"),
    "maintenance": ("change", "rollback"),
}
ASKED_ALWAYS = ("parts", "access", "skills", "certificate", "safety_written", "safety_read", "clearance")
NEVER_WAIVED = ("certificate", "safety_written", "safety_read", "clearance")


def unproved(world: World) -> list[str]:
    """What is lacking for the work to be called done, in this world's own plain words."""
    lacking = []
    if not any(_proves(world, piece) for piece in world.evidence):
        lacking.append("no passing typed evidence after the last work")
    if _is_contradicted(world):
        lacking.append("the newest look shows a failure")
    if world.check_state not in {"passed", "waived", "not_applicable"}:
        lacking.append("check not settled")
    if len(set(world.words.get("notes", "").split())) < 4:
        lacking.append("vague notes")
    if not world.time_count or "parts" not in world.words or "drift" in world.words:
        lacking.append("time, parts or drift")
    answer = world.acceptance
    if answer is None or world.last_work_at is None or answer.at < world.last_work_at:
        lacking.append("no answer of the customer to this work")
    elif (world.is_partial or answer.outcome == "conditional") and (
        "approved" not in world.words or answer.outcome == "refused"
    ):
        lacking.append("partial without approval and acceptance")
    return lacking


def unclosed(world: World) -> list[str]:
    """What is lacking for the whole case."""
    lacking = unproved(world)
    if "code" not in world.words or not {"cause", "unknown"} & set(world.words):
        lacking.append("closure code or cause")
    if world.severity is None or (world.severity < 3 and not {"article", "waiver"} & set(world.words)):
        lacking.append("severity or knowledge")
    if open_names(world.orders) or open_names(world.visits):
        lacking.append("something is still open")
    if "" in aborted_visits(world.visits).values() or (len(world.rolled) > 1 and "repeat" not in world.words):
        lacking.append("cause of an abort or a repeat")
    return lacking


def unready(world: World, order: Subject) -> list[str]:
    """Which asked flags the order lacks and nobody may or did waive."""
    lacking = [flag for flag in (*ASKED[world.kind], *ASKED_ALWAYS) if flag not in order.flags]
    return [flag for flag in lacking if flag in NEVER_WAIVED or not order.waived]


def _is_contradicted(world: World) -> bool:
    looks = [piece for piece in world.evidence if _is_about_the_fix(world, piece)]
    looks.sort(key=lambda piece: (piece.collected_at, not piece.has_passed))
    return not all({piece.check: piece.has_passed for piece in looks}.values())


def _proves(world: World, piece: EvidenceFact) -> bool:
    return _is_about_the_fix(world, piece) and piece.has_passed is True


def _is_about_the_fix(world: World, piece: EvidenceFact) -> bool:
    accepts_configuration = world.kind in {"request", "upgrade", "maintenance"}
    return (
        piece.purpose == PURPOSES[world.kind]
        and (piece.medium != "configuration" or accepts_configuration)
        and piece.is_a_persons
        and world.last_work_at is not None
        and piece.collected_at >= world.last_work_at
    )
