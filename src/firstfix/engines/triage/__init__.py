"""How bad, how urgent, what first: proposed by criteria, explained in words, set by people."""

from firstfix.engines.triage.criteria import CRITERIA_V1, BrokenCriteria, Criteria, Criterion, Question
from firstfix.engines.triage.priority import (
    MATRIX_V1,
    Level,
    Matrix,
    Priority,
    TimeCriticality,
    explain_priority,
    impact_of,
    priority,
    urgency_of,
)
from firstfix.engines.triage.ranking import RANKING_V1, QueueRow, Ranked, Term, Weights, rank_cases
from firstfix.engines.triage.reason import Reason
from firstfix.engines.triage.severity import BadAnswer, Proposal, propose_severity
from firstfix.engines.triage.written_criteria import criteria_from, written

__all__ = [
    "CRITERIA_V1",
    "MATRIX_V1",
    "RANKING_V1",
    "BadAnswer",
    "BrokenCriteria",
    "Criteria",
    "Criterion",
    "Level",
    "Matrix",
    "Priority",
    "Proposal",
    "Question",
    "QueueRow",
    "Ranked",
    "Reason",
    "Term",
    "TimeCriticality",
    "Weights",
    "criteria_from",
    "explain_priority",
    "impact_of",
    "priority",
    "propose_severity",
    "rank_cases",
    "urgency_of",
    "written",
]
