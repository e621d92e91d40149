"""Whether a truck that rolled was ready to, by the words of domain.md, gate 1, read from the tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tests.storm.reading import Row, Tables, rows

__all__ = ["roll_lacks"]

WAITING = ("proposed", "assigned", "accepted", "declined")
PROMISED = ("allocated", "picked", "in_transit", "in_van")
BASICS = {"power", "cabling", "dns", "ntp", "certificate_expiry"}
APPROVED = {"approved", "scheduled", "pre_checked", "executing", "post_checked", "successful", "reviewed"}
GONE = {"cancelled", "rejected", "rolled_back", "failed", "reviewed"}

# The table in domain.md under "Gates", one column a kind.
ASKED: dict[str, tuple[str, ...]] = {
    "incident": ("remote attempt", "basics", "hypothesis", "change if one is needed"),
    "request": ("remote attempt", "change if one is needed"),
    "installation": ("site survey", "commissioning plan", "acceptance criteria"),
    "upgrade": ("remote attempt", "pre-checks", "change", "firmware path"),
    "maintenance": ("change if one is needed",),
}
ALWAYS = ("engineer", "parts list", "parts", "access", "window", "escort", "clearance", "safety")
# What no right goes round: safety, the law, and that somebody goes at all (S1-R17).
BINDING = {"engineer", "clearance", "safety"}

# How the recorded override names each of these; an override counts only for what it names.
NAMED = {
    "remote attempt": {"remote_attempt"},
    "basics": {"basic"},
    "hypothesis": {"hypothesis"},
    "change if one is needed": {"change_question", "change_approval", "rollback_plan", "change_window"},
    "change": {"change_approval", "rollback_plan", "change_window"},
    "site survey": {"site_survey"},
    "commissioning plan": {"commissioning_plan"},
    "acceptance criteria": {"acceptance_criteria"},
    "pre-checks": {"pre_checks", "pre_check_open", "pre_check_failed"},
    "firmware path": {"firmware_path", "firmware_undocumented", "firmware_gap", "firmware_package"},
    "parts list": {"parts_not_listed"},
    "parts": {"part_not_reserved", "part_without_arrival", "part_late"},
    "access": {"access", "access_lapses"},
    "window": {"window", "outside_window"},
    "escort": {"escort"},
}


def roll_lacks(tables: Tables, order_id: UUID, overridden: set[str], now: datetime) -> set[str]:
    """Give what a dispatched order lacked and no recorded override named."""
    order = next(one for one in tables.all("visits_workorder") if one["id"] == order_id)
    lacks = _lacks(tables, order, now)
    asked = {*ASKED[tables.case["kind"]], *ALWAYS}
    lacking = {name for name in asked if lacks[name]}
    return {name for name in lacking if name in BINDING or not NAMED[name] & overridden}


def _lacks(tables: Tables, order: Row, now: datetime) -> dict[str, Any]:
    answers = {row["code"]: row for row in tables.all("visits_readinessitem", work_order_id=order["id"])}
    visit = _next_visit(tables, order)
    engineer_id = visit["engineer_id"] if visit else None
    return {
        **_thought(tables, order),
        **_changes(tables, order, answers),
        **_site(tables.one("directory_site", order["site_id"]), answers, visit, now),
        "site survey": not _is_yes(answers, "site_survey"),
        "commissioning plan": not _is_yes(answers, "commissioning_plan"),
        "engineer": engineer_id is None,
        "parts list": not _is_yes(answers, "parts_list"),
        "parts": not _has_parts(tables, order, visit),
        "safety": not _is_safe(tables, order, visit),
    }


def _thought(tables: Tables, order: Row) -> dict[str, bool]:
    attempt = tables.newest("cases_remoteattempt", "attempted_at")
    answered = {row["basic"] for row in tables.all("cases_basicsanswer")}
    standing = [one for one in tables.all("cases_hypothesis") if one["state"] not in ("refuted", "corrected")]
    criteria = tables.all("visits_acceptancecriterion", work_order_id=order["id"])
    return {
        "remote attempt": not (attempt and (attempt["tried"] or attempt["ruled_out_because"])),
        "basics": bool(BASICS - answered),
        "hypothesis": not standing,
        "acceptance criteria": not criteria,
    }


def _changes(tables: Tables, order: Row, answers: dict[str, Row]) -> dict[str, bool]:
    changes = [
        one for one in tables.all("visits_change", work_order_id=order["id"]) if one["state"] not in GONE
    ]
    ids = {one["id"] for one in changes}
    is_approved = bool(changes) and all(one["state"] in APPROVED and one["rollback_plan"] for one in changes)
    question = answers.get("change_question", {}).get("answer")
    checks = [
        step["result"]
        for step in tables.all("visits_changestep", phase="pre_check")
        if step["change_id"] in ids
    ]
    plans = tables.all("visits_firmwareplan", work_order_id=order["id"])
    return {
        "change": not is_approved,
        "change if one is needed": question not in ("yes", "no") or (question == "yes" and not is_approved),
        "pre-checks": not checks or any(result not in ("done", "skipped") for result in checks),
        "firmware path": not plans,
    }


def _site(site: Row, answers: dict[str, Row], visit: Row | None, now: datetime) -> dict[str, Any]:
    access = answers.get("access", {})
    opens_at, closes_at = access.get("opens_at"), access.get("closes_at")
    fits = visit is None or (
        opens_at
        and closes_at
        and opens_at <= visit["planned_start_at"]
        and visit["planned_end_at"] <= closes_at
    )
    return {
        "access": access.get("answer") != "yes",
        "window": not (opens_at and closes_at and fits),
        "escort": site["needs_escort"] and not _is_yes(answers, "escort"),
        "clearance": site["needs_legal_clearance"] and not _is_yes(answers, "clearance"),
    }


def _has_parts(tables: Tables, order: Row, visit: Row | None) -> bool:
    held: dict[UUID, int] = {}
    for part in tables.all("assets_reservation", for_id=order["id"]):
        if part["state"] in PROMISED and (_is_aboard(tables, part, visit) or _is_in_time(part, visit)):
            held[part["part_type_id"]] = held.get(part["part_type_id"], 0) + part["quantity"]
    wanted: dict[UUID, int] = {}
    for need in tables.all("visits_partneed", work_order_id=order["id"]):
        wanted[need["part_type_id"]] = wanted.get(need["part_type_id"], 0) + need["quantity"]
    return all(held.get(kind, 0) >= count for kind, count in wanted.items())


def _is_aboard(tables: Tables, part: Row, visit: Row | None) -> bool:
    if part["state"] != "in_van":
        return False
    van = tables.one("assets_stocklocation", part["location_id"])
    return van["kind"] == "van" and (visit is None or van["person_id"] == visit["engineer_id"])


def _is_in_time(part: Row, visit: Row | None) -> bool:
    return bool(part["expected_at"] and visit and part["expected_at"] <= visit["planned_start_at"])


def _is_safe(tables: Tables, order: Row, visit: Row | None) -> bool:
    """Tell whether the newest notes of the site were read by who goes, before the travel."""
    notes = rows(
        "SELECT id FROM directory_safetynotes WHERE site_id = %s ORDER BY written_at DESC", [order["site_id"]]
    )
    if not notes or visit is None:
        return False
    read = tables.all("visits_safetyacknowledgement", visit_id=visit["id"], notes_id=notes[0]["id"])
    return any(
        row["person_id"] == visit["engineer_id"] and row["occasion"] == "before_travel" for row in read
    )


def _next_visit(tables: Tables, order: Row) -> Row | None:
    waiting = [
        one for one in tables.all("visits_visit", work_order_id=order["id"]) if one["state"] in WAITING
    ]
    planned = [one for one in waiting if one["planned_start_at"]]
    return min(planned, key=lambda one: (one["planned_start_at"], one["sequence"]), default=None)


def _is_yes(answers: dict[str, Row], code: str) -> bool:
    return answers.get(code, {}).get("answer") == "yes"
