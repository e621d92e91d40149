"""The end of a visit on paper: the customer's answer, and the service report."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models import AcceptanceOutcome
from firstfix.apps.directory.models import Person
from firstfix.apps.evidence.models import SHA256_HEX_LENGTH, EvidenceItem, FileBlob
from firstfix.apps.visits.models.visits import Visit
from firstfix.kernel.ids import new_id

__all__ = ["ReportWaiver", "ServiceReport", "SignOff", "SignOffMethod"]


class SignOffMethod(models.TextChoices):
    """How the customer answered."""

    ON_DEVICE = "on_device", _("on the engineer's device")
    LINK = "link", _("by a link")
    WORDS = "words", _("told to the engineer")


class SignOff(models.Model):
    """The customer's answer to a visit: accepted, accepted with conditions, or refused (S0-P11, S1-D13).

    ``text`` is what was put before them and ``text_sha256`` binds the answer to it. A visit that was
    taken up again has more than one; the newest counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="sign_offs", db_index=False)
    outcome = models.CharField(_("answer"), max_length=12, choices=AcceptanceOutcome)
    method = models.CharField(_("how"), max_length=10, choices=SignOffMethod)
    signer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    signer_name = models.CharField(_("name"), max_length=300)
    signer_role = models.CharField(_("function"), max_length=300, blank=True)
    text = models.TextField(_("what was signed"))
    text_sha256 = models.CharField(max_length=SHA256_HEX_LENGTH)
    conditions = models.JSONField(_("conditions"), default=list, blank=True)
    reason = models.TextField(_("reason, in their words"), blank=True)
    signature = models.ForeignKey(
        EvidenceItem, on_delete=models.PROTECT, null=True, blank=True, related_name="sign_offs"
    )
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    signed_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="sign_off_outcome_known", condition=Q(outcome__in=AcceptanceOutcome.values)
            ),
            models.CheckConstraint(
                name="sign_off_method_known", condition=Q(method__in=SignOffMethod.values)
            ),
            models.CheckConstraint(name="sign_off_of_somebody", condition=~Q(signer_name="")),
            models.CheckConstraint(
                name="sign_off_bound_to_its_text",
                condition=Q(~Q(text=""), Exact(Length(F("text_sha256")), SHA256_HEX_LENGTH)),
            ),
            models.CheckConstraint(
                name="sign_off_other_than_accepted_has_a_reason",
                condition=Q(outcome="accepted") | ~Q(reason=""),
            ),
        )
        indexes = (models.Index(fields=["visit", "signed_at"], name="sign_off_newest"),)


class ServiceReport(models.Model):
    """One edition of a visit's report: the document model, its hash, and the PDF made of it (S1-D01).

    ``facts_sha256`` is the hash of what it was made from, so an unchanged visit makes no new edition. Once
    it outlived its retention (``erased_at``), ``document`` is empty and the hashes are what is left.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reports", db_index=False)
    edition = models.PositiveIntegerField(_("edition"))
    audience = models.CharField(max_length=16, default="customer")
    language = models.CharField(max_length=12, default="en")
    document = models.JSONField()
    content_sha256 = models.CharField(max_length=SHA256_HEX_LENGTH)
    facts_sha256 = models.CharField(max_length=SHA256_HEX_LENGTH, blank=True)
    pdf = models.ForeignKey(
        FileBlob, on_delete=models.PROTECT, null=True, blank=True, related_name="service_reports"
    )
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["visit", "audience", "language", "edition"], name="service_report_edition_once"
            ),
            models.CheckConstraint(
                name="service_report_hash_has_its_length",
                condition=Exact(Length(F("content_sha256")), SHA256_HEX_LENGTH),
            ),
        )


class ReportWaiver(models.Model):
    """Why a section of a visit's report stays empty (S1-D01)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="report_waivers", db_index=False)
    section = models.CharField(_("section"), max_length=40)
    reason = models.TextField(_("why"))
    waived_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    waived_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["visit", "section"], name="report_waiver_once_per_section"),
            models.CheckConstraint(name="report_waiver_has_a_reason", condition=~Q(reason="")),
        )
