"""What of the cases an actor may see: one rule for the case, and everything else built on it."""

from __future__ import annotations

from django.db.models import QuerySet

from firstfix.apps.cases.models import (
    ApprovalRequest,
    Case,
    Commitment,
    HandOver,
    Hypothesis,
    IntakeSource,
    Message,
    QuarantinedMessage,
)
from firstfix.apps.directory.models import INTERNAL_ROLES, Role
from firstfix.apps.directory.queries import is_ours, reaches_cases, scoped
from firstfix.kernel.identity import Actor

__all__ = [
    "sees_internal_words",
    "visible_approval_requests",
    "visible_cases",
    "visible_commitments",
    "visible_hand_overs",
    "visible_hypotheses",
    "visible_intake_sources",
    "visible_messages",
    "visible_quarantined_messages",
]


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Give the cases that the actor may see; every other ``visible_`` of work stands on this one.

    An external party sees the one case of its link, a customer their organisation's, our own people
    and the auditor those in their scope, an administrator none (domain.md, "Rights").
    """
    if actor.subject is not None:
        noun, subject_id = actor.subject
        return Case.objects.filter(pk=subject_id) if noun == "case" else Case.objects.none()
    if not reaches_cases(actor):
        return Case.objects.none()
    return scoped(Case.objects.all(), actor, "organization")


def sees_internal_words(actor: Actor) -> bool:
    """Tell whether the actor may read what is internal: our own people and the auditor (S1-D14)."""
    return actor.is_system or actor.has_role(*INTERNAL_ROLES, Role.AUDITOR)


def visible_messages(actor: Actor) -> QuerySet[Message]:
    """Give the messages of visible cases, to customers and external parties only the public ones."""
    messages = Message.objects.filter(case__in=visible_cases(actor))
    return messages if sees_internal_words(actor) else messages.public()


def visible_hypotheses(actor: Actor) -> QuerySet[Hypothesis]:
    """Give the hypotheses of visible cases to those who may read what is internal."""
    hypotheses = Hypothesis.objects.filter(case__in=visible_cases(actor))
    return hypotheses if sees_internal_words(actor) else hypotheses.none()


def visible_approval_requests(actor: Actor) -> QuerySet[ApprovalRequest]:
    """Give the approval requests to our own people; a customer's approver sees what was asked of them."""
    if is_ours(actor):
        return scoped(ApprovalRequest.objects.all(), actor, "organization") | ApprovalRequest.objects.filter(
            organization=None
        )
    return ApprovalRequest.objects.filter(asked_of=actor.person_id)


def visible_commitments(actor: Actor) -> QuerySet[Commitment]:
    """Give the commitments of visible cases."""
    return Commitment.objects.filter(case__in=visible_cases(actor))


def visible_hand_overs(actor: Actor) -> QuerySet[HandOver]:
    """Give the hand-overs of visible cases to those who may read what is internal."""
    hand_overs = HandOver.objects.filter(case__in=visible_cases(actor))
    return hand_overs if sees_internal_words(actor) else hand_overs.none()


def visible_intake_sources(actor: Actor) -> QuerySet[IntakeSource]:
    """Give the intake sources to our own people."""
    return IntakeSource.objects.all() if is_ours(actor) else IntakeSource.objects.none()


def visible_quarantined_messages(actor: Actor) -> QuerySet[QuarantinedMessage]:
    """Give the quarantined mail to those who may read what is internal for all customers."""
    can_read = sees_internal_words(actor) and actor.organization_ids is None
    return QuarantinedMessage.objects.all() if can_read else QuarantinedMessage.objects.none()
