"""May this truck roll? Which item is missing, who can give it, and what no right goes round.

The list of checks a kind of case is the table in domain.md under "Gates".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from firstfix.engines.readiness import changes, people, preparation, site, supplies
from firstfix.engines.readiness.findings import Finding, verdict_of
from firstfix.engines.readiness.kinds import CaseKind
from firstfix.engines.readiness.roll_facts import ReadinessFacts, Step
from firstfix.engines.verdict import Verdict

__all__ = ["OVERRIDE_READINESS", "judge_engineer", "judge_readiness"]

# The right that may go round readiness with a recorded reason, as far as an item can be waived.
OVERRIDE_READINESS = "override_readiness"

Check = Callable[[ReadinessFacts], Iterable[Finding]]

# "Parts, access, window, skills, safety: yes" in every column of the table; a prerequisite that somebody
# found missing stops every kind of visit, one that nobody looked at stops none (S1-F08).
_ALWAYS: tuple[Check, ...] = (
    preparation.prerequisites,
    site.day,
    supplies.parts,
    site.access,
    people.engineer,
    people.skills,
    people.safety,
)

CHECKS: Mapping[CaseKind, tuple[Check, ...]] = {
    CaseKind.INCIDENT: (
        preparation.remote_attempt,
        preparation.basics,
        preparation.hypothesis,
        *_ALWAYS,
        changes.change_if_needed,
        supplies.firmware_if_planned,
    ),
    CaseKind.REQUEST: (
        preparation.remote_attempt,
        *_ALWAYS,
        changes.change_if_needed,
        supplies.firmware_if_planned,
    ),
    CaseKind.INSTALLATION: (
        preparation.site_survey,
        *_ALWAYS,
        changes.commissioning_plan,
        supplies.firmware_if_planned,
    ),
    CaseKind.UPGRADE: (
        preparation.remote_attempt,
        preparation.pre_checks,
        *_ALWAYS,
        changes.change,
        supplies.firmware,
    ),
    CaseKind.MAINTENANCE: (*_ALWAYS, changes.change_if_needed, supplies.firmware_if_planned),
}


def judge_readiness(facts: ReadinessFacts) -> Verdict:
    """Give whether the work order is ready for the step asked for, by the kind of its case.

    What safety or the law demands is not waivable, whatever the right (S1-R17).
    """
    findings = (finding for check in CHECKS[facts.kind] for finding in check(facts))
    return verdict_of("readiness", findings, override=OVERRIDE_READINESS)


def judge_engineer(facts: ReadinessFacts) -> Verdict:
    """Give whether the chosen engineer fits: skills on the day, parts in that van or on their way.

    Asked when a visit is assigned or reassigned, because another engineer has another van and other
    certificates than the one for whom the order was found ready.
    """
    checks: tuple[Check, ...] = (people.engineer, people.skills, supplies.parts)
    asked = replace(facts, step=Step.DISPATCH)
    findings = (finding for check in checks for finding in check(asked))
    return verdict_of("engineer_ready", findings, override=OVERRIDE_READINESS)
