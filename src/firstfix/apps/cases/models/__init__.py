"""The tables of the cases; one file for each kind of thing."""

from firstfix.apps.cases.models.approvals import (
    AUTHOR_OF,
    RIGHT_OF_APPROVAL,
    RISK_APPROVALS,
    ApprovalKind,
    ApprovalRequest,
    ApprovalUse,
)
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
from firstfix.apps.cases.models.coordination import IncidentCommand, UpdateCadence
from firstfix.apps.cases.models.credits import CreditDiscussion, CreditKind
from firstfix.apps.cases.models.definitions import (
    BrokenDefinition,
    approval_up_to_severity,
    built_in_definition,
    check_definition,
    criteria_in_force,
)
from firstfix.apps.cases.models.diagnosis import (
    BASICS,
    BasicFinding,
    BasicsAnswer,
    FaultLayer,
    Hypothesis,
    RemoteAttempt,
    RemoteResult,
)
from firstfix.apps.cases.models.drafts import DraftKind, MessageDraft
from firstfix.apps.cases.models.intake import AlertSignal, AlertStatus, IntakeSource, IntakeSourceKind
from firstfix.apps.cases.models.kinds import CaseChannel, CaseKind, EnvironmentCause, WaitingParty
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
from firstfix.apps.cases.models.policies import (
    APPROVED_AS,
    BUILT_IN_NUMBER,
    PolicyArea,
    PolicyVersion,
)
from firstfix.apps.cases.models.promises import Commitment, HandOver, HandOverAnswer, HandOverResult
from firstfix.apps.cases.models.queue import CASE_LIFE, IS_OPEN, QUEUE_PAGE_SIZE, QueuePlace
from firstfix.apps.cases.models.remedies import (
    Approach,
    ApproachRecommendation,
    Workaround,
    WorkaroundBasis,
)
from firstfix.apps.cases.models.swarms import EngineeringRequest, Swarm, SwarmMember
from firstfix.apps.cases.models.triage import Assessment, ImpactStatement, SeverityProposal

__all__ = [
    "APPROVED_AS",
    "AUTHOR_OF",
    "BASICS",
    "BUILT_IN_NUMBER",
    "CASE_LIFE",
    "CLOCK_STATES",
    "IS_OPEN",
    "QUEUE_PAGE_SIZE",
    "REPEAT_CAUSES",
    "RIGHT_OF_APPROVAL",
    "RISK_APPROVALS",
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
    "BrokenDefinition",
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
    "DraftKind",
    "EngineeringRequest",
    "EnvironmentCause",
    "FaultLayer",
    "HandOver",
    "HandOverAnswer",
    "HandOverResult",
    "Hypothesis",
    "ImpactStatement",
    "IncidentCommand",
    "IntakeSource",
    "IntakeSourceKind",
    "KnowledgeLink",
    "Message",
    "MessageDraft",
    "PolicyArea",
    "PolicyVersion",
    "QuarantineDecision",
    "QuarantineReason",
    "QuarantineResult",
    "QuarantinedMessage",
    "QueuePlace",
    "RemoteAttempt",
    "RemoteResult",
    "SeverityProposal",
    "Swarm",
    "SwarmMember",
    "TargetClock",
    "UpdateCadence",
    "Visibility",
    "WaitingParty",
    "WaitingPeriod",
    "Workaround",
    "WorkaroundBasis",
    "approval_up_to_severity",
    "built_in_definition",
    "check_definition",
    "criteria_in_force",
    "numbered",
]
