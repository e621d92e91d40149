"""Evidence: files and values that prove a statement, and what each is linked to."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models import Case, Visibility
from firstfix.apps.directory.models import Organization, Person
from firstfix.apps.evidence.models.blobs import SHA256_HEX_LENGTH, FileBlob, RedactionState
from firstfix.engines.readiness import Medium, Purpose
from firstfix.kernel.ids import new_id

__all__ = [
    "EVIDENCE_KINDS",
    "EVIDENCE_PURPOSES",
    "EvidenceItem",
    "EvidenceLink",
    "EvidenceRole",
]

EVIDENCE_KINDS = (
    (Medium.LOG.value, _("log")),
    (Medium.VALUE.value, _("measured value")),
    (Medium.PHOTO.value, _("photo")),
    (Medium.SCREENSHOT.value, _("screenshot")),
    (Medium.CAPTURE.value, _("packet capture")),
    (Medium.CONFIGURATION.value, _("configuration snapshot")),
    (Medium.PROBE_RESULT.value, _("probe result")),
    (Medium.DOCUMENT.value, _("document")),
)
"""What evidence is made of (engines.readiness.Medium) with the words that people read."""

EVIDENCE_PURPOSES = (
    (Purpose.DIAGNOSIS.value, _("diagnosis")),
    (Purpose.POST_FIX_CHECK.value, _("check after the fix")),
    (Purpose.FULFILMENT.value, _("request fulfilled")),
    (Purpose.ACCEPTANCE_TEST.value, _("acceptance test")),
    (Purpose.POST_CHECK.value, _("check after the upgrade")),
    (Purpose.CHECKLIST.value, _("checklist")),
)
"""What evidence is there to prove (engines.readiness.Purpose) with the words that people read."""


class EvidenceItemQuerySet(models.QuerySet["EvidenceItem"]):
    """Words for choosing evidence."""

    def public(self) -> EvidenceItemQuerySet:
        """Give what the customer may see."""
        return self.filter(visibility=Visibility.PUBLIC)

    def linked_to(self, subject_type: str, subject_id: UUID) -> EvidenceItemQuerySet:
        """Give what hangs on one subject, in whatever role."""
        links = EvidenceLink.objects.filter(subject_type=subject_type, subject_id=subject_id)
        return self.filter(pk__in=links.values("evidence"))

    def in_role(self, role: str, subject_type: str, subject_id: UUID) -> EvidenceItemQuerySet:
        """Give what hangs on one subject in one role."""
        links = EvidenceLink.objects.filter(role=role, subject_type=subject_type, subject_id=subject_id)
        return self.filter(pk__in=links.values("evidence"))


class EvidenceItem(models.Model):
    """One thing that proves a statement: a file or a value, bound by its hash.

    Exactly one of ``blob`` and ``value`` is there, and neither once the file was erased (``erased_at``).
    ``sha256`` is the hash of the file's bytes or of the value's canonical JSON (RFC 8785), so that neither
    can be exchanged later. ``value`` has the shape ``{"value", "unit"}`` plus what the probe adds.

    ``collected_at`` is when it was collected and decides what counts as "after the fix"; ``device_at``
    is what the collecting device's own clock said, ``received_at`` when the server got it.
    ``purpose``, ``check_name`` and ``has_passed`` say what it is there to prove, what was looked at,
    and what it showed (empty where the piece has no result of its own, such as a photo).
    ``redaction_state`` is what was known when it was added or published; ``redaction_in_force`` is newer.
    ``needs_review`` is true for what a machine suggested, until a person looked at it (S1-A06).
    ``original_name`` is the sender's name for the file: shown, never used as a path.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="evidence")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=16, choices=EVIDENCE_KINDS)
    purpose = models.CharField(
        _("purpose"), max_length=16, choices=EVIDENCE_PURPOSES, default=Purpose.DIAGNOSIS.value
    )
    check_name = models.CharField(_("what was looked at"), max_length=300, blank=True)
    has_passed = models.BooleanField(_("in order"), null=True, blank=True)
    title = models.CharField(_("what it shows"), max_length=300)
    blob = models.ForeignKey(
        FileBlob, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    value = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=SHA256_HEX_LENGTH)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    original_name = models.CharField(_("name as sent"), max_length=300, blank=True)
    needs_review = models.BooleanField(_("suggested by a machine, not reviewed"), default=False)
    visibility = models.CharField(
        _("visibility"), max_length=8, choices=Visibility, default=Visibility.INTERNAL
    )
    redaction_state = models.CharField(
        max_length=12, choices=RedactionState, default=RedactionState.UNCHECKED
    )
    collected_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="collected_evidence"
    )
    collected_with = models.CharField(_("instrument or program"), max_length=200, blank=True)
    collected_at = models.DateTimeField(_("collected"))
    device_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    erased_at = models.DateTimeField(_("file erased"), null=True, blank=True)

    objects = EvidenceItemQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="evidence_item_kind_known",
                condition=Q(kind__in=[kind for kind, _label in EVIDENCE_KINDS]),
            ),
            models.CheckConstraint(
                name="evidence_item_purpose_known",
                condition=Q(purpose__in=[purpose for purpose, _label in EVIDENCE_PURPOSES]),
            ),
            models.CheckConstraint(
                name="evidence_item_visibility_known", condition=Q(visibility__in=Visibility.values)
            ),
            models.CheckConstraint(
                name="evidence_item_redaction_state_known",
                condition=Q(redaction_state__in=RedactionState.values),
            ),
            models.CheckConstraint(
                name="evidence_item_is_a_file_or_a_value",
                condition=Q(blob__isnull=False, value__isnull=True, erased_at=None)
                | Q(blob__isnull=True, value__isnull=False, erased_at=None)
                | Q(blob__isnull=True, value__isnull=True, erased_at__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_item_hash_has_its_length",
                condition=Exact(Length(F("sha256")), SHA256_HEX_LENGTH),
            ),
            models.CheckConstraint(
                name="evidence_item_held_back_stays_inside",
                condition=~Q(redaction_state="held_back", visibility="public"),
            ),
        )
        indexes = (
            models.Index(fields=["case", "collected_at", "id"], name="evidence_item_timeline"),
            models.Index(fields=["sha256"], name="evidence_item_by_hash"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def redaction_in_force(self) -> RedactionState:
        """Give what is known now: the file may have been looked through after it was added."""
        if self.redaction_state == RedactionState.UNCHECKED and self.blob is not None:
            return RedactionState(self.blob.redaction_state)
        return RedactionState(self.redaction_state)


class EvidenceRole(models.TextChoices):
    """What evidence says about the subject that it hangs on."""

    FOR = "for", _("speaks for it")
    AGAINST = "against", _("speaks against it")
    ANSWERS = "answers", _("answers it")
    BEFORE = "before", _("state before")
    AFTER = "after", _("state after")
    PRE_CHECK = "pre_check", _("check before")
    POST_FIX = "post_fix", _("check after")
    ATTACHMENT = "attachment", _("attached")


class EvidenceLink(models.Model):
    """That a piece of evidence hangs on a subject: a hypothesis, a visit, a checklist result, a message.

    The subject is named by type and id, because most of those tables lie higher than this one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    evidence = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="links", db_index=False)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    role = models.CharField(_("role"), max_length=12, choices=EvidenceRole)
    linked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    linked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["evidence", "subject_type", "subject_id", "role"], name="evidence_link_once"
            ),
            models.CheckConstraint(
                name="evidence_link_role_known", condition=Q(role__in=EvidenceRole.values)
            ),
        )
        indexes = (
            models.Index(fields=["subject_type", "subject_id", "role"], name="evidence_link_by_subject"),
        )
