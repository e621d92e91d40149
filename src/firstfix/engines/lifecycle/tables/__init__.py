"""Every life in the product, one table a file; ``MACHINES`` finds a table by the name of its subject."""

from firstfix.engines.lifecycle.machine import Machine
from firstfix.engines.lifecycle.tables.access_grant import ACCESS_GRANT
from firstfix.engines.lifecycle.tables.action_item import ACTION_ITEM
from firstfix.engines.lifecycle.tables.approval_request import APPROVAL_REQUEST
from firstfix.engines.lifecycle.tables.article import ARTICLE
from firstfix.engines.lifecycle.tables.case import CASE
from firstfix.engines.lifecycle.tables.change import CHANGE
from firstfix.engines.lifecycle.tables.checklist_result import CHECKLIST_RESULT
from firstfix.engines.lifecycle.tables.commitment import COMMITMENT
from firstfix.engines.lifecycle.tables.custody_item import CUSTODY_ITEM
from firstfix.engines.lifecycle.tables.escalation import ESCALATION
from firstfix.engines.lifecycle.tables.hypothesis import HYPOTHESIS
from firstfix.engines.lifecycle.tables.known_error import KNOWN_ERROR
from firstfix.engines.lifecycle.tables.major_incident import MAJOR_INCIDENT
from firstfix.engines.lifecycle.tables.message_draft import MESSAGE_DRAFT
from firstfix.engines.lifecycle.tables.plan_proposal import PLAN_PROPOSAL
from firstfix.engines.lifecycle.tables.policy_version import POLICY_VERSION
from firstfix.engines.lifecycle.tables.problem import PROBLEM
from firstfix.engines.lifecycle.tables.quality_review import QUALITY_REVIEW
from firstfix.engines.lifecycle.tables.remediation import REMEDIATION
from firstfix.engines.lifecycle.tables.reservation import RESERVATION
from firstfix.engines.lifecycle.tables.rma import RMA
from firstfix.engines.lifecycle.tables.swarm import SWARM
from firstfix.engines.lifecycle.tables.visit import VISIT
from firstfix.engines.lifecycle.tables.work_order import WORK_ORDER

__all__ = [
    "ACCESS_GRANT",
    "ACTION_ITEM",
    "APPROVAL_REQUEST",
    "ARTICLE",
    "CASE",
    "CHANGE",
    "CHECKLIST_RESULT",
    "COMMITMENT",
    "CUSTODY_ITEM",
    "ESCALATION",
    "HYPOTHESIS",
    "KNOWN_ERROR",
    "MACHINES",
    "MAJOR_INCIDENT",
    "MESSAGE_DRAFT",
    "PLAN_PROPOSAL",
    "POLICY_VERSION",
    "PROBLEM",
    "QUALITY_REVIEW",
    "REMEDIATION",
    "RESERVATION",
    "RMA",
    "SWARM",
    "VISIT",
    "WORK_ORDER",
]

MACHINES: dict[str, Machine] = {
    machine.name: machine
    for machine in (
        CASE,
        WORK_ORDER,
        VISIT,
        RESERVATION,
        CHECKLIST_RESULT,
        APPROVAL_REQUEST,
        COMMITMENT,
        ACCESS_GRANT,
        HYPOTHESIS,
        CHANGE,
        ESCALATION,
        MAJOR_INCIDENT,
        PROBLEM,
        KNOWN_ERROR,
        RMA,
        CUSTODY_ITEM,
        ARTICLE,
        ACTION_ITEM,
        QUALITY_REVIEW,
        SWARM,
        MESSAGE_DRAFT,
        POLICY_VERSION,
        PLAN_PROPOSAL,
        REMEDIATION,
    )
}
