"""The gates of a change on site: way back, window, checks, approval, and what really differs afterwards.

Sources: domain.md, gate 3; S1-D03 (no start without way back and window), S1-F13 (approval and
window), S1-F16 (emergency), S1-G05 (risk and approval), S1-X02 (difference against the record).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from firstfix.engines.readiness.findings import Finding, verdict_of
from firstfix.engines.readiness.wording import says_something
from firstfix.engines.verdict import Holds, Missing, Scalar, Verdict, mark

__all__ = [
    "ChangeGateFacts",
    "ExpectedDifference",
    "Snapshots",
    "judge_approval_recorded",
    "judge_change_matches",
    "judge_change_start",
    "judge_emergency_basis",
    "judge_post_checks",
    "judge_post_rollback_check",
    "judge_rollback_plan",
    "unmatched_differences",
]

# S1-G05: from this risk (1 low to 4 high) on, a change needs an approval of its own.
HIGH_RISK = 3

_CHANGERS = ("engineer", "lead_specialist")
_APPROVERS = ("manager", "customer_approver")


@dataclass(frozen=True, slots=True)
class ChangeGateFacts:
    """What is known of a change; times are UTC.

    ``risk`` runs from 1 (low) to 4 (high), ``None`` while nobody assessed it. ``steps`` map each phase
    (``pre_check``, ``post_check``, ``roll_back``) to the results of its steps (``open``, ``done``,
    ``failed``, ``skipped``). ``has_approval`` is a granted approval of a high-risk or emergency change;
    ``needs_prior_approval`` is the customer's policy for emergencies (S1-F16).
    """

    now: datetime
    rollback_plan: str = ""
    window_start_at: datetime | None = None
    window_end_at: datetime | None = None
    risk: int | None = None
    has_approval: bool = False
    is_emergency: bool = False
    emergency_reason: str = ""
    needs_prior_approval: bool = False
    steps: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExpectedDifference:
    """One setting that the change is to alter; an empty ``before`` or ``after`` allows any value."""

    path: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Snapshots:
    """What the configuration was and is, by setting; ``None`` where no snapshot was taken.

    ``must_happen`` is false where the change failed or was rolled back: then what was planned need not
    be there, and after a rollback nothing may differ, so ``expected`` is empty.
    """

    subject: str
    before: Mapping[str, str] | None = None
    after: Mapping[str, str] | None = None
    expected: tuple[ExpectedDifference, ...] = ()
    must_happen: bool = True


def judge_rollback_plan(change: ChangeGateFacts) -> Verdict:
    """Give whether there is a way back, and for a high risk an approval (S1-D03, S1-G05)."""
    return verdict_of("rollback_plan", (_way_back(change), *_risk(change)))


def judge_change_start(change: ChangeGateFacts) -> Verdict:
    """Give whether the change may start now: window, way back, approval, checks before."""
    findings = (_window(change), _way_back(change), *_risk(change), _phase(change, "pre_check"))
    return verdict_of("change_may_start", findings)


def judge_emergency_basis(change: ChangeGateFacts) -> Verdict:
    """Give whether an emergency may start: reason now, approval before it where the policy says so."""
    return verdict_of("emergency_basis", _emergency(change))


def judge_post_checks(change: ChangeGateFacts) -> Verdict:
    """Give whether the checks after the change are all done and passed."""
    return verdict_of("post_checks_pass", (_phase(change, "post_check"),))


def judge_post_rollback_check(change: ChangeGateFacts) -> Verdict:
    """Give whether somebody checked that the way back led back (S1-F16)."""
    return verdict_of("post_rollback_check", (_phase(change, "roll_back"),))


def judge_approval_recorded(change: ChangeGateFacts) -> Verdict:
    """Give whether what was done as an emergency or at high risk was approved in the end (S1-F16)."""
    return verdict_of("approval_recorded", _approval_afterwards(change))


def judge_change_matches(snapshots: Sequence[Snapshots]) -> Verdict:
    """Give whether each before/after comparison shows the planned difference and nothing else (S1-X02)."""
    return verdict_of("change_matches", (finding for pair in snapshots for finding in _matches(pair)))


def unmatched_differences(pair: Snapshots) -> tuple[str, ...]:
    """Give each setting that differs against the plan, as ``path: before → after``."""
    before, after = pair.before or {}, pair.after or {}
    expected = {difference.path: difference for difference in pair.expected}
    found = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    strange = [path for path in found if not _is_planned(expected.get(path), before, after)]
    absent = [path for path in expected if path not in found] if pair.must_happen else []
    return tuple(
        f"{path}: {before.get(path, '-')} → {after.get(path, '-')}" for path in sorted({*strange, *absent})
    )


def _is_planned(
    planned: ExpectedDifference | None, before: Mapping[str, str], after: Mapping[str, str]
) -> bool:
    if planned is None:
        return False
    fits_before = planned.before in ("", before.get(planned.path, ""))
    return fits_before and planned.after in ("", after.get(planned.path, ""))


def _matches(pair: Snapshots) -> Iterator[Finding]:
    subject: dict[str, Scalar] = {"subject": pair.subject}
    if pair.before is None:
        sentence = mark("{subject}: no snapshot of the configuration before the change.")
        yield _missing("snapshot_before", sentence, subject, "add_evidence")
    if pair.after is None:
        sentence = mark("{subject}: no snapshot of the configuration after the change.")
        yield _missing("snapshot_after", sentence, subject, "add_evidence")
    if pair.before is None or pair.after is None:
        return
    differences = unmatched_differences(pair)
    for difference in differences:
        sentence = mark("{subject}: the configuration differs from the plan: {difference}")
        yield _missing("change_unmatched", sentence, {**subject, "difference": difference}, "revise_change")
    if not differences:
        yield Holds("change_matches", mark("{subject}: only what was planned differs."), subject)


def _way_back(change: ChangeGateFacts) -> Finding:
    if says_something(change.rollback_plan):
        return Holds("rollback_plan", mark("There is a rollback plan."))
    return _missing(
        "rollback_plan", mark("The change has no rollback plan."), {}, "write_rollback_plan", _CHANGERS
    )


def _risk(change: ChangeGateFacts) -> Iterator[Finding]:
    if change.risk is None or change.risk < HIGH_RISK:
        return
    risk: dict[str, Scalar] = {"risk": change.risk}
    if change.has_approval:
        yield Holds("high_risk_approval", mark("The risk of {risk} is approved."), risk)
    else:
        sentence = mark("The change has a risk of {risk} of 4, and nobody approved that risk.")
        yield _missing("high_risk_approval", sentence, risk, "request_approval", _APPROVERS)


def _window(change: ChangeGateFacts) -> Finding:
    start, end = change.window_start_at, change.window_end_at
    if start is None or end is None:
        sentence = mark("The change has no window.")
        return _missing("change_window", sentence, {}, "schedule_change", ("dispatcher", "customer_approver"))
    window: dict[str, Scalar] = {"opens_at": start.isoformat(), "closes_at": end.isoformat()}
    if start <= change.now < end:
        return Holds("change_window", mark("The window is open until {closes_at}."), window)
    sentence = mark("Now is outside the change window from {opens_at} to {closes_at}.")
    return _missing("change_window", sentence, window, "schedule_change", ("dispatcher", "customer_approver"))


_PHASE_SENTENCES = {
    "pre_check": (
        "record_pre_check",
        mark(
            "Checks before the change are not all done and passed: {open_count} open, {failed_count} failed."
        ),
    ),
    "post_check": (
        "record_post_check",
        mark(
            "Checks after the change are not all done and passed: {open_count} open, {failed_count} failed."
        ),
    ),
    "roll_back": (
        "record_rollback_check",
        mark("Nobody recorded that the old state is back: {open_count} open, {failed_count} failed."),
    ),
}


def _phase(change: ChangeGateFacts, phase: str) -> Finding:
    results = tuple(change.steps.get(phase, ()))
    remedy, sentence = _PHASE_SENTENCES[phase]
    params: dict[str, Scalar] = {
        "open_count": results.count("open"),
        "failed_count": results.count("failed"),
        "done_count": results.count("done"),
    }
    if "done" in results and not {"open", "failed"} & set(results):
        return Holds(phase, mark("Checks done: {done_count}"), params)
    return _missing(phase, sentence, params, remedy, _CHANGERS)


def _emergency(change: ChangeGateFacts) -> Iterator[Finding]:
    if says_something(change.emergency_reason):
        reason: dict[str, Scalar] = {"reason": change.emergency_reason}
        yield Holds("emergency_reason", mark("It cannot wait: {reason}"), reason)
    else:
        sentence = mark("Nobody said why the change cannot wait.")
        yield _missing("emergency_reason", sentence, {}, None, _CHANGERS)
    if change.needs_prior_approval and not change.has_approval:
        sentence = mark("This customer asks for an approval before an emergency change, too.")
        yield _missing("emergency_approval", sentence, {}, "request_approval", _APPROVERS)


def _approval_afterwards(change: ChangeGateFacts) -> Iterator[Finding]:
    if not change.is_emergency:
        yield Holds("approval_recorded", mark("The change was approved before it started."))
    elif change.has_approval:
        yield Holds("approval_recorded", mark("The emergency change is approved."))
    else:
        sentence = mark("The emergency change was never approved. Ask for the approval now.")
        yield _missing("approval_recorded", sentence, {}, "request_approval", _APPROVERS)


def _missing(
    code: str,
    sentence: str,
    params: Mapping[str, Scalar],
    remedy: str | None,
    who: tuple[str, ...] = ("engineer", "customer_approver", "manager"),
) -> Missing:
    return Missing(code, sentence, params, who=who, remedy=remedy, waivable=False)
