"""The tables of the cases; one file for each kind of thing."""

from firstfix.apps.cases.models.approvals import RIGHT_OF_APPROVAL, ApprovalKind, ApprovalRequest, ApprovalUse
from firstfix.apps.cases.models.case import Case
from firstfix.apps.cases.models.clocks import (
    CLOCK_STATES,
    CalendarEdition,
    ClockEvent,
    ClockEventKind,
    TargetClock,
    WaitingPeriod,
)
from firstfix.apps.cases.models.closure import (
    REPEAT_CAUSES,
    AcceptanceOutcome,
    Closure,
    ClosureBasis,
    ClosureCode,
    CustomerAcceptance,
    KnowledgeLink,
)
from firstfix.apps.cases.models.credits import CreditDiscussion, CreditKind
from firstfix.apps.cases.models.diagnosis import (
    BASICS,
    BasicFinding,
    BasicsAnswer,
    FaultLayer,
    Hypothesis,
    RemoteAttempt,
    RemoteResult,
)
from firstfix.apps.cases.models.intake import AlertSignal, AlertStatus, IntakeSource, IntakeSourceKind
from firstfix.apps.cases.models.kinds import CaseChannel, CaseKind, WaitingParty
from firstfix.apps.cases.models.messages import (
    Direction,
    Message,
    QuarantineDecision,
    QuarantinedMessage,
    QuarantineReason,
    QuarantineResult,
    Visibility,
)
from firstfix.apps.cases.models.numbers import CaseNumber, numbered
from firstfix.apps.cases.models.promises import Commitment, HandOver, HandOverAnswer, HandOverResult
from firstfix.apps.cases.models.queue import CASE_LIFE, IS_OPEN, QUEUE_PAGE_SIZE, QueuePlace
from firstfix.apps.cases.models.remedies import (
    Approach,
    ApproachRecommendation,
    Workaround,
    WorkaroundBasis,
)
from firstfix.apps.cases.models.triage import Assessment, ImpactStatement, SeverityProposal

__all__ = [
    "BASICS",
    "CASE_LIFE",
    "CLOCK_STATES",
    "IS_OPEN",
    "QUEUE_PAGE_SIZE",
    "REPEAT_CAUSES",
    "RIGHT_OF_APPROVAL",
    "AcceptanceOutcome",
    "AlertSignal",
    "AlertStatus",
    "Approach",
    "ApproachRecommendation",
    "ApprovalKind",
    "ApprovalRequest",
    "ApprovalUse",
    "Assessment",
    "BasicFinding",
    "BasicsAnswer",
    "CalendarEdition",
    "Case",
    "CaseChannel",
    "CaseKind",
    "CaseNumber",
    "ClockEvent",
    "ClockEventKind",
    "Closure",
    "ClosureBasis",
    "ClosureCode",
    "Commitment",
    "CreditDiscussion",
    "CreditKind",
    "CustomerAcceptance",
    "Direction",
    "FaultLayer",
    "HandOver",
    "HandOverAnswer",
    "HandOverResult",
    "Hypothesis",
    "ImpactStatement",
    "IntakeSource",
    "IntakeSourceKind",
    "KnowledgeLink",
    "Message",
    "QuarantineDecision",
    "QuarantineReason",
    "QuarantineResult",
    "QuarantinedMessage",
    "QueuePlace",
    "RemoteAttempt",
    "RemoteResult",
    "SeverityProposal",
    "TargetClock",
    "Visibility",
    "WaitingParty",
    "WaitingPeriod",
    "Workaround",
    "WorkaroundBasis",
    "numbered",
]
