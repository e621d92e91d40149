"""The engineer: chosen, skilled on that day, and aware of the hazards."""

from collections.abc import Iterator
from datetime import date

from firstfix.engines.readiness.findings import Finding
from firstfix.engines.readiness.roll_facts import EngineerFacts, ReadinessFacts, SkillNeed, Step
from firstfix.engines.verdict import Holds, Missing, Scalar, mark

__all__ = ["engineer", "safety", "skills"]


def engineer(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give whether an engineer is chosen, once the step asks for one."""
    if facts.engineer is not None:
        yield Holds("engineer", mark("{engineer} is to go."), {"engineer": facts.engineer.name})
    elif facts.step >= Step.DISPATCH:
        sentence = mark("No engineer is chosen for the visit.")
        yield Missing("engineer", sentence, who=("dispatcher",), remedy="assign_visit", waivable=False)


def skills(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give for each skill whether the chosen engineer has it on the day of the visit (S1-D21)."""
    if facts.engineer is None:
        return
    for need in facts.skills:
        yield _skill(need, facts.engineer, facts.visit_day)


def safety(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give whether the hazards are written down and read; nobody waives that (S1-R17, S1-X09)."""
    if not facts.are_safety_notes_written:
        yield Missing(
            "safety_notes",
            mark("The hazards of the site are not written down. Write them, or that none is known."),
            who=("customer_contact", "dispatcher", "engineer"),
            remedy="write_safety_notes",
            waivable=False,
        )
    elif facts.engineer is not None and facts.engineer.has_read_safety_notes:
        sentence = mark("{engineer} has read the safety notes.")
        yield Holds("safety_notes_read", sentence, {"engineer": facts.engineer.name})
    elif facts.engineer is not None and facts.step >= Step.DISPATCH:
        yield Missing(
            "safety_notes_read",
            mark("{engineer} has not read the safety notes of the site."),
            {"engineer": facts.engineer.name},
            who=("engineer",),
            remedy="read_safety_notes",
            waivable=False,
        )


def _skill(need: SkillNeed, engineer: EngineerFacts, day: date | None) -> Finding:
    params: dict[str, Scalar] = {"engineer": engineer.name, "skill": need.skill}
    if need.skill not in engineer.skills:
        return _skill_missing("skill", mark("{engineer} does not have the skill {skill}."), params, need)
    last_day = engineer.skills[need.skill]
    if last_day is not None and day is not None and last_day < day:
        sentence = mark("{skill} of {engineer} ends on {last_day}, before the visit on {day}.")
        params |= {"last_day": last_day.isoformat(), "day": day.isoformat()}
        return _skill_missing("skill_expired", sentence, params, need)
    return Holds("skill", mark("{engineer} has the skill {skill}."), params)


def _skill_missing(code: str, sentence: str, params: dict[str, Scalar], need: SkillNeed) -> Missing:
    return Missing(
        code,
        sentence,
        params,
        who=("dispatcher", "manager"),
        remedy="reassign_visit",
        waivable=not need.is_mandatory,
    )
