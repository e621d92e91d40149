"""The facts that the readiness gate judges; others gather them, nothing here looks anything up.

All times are UTC and aware. ``visit_day`` is the last day of the visit on the site's own calendar,
because a certificate ends on a date, not at an instant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from firstfix.engines.readiness.kinds import CaseKind

__all__ = [
    "AccessFacts",
    "Basic",
    "BasicAnswer",
    "ChangeFacts",
    "EngineerFacts",
    "FirmwareFacts",
    "PartNeed",
    "Prerequisite",
    "ReadinessFacts",
    "RemoteAttempt",
    "SkillNeed",
    "Step",
]


class Step(IntEnum):
    """For which step readiness is asked: each later step needs more to be known."""

    READY = 1  # neither a day nor an engineer is chosen yet
    SCHEDULE = 2  # the day is chosen
    DISPATCH = 3  # the engineer is chosen too, and the truck is about to roll


class Basic(StrEnum):
    """The simple causes that are ruled out before anybody travels (S0-P05, S1-X04)."""

    POWER = "power"
    CABLING = "cabling"
    DNS = "dns"
    NTP = "ntp"
    CERTIFICATE_EXPIRY = "certificate_expiry"


@dataclass(frozen=True, slots=True)
class RemoteAttempt:
    """What was tried remotely, or the reason why nothing could be: one of the two is said."""

    tried: str = ""
    ruled_out_because: str = ""


@dataclass(frozen=True, slots=True)
class BasicAnswer:
    """One basic: looked at (``is_sound`` says how it was found), or waived with a reason."""

    is_sound: bool | None = None
    waived_because: str = ""


@dataclass(frozen=True, slots=True)
class PartNeed:
    """One part the visit needs; ``in_van_count`` counts the van of the engineer who is to go.

    ``arrives_at`` is when the reserved rest reaches the van or the site, ``None`` if nobody knows.
    """

    part: str
    needed_count: int
    reserved_count: int = 0
    in_van_count: int = 0
    arrives_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """Whether the site will let the engineer in.

    ``needs_legal_clearance`` marks a clearance that law or regulation demands: it is never waived.
    ``valid_until`` is when the confirmation itself lapses, ``None`` if it does not.
    """

    is_confirmed: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    valid_until: datetime | None = None
    needs_escort: bool = False
    escort: str = ""
    needs_legal_clearance: bool = False
    has_legal_clearance: bool = False


@dataclass(frozen=True, slots=True)
class SkillNeed:
    """A skill or certificate the work asks for; ``is_mandatory`` if law or safety demands it."""

    skill: str
    is_mandatory: bool = False


@dataclass(frozen=True, slots=True)
class EngineerFacts:
    """The engineer, or the crew taken together, who is to go.

    ``skills`` maps each skill to the last day on which it is valid, ``None`` where it has no end.
    """

    name: str
    skills: Mapping[str, date | None] = field(default_factory=dict)
    has_read_safety_notes: bool = False


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """The change record for this work, if there is one."""

    is_approved: bool = False
    has_rollback_plan: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FirmwareFacts:
    """The planned way from the installed version to the target (S1-F34).

    ``documented_path`` are the vendor's versions after the installed one, in order, up to the target;
    empty if the vendor documents no way. ``in_kit`` are the versions whose package is in the kit with
    its hash checked.
    """

    installed: str
    target: str
    documented_path: tuple[str, ...] = ()
    planned_path: tuple[str, ...] = ()
    in_kit: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """One thing that has to be there on site, as somebody or a site check found it (S1-F08, S1-D17)."""

    name: str
    is_met: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReadinessFacts:
    """Everything the gate asks before a truck rolls; ``None`` always means that nobody answered.

    ``step`` is the step that is asked for. The strictest is the default, so that a caller who forgets to
    say it never lets a truck roll.
    """

    kind: CaseKind
    step: Step = Step.DISPATCH
    visit_starts_at: datetime | None = None
    visit_ends_at: datetime | None = None
    visit_day: date | None = None
    remote_attempt: RemoteAttempt | None = None
    basics: Mapping[Basic, BasicAnswer] = field(default_factory=dict)
    hypothesis: str = ""
    are_parts_listed: bool = False
    parts: tuple[PartNeed, ...] = ()
    access: AccessFacts | None = None
    skills: tuple[SkillNeed, ...] = ()
    engineer: EngineerFacts | None = None
    are_safety_notes_written: bool = False
    prerequisites: tuple[Prerequisite, ...] = ()
    changes_configuration: bool | None = None
    change: ChangeFacts | None = None
    firmware: FirmwareFacts | None = None
    is_site_surveyed: bool = False
    pre_checks: Mapping[str, bool | None] = field(default_factory=dict)
    has_commissioning_plan: bool = False
    acceptance_criteria_count: int = 0
