"""The judge of a storm: what was carried out is looked at again, from the ledger's rows and the tables.

A gate that let something through which domain.md forbids is a violation, in words. :func:`judged` looks at
single commands as they come, :func:`unexplained` at whole lives: the ledger has to explain every state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from firstfix.engines.lifecycle import MACHINES
from tests.storm.reading import Row, Tables, rows
from tests.storm.roll_oracle import roll_lacks
from tests.storm.work_oracle import (
    Work,
    case_lacks,
    differences_lack,
    order_lacks,
    parts_and_time_lack,
    proof_lacks,
)

__all__ = ["ENDINGS", "judged", "unexplained"]

ENDINGS = ("resolve_case", "complete_work_order", "complete_work_order_partially")
"""The commands that call work done."""

LIVES = {
    "case": "cases_case",
    "work_order": "visits_workorder",
    "visit": "visits_visit",
    "reservation": "assets_reservation",
    "change": "visits_change",
    "approval_request": "cases_approvalrequest",
    "checklist_result": "visits_checklistresult",
    "hypothesis": "cases_hypothesis",
}


def judged(tables: Tables, happened: Iterable[Row]) -> set[str]:
    """Give the violations among what the ledger says has just happened in a case."""
    found = set()
    for row in happened:
        judge = JUDGES.get(row["command"])
        if judge is not None:
            found |= {f"{row['command']}: {lack}" for lack in judge(tables, row)}
        if row["command"] in ENDINGS and row["body"]["actor_kind"] == "system":
            found.add(f"{row['command']}: by no person, through {row['channel']}")
    return found


def unexplained(tables: Tables) -> set[str]:
    """Give each life in the case whose state is not what its ledger leads to."""
    return {
        fault for noun in LIVES for subject in _subjects(tables, noun) for fault in _faults(noun, subject)
    }


def _subjects(tables: Tables, noun: str) -> list[Row]:
    return [tables.case] if noun == "case" else tables.all(LIVES[noun])


def _faults(noun: str, subject: Row) -> set[str]:
    chain = rows(
        "SELECT l.version, r.command, r.body FROM kernel_ledgerlink l"
        " JOIN kernel_ledgerrow r ON r.id = l.row_id"
        " WHERE l.subject_type = %s AND l.subject_id = %s ORDER BY l.version",
        [noun, subject["id"]],
    )
    state, faults = MACHINES[noun].initial, set()
    if [link["version"] for link in chain] != list(range(1, subject["version"] + 1)):
        faults.add(f"{noun}: versions are not one row each")
    for link in chain:
        target = link["body"].get("state") if _is_about(link["body"], noun, subject["id"]) else None
        if target is not None:
            transition = MACHINES[noun].find(state, link["command"])
            if transition is None or transition.target != target:
                faults.add(f"{noun}: {link['command']} led from {state} to {target}")
            state = target
    if subject["state"] != state:
        faults.add(f"{noun}: is {subject['state']}, the ledger leads to {state}")
    return faults


def _is_about(body: Row, noun: str, subject_id: UUID) -> bool:
    return body["subject"] == [noun, str(subject_id)]


def _moment(row: Row) -> datetime:
    return datetime.fromisoformat(row["body"]["received_at"])


def _work(tables: Tables, row: Row) -> Work:
    return Work.of(tables, _moment(row), *row["subject"])


def _resolved(tables: Tables, row: Row) -> set[str]:
    return case_lacks(_work(tables, row))


def _completed(tables: Tables, row: Row) -> set[str]:
    is_partial = row["command"] == "complete_work_order_partially"
    named = row["body"]["given"].get("approval_id")
    return order_lacks(_work(tables, row), is_partial=is_partial, approvals={UUID(named)} if named else set())


def _signed(tables: Tables, row: Row) -> set[str]:
    return proof_lacks(_work(tables, row))


def _left(tables: Tables, row: Row) -> set[str]:
    return differences_lack(_work(tables, row))


def _visit_over(tables: Tables, row: Row) -> set[str]:
    return parts_and_time_lack(_work(tables, row))


def _rolled(tables: Tables, row: Row) -> set[str]:
    overridden = {name for over in row["body"].get("overrides", ()) for name in over["missing"]}
    is_kept = not overridden or any(
        overridden <= set(kept["missing"]) and kept["reason"] and kept["overridden_by_id"] == row["actor_id"]
        for kept in tables.all("visits_readinessoverride")
    )
    lacks = roll_lacks(tables, row["subject"][1], overridden, _moment(row))
    return lacks if is_kept else {*lacks, "a row for the override"}


def _on_the_way(tables: Tables, row: Row) -> set[str]:
    visit = tables.one("visits_visit", row["subject"][1])
    order = tables.one("visits_workorder", visit["work_order_id"])
    return set() if order["state"] == "dispatched" else {"a dispatched order"}


def _working(tables: Tables, row: Row) -> set[str]:
    visit = tables.one("visits_visit", row["subject"][1])
    read = tables.all("visits_safetyacknowledgement", visit_id=visit["id"], occasion="on_site")
    return set() if any(one["person_id"] == visit["engineer_id"] for one in read) else {"safety notes read"}


def _part_used(tables: Tables, row: Row) -> set[str]:
    """Give what a used part lacked (gate 2): a hypothesis and a failing check, or a plan that names it."""
    use = tables.newest("visits_partuse", "used_at", reservation_id=row["subject"][1])
    if use is None:
        return {"a row for the use"}
    kind = tables.case["kind"]
    failing = tables.all("evidence_evidenceitem", id=use["failing_evidence_id"], has_passed=False)
    if kind == "incident":
        standing = [
            one
            for one in tables.all("cases_hypothesis", id=use["hypothesis_id"])
            if one["state"] not in ("refuted", "corrected")
        ]
        lacks = {"hypothesis": not standing, "failing check": not failing}
        return {name for name, is_lacking in lacks.items() if is_lacking}
    wanted = {"request": "request", "installation": "bill_of_materials", "upgrade": "change"}.get(
        kind, "template"
    )
    planned = tables.all("visits_partneed", part_type_id=use["part_type_id"], source=wanted)
    return set() if planned or (kind == "maintenance" and failing) else {"a plan that names the part"}


def _granted(tables: Tables, row: Row) -> set[str]:
    asked = tables.one("cases_approvalrequest", row["subject"][1])
    is_own = asked["decided_by_id"] in {None, asked["requested_by_id"]}
    lacks = {"another person": is_own, "a person": row["body"]["actor_kind"] != "person"}
    return {name for name, is_lacking in lacks.items() if is_lacking}


def _approved(tables: Tables, row: Row) -> set[str]:
    change = tables.one("visits_change", row["subject"][1])
    lacks = {
        "another person": row["actor_id"] == change["requested_by_id"],
        "a person": row["body"]["actor_kind"] != "person",
        "a way back": not change["rollback_plan"],
        "an approval of the high risk": (change["risk"] or 4) >= HIGH_RISK
        and not _has_approval(tables, change),
    }
    return {name for name, is_lacking in lacks.items() if is_lacking}


def _executed(tables: Tables, row: Row) -> set[str]:
    change = tables.one("visits_change", row["subject"][1])
    opens_at, closes_at, now = change["window_start_at"], change["window_end_at"], _moment(row)
    checks = tables.all("visits_changestep", change_id=change["id"], phase="pre_check")
    lacks = {
        "a way back": not change["rollback_plan"],
        "its window": not (opens_at and closes_at and opens_at <= now <= closes_at),
        "its pre-checks": not checks or any(one["result"] not in ("done", "skipped") for one in checks),
    }
    return {name for name, is_lacking in lacks.items() if is_lacking}


def _finished(tables: Tables, row: Row) -> set[str]:
    checks = tables.all("visits_changestep", change_id=row["subject"][1], phase="post_check")
    is_open = not checks or any(one["result"] not in ("done", "skipped") for one in checks)
    return {"its post-checks"} if is_open else set()


def _has_approval(tables: Tables, change: Row) -> bool:
    granted = tables.all("cases_approvalrequest", subject_id=change["id"], state="granted")
    return any(one["kind"] in ("high_risk_change", "emergency_change") for one in granted)


def _line(tables: Tables, row: Row) -> tuple[Row, Row]:
    check = tables.one("visits_checklistresult", row["subject"][1])
    run = tables.one("visits_checklistrun", check["run_id"])
    steps = tables.one("visits_checklisttemplate", run["template_id"])["steps"]
    return check, next(step for step in steps if step["code"] == check["step_code"])


def _passed(tables: Tables, row: Row) -> set[str]:
    check, step = _line(tables, row)
    looks = tables.all("evidence_evidenceitem", id=check["evidence_id"])
    if not looks:
        return {"evidence"}
    measured = (looks[0]["value"] or {}).get("value")
    lacks = {
        "evidence of its kind": bool(step.get("evidence")) and looks[0]["kind"] not in step["evidence"],
        "a passing look": looks[0]["has_passed"] is False or looks[0]["needs_review"],
        "its limits": step.get("min") is not None and not step["min"] <= (measured or 0) <= step["max"],
    }
    return {name for name, is_lacking in lacks.items() if is_lacking}


def _waived(tables: Tables, row: Row) -> set[str]:
    check, step = _line(tables, row)
    is_open = step.get("may_be_waived" if row["command"] == "waive_check" else "may_be_skipped")
    return set() if is_open and check["reason"] else {"a line that may be left out, and the reason"}


HIGH_RISK = 3  # of 4 (S1-G05)

JUDGES: dict[str, Callable[[Tables, Row], set[str]]] = {
    "resolve_case": _resolved,
    "complete_work_order": _completed,
    "complete_work_order_partially": _completed,
    "sign_visit": _signed,
    "leave_site": _left,
    "complete_visit": _visit_over,
    "dispatch_work_order": _rolled,
    "start_travel": _on_the_way,
    "check_in": _on_the_way,
    "start_work": _working,
    "consume_part": _part_used,
    "grant_approval": _granted,
    "approve_change": _approved,
    "execute_change": _executed,
    "finish_change": _finished,
    "pass_check": _passed,
    "waive_check": _waived,
    "skip_check": _waived,
}
