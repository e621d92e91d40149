"""Words to the customer that nobody has sent yet (S2-R03, S2-R11)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.case import Case
from firstfix.apps.cases.models.messages import Message
from firstfix.apps.directory.models import Person
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = ["DraftKind", "MessageDraft"]

LIFE = MACHINES["message_draft"]


class DraftKind(models.TextChoices):
    """What is drafted; what formally speaks for us in an incident may need an approval (S2-R11)."""

    TECHNICAL = "technical", _("technical words")
    INCIDENT = "incident", _("formal incident communication")


class MessageDraftQuerySet(models.QuerySet["MessageDraft"]):
    """Words for choosing drafts."""

    def unsent(self) -> MessageDraftQuerySet:
        """Give those that wait to be sent or discarded."""
        return self.filter(state=LIFE.initial)


class MessageDraft(models.Model):
    """Words to the customer as a draft; its life is ``MACHINES["message_draft"]``.

    ``version`` rises with every revision, so that an approval knows the words that it was asked about.
    ``message`` is what was sent of it. A machine may draft; ``drafted_by`` is then the person behind
    it, or empty.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="message_drafts")
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    kind = models.CharField(_("kind"), max_length=12, choices=DraftKind)
    words = models.TextField(_("text"))
    drafted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    drafted_at = models.DateTimeField()
    message = models.OneToOneField(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    objects = MessageDraftQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="message_draft_kind_known", condition=Q(kind__in=DraftKind.values)),
            models.CheckConstraint(name="message_draft_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(
                name="message_draft_sent_is_a_message",
                condition=Q(state="sent", message__isnull=False) | (~Q(state="sent") & Q(message=None)),
            ),
        )
