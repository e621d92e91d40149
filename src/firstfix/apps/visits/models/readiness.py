"""Readiness: what people answered before a truck rolls, and where a right went round the gate."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models import ApprovalRequest
from firstfix.apps.directory.models import Person
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.models.work_orders import WorkOrder
from firstfix.kernel.ids import new_id

__all__ = ["ReadinessAnswer", "ReadinessCode", "ReadinessItem", "ReadinessOverride"]


class ReadinessCode(models.TextChoices):
    """The readiness questions that only a person can answer; the gate finds out the others by itself.

    What each answer means to ``engines.readiness.ReadinessFacts``:

    ==================  =================================================================
    access              yes: the site lets us in, ``opens_at`` to ``closes_at``
    escort              yes: ``text`` names the escort
    clearance           yes: the clearance that the law demands is given
    parts_list          yes: the parts needed are listed, even if none is
    change_question     yes or no: whether the work changes the configuration
    site_survey         yes: the site is surveyed
    commissioning_plan  yes: ``text`` or ``evidence`` is the plan
    prerequisite        one a thing that ``name`` names; no: the customer has to remedy it
    ==================  =================================================================
    """

    ACCESS = "access", _("access")
    ESCORT = "escort", _("escort")
    CLEARANCE = "clearance", _("legal clearance")
    PARTS_LIST = "parts_list", _("list of parts")
    CHANGE_QUESTION = "change_question", _("does the work change the configuration")
    SITE_SURVEY = "site_survey", _("site survey")
    COMMISSIONING_PLAN = "commissioning_plan", _("commissioning plan")
    PREREQUISITE = "prerequisite", _("prerequisite")


class ReadinessAnswer(models.TextChoices):
    """What was answered."""

    OPEN = "open", _("not answered")
    YES = "yes", _("yes")
    NO = "no", _("no")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


class ReadinessItemQuerySet(models.QuerySet["ReadinessItem"]):
    """Words for choosing readiness items."""

    def holding(self, at: datetime) -> ReadinessItemQuerySet:
        """Give those answered with yes that have not lapsed by ``at``."""
        return self.filter(answer=ReadinessAnswer.YES).exclude(expires_at__lte=at)

    def remediations(self) -> ReadinessItemQuerySet:
        """Give the prerequisites that failed: what the customer has to put right (S1-D17)."""
        return self.filter(code=ReadinessCode.PREREQUISITE, answer=ReadinessAnswer.NO)


class ReadinessItem(models.Model):
    """One readiness question of a work order with its present answer; earlier ones are in the ledger.

    ``owner`` is who has to answer or to remedy, ``due_at`` by when; ``expires_at`` is when the answer
    lapses (S1-F04).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, related_name="readiness_items", db_index=False
    )
    code = models.CharField(_("question"), max_length=20, choices=ReadinessCode)
    name = models.CharField(_("which"), max_length=300, blank=True)
    answer = models.CharField(
        _("answer"), max_length=16, choices=ReadinessAnswer, default=ReadinessAnswer.OPEN
    )
    text = models.TextField(_("in words"), blank=True)
    opens_at = models.DateTimeField(_("from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("until"), null=True, blank=True)
    expires_at = models.DateTimeField(_("lapses"), null=True, blank=True)
    evidence = models.ForeignKey(
        EvidenceItem, on_delete=models.PROTECT, null=True, blank=True, related_name="readiness_items"
    )
    owner = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="readiness_items"
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ReadinessItemQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["work_order", "code", "name"], name="readiness_item_once"),
            models.CheckConstraint(
                name="readiness_item_code_known", condition=Q(code__in=ReadinessCode.values)
            ),
            models.CheckConstraint(
                name="readiness_item_answer_known", condition=Q(answer__in=ReadinessAnswer.values)
            ),
            models.CheckConstraint(
                name="readiness_item_answered_at_a_time",
                condition=Q(answer="open", answered_at=None)
                | (~Q(answer="open") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="readiness_item_window_ends_after_it_starts",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
            ),
            models.CheckConstraint(
                name="readiness_item_prerequisite_is_named", condition=~Q(code="prerequisite") | ~Q(name="")
            ),
        )


class ReadinessOverride(models.Model):
    """That a right went round the readiness gate: what was missing, by whom, why, until when.

    ``missing`` lists the codes of the items that were waived; ``right`` is the right used, which the
    gate names (``engines.readiness.OVERRIDE_READINESS``).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="overrides")
    right = models.CharField(max_length=60)
    missing = models.JSONField(default=list)
    reason = models.TextField(_("why"))
    approval = models.ForeignKey(
        ApprovalRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="readiness_overrides"
    )
    overridden_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    overridden_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="readiness_override_has_a_reason", condition=~Q(reason="")),
        )
