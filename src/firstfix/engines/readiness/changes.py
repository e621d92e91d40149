"""The change behind the work: approved, with a way back, in its window."""

from collections.abc import Iterator

from firstfix.engines.readiness.findings import Finding
from firstfix.engines.readiness.roll_facts import ChangeFacts, ReadinessFacts
from firstfix.engines.verdict import Holds, Missing, mark

__all__ = ["change", "change_if_needed", "commissioning_plan"]


def change(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give approval, rollback plan and window of the change (S1-D03, S1-F13)."""
    found = facts.change or ChangeFacts()
    yield _approval(found)
    yield _rollback_plan(found)
    yield from _window(found, facts)


def change_if_needed(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give the same where the configuration changes; that question itself must be answered."""
    if facts.changes_configuration is None:
        yield Missing(
            "change_question",
            mark("Nobody said whether the work changes the configuration."),
            who=("engineer", "support_specialist", "lead_specialist"),
            remedy="answer_change_question",
        )
    elif facts.changes_configuration:
        yield from change(facts)
    else:
        yield Holds("change_question", mark("The work changes no configuration."))


def commissioning_plan(facts: ReadinessFacts) -> Iterator[Finding]:
    """Give plan and acceptance criteria of an installation, fixed before the visit (S1-F12)."""
    if facts.has_commissioning_plan:
        yield Holds("commissioning_plan", mark("The commissioning plan is there."))
    else:
        yield Missing(
            "commissioning_plan",
            mark("There is no commissioning plan."),
            who=("lead_specialist", "engineer"),
            remedy="write_commissioning_plan",
        )
    if facts.acceptance_criteria_count > 0:
        count = {"count": facts.acceptance_criteria_count}
        yield Holds("acceptance_criteria", mark("Acceptance criteria agreed: {count}"), count)
    else:
        yield Missing(
            "acceptance_criteria",
            mark("No acceptance criteria are agreed with the customer."),
            who=("customer_approver", "lead_specialist"),
            remedy="agree_acceptance_criteria",
        )


def _approval(change: ChangeFacts) -> Finding:
    if change.is_approved:
        return Holds("change_approval", mark("The change is approved."))
    return Missing(
        "change_approval",
        mark("The change is not approved."),
        who=("customer_approver", "manager"),
        remedy="approve_change",
    )


def _rollback_plan(change: ChangeFacts) -> Finding:
    if change.has_rollback_plan:
        return Holds("rollback_plan", mark("There is a rollback plan."))
    return Missing(
        "rollback_plan",
        mark("The change has no rollback plan."),
        who=("engineer", "lead_specialist"),
        remedy="write_rollback_plan",
    )


def _window(change: ChangeFacts, facts: ReadinessFacts) -> Iterator[Finding]:
    if facts.visit_starts_at is None or change.opens_at is None or change.closes_at is None:
        return
    ends_before = facts.visit_ends_at is not None and facts.visit_ends_at <= change.opens_at
    if ends_before or facts.visit_starts_at >= change.closes_at:
        yield Missing(
            "change_window",
            mark("The visit misses the change window from {opens_at} to {closes_at}."),
            {"opens_at": change.opens_at.isoformat(), "closes_at": change.closes_at.isoformat()},
            who=("dispatcher", "customer_approver"),
            remedy="schedule_change",
        )
