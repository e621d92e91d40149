"""The gates on site: the truck was let go, the hazards are read and cleared, a check has its evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from firstfix.engines.readiness.findings import Finding, verdict_of
from firstfix.engines.readiness.wording import says_something
from firstfix.engines.verdict import Holds, Missing, Scalar, Verdict, mark

__all__ = [
    "CheckGateFacts",
    "SafetyFacts",
    "judge_dispatch",
    "judge_hazard",
    "judge_may_be_skipped",
    "judge_may_be_waived",
    "judge_safety",
    "judge_typed_evidence",
]


@dataclass(frozen=True, slots=True)
class SafetyFacts:
    """Whether the hazards of the site are written down, and read on site since the last danger."""

    are_notes_written: bool = False
    is_acknowledged: bool = False
    open_checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckGateFacts:
    """One line of a checklist and what was offered to settle it.

    ``kinds`` are those of which one proves the line, ``evidence_kind`` that of the evidence offered,
    empty where none was. ``value`` is what it measured, ``minimum`` and ``maximum`` the limits.
    """

    check: str
    kinds: tuple[str, ...] = ()
    evidence_kind: str = ""
    has_passed: bool | None = None
    is_a_persons: bool = True
    value: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    may_be_skipped: bool = False
    may_be_waived: bool = False


def judge_dispatch(work_order_state: str) -> Verdict:
    """Give whether the work order of a visit is dispatched, so that nobody drives past its gate."""
    finding: Finding
    if work_order_state == "dispatched":
        finding = Holds("dispatched", mark("The work order is dispatched."))
    else:
        sentence = mark("The work order is not dispatched: it is {state}.")
        params: dict[str, Scalar] = {"state": work_order_state}
        finding = _missing("dispatched", sentence, params, "dispatch_work_order", ("dispatcher",))
    return verdict_of("work_order_dispatched", (finding,))


def judge_safety(facts: SafetyFacts) -> Verdict:
    """Give whether work may start: hazards written down and read on site (S1-F06, S1-X09, S1-R17)."""
    return verdict_of("safety_acknowledged", _safety(facts))


def judge_hazard(clearance: str) -> Verdict:
    """Give whether somebody said how the place was made safe; only then work goes on (S1-X09)."""
    finding: Finding = Holds("clearance", mark("Made safe: {how}"), {"how": clearance})
    if not says_something(clearance):
        sentence = mark("Nobody said how the place was made safe.")
        finding = _missing("clearance", sentence, {}, "release_stop_work")
    return verdict_of("hazard_cleared", (finding,))


def judge_typed_evidence(facts: CheckGateFacts) -> Verdict:
    """Give whether the evidence offered proves the line: right kind, in its limits, a person's (S1-D02)."""
    return verdict_of("typed_evidence", (_typed(facts),))


def judge_may_be_skipped(facts: CheckGateFacts) -> Verdict:
    """Give whether the template lets this line be not applicable."""
    sentence = mark("The checklist does not let this check be left out: {check}")
    return verdict_of("may_be_skipped", (_allowed(facts, facts.may_be_skipped, "skip", sentence),))


def judge_may_be_waived(facts: CheckGateFacts) -> Verdict:
    """Give whether the template lets this line be waived; compliance never is (S1-R17)."""
    sentence = mark("Nobody may waive this check: {check}")
    return verdict_of("may_be_waived", (_allowed(facts, facts.may_be_waived, "waiver", sentence),))


def _safety(facts: SafetyFacts) -> Iterator[Finding]:
    if not facts.are_notes_written:
        sentence = mark("The hazards of the site are not written down. Write them, or that none is known.")
        yield _missing("safety_notes", sentence, {}, "write_safety_notes", ("dispatcher", "engineer"))
    elif facts.is_acknowledged:
        yield Holds("safety_acknowledged", mark("The safety notes are read on site."))
    else:
        sentence = mark("Nobody read the safety notes on site, or something changed since.")
        yield _missing("safety_acknowledged", sentence, {}, "acknowledge_safety")
    for check in facts.open_checks:
        sentence = mark("The safety check is open: {check}")
        yield _missing("safety_check", sentence, {"check": check}, "pass_check")


def _typed(facts: CheckGateFacts) -> Finding:
    params: dict[str, Scalar] = {
        "check": facts.check,
        "kinds": ", ".join(facts.kinds) or "any",
        "value": facts.value,
        "minimum": facts.minimum,
        "maximum": facts.maximum,
    }
    if not facts.evidence_kind:
        sentence = mark("The check has no evidence: {check}. It takes: {kinds}.")
        return _missing("typed_evidence", sentence, params, "add_evidence")
    if facts.kinds and facts.evidence_kind not in facts.kinds:
        sentence = mark("This evidence is of another kind than the check takes: {check}. It takes: {kinds}.")
        return _missing("evidence_kind", sentence, params, "add_evidence")
    if not facts.is_a_persons:
        sentence = mark("A machine suggested this evidence and nobody reviewed it: {check}")
        return _missing("evidence_unreviewed", sentence, params, "review_evidence")
    if facts.has_passed is False or _is_outside(facts):
        sentence = mark("The evidence shows that the check failed: {check}")
        return _missing("evidence_failed", sentence, params, "fail_check")
    return Holds("typed_evidence", mark("The check has its evidence: {check}"), params)


def _is_outside(facts: CheckGateFacts) -> bool:
    if facts.minimum is None and facts.maximum is None:
        return False
    if facts.value is None:
        return True
    below = facts.minimum is not None and facts.value < facts.minimum
    return below or (facts.maximum is not None and facts.value > facts.maximum)


def _allowed(facts: CheckGateFacts, is_allowed: bool, code: str, sentence: str) -> Finding:
    check: dict[str, Scalar] = {"check": facts.check}
    if is_allowed:
        return Holds(code, mark("The checklist allows it: {check}"), check)
    return _missing(code, sentence, check, "pass_check")


def _missing(
    code: str,
    sentence: str,
    params: Mapping[str, Scalar],
    remedy: str,
    who: tuple[str, ...] = ("engineer",),
) -> Missing:
    return Missing(code, sentence, params, who=who, remedy=remedy, waivable=False)
