"""May this be called solved? The same rule on every path, and nobody goes round it (domain.md, gate 4)."""

from collections.abc import Iterator, Mapping

from firstfix.engines.readiness import accounts, proof
from firstfix.engines.readiness.findings import Finding, verdict_of
from firstfix.engines.readiness.kinds import CaseKind
from firstfix.engines.readiness.wording import says_something
from firstfix.engines.readiness.work_facts import ClosureFacts, RepeatCause, WorkFacts, WorkOrderClosureFacts
from firstfix.engines.verdict import Holds, Missing, Scalar, Verdict, mark

__all__ = ["judge_case_closure", "judge_work_order_closure"]

# Knowledge link or waiver for Sev1/2 (domain.md, gate 4).
_LEAST_SEVERITY_WITHOUT_KNOWLEDGE = 3

REPEAT_CAUSE_WORDS: Mapping[RepeatCause, str] = {
    RepeatCause.WRONG_PART: mark("wrong part"),
    RepeatCause.NO_ACCESS: mark("no access"),
    RepeatCause.WRONG_DIAGNOSIS: mark("wrong diagnosis"),
    RepeatCause.INCOMPLETE_FIX: mark("incomplete fix"),
    RepeatCause.NEW_FAULT: mark("new fault"),
}


def judge_case_closure(facts: ClosureFacts) -> Verdict:
    """Give whether the case may be resolved, by its kind; no right goes round what is missing."""
    return verdict_of("closure_of_case", _case(facts))


def judge_work_order_closure(facts: WorkOrderClosureFacts) -> Verdict:
    """Give whether the work order may be reported done or partly done; nobody overrides it."""
    return verdict_of("closure_of_work_order", _work_order(facts))


def _case(facts: ClosureFacts) -> Iterator[Finding]:
    yield from _work(facts.work)
    yield _closure_code(facts)
    yield _root_cause(facts)
    yield from _severity_and_knowledge(facts)
    yield from _still_open("work_order_open", facts.open_work_orders)
    yield from _still_open("visit_open", facts.open_visits)
    yield from _aborted(facts.aborted_visits or {})
    yield from _repeat(facts)


def _work_order(facts: WorkOrderClosureFacts) -> Iterator[Finding]:
    yield from _work(facts.work)
    yield from _still_open("visit_open", facts.open_visits)
    yield from _aborted(facts.aborted_visits or {})


def _work(work: WorkFacts) -> Iterator[Finding]:
    yield from proof.evidence_after_fix(work)
    yield from proof.checks(work)
    yield from accounts.notes(work)
    yield from accounts.time(work)
    yield from accounts.parts(work)
    yield from accounts.changes(work)
    yield from accounts.acceptance(work)
    yield from accounts.partial(work)


def _closure_code(facts: ClosureFacts) -> Finding:
    if facts.closure_code:
        code = {"closure_code": facts.closure_code}
        return Holds("closure_code", mark("Closure code: {closure_code}"), code)
    return _missing("closure_code", mark("No closure code is chosen."), remedy="prepare_closure")


def _root_cause(facts: ClosureFacts) -> Finding:
    if says_something(facts.root_cause):
        return Holds("root_cause", mark("Root cause: {cause}"), {"cause": facts.root_cause})
    if says_something(facts.root_cause_unknown_because):
        reason = {"reason": facts.root_cause_unknown_because}
        return Holds("root_cause_unknown", mark("The root cause is not known: {reason}"), reason)
    sentence = mark("Neither the root cause is recorded, nor why it is not known.")
    if facts.work.kind is not CaseKind.INCIDENT:
        sentence = mark("Neither is recorded what made the case necessary, nor that no cause is known.")
    return _missing("root_cause", sentence, remedy="prepare_closure")


def _severity_and_knowledge(facts: ClosureFacts) -> Iterator[Finding]:
    if facts.severity is None:
        sentence = mark("No severity is set, so nobody can say what else the case needs.")
        yield _missing("severity", sentence, remedy="triage_case")
    elif facts.severity < _LEAST_SEVERITY_WITHOUT_KNOWLEDGE:
        yield _knowledge(facts)


def _knowledge(facts: ClosureFacts) -> Finding:
    if facts.knowledge:
        return Holds("knowledge", mark("Knowledge: {article}"), {"article": facts.knowledge})
    if says_something(facts.knowledge_waived_because):
        reason = {"reason": facts.knowledge_waived_because}
        return Holds("knowledge_waived", mark("No article is needed: {reason}"), reason)
    sentence = mark("A case of severity {severity} links an article, or says why none is needed.")
    params: dict[str, Scalar] = {"severity": facts.severity}
    return _missing("knowledge", sentence, params, remedy="link_knowledge")


def _still_open(code: str, names: tuple[str, ...]) -> Iterator[Finding]:
    sentences = {
        "work_order_open": mark("The work order {name} is still open."),
        "visit_open": mark("The visit {name} is still open."),
    }
    who = ("dispatcher", "engineer")
    remedies = {"work_order_open": "close_work_order", "visit_open": "complete_visit"}
    for name in names:
        yield _missing(code, sentences[code], {"name": name}, who, remedies[code])


def _aborted(visits: Mapping[str, str]) -> Iterator[Finding]:
    for name, cause in sorted(visits.items()):
        if cause:
            params: dict[str, Scalar] = {"name": name, "cause": cause}
            yield Holds("abort_cause", mark("The visit {name} was aborted: {cause}"), params)
        else:
            sentence = mark("The visit {name} was aborted, and nobody said why.")
            yield _missing("abort_cause", sentence, {"name": name}, remedy="set_abort_cause")


def _repeat(facts: ClosureFacts) -> Iterator[Finding]:
    if facts.visit_count <= 1:
        return
    count: dict[str, Scalar] = {"count": facts.visit_count}
    if facts.repeat_cause is None:
        sentence = mark("The case took {count} visits. Say why one was not enough.")
        yield _missing("repeat_cause", sentence, count, ("engineer", "lead_specialist"), "prepare_closure")
    else:
        cause = {"cause": REPEAT_CAUSE_WORDS[facts.repeat_cause], "cause_code": facts.repeat_cause.value}
        yield Holds("repeat_cause", mark("The case took {count} visits: {cause}"), count | cause)


def _missing(
    code: str,
    sentence: str,
    params: dict[str, Scalar] | None = None,
    who: tuple[str, ...] = ("engineer", "support_specialist"),
    remedy: str | None = None,
) -> Missing:
    return Missing(code, sentence, params or {}, who=who, remedy=remedy, waivable=False)
