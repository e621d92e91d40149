"""The tables of the visits; one file for each kind of thing."""

from firstfix.apps.visits.models.changes import Change, ChangeStep, ChangeStepPhase, ChangeStepResult
from firstfix.apps.visits.models.checklists import (
    ChecklistPurpose,
    ChecklistResult,
    ChecklistRun,
    ChecklistTemplate,
)
from firstfix.apps.visits.models.needs import (
    AcceptanceCriterion,
    FirmwarePlan,
    PartNeed,
    PartSource,
    SkillNeed,
)
from firstfix.apps.visits.models.on_site import (
    CheckIn,
    CheckInMethod,
    CheckOut,
    Geofence,
    SafetyAcknowledgement,
    SafetyOccasion,
    StopWork,
)
from firstfix.apps.visits.models.parts import PartsStatement, PartUse
from firstfix.apps.visits.models.readiness import (
    ReadinessAnswer,
    ReadinessCode,
    ReadinessItem,
    ReadinessOverride,
)
from firstfix.apps.visits.models.sign_off import ReportWaiver, ServiceReport, SignOff, SignOffMethod
from firstfix.apps.visits.models.visits import (
    AbortCause,
    AvoidableCause,
    CrewDuty,
    CrewMember,
    Visit,
    VisitOutcome,
    VisitResult,
)
from firstfix.apps.visits.models.work_log import NoteKind, TimeEntry, TimeKind, WorkNote
from firstfix.apps.visits.models.work_orders import WorkKind, WorkOrder, WorkOrderBlock, WorkOrderOutcome

__all__ = [
    "AbortCause",
    "AcceptanceCriterion",
    "AvoidableCause",
    "Change",
    "ChangeStep",
    "ChangeStepPhase",
    "ChangeStepResult",
    "CheckIn",
    "CheckInMethod",
    "CheckOut",
    "ChecklistPurpose",
    "ChecklistResult",
    "ChecklistRun",
    "ChecklistTemplate",
    "CrewDuty",
    "CrewMember",
    "FirmwarePlan",
    "Geofence",
    "NoteKind",
    "PartNeed",
    "PartSource",
    "PartUse",
    "PartsStatement",
    "ReadinessAnswer",
    "ReadinessCode",
    "ReadinessItem",
    "ReadinessOverride",
    "ReportWaiver",
    "SafetyAcknowledgement",
    "SafetyOccasion",
    "ServiceReport",
    "SignOff",
    "SignOffMethod",
    "SkillNeed",
    "StopWork",
    "TimeEntry",
    "TimeKind",
    "Visit",
    "VisitOutcome",
    "VisitResult",
    "WorkKind",
    "WorkNote",
    "WorkOrder",
    "WorkOrderBlock",
    "WorkOrderOutcome",
]
