"""The tables of the directory; one file for each kind of thing."""

from firstfix.apps.directory.models.calendars import WorkCalendar
from firstfix.apps.directory.models.contracts import (
    TARGET_KINDS,
    Agreement,
    Contract,
    ContractSite,
    OnReopening,
    ServiceTarget,
)
from firstfix.apps.directory.models.organizations import Organization, OrganizationKind, OrganizationProfile
from firstfix.apps.directory.models.people import (
    Capacity,
    ChannelKind,
    ContactChannel,
    OrganizationMembership,
    Person,
)
from firstfix.apps.directory.models.policies import DataPolicy, Handling
from firstfix.apps.directory.models.references import (
    Reference,
    reference_fields,
    reference_of,
    references,
    register_reference,
)
from firstfix.apps.directory.models.rights import (
    CUSTOMER_ROLES,
    INTERNAL_ROLES,
    DecidedBy,
    DecisionRule,
    Role,
    RoleGrant,
    RoleRevocation,
)
from firstfix.apps.directory.models.sites import HazardKind, SafetyNotes, Site
from firstfix.apps.directory.models.skills import Skill, SkillHolding, SkillKind, SkillLevel
from firstfix.apps.directory.models.teams import Team, TeamDuty, TeamKind, TeamMembership

__all__ = [
    "CUSTOMER_ROLES",
    "INTERNAL_ROLES",
    "TARGET_KINDS",
    "Agreement",
    "Capacity",
    "ChannelKind",
    "ContactChannel",
    "Contract",
    "ContractSite",
    "DataPolicy",
    "DecidedBy",
    "DecisionRule",
    "Handling",
    "HazardKind",
    "OnReopening",
    "Organization",
    "OrganizationKind",
    "OrganizationMembership",
    "OrganizationProfile",
    "Person",
    "Reference",
    "Role",
    "RoleGrant",
    "RoleRevocation",
    "SafetyNotes",
    "ServiceTarget",
    "Site",
    "Skill",
    "SkillHolding",
    "SkillKind",
    "SkillLevel",
    "Team",
    "TeamDuty",
    "TeamKind",
    "TeamMembership",
    "WorkCalendar",
    "reference_fields",
    "reference_of",
    "references",
    "register_reference",
]
