"""May this part be used? No swapping until it works (S1-X01)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from firstfix.engines.readiness.findings import Finding, verdict_of
from firstfix.engines.readiness.kinds import CaseKind
from firstfix.engines.readiness.wording import says_something
from firstfix.engines.verdict import Holds, Missing, Verdict, mark

__all__ = ["PartUseFacts", "judge_part_use"]


@dataclass(frozen=True, slots=True)
class PartUseFacts:
    """What speaks for using one part.

    ``hypothesis_state`` is a state of the hypothesis table; ``is_hypothesis_a_persons`` is false for a
    suggestion of a machine that nobody has reviewed (S1-A06). ``failing_check`` names the evidence that
    shows the failure. The last four are where a planned part comes from: bill of materials, request,
    change, or the template or finding of an inspection.
    """

    kind: CaseKind
    part: str
    hypothesis: str = ""
    hypothesis_state: str = ""
    is_hypothesis_a_persons: bool = True
    failing_check: str = ""
    is_on_bill_of_materials: bool = False
    is_on_request: bool = False
    is_on_change: bool = False
    is_on_template: bool = False
    inspection_finding: str = ""


def judge_part_use(facts: PartUseFacts) -> Verdict:
    """Give whether the part may be used, by the kind of the case; no right goes round it."""
    return verdict_of("part_use", _CHECKS[facts.kind](facts))


def _diagnosed(facts: PartUseFacts) -> Iterator[Finding]:
    yield _hypothesis(facts)
    yield _failing_check(facts)


def _hypothesis(facts: PartUseFacts) -> Finding:
    params = {"part": facts.part, "statement": facts.hypothesis}
    if not says_something(facts.hypothesis):
        return _unproven("hypothesis", mark("No hypothesis says why {part} is at fault."), params)
    if facts.hypothesis_state in {"refuted", "corrected"}:
        return _unproven("hypothesis_refuted", mark("This hypothesis no longer stands: {statement}"), params)
    if not facts.is_hypothesis_a_persons:
        sentence = mark("Nobody has reviewed this suggestion: {statement}")
        return _unproven("hypothesis_unreviewed", sentence, params, remedy="support_hypothesis")
    return Holds("hypothesis", mark("Hypothesis: {statement}"), params)


def _failing_check(facts: PartUseFacts) -> Finding:
    if facts.failing_check:
        check = {"check": facts.failing_check}
        return Holds("failing_check", mark("The failure is shown by: {check}"), check)
    sentence = mark("No failing check shows that {part} is at fault.")
    return _unproven("failing_check", sentence, {"part": facts.part}, remedy="add_evidence")


def _unproven(
    code: str, sentence: str, params: dict[str, str], remedy: str = "propose_hypothesis"
) -> Missing:
    who = ("engineer", "support_specialist", "lead_specialist")
    return Missing(code, sentence, params, who=who, remedy=remedy, waivable=False)


def _on_bill_of_materials(facts: PartUseFacts) -> Iterator[Finding]:
    sentence = mark("{part} is not on the bill of materials of the installation.")
    yield _planned(facts.is_on_bill_of_materials, facts, sentence, "change_bill_of_materials")


def _on_request(facts: PartUseFacts) -> Iterator[Finding]:
    sentence = mark("{part} is not part of what was requested.")
    yield _planned(facts.is_on_request, facts, sentence, "change_request_scope")


def _on_change(facts: PartUseFacts) -> Iterator[Finding]:
    sentence = mark("{part} is not part of the approved change.")
    yield _planned(facts.is_on_change, facts, sentence, "revise_change")


def _planned(is_planned: bool, facts: PartUseFacts, sentence: str, remedy: str) -> Finding:
    part = {"part": facts.part}
    if is_planned:
        return Holds("part_planned", mark("{part} is planned for this work."), part)
    who = ("lead_specialist", "customer_approver")
    return Missing("part_not_planned", sentence, part, who=who, remedy=remedy, waivable=False)


def _inspected(facts: PartUseFacts) -> Iterator[Finding]:
    if facts.is_on_template:
        yield Holds("part_planned", mark("{part} is planned for this work."), {"part": facts.part})
    elif says_something(facts.inspection_finding):
        finding = {"finding": facts.inspection_finding}
        yield Holds("inspection_finding", mark("Found at the inspection: {finding}"), finding)
        yield _failing_check(facts)
    else:
        yield Missing(
            "inspection_finding",
            mark("{part} is not in the maintenance plan, and no finding of the inspection asks for it."),
            {"part": facts.part},
            who=("engineer",),
            remedy="fail_check",
            waivable=False,
        )


# "hypothesis (and failing check for a part)" by kind, domain.md; sources of planned parts: S1-X01.
_CHECKS: Mapping[CaseKind, Callable[[PartUseFacts], Iterator[Finding]]] = {
    CaseKind.INCIDENT: _diagnosed,
    CaseKind.REQUEST: _on_request,
    CaseKind.INSTALLATION: _on_bill_of_materials,
    CaseKind.UPGRADE: _on_change,
    CaseKind.MAINTENANCE: _inspected,
}
