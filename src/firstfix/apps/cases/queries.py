"""What of cases an actor may see. All of it, and all that hangs on a case, goes through one rule.

:func:`within_visible_cases` is that rule: an external party sees the one case of its link; everybody
else sees the cases of the organisations in their scope (``directory.queries.work_scope``).
"""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from firstfix.apps.cases.models import (
    ApprovalKind,
    ApprovalRequest,
    BasicsAnswer,
    Case,
    Closure,
    Commitment,
    CreditDiscussion,
    CustomerAcceptance,
    HandOver,
    Hypothesis,
    IntakeSource,
    Message,
    MessageDraft,
    PolicyVersion,
    QuarantinedMessage,
    RemoteAttempt,
    SeverityProposal,
    Swarm,
    TargetClock,
    Visibility,
)
from firstfix.apps.directory.models import Agreement
from firstfix.apps.directory.queries import directory_scope, sees_our_side, work_scope
from firstfix.kernel.accounts import queries as accounts
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.access import ExternalLink

__all__ = [
    "case_id_of",
    "sees_internal",
    "visible_approval_requests",
    "visible_basics_answers",
    "visible_cases",
    "visible_closures",
    "visible_commitments",
    "visible_credit_discussions",
    "visible_customer_acceptances",
    "visible_external_links",
    "visible_hand_overs",
    "visible_hypotheses",
    "visible_intake_sources",
    "visible_message_drafts",
    "visible_messages",
    "visible_policy_versions",
    "visible_quarantined_messages",
    "visible_remote_attempts",
    "visible_severity_proposals",
    "visible_swarms",
    "visible_target_clocks",
    "within_visible_cases",
]

Row = TypeVar("Row", bound=Model)

CREDIT_READERS = ("manager", "director", "executive")
"""Who reads what is said of credits and penalties (S1-R11)."""


def within_visible_cases(
    actor: Actor, rows: QuerySet[Row], via: str = "case__", organization: str | None = None
) -> QuerySet[Row]:
    """Give those of ``rows`` whose case the actor may see.

    ``via`` is the field path from a row to its case, with the closing underscores (empty for cases
    themselves). ``organization`` is the path to the organisation where it is not the case's own.
    """
    if actor.subject is not None and not actor.is_system:
        noun, case_id = actor.subject
        return rows.filter(**{f"{via}pk": case_id}) if noun == "case" else rows.none()
    return work_scope(actor).narrow(rows, organization or f"{via}organization")


def case_id_of(subject: Model | None) -> UUID | None:
    """Give the case that a row belongs to by itself, by its checklist, or by its work order; else None."""
    if isinstance(subject, Case):
        return subject.pk
    holders = (subject, getattr(subject, "run", None), getattr(subject, "work_order", None))
    return next((holder.case_id for holder in holders if hasattr(holder, "case_id")), None)


def sees_internal(actor: Actor) -> bool:
    """Tell whether the actor sees internal words too, and not only public ones (S1-D14)."""
    return work_scope(actor).sees_internal


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Give the cases that the actor may see."""
    return within_visible_cases(actor, Case.objects.all(), via="")


def visible_messages(actor: Actor) -> QuerySet[Message]:
    """Give the messages that the actor may see: public ones only, from outside."""
    rows = within_visible_cases(actor, Message.objects.all())
    return rows if sees_internal(actor) else rows.filter(visibility=Visibility.PUBLIC)


def visible_target_clocks(actor: Actor) -> QuerySet[TargetClock]:
    """Give the clocks that the actor may see: from outside, what was promised to the customer."""
    rows = within_visible_cases(actor, TargetClock.objects.all())
    return rows if sees_internal(actor) else rows.filter(agreement=Agreement.SLA)


def visible_commitments(actor: Actor) -> QuerySet[Commitment]:
    """Give the commitments that the actor may see: from outside, those that were made to them."""
    rows = within_visible_cases(actor, Commitment.objects.all())
    if sees_internal(actor):
        return rows
    made_in_public = Q(message__visibility=Visibility.PUBLIC)
    to_them = Q(to_person=actor.person_id) if actor.person_id else Q(pk__in=[])
    return rows.filter(made_in_public | to_them)


def visible_approval_requests(actor: Actor) -> QuerySet[ApprovalRequest]:
    """Give the approval requests that the actor may see.

    Our side sees those of its cases and organisations and those about no customer at all; a
    customer's person sees what they are asked for. What is asked of credits is for managers and the
    asker alone (S1-R11), and for the auditor, who reads all that was decided.
    """
    rows = _approval_requests_in_scope(actor)
    if actor.is_system or actor.has_role(*CREDIT_READERS, "auditor"):
        return rows
    return rows.exclude(~Q(requested_by=actor.person_id), kind=ApprovalKind.CREDIT)


def visible_credit_discussions(actor: Actor) -> QuerySet[CreditDiscussion]:
    """Give what was said of credits and penalties, to managers of that customer alone (S1-R11)."""
    rows = within_visible_cases(actor, CreditDiscussion.objects.all())
    return rows if actor.is_system or actor.has_role(*CREDIT_READERS) else rows.none()


def _approval_requests_in_scope(actor: Actor) -> QuerySet[ApprovalRequest]:
    scope = work_scope(actor)
    if not scope.sees_internal:
        asked = within_visible_cases(actor, ApprovalRequest.objects.all())
        return asked.filter(asked_of=actor.person_id) if actor.person_id else asked.none()
    if scope.organization_ids is None:
        return ApprovalRequest.objects.all()
    return ApprovalRequest.objects.filter(
        Q(case__organization__in=scope.organization_ids)
        | Q(case=None, organization__in=scope.organization_ids)
        | Q(case=None, organization=None)
    )


def visible_closures(actor: Actor) -> QuerySet[Closure]:
    """Give the closures that the actor may see: from outside, once they are closed."""
    rows = within_visible_cases(actor, Closure.objects.all())
    return rows if sees_internal(actor) else rows.filter(closed_at__isnull=False)


def visible_customer_acceptances(actor: Actor) -> QuerySet[CustomerAcceptance]:
    """Give the customers' answers that the actor may see."""
    return within_visible_cases(actor, CustomerAcceptance.objects.all())


def visible_hypotheses(actor: Actor) -> QuerySet[Hypothesis]:
    """Give the hypotheses that the actor may see: our side's working words (S2-X03)."""
    return _internal(actor, Hypothesis.objects.all())


def visible_basics_answers(actor: Actor) -> QuerySet[BasicsAnswer]:
    """Give the answers to the basics that the actor may see; customers answer them, so they see them."""
    return within_visible_cases(actor, BasicsAnswer.objects.all())


def visible_remote_attempts(actor: Actor) -> QuerySet[RemoteAttempt]:
    """Give the remote attempts that the actor may see."""
    return _internal(actor, RemoteAttempt.objects.all())


def visible_severity_proposals(actor: Actor) -> QuerySet[SeverityProposal]:
    """Give the proposed severities that the actor may see."""
    return _internal(actor, SeverityProposal.objects.all())


def visible_hand_overs(actor: Actor) -> QuerySet[HandOver]:
    """Give the hand-overs that the actor may see."""
    return _internal(actor, HandOver.objects.all())


def visible_swarms(actor: Actor) -> QuerySet[Swarm]:
    """Give the swarms that the actor may see."""
    return _internal(actor, Swarm.objects.all())


def visible_message_drafts(actor: Actor) -> QuerySet[MessageDraft]:
    """Give the drafts that the actor may see; from outside none, because they were not said yet."""
    return _internal(actor, MessageDraft.objects.all())


def visible_policy_versions(actor: Actor) -> QuerySet[PolicyVersion]:
    """Give the versions of policies to everybody of our side."""
    return PolicyVersion.objects.all() if sees_our_side(actor) else PolicyVersion.objects.none()


def visible_intake_sources(actor: Actor) -> QuerySet[IntakeSource]:
    """Give the intake sources that the actor may see; an administrator sets them up."""
    scope = directory_scope(actor)
    if not scope.sees_internal:
        return IntakeSource.objects.none()
    if scope.organization_ids is None:
        return IntakeSource.objects.all()
    return IntakeSource.objects.filter(Q(organization=None) | Q(organization__in=scope.organization_ids))


def visible_quarantined_messages(actor: Actor) -> QuerySet[QuarantinedMessage]:
    """Give quarantined mail to those of our side who see every customer: nobody knows yet whose it is."""
    scope = work_scope(actor)
    if scope.sees_internal and scope.organization_ids is None:
        return QuarantinedMessage.objects.all()
    return QuarantinedMessage.objects.none()


def visible_external_links(actor: Actor) -> QuerySet[ExternalLink]:
    """Give the links that the actor may see: their own, and our side those to the cases that they see."""
    own = accounts.visible_external_links(actor)
    if not sees_internal(actor):
        return own
    return own | ExternalLink.objects.filter(
        subject_type="case", subject_id__in=visible_cases(actor).values("pk")
    )


def _internal(actor: Actor, rows: QuerySet[Row]) -> QuerySet[Row]:
    return within_visible_cases(actor, rows) if sees_internal(actor) else rows.none()
