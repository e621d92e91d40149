"""What the work leaves on record: notes, time, parts, changes, and what the customer said."""

from collections.abc import Iterator

from firstfix.engines.readiness.findings import Finding, verdict_of
from firstfix.engines.readiness.wording import says_something, says_what_was_done
from firstfix.engines.readiness.work_facts import Acceptance, AcceptanceOutcome, WorkFacts
from firstfix.engines.verdict import Holds, Missing, Scalar, Verdict, mark

__all__ = ["acceptance", "changes", "judge_time_and_parts", "notes", "partial", "parts", "time"]


def judge_time_and_parts(work: WorkFacts) -> Verdict:
    """Give whether time and parts are on record, as asked before a visit is complete."""
    return verdict_of("time_and_parts", (*time(work), *parts(work)))


def notes(work: WorkFacts) -> Iterator[Finding]:
    """Give whether the work notes say anything; “resolved” and “done” do not (S1-X03)."""
    if says_what_was_done(work.notes):
        yield Holds("notes", mark("The work notes say what was done."))
    else:
        sentence = mark("The work notes do not say what was done, to what, and what was seen after it.")
        yield _missing("notes", sentence, remedy="add_note")


def time(work: WorkFacts) -> Iterator[Finding]:
    """Give whether working time is recorded (S1-D05)."""
    if work.time_entry_count > 0:
        yield Holds("time", mark("Time entries: {count}"), {"count": work.time_entry_count})
    else:
        yield _missing("time", mark("No working time is recorded."), remedy="record_time")


def parts(work: WorkFacts) -> Iterator[Finding]:
    """Give whether the parts used are recorded, and the others on their way back (S1-D11)."""
    if work.are_parts_stated:
        yield Holds("parts", mark("The parts are recorded."))
    else:
        sentence = mark("Nobody recorded which parts were used, or that none was.")
        yield _missing("parts", sentence, remedy="state_parts")
    for part in work.unsettled_parts:
        sentence = mark("{part} is neither used nor given back.")
        yield _missing("part_unsettled", sentence, {"part": part}, remedy="return_part")


def changes(work: WorkFacts) -> Iterator[Finding]:
    """Give whether every difference of configuration belongs to an approved change (S1-X02)."""
    for difference in work.unmatched_changes:
        sentence = mark("The configuration differs without an approved change: {difference}")
        who = ("engineer", "customer_approver", "manager")
        yield _missing("change_unmatched", sentence, {"difference": difference}, who, "create_change")


def acceptance(work: WorkFacts) -> Iterator[Finding]:
    """Give whether the customer accepted, set conditions or refused, after the last work (S1-D13)."""
    found = work.acceptance
    if found is None:
        sentence = mark("The customer has neither accepted nor refused the work.")
        yield _acceptance_missing("acceptance", sentence)
    elif work.last_work_at is not None and found.at < work.last_work_at:
        sentence = mark("The customer's answer is older than the last work, so it is about something else.")
        yield _acceptance_missing("acceptance_outdated", sentence)
    elif found.outcome is not AcceptanceOutcome.ACCEPTED and not says_something(found.reason):
        sentence = mark("The customer's refusal or condition has no reason on record.")
        yield _acceptance_missing("acceptance_reason", sentence)
    else:
        yield _accepted(found)


def partial(work: WorkFacts) -> Iterator[Finding]:
    """Give whether a partial remediation is approved and accepted (S1-R09); nothing if it is whole."""
    if not _is_partial(work):
        return
    if work.is_partial_approved:
        yield Holds("partial_approval", mark("Ending with a partial remediation is approved."))
    else:
        sentence = mark("Part of the fault stays. That needs the team's approval.")
        yield _missing("partial_approval", sentence, {}, ("lead_specialist", "manager"), "request_approval")
    if not _accepts(work.acceptance):
        sentence = mark("Part of the fault stays. That needs the customer's acceptance.")
        yield _acceptance_missing("partial_acceptance", sentence)


def _is_partial(work: WorkFacts) -> bool:
    # A condition of the customer is something that is still to be done, whatever the form says.
    answer = work.acceptance
    is_conditional = answer is not None and answer.outcome is AcceptanceOutcome.CONDITIONAL
    return work.is_partial or is_conditional or any(check.is_exception_accepted for check in work.checks)


def _accepts(answer: Acceptance | None) -> bool:
    return answer is not None and answer.outcome is not AcceptanceOutcome.REFUSED


def _accepted(answer: Acceptance) -> Holds:
    params = {"at": answer.at.isoformat(), "reason": answer.reason}
    if answer.outcome is AcceptanceOutcome.REFUSED:
        return Holds("acceptance_refused", mark("The customer refused at {at}: {reason}"), params)
    if answer.outcome is AcceptanceOutcome.CONDITIONAL:
        return Holds("acceptance_conditional", mark("The customer accepted at {at}, but: {reason}"), params)
    return Holds("acceptance", mark("The customer accepted at {at}."), params)


def _acceptance_missing(code: str, sentence: str) -> Missing:
    who = ("customer_approver", "customer_contact", "engineer")
    return _missing(code, sentence, {}, who, "record_acceptance")


def _missing(
    code: str,
    sentence: str,
    params: dict[str, Scalar] | None = None,
    who: tuple[str, ...] = ("engineer", "support_specialist"),
    remedy: str | None = None,
) -> Missing:
    return Missing(code, sentence, params or {}, who=who, remedy=remedy, waivable=False)
