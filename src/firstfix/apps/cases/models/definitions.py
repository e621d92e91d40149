"""What the system itself reads of a policy: checked when it is written, and what holds now (S2-R06)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from firstfix.apps.cases.models.policies import BUILT_IN_NUMBER, PolicyArea, PolicyVersion
from firstfix.engines.triage import CRITERIA_V1, BrokenCriteria, Criteria, criteria_from, written

__all__ = [
    "BrokenDefinition",
    "approval_up_to_severity",
    "built_in_definition",
    "check_definition",
    "criteria_in_force",
]

# What a severity is at the least and at the most (domain.md, "Words"); 0 asks for no approval at all.
_NO_SEVERITY, _LAST_SEVERITY = 0, 4
_BUILT_IN_LIMIT = 2
"""Sev1 and Sev2 are what the gates treat as grave (domain.md, gate 4); the council may set another limit."""


class BrokenDefinition(ValueError):
    """A definition that the system cannot work by; says what is wrong."""


def criteria_in_force() -> Criteria:
    """Give the severity criteria that the council put in force, or those that come with the product."""
    found = _in_force(PolicyArea.SEVERITY_DEFINITIONS)
    if found is None:
        return CRITERIA_V1
    return criteria_from(found.definition, version=f"severity-{found.number}")


def approval_up_to_severity() -> int:
    """Give the severity up to which formal incident communication needs a manager's approval (S2-R11).

    2 means Sev1 and Sev2; 0 means that none does.
    """
    found = _in_force(PolicyArea.INCIDENT_COMMUNICATION)
    return _BUILT_IN_LIMIT if found is None else int(found.definition["approval_up_to_severity"])


def built_in_definition(area: PolicyArea) -> dict[str, Any]:
    """Give what holds in an area until the council enacts another version; empty where it is words alone."""
    built_in: Mapping[PolicyArea, dict[str, Any]] = {
        PolicyArea.SEVERITY_DEFINITIONS: written(CRITERIA_V1),
        PolicyArea.INCIDENT_COMMUNICATION: {"approval_up_to_severity": _BUILT_IN_LIMIT},
    }
    return built_in.get(area, {})


def check_definition(area: PolicyArea, definition: Any) -> None:
    """Check that the system can work by this definition; raises BrokenDefinition where it cannot."""
    if not isinstance(definition, dict):
        raise BrokenDefinition("it has to be a JSON object")
    check = _CHECKS.get(area)
    if check is not None:
        check(definition)
    elif definition:
        raise BrokenDefinition("the system reads nothing in this area; put it into the wording")


def _in_force(area: PolicyArea) -> PolicyVersion | None:
    return PolicyVersion.objects.in_force(area).first()


def _check_criteria(definition: Mapping[str, Any]) -> None:
    try:
        criteria_from(definition, version=f"severity-{BUILT_IN_NUMBER + 1}")
    except BrokenCriteria as error:
        raise BrokenDefinition(str(error)) from error


def _check_communication(definition: Mapping[str, Any]) -> None:
    limit = definition.get("approval_up_to_severity")
    is_number = isinstance(limit, int) and not isinstance(limit, bool)
    if set(definition) != {"approval_up_to_severity"} or not is_number:
        raise BrokenDefinition('it has to be {"approval_up_to_severity": a number}')
    if not _NO_SEVERITY <= int(str(limit)) <= _LAST_SEVERITY:
        raise BrokenDefinition(f"approval_up_to_severity lies between {_NO_SEVERITY} and {_LAST_SEVERITY}")


_CHECKS: Mapping[PolicyArea, Callable[[Mapping[str, Any]], None]] = {
    PolicyArea.SEVERITY_DEFINITIONS: _check_criteria,
    PolicyArea.INCIDENT_COMMUNICATION: _check_communication,
}
