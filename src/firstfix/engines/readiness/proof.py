"""Evidence after the fix: the right kind, collected after the last work, and showing success."""

from collections.abc import Iterator, Mapping

from firstfix.engines.readiness.findings import Finding, verdict_of
from firstfix.engines.readiness.kinds import CaseKind
from firstfix.engines.readiness.work_facts import CheckFact, EvidenceFact, Medium, Purpose, WorkFacts
from firstfix.engines.verdict import Holds, Missing, Scalar, Verdict, mark

__all__ = ["ASKED_PURPOSE", "TYPED_MEDIA", "checks", "evidence_after_fix", "judge_evidence_after_fix"]

# domain.md, row "evidence at closure".
ASKED_PURPOSE: Mapping[CaseKind, Purpose] = {
    CaseKind.INCIDENT: Purpose.POST_FIX_CHECK,
    CaseKind.REQUEST: Purpose.FULFILMENT,
    CaseKind.INSTALLATION: Purpose.ACCEPTANCE_TEST,
    CaseKind.UPGRADE: Purpose.POST_CHECK,
    CaseKind.MAINTENANCE: Purpose.CHECKLIST,
}

PURPOSE_WORDS: Mapping[Purpose, str] = {
    Purpose.DIAGNOSIS: mark("a finding"),
    Purpose.POST_FIX_CHECK: mark("a check after the fix"),
    Purpose.FULFILMENT: mark("proof that the request is fulfilled"),
    Purpose.ACCEPTANCE_TEST: mark("an acceptance test"),
    Purpose.POST_CHECK: mark("a check after the upgrade"),
    Purpose.CHECKLIST: mark("evidence of the checklist"),
}

_MEASURED = frozenset({Medium.LOG, Medium.VALUE, Medium.SCREENSHOT, Medium.CAPTURE, Medium.PROBE_RESULT})

# What each purpose can be proved by: a paper proves a delivery, not that a device works again; a photo
# shows a state of things, not a version. Text alone is a note and proves nothing (S1-X03, S1-D02).
TYPED_MEDIA: Mapping[Purpose, frozenset[Medium]] = {
    Purpose.DIAGNOSIS: frozenset(Medium),
    Purpose.POST_FIX_CHECK: _MEASURED | {Medium.PHOTO},
    Purpose.FULFILMENT: _MEASURED | {Medium.PHOTO, Medium.CONFIGURATION, Medium.DOCUMENT},
    Purpose.ACCEPTANCE_TEST: _MEASURED | {Medium.PHOTO, Medium.DOCUMENT},
    Purpose.POST_CHECK: _MEASURED | {Medium.CONFIGURATION},
    Purpose.CHECKLIST: frozenset(Medium),
}

# A measurement without a result says that somebody measured, not what came out.
_NEEDS_RESULT = frozenset({Medium.VALUE, Medium.PROBE_RESULT})

# Kinds whose work is a list of lines: with no line at all, nothing says what was to be done.
_LISTED = frozenset({CaseKind.INSTALLATION, CaseKind.MAINTENANCE})

# States of the checklist result table in which a line asks nothing more.
_SETTLED = frozenset({"passed", "not_applicable", "waived"})


def judge_evidence_after_fix(work: WorkFacts) -> Verdict:
    """Give whether the work is proved, as asked before a customer signs (S0-P11); nobody overrides it."""
    return verdict_of("evidence_after_fix", (*evidence_after_fix(work), *checks(work)))


def evidence_after_fix(work: WorkFacts) -> Iterator[Finding]:
    """Give whether typed evidence, collected after the last work, shows success.

    Each thing looked at counts with its newest look, so that a pass before a failure proves nothing.
    """
    if work.last_work_at is None:
        yield Missing(
            "work",
            mark("No work is recorded, so no evidence can come after it. Record the time of the work."),
            who=("engineer", "support_specialist"),
            remedy="record_time",
            waivable=False,
        )
        return
    newest = _newest_looks(work)
    failed = [look for look in newest if look.has_passed is False]
    passed = [look for look in newest if look.has_passed is not False]
    yield from map(_failed_look, failed)
    if passed and not failed:
        newest_at = max(look.collected_at for look in passed)
        params: dict[str, Scalar] = {"count": len(passed), "collected_at": newest_at.isoformat()}
        yield Holds("evidence_after_fix", mark("Evidence after the last work: {count}"), params)
    elif not failed:
        yield _no_evidence(work)


def checks(work: WorkFacts) -> Iterator[Finding]:
    """Give whether every line of the checklist is settled, or its exception accepted (S1-F12)."""
    if not work.checks and work.kind in _LISTED:
        yield Missing(
            "checklist",
            mark("There is no checklist for this work, so nothing says what was to be done."),
            who=("lead_specialist", "engineer"),
            remedy="ask_check",
            waivable=False,
        )
    unsettled = [check for check in work.checks if not _is_settled(check)]
    yield from map(_open_check, unsettled)
    if work.checks and not unsettled:
        yield Holds("checklist", mark("Settled checks: {count}"), {"count": len(work.checks)})


def _newest_looks(work: WorkFacts) -> list[EvidenceFact]:
    newest: dict[str, EvidenceFact] = {}
    for look in work.evidence:
        if _counts(look, work):
            newest[look.check] = max(newest.get(look.check, look), look, key=_weight)
    return list(newest.values())


def _counts(look: EvidenceFact, work: WorkFacts) -> bool:
    purpose = ASKED_PURPOSE[work.kind]
    return (
        look.purpose is purpose
        and look.medium in TYPED_MEDIA[purpose]
        and not (look.has_passed is None and look.medium in _NEEDS_RESULT)
        and look.is_a_persons
        and work.last_work_at is not None
        and look.collected_at >= work.last_work_at
    )


def _weight(look: EvidenceFact) -> tuple[object, ...]:
    # Of two looks at the same instant the failed one counts: when in doubt, it is not fixed.
    return (look.collected_at, look.has_passed is False)


def _failed_look(look: EvidenceFact) -> Missing:
    return Missing(
        "evidence_failed",
        mark("The last check shows that it is not fixed: {check}"),
        {"check": look.check or PURPOSE_WORDS[look.purpose]},
        who=("engineer", "support_specialist"),
        remedy="resume_work",
        waivable=False,
    )


def _no_evidence(work: WorkFacts) -> Missing:
    purpose = ASKED_PURPOSE[work.kind]
    earlier_count = sum(1 for look in work.evidence if look.purpose is purpose)
    sentence = mark("Missing: {purpose}, collected after the last work at {last_work_at}.")
    if earlier_count:
        sentence = mark(
            "Missing: {purpose}, collected after the last work at {last_work_at}. What is there was "
            "collected before it, does not prove it, has no result, or was not reviewed: {count}"
        )
    params = {
        "purpose": PURPOSE_WORDS[purpose],
        "purpose_code": purpose.value,
        "last_work_at": work.last_work_at.isoformat() if work.last_work_at else None,
        "count": earlier_count,
    }
    who = ("engineer", "support_specialist", "customer_contact")
    return Missing("evidence_after_fix", sentence, params, who=who, remedy="add_evidence", waivable=False)


def _is_settled(check: CheckFact) -> bool:
    return check.state in _SETTLED or check.is_exception_accepted


def _open_check(check: CheckFact) -> Missing:
    sentence = mark("The check is open: {check}")
    if check.state == "failed":
        sentence = mark("The check failed, and nobody accepted that as an exception: {check}")
    return Missing(
        "check_open",
        sentence,
        {"check": check.name, "state": check.state},
        who=("engineer", "customer_approver"),
        remedy="pass_check",
        waivable=False,
    )
