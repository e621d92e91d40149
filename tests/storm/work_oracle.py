"""Whether work that was called done was proved, by the words of domain.md, gates 2 to 4, and nothing else.

Each function gives what was lacking, in short words; an empty set is a closure in order. The rules are
written a second time here on purpose, against the tables and not against the gates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tests.storm.reading import Row, Tables

__all__ = ["Work", "case_lacks", "differences_lack", "order_lacks", "parts_and_time_lack", "proof_lacks"]

# domain.md, row "evidence at closure", and what can prove each (S1-D02, S1-X03: words prove nothing).
MEASURED = {"log", "value", "screenshot", "capture", "probe_result"}
PROVED_BY: dict[str, tuple[str, set[str]]] = {
    "incident": ("post_fix_check", MEASURED | {"photo"}),
    "request": ("fulfilment", MEASURED | {"photo", "configuration", "document"}),
    "installation": ("acceptance_test", MEASURED | {"photo", "document"}),
    "upgrade": ("post_check", MEASURED | {"configuration"}),
    "maintenance": ("checklist", MEASURED | {"photo", "configuration", "document"}),
}
NEVER_ROLLED = {"proposed", "assigned", "accepted", "declined", "cancelled"}
OVER_VISIT = {"complete", "aborted", "cancelled"}
OVER_ORDER = {"closed", "resolved_remotely", "cancelled"}
IN_HAND = {"picked", "in_transit", "in_van"}
BEGUN = {"executing", "post_checked", "successful", "rolled_back", "failed", "reviewed"}
SETTLED = {"passed", "not_applicable", "waived"}


@dataclass
class Work:
    """What is judged: a whole case's work, one order's, or one visit's."""

    tables: Tables
    now: datetime
    orders: list[Row] = field(default_factory=list)
    visits: list[Row] = field(default_factory=list)
    is_case: bool = False

    @classmethod
    def of(cls, tables: Tables, now: datetime, noun: str, subject_id: UUID) -> Work:
        """Give the work of a case, an order or a visit."""
        orders, visits = tables.all("visits_workorder"), tables.all("visits_visit")
        if noun == "case":
            return cls(tables, now, orders, visits, is_case=True)
        if noun == "visit":
            visits = [visit for visit in visits if visit["id"] == subject_id]
            subject_id = visits[0]["work_order_id"]
        else:
            visits = [visit for visit in visits if visit["work_order_id"] == subject_id]
        return cls(tables, now, [order for order in orders if order["id"] == subject_id], visits)

    @property
    def visit_ids(self) -> set[UUID]:
        """Give the ids of the visits."""
        return {visit["id"] for visit in self.visits}

    @property
    def order_ids(self) -> set[UUID]:
        """Give the ids of the orders."""
        return {order["id"] for order in self.orders}

    def here(self, rows: Iterable[Row]) -> list[Row]:
        """Give those rows that belong to these visits, or to the case without any visit."""
        return [row for row in rows if self.is_case or row["visit_id"] in {*self.visit_ids, None}]

    @property
    def last_at(self) -> datetime | None:
        """Give when the last work ended, now while some is going on, None where none is recorded."""
        tables = self.tables
        entries = self.here(tables.all("visits_timeentry", kind="work"))
        ends = [entry["ended_at"] or self.now for entry in entries]
        ends += [use["used_at"] for use in tables.all("visits_partuse") if use["visit_id"] in self.visit_ids]
        ends += [look["attempted_at"] for look in tables.all("cases_remoteattempt", result="fixed")]
        steps = [
            step for step in tables.all("visits_changestep") if step["phase"] in ("execute", "roll_back")
        ]
        ends += [step["done_at"] for step in steps if step["done_at"]]
        return max(ends, default=None)


def proof_lacks(work: Work) -> set[str]:
    """Give what is lacking in the evidence after the last work, and in the lines that were to be checked."""
    last_at, kind = work.last_at, work.tables.case["kind"]
    if last_at is None:
        return {"no work"}
    looks = [look for look in _evidence(work) if _counts(look, kind) and look["collected_at"] >= last_at]
    newest: dict[str, Row] = {}
    for look in sorted(looks, key=lambda one: (one["collected_at"], one["has_passed"] is False)):
        newest[look["check_name"]] = look
    failed = any(look["has_passed"] is False for look in newest.values())
    lacks = {"evidence": not newest, "passing evidence": failed} | _lines_lack(work, kind)
    return {name for name, is_lacking in lacks.items() if is_lacking}


def parts_and_time_lack(work: Work) -> set[str]:
    """Give whether time is unrecorded, parts are unstated, or some are still in somebody's hands."""
    tables = work.tables
    entries = [entry for entry in tables.all("visits_timeentry", kind="work") if entry["ended_at"]]
    mine = [entry for entry in entries if work.is_case or entry["visit_id"] in work.visit_ids]
    trips = {one["id"] for one in work.visits if one["state"] not in {*NEVER_ROLLED, "aborted"}}
    stated = {row["visit_id"] for row in tables.all("visits_partsstatement")}
    held = [
        part
        for part in tables.all("assets_reservation")
        if part["state"] in IN_HAND and (work.is_case or part["for_id"] in work.order_ids)
    ]
    lacks = {"time": not mine, "parts statement": not trips <= stated, "parts in hand": held}
    return {name for name, is_lacking in lacks.items() if is_lacking}


def order_lacks(work: Work, *, is_partial: bool, approvals: set[UUID]) -> set[str]:
    """Give what a work order lacked that was reported done, or partly done under one of these approvals."""
    lacks = proof_lacks(work) | parts_and_time_lack(work) | differences_lack(work)
    return lacks | _answer_lacks(work) | _open_lacks(work) | _partial_lacks(work, is_partial, approvals)


def case_lacks(work: Work) -> set[str]:
    """Give what a case lacked that was resolved."""
    tables = work.tables
    closure = _closure(tables)
    if closure is None:
        return {"closure"}
    partial = [row for row in _outcomes(tables) if row["state"] in ("done", "done_partial")][-1:]
    is_partial = closure["is_partial"] or any(row["state"] == "done_partial" for row in partial)
    # What the last order left was approved for it; a closure that leaves something itself names its own.
    of_orders = [] if closure["is_partial"] else [row["approval_id"] for row in partial]
    approvals = {closure["approval_id"], *of_orders} - {None}
    knowledge = tables.newest("cases_knowledgelink", "linked_at")
    trips = [visit for visit in work.visits if visit["state"] not in NEVER_ROLLED]
    severity = tables.case["severity"]
    lacks = {
        "closure code": not closure["code"],
        "cause": not (closure["root_cause"] or closure["root_cause_unknown_because"]).strip(),
        "severity": severity is None,
        "knowledge": severity in (1, 2)
        and not (knowledge and (knowledge["reference"] or knowledge["waived_because"])),
        "repeat cause": len(trips) > 1 and not closure["repeat_cause"],
        "open order": any(order["state"] not in OVER_ORDER for order in work.orders),
    }
    found = {name for name, is_lacking in lacks.items() if is_lacking}
    return found | order_lacks(work, is_partial=is_partial, approvals=approvals)


def differences_lack(work: Work) -> set[str]:
    """Give whether a change that began left a difference that nobody planned, or no look before and after."""
    tables, lacks = work.tables, set()
    changes = [one for one in tables.all("visits_change") if one["state"] in BEGUN]
    for change in changes:
        if work.is_case or change["work_order_id"] in work.order_ids:
            lacks |= _difference_lacks(tables, change)
    return lacks


def _closure(tables: Tables) -> Row | None:
    closed = [row for row in tables.all("cases_closure") if row["closed_at"]]
    return max(closed, key=lambda row: row["closed_at"], default=None)


def _outcomes(tables: Tables) -> list[Row]:
    return sorted(tables.all("visits_workorderoutcome"), key=lambda row: row["reported_at"])


def _evidence(work: Work) -> list[Row]:
    """Give the case's evidence without what hangs on another order or visit than the one judged."""
    pieces = work.tables.all("evidence_evidenceitem", needs_review=False)
    if work.is_case:
        return pieces
    own = {"visit": work.visit_ids, "work_order": work.order_ids}
    elsewhere = {
        link["evidence_id"]
        for link in work.tables.all("evidence_evidencelink")
        if link["subject_type"] in own and link["subject_id"] not in own[link["subject_type"]]
    }
    return [piece for piece in pieces if piece["id"] not in elsewhere]


def _counts(look: Row, case_kind: str) -> bool:
    purpose, media = PROVED_BY[case_kind]
    is_blank = look["has_passed"] is None and look["kind"] in ("value", "probe_result")
    return look["purpose"] == purpose and look["kind"] in media and not is_blank


def _lines_lack(work: Work, kind: str) -> dict[str, bool]:
    tables = work.tables
    runs = {run["id"] for run in work.here(tables.all("visits_checklistrun"))}
    checks = [check for check in tables.all("visits_checklistresult") if check["run_id"] in runs]
    criteria = [
        row for row in tables.all("visits_acceptancecriterion") if row["work_order_id"] in work.order_ids
    ]
    unproved = [row for row in criteria if not row["exception_reason"] and not _is_proved(tables, row)]
    begun = {one["id"] for one in tables.all("visits_change") if one["state"] in BEGUN - {"rolled_back"}}
    steps = [
        step
        for step in tables.all("visits_changestep", phase="post_check")
        if step["change_id"] in begun and step["result"] not in ("done", "skipped")
    ]
    is_listed = kind in ("installation", "maintenance")
    return {
        "open check": any(check["state"] not in SETTLED for check in checks),
        "criterion": bool(unproved),
        "post-check": bool(steps),
        "any line": is_listed and not checks and not criteria and not begun,
    }


def _is_proved(tables: Tables, criterion: Row) -> bool:
    links = tables.all(
        "evidence_evidencelink", subject_type="acceptance_criterion", subject_id=criterion["id"]
    )
    named = {link["evidence_id"] for link in links}
    looks = [one for one in tables.all("evidence_evidenceitem", needs_review=False) if one["id"] in named]
    newest = max(looks, key=lambda one: (one["collected_at"], one["has_passed"] is False), default=None)
    return newest is not None and newest["has_passed"] is not False


def _answers(work: Work) -> list[tuple[datetime, str, str]]:
    tables = work.tables
    signed = [one for one in tables.all("visits_signoff") if one["visit_id"] in work.visit_ids]
    told = tables.all("cases_customeracceptance")
    found = [(one["signed_at"], one["outcome"], one["reason"]) for one in signed]
    return sorted(found + [(one["given_at"], one["outcome"], one["reason"]) for one in told])


def _answer_lacks(work: Work) -> set[str]:
    answers, last_at = _answers(work), work.last_at
    if not answers or (last_at is not None and answers[-1][0] < last_at):
        return {"customer's answer"}
    _at, outcome, reason = answers[-1]
    return {"customer's reason"} if outcome != "accepted" and not reason.strip() else set()


def _open_lacks(work: Work) -> set[str]:
    causes = {row["visit_id"]: row["abort_cause"] for row in work.tables.all("visits_visitoutcome")}
    aborted = [one["id"] for one in work.visits if one["state"] == "aborted"]
    lacks = {
        "open visit": any(one["state"] not in OVER_VISIT for one in work.visits),
        "abort cause": any(not causes.get(visit_id) for visit_id in aborted),
    }
    return {name for name, is_lacking in lacks.items() if is_lacking}


def _partial_lacks(work: Work, is_partial: bool, approvals: set[UUID]) -> set[str]:
    criteria = work.tables.all("visits_acceptancecriterion")
    answers = _answers(work)
    is_conditional = bool(answers) and answers[-1][1] == "conditional"
    has_exception = any(row["exception_reason"] for row in criteria if row["work_order_id"] in work.order_ids)
    if not (is_partial or is_conditional or has_exception):
        return set()
    granted = work.tables.all("cases_approvalrequest", kind="partial_closure", state="granted")
    by_another = {
        one["id"]
        for one in granted
        if one["id"] in approvals and one["decided_by_id"] not in {None, one["requested_by_id"]}
    }
    lacks = {
        "approval of the partial end": not by_another,
        "use of its approval": not any(_was_used_here(work, approval_id) for approval_id in by_another),
        "acceptance of the partial end": bool(answers) and answers[-1][1] == "refused",
    }
    return {name for name, is_lacking in lacks.items() if is_lacking}


def _was_used_here(work: Work, approval_id: UUID) -> bool:
    """Tell whether an approval served once (S1-R09): for this work, or the order that the case rests on."""
    used = [one["subject_id"] for one in work.tables.all("cases_approvaluse", approval_id=approval_id)]
    ours = {*work.order_ids, work.tables.case_id} if work.is_case else work.order_ids
    return len(used) == 1 and used[0] in ours


def _difference_lacks(tables: Tables, change: Row) -> set[str]:
    before, after = _settings(tables, change, "before"), _settings(tables, change, "after")
    if before is None or after is None:
        return {"look before or after the change"}
    is_back = change["state"] == "rolled_back"
    planned = (
        {} if is_back else {str(one["path"]): str(one["after"]) for one in change["expected_difference"]}
    )
    differing = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    strange = [path for path in differing if planned.get(path, after.get(path)) != after.get(path)]
    strange += [path for path in differing if path not in planned]
    absent = set() if change["state"] in ("rolled_back", "failed") else planned.keys() - differing
    return {"unplanned difference"} if strange or absent else set()


def _settings(tables: Tables, change: Row, role: str) -> dict[str, str] | None:
    links = tables.all("evidence_evidencelink", subject_type="change", subject_id=change["id"], role=role)
    named = {link["evidence_id"] for link in links}
    looks = [one for one in tables.all("evidence_evidenceitem", kind="configuration") if one["id"] in named]
    looks.sort(key=lambda one: one["collected_at"], reverse=role == "before")
    if not looks:
        return None
    return {str(path): str(value) for look in looks for path, value in look["value"]["details"].items()}
