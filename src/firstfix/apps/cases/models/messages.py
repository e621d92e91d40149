"""What was said about a case, inside and to the customer, and mail that is kept apart."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.case import Case
from firstfix.apps.cases.models.kinds import CaseChannel
from firstfix.apps.directory.models import Person
from firstfix.kernel.ids import new_id

__all__ = [
    "Direction",
    "Message",
    "QuarantineDecision",
    "QuarantineReason",
    "QuarantineResult",
    "QuarantinedMessage",
    "Visibility",
]


class Visibility(models.TextChoices):
    """Who may read it: the customer too, or only we (S1-D14)."""

    PUBLIC = "public", _("visible to the customer")
    INTERNAL = "internal", _("internal")


class Direction(models.TextChoices):
    """Which way the words went."""

    INBOUND = "inbound", _("received")
    OUTBOUND = "outbound", _("sent")
    NOTE = "note", _("written here")


class MessageQuerySet(models.QuerySet["Message"]):
    """Words for choosing messages."""

    def public(self) -> MessageQuerySet:
        """Give those that the customer may read."""
        return self.filter(visibility=Visibility.PUBLIC)

    def in_thread(self, message_ids: list[str]) -> MessageQuerySet:
        """Give those whose mail header names one of ``message_ids`` (RFC 5322, section 3.6.4)."""
        return self.filter(message_id__in=message_ids)


class Message(models.Model):
    """One message of a case. Nothing internal is ever sent: the database refuses such a row.

    ``author`` is empty where the sender is not in the directory; then ``author_address`` says who it
    was. ``body`` is plain text, ``body_html`` what is left of HTML mail after cleaning.
    ``message_id``, ``in_reply_to`` and ``references`` are the mail headers without angle brackets.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="messages", db_index=False)
    visibility = models.CharField(_("visibility"), max_length=8, choices=Visibility)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction)
    channel = models.CharField(_("channel"), max_length=8, choices=CaseChannel)
    author = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    author_address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"))
    body_html = models.TextField(blank=True)
    message_id = models.CharField(max_length=300, blank=True)
    in_reply_to = models.CharField(max_length=300, blank=True)
    references = models.JSONField(default=list, blank=True)
    written_at = models.DateTimeField()
    received_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="message_visibility_known", condition=Q(visibility__in=Visibility.values)
            ),
            models.CheckConstraint(
                name="message_direction_known", condition=Q(direction__in=Direction.values)
            ),
            models.CheckConstraint(name="message_channel_known", condition=Q(channel__in=CaseChannel.values)),
            models.CheckConstraint(
                name="message_internal_is_never_sent",
                condition=~Q(visibility="internal", direction="outbound"),
            ),
            models.UniqueConstraint(
                fields=["message_id"], condition=~Q(message_id=""), name="message_id_taken_in_once"
            ),
        )
        indexes = (models.Index(fields=["case", "written_at", "id"], name="message_timeline"),)


class QuarantineReason(models.TextChoices):
    """Why mail did not become part of a case."""

    UNKNOWN_SENDER = "unknown_sender", _("the sender is not in the directory")
    AUTOMATIC = "automatic", _("an automatic reply")
    LOOP = "loop", _("our own mail came back")
    TOO_LARGE = "too_large", _("too large")
    UNREADABLE = "unreadable", _("not readable as mail")
    OTHER_CUSTOMER = "other_customer", _("the case belongs to another organisation")


class QuarantinedMessageQuerySet(models.QuerySet["QuarantinedMessage"]):
    """Words for choosing quarantined messages."""

    def undecided(self) -> QuarantinedMessageQuerySet:
        """Give those that wait for a person."""
        return self.filter(decision=None)


class QuarantinedMessage(models.Model):
    """Mail that was taken in but is kept apart until a person decides; nothing is thrown away.

    ``headers`` holds the few that a person needs to judge it, ``raw_sha256`` names the mail as it came
    among the stored bytes (up to the size limit of the intake; longer mail keeps its head).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=16, choices=QuarantineReason)
    sender_address = models.CharField(_("sender"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True)
    message_id = models.CharField(max_length=300, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    raw_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    received_at = models.DateTimeField()

    objects = QuarantinedMessageQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="quarantined_message_reason_known", condition=Q(reason__in=QuarantineReason.values)
            ),
            models.UniqueConstraint(
                fields=["message_id"],
                condition=~Q(message_id=""),
                name="quarantined_message_taken_in_once",
            ),
        )


class QuarantineResult(models.TextChoices):
    """What a person did with it."""

    ACCEPTED = "accepted", _("made part of a case")
    DISCARDED = "discarded", _("discarded")


class QuarantineDecision(models.Model):
    """That a person let a quarantined message into a case, or discarded it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    quarantined = models.OneToOneField(QuarantinedMessage, on_delete=models.PROTECT, related_name="decision")
    result = models.CharField(_("result"), max_length=10, choices=QuarantineResult)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="quarantine_decisions"
    )
    reason = models.TextField(_("why"), blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="quarantine_decision_accepted_into_a_case",
                condition=Q(result="accepted", case__isnull=False) | Q(result="discarded", case=None),
            ),
        )
