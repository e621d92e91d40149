"""Mappings of logs that many people have, so that they need to write none."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from firstfix.engines.scorecard.event import KINDS
from firstfix.engines.scorecard.mapping import ATTRIBUTES, LogMapping

# An export of the incident table of ServiceNow with one row for each update, as research published it.
_INCIDENT_ATTRIBUTES: Final = {
    "opened_at": "opened_at",
    "resolved_at": "resolved_at",
    "closed_at": "closed_at",
    "reopen_count": "reopen_count",
    "handover_count": "reassignment_count",
    "sequence": "sys_mod_count",
    "sla_met": "made_sla",
    "priority": "priority",
    "group": "assignment_group",
    "assignee": "assigned_to",
    "category": "category",
    "asset": "cmdb_ci",
    "site": "location",
    "customer": "caller_id",
    "resolved_by": "resolved_by",
    "end_code": "closed_code",
}
SERVICENOW_INCIDENTS: Final = LogMapping(
    name="ServiceNow incidents",
    case="number",
    at="sys_updated_at",
    kind="incident_state",
    actor="sys_updated_by",
    kinds={
        "New": "new",
        "Active": "active",
        "In Progress": "active",
        "On Hold": "waiting_other",
        "Awaiting User Info": "waiting_customer",
        "Awaiting Caller": "waiting_customer",
        "Awaiting Vendor": "waiting_vendor",
        "Awaiting Problem": "waiting_engineering",
        "Awaiting Change": "waiting_approval",
        "Awaiting Evidence": "waiting_other",
        "Resolved": "resolved",
        "Closed": "closed",
        "Canceled": "cancelled",
    },
    attributes=_INCIDENT_ATTRIBUTES,
    priorities=("1 - Critical", "2 - High", "3 - Moderate", "4 - Low", "5 - Planning"),
    told_at_end=("resolved_at", "closed_at", "resolved_by", "end_code"),
)
# The same with the names of the table itself.
SERVICENOW_TABLE: Final = replace(
    SERVICENOW_INCIDENTS,
    name="ServiceNow table",
    at="sys_updated_on",
    kind="state",
    attributes=_INCIDENT_ATTRIBUTES | {"end_code": "close_code"},
)
# Our own words, one column each: what a log written for this engine looks like.
PLAIN: Final = LogMapping(
    name="plain",
    case="case",
    at="at",
    kind="kind",
    actor="actor",
    kinds={kind: kind for kind in sorted(KINDS)},
    attributes={name: name for name in ATTRIBUTES},
    priorities=("P1", "P2", "P3", "P4"),
)
# The keys of the XES standard (IEEE 1849-2016, extensions concept, time and organizational); attributes
# of a trace carry "case:" before their key, as process mining tools write them.
XES: Final = LogMapping(
    name="XES",
    case="case:concept:name",
    at="time:timestamp",
    kind="concept:name",
    actor="org:resource",
    kinds={kind: kind for kind in sorted(KINDS)},
    attributes={"group": "org:group"},
)
