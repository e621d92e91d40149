"""What was promised to whom, and how a case passes from one owner to the next."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.case import Case
from firstfix.apps.cases.models.messages import Message
from firstfix.apps.directory.models import Person, Team
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = ["Commitment", "HandOver", "HandOverAnswer", "HandOverResult"]

LIFE = MACHINES["commitment"]


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Words for choosing commitments."""

    def open(self) -> CommitmentQuerySet:
        """Give those that are still owed, overdue ones included."""
        return self.exclude(state__in=sorted(LIFE.endings))

    def running_out(self, by: datetime) -> CommitmentQuerySet:
        """Give those due by then that were not yet seen to be overdue."""
        return self.filter(state=LIFE.initial, due_at__lte=by)


class Commitment(models.Model):
    """What was promised, to whom, by when; its life is ``MACHINES["commitment"]`` (S1-F17, S2-X10).

    ``to_person`` where the directory knows them, ``to_whom`` in words otherwise. ``moved_count``
    counts how often the date was moved: a promise that keeps moving is a finding.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="commitments")
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    what = models.TextField(_("what was promised"))
    to_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="promised_commitments"
    )
    to_whom = models.CharField(_("to whom"), max_length=300, blank=True)
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="commitments")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(_("due"))
    moved_count = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="commitment_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(
                name="commitment_is_made_to_somebody",
                condition=Q(to_person__isnull=False) | ~Q(to_whom=""),
            ),
            models.CheckConstraint(
                name="commitment_settled_with_a_time",
                condition=~Q(state__in=sorted(LIFE.endings)) | Q(settled_at__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["due_at"], name="commitment_due", condition=Q(state=LIFE.initial)),)

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether it is still owed although its time has passed."""
        return not LIFE.is_over(self.state) and self.due_at < now


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Words for choosing hand-overs."""

    def unanswered(self) -> HandOverQuerySet:
        """Give the offers that wait for their receiver."""
        return self.filter(answer=None)

    def offered_to(self, person: Person) -> HandOverQuerySet:
        """Give what was offered to ``person``."""
        return self.filter(to_person=person)


class HandOver(models.Model):
    """An owner's offer to pass a case on; until the receiver accepts, the owner stays the owner (S0-P01).

    ``summary`` says what is known and what comes next, ``reason`` why it passes on; ``skill_needed``
    what the present owner lacks, written down at that time (S0-P07).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hand_overs")
    from_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hand_overs_given")
    to_person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hand_overs_received")
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="hand_overs")
    summary = models.TextField(_("what is known, what comes next"))
    reason = models.TextField(_("why"))
    skill_needed = models.CharField(_("skill that is needed"), max_length=300, blank=True)
    offered_at = models.DateTimeField()

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="hand_over_to_another_person", condition=~Q(from_person=F("to_person"))
            ),
        )


class HandOverResult(models.TextChoices):
    """How an offer ended; a return counts as a bounce."""

    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    WITHDRAWN = "withdrawn", _("withdrawn")


class HandOverAnswer(models.Model):
    """That the receiver accepted or returned a hand-over, or its giver withdrew it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hand_over = models.OneToOneField(HandOver, on_delete=models.PROTECT, related_name="answer")
    result = models.CharField(_("result"), max_length=10, choices=HandOverResult)
    reason = models.TextField(_("why"), blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="hand_over_answer_result_known", condition=Q(result__in=HandOverResult.values)
            ),
            models.CheckConstraint(
                name="hand_over_answer_returned_with_a_reason",
                condition=~Q(result="returned") | ~Q(reason=""),
            ),
        )
