"""The gates in front of a truck, a part and a closure: what holds, what is missing, who can give it."""

from firstfix.engines.readiness.accounts import judge_time_and_parts
from firstfix.engines.readiness.closure import judge_case_closure, judge_work_order_closure
from firstfix.engines.readiness.kinds import CaseKind
from firstfix.engines.readiness.part_use import PartUseFacts, judge_part_use
from firstfix.engines.readiness.proof import judge_evidence_after_fix
from firstfix.engines.readiness.remedies import Remedy, next_remedies
from firstfix.engines.readiness.roll import OVERRIDE_READINESS, judge_engineer, judge_readiness
from firstfix.engines.readiness.roll_facts import (
    AccessFacts,
    Basic,
    BasicAnswer,
    ChangeFacts,
    EngineerFacts,
    FirmwareFacts,
    PartNeed,
    ReadinessFacts,
    RemoteAttempt,
    SkillNeed,
    Step,
)
from firstfix.engines.readiness.wording import says_something, says_what_was_done
from firstfix.engines.readiness.work_facts import (
    Acceptance,
    AcceptanceOutcome,
    CheckFact,
    ClosureFacts,
    EvidenceFact,
    Medium,
    Purpose,
    RepeatCause,
    WorkFacts,
    WorkOrderClosureFacts,
)

__all__ = [
    "OVERRIDE_READINESS",
    "Acceptance",
    "AcceptanceOutcome",
    "AccessFacts",
    "Basic",
    "BasicAnswer",
    "CaseKind",
    "ChangeFacts",
    "CheckFact",
    "ClosureFacts",
    "EngineerFacts",
    "EvidenceFact",
    "FirmwareFacts",
    "Medium",
    "PartNeed",
    "PartUseFacts",
    "Purpose",
    "ReadinessFacts",
    "Remedy",
    "RemoteAttempt",
    "RepeatCause",
    "SkillNeed",
    "Step",
    "WorkFacts",
    "WorkOrderClosureFacts",
    "judge_case_closure",
    "judge_engineer",
    "judge_evidence_after_fix",
    "judge_part_use",
    "judge_readiness",
    "judge_time_and_parts",
    "judge_work_order_closure",
    "next_remedies",
    "says_something",
    "says_what_was_done",
]
