"""The tables as they are, by plain SQL: what the oracle reads, past every model, query and gate."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

__all__ = ["Row", "Tables", "ledger_since", "rows"]

Row = dict[str, Any]

_JSON = {"body", "steps", "expected_difference", "missing", "conditions", "value", "documented_path"}
_YES_NO = {"has_passed", "needs_review", "is_partial", "needs_escort", "needs_legal_clearance"}

# Every table that says something of a case, and the way from it to the case.
_OF_ORDERS = "work_order_id IN (SELECT id FROM visits_workorder WHERE case_id = {case})"
_OF_VISITS = (
    "visit_id IN (SELECT v.id FROM visits_visit v JOIN visits_workorder w"
    " ON w.id = v.work_order_id WHERE w.case_id = {case})"
)
_OF_CASE = {
    "cases_closure": "case_id = {case}",
    "cases_customeracceptance": "case_id = {case}",
    "cases_knowledgelink": "case_id = {case}",
    "cases_remoteattempt": "case_id = {case}",
    "cases_basicsanswer": "case_id = {case}",
    "cases_hypothesis": "case_id = {case}",
    "cases_approvalrequest": "case_id = {case}",
    "cases_approvaluse": "approval_id IN (SELECT id FROM cases_approvalrequest WHERE case_id = {case})",
    "evidence_evidenceitem": "case_id = {case}",
    "visits_workorder": "case_id = {case}",
    "visits_change": "case_id = {case}",
    "visits_timeentry": "case_id = {case}",
    "visits_checklistrun": "case_id = {case}",
    "visits_changestep": "change_id IN (SELECT id FROM visits_change WHERE case_id = {case})",
    "visits_checklistresult": "run_id IN (SELECT id FROM visits_checklistrun WHERE case_id = {case})",
    "visits_visit": _OF_ORDERS,
    "visits_workorderoutcome": _OF_ORDERS,
    "visits_readinessitem": _OF_ORDERS,
    "visits_readinessoverride": _OF_ORDERS,
    "visits_acceptancecriterion": _OF_ORDERS,
    "visits_partneed": _OF_ORDERS,
    "visits_firmwareplan": _OF_ORDERS,
    "visits_visitoutcome": _OF_VISITS,
    "visits_signoff": _OF_VISITS,
    "visits_partuse": _OF_VISITS,
    "visits_partsstatement": _OF_VISITS,
    "visits_safetyacknowledgement": _OF_VISITS,
    "visits_stopwork": _OF_VISITS,
    "assets_reservation": "(for_type = 'case' AND for_id = {case}) OR for_id IN"
    " (SELECT id FROM visits_workorder WHERE case_id = {case})",
    "evidence_evidencelink": "evidence_id IN (SELECT id FROM evidence_evidenceitem WHERE case_id = {case})",
}


class Tables:
    """All rows of one case, by table; each table is read once, when it is first asked for."""

    def __init__(self, case_id: UUID) -> None:
        self.case_id = case_id
        self._read: dict[str, list[Row]] = {}

    @property
    def case(self) -> Row:
        """Give the case's own row."""
        return self.one("cases_case", self.case_id)

    def all(self, table: str, **wanted: Any) -> list[Row]:
        """Give the case's rows of the table in which these columns have these values."""
        if table not in self._read:
            where = _OF_CASE[table]
            # The names come from this file, the values go as parameters.
            sql = f"SELECT * FROM {table} WHERE {where.format(case='%s')}"
            self._read[table] = rows(sql, [self.case_id] * where.count("{case}"))
        return [row for row in self._read[table] if all(row[name] == value for name, value in wanted.items())]

    def one(self, table: str, row_id: UUID) -> Row:
        """Give one row of any table by its id."""
        return rows(f"SELECT * FROM {table} WHERE id = %s", [row_id])[0]

    def newest(self, table: str, moment: str, **wanted: Any) -> Row | None:
        """Give the row with the latest time in column ``moment``, or None."""
        found = self.all(table, **wanted)
        return max(found, key=lambda row: row[moment], default=None)


def ledger_since(last_id: int) -> list[Row]:
    """Give the ledger's rows after the one with this id, oldest first."""
    found = rows(
        "SELECT id, command, actor_id, channel, body FROM kernel_ledgerrow WHERE id > %s ORDER BY id",
        [last_id],
    )
    return [row | {"subject": (row["body"]["subject"][0], UUID(row["body"]["subject"][1]))} for row in found]


def rows(sql: str, values: Sequence[Any] = ()) -> list[Row]:
    """Give what a query finds, with ids, times and JSON alike on both databases."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [_bound(value) for value in values])
        names = [column[0] for column in cursor.description]
        return [_row(names, found) for found in cursor.fetchall()]


def _row(names: Iterable[str], found: Iterable[Any]) -> Row:
    return {name: _value(name, value) for name, value in zip(names, found, strict=True)}


def _bound(value: Any) -> Any:
    # SQLite keeps ids as 32 hexadecimal digits.
    return value.hex if isinstance(value, UUID) and connection.vendor == "sqlite" else value


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _YES_NO:
        return bool(value)
    if name in _JSON and isinstance(value, str):
        return json.loads(value)
    if (name == "id" or name.endswith("_id")) and isinstance(value, str):
        return UUID(value)
    return _moment(value) if name.endswith("_at") else value


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    found: datetime = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return found
