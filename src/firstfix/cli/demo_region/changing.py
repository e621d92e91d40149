"""The change behind an upgrade: planned, approved by the customer, carried out in its window."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from firstfix.apps.evidence.commands import add_evidence
from firstfix.apps.visits.commands import (
    approve_change,
    assess_change,
    create_change,
    execute_change,
    finish_change,
    plan_firmware_path,
    postcheck_change,
    precheck_change,
    record_change_step,
    record_post_check,
    record_pre_check,
    schedule_change,
)
from firstfix.cli.demo_region.people import approver_of
from firstfix.cli.demo_region.playing import Play

__all__ = ["carry_out_change", "plan_change"]

_PLANNER = "viktor"


def plan_change(play: Play) -> None:
    """Plan the change with its way back, and have the customer approve it."""
    story = play.story
    path, before, after = story["setting"]
    change = play.make(
        "change",
        _PLANNER,
        create_change,
        case_id=play.made["case"],
        work_order_id=play.made["order"],
        title=story["title"],
        plan=story["plan"],
        rollback_plan=story["rollback"],
        expected_difference=[{"path": path, "before": before, "after": after}],
        pre_checks=story["before"],
        steps=story["steps"],
        post_checks=story["after"],
    )
    play.do(_PLANNER, assess_change, change, risk=2, reasons=["Twelve minutes back to the former state."])
    because = "The evening window suits us."
    play.do(approver_of(play.customer), approve_change, change, because=because, after_minutes=25)
    window = {
        "opens_at": play.starts_at - timedelta(minutes=30),
        "closes_at": play.ends_at + timedelta(hours=2),
    }
    play.do(_PLANNER, schedule_change, change, **window)
    for wording in story["before"]:
        _settle(play, _PLANNER, record_pre_check, wording)
    play.do(_PLANNER, precheck_change, change)
    _plan_versions(play)


def _plan_versions(play: Play) -> None:
    installed, *way = play.story["path"]
    hashes = {version: sha256(f"package {version}".encode()).hexdigest() for version in way}
    fields = {"documented_path": way, "planned_path": way, "package_hashes": hashes}
    order = play.made["order"]
    play.do(_PLANNER, plan_firmware_path, order, installed=installed, target=way[-1], **fields)


def carry_out_change(play: Play) -> None:
    """Carry the change out, with the configuration before and after it."""
    change, who = play.made["change"], play.engineer.code
    _snapshot(play, "before", play.story["setting"][1])
    play.on_site(execute_change, change)
    for wording in play.story["steps"]:
        _settle(play, who, record_change_step, wording, after_minutes=18)
    _snapshot(play, "after", play.story["setting"][2])
    for wording in play.story["after"]:
        _settle(play, who, record_post_check, wording)
    play.on_site(postcheck_change, change)
    play.on_site(finish_change, change)


def _settle(play: Play, who: str, command: object, wording: str, after_minutes: int = 2) -> None:
    fields = {"wording": wording, "result": "done", "observed": "As planned."}
    play.do(who, command, play.made["change"], after_minutes=after_minutes, **fields)  # type: ignore[arg-type]


def _snapshot(play: Play, role: str, value: str) -> UUID:
    return play.on_site(
        add_evidence,
        case_id=play.made["case"],
        title=f"Configuration {role} the change",
        kind="configuration",
        check_name=play.story["setting"][0],
        value={"value": value, "details": {play.story["setting"][0]: value}},
        subject_type="change",
        subject_id=play.made["change"],
        role=role,
    ).subject_id
