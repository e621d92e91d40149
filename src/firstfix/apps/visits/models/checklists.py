"""Checklists: versioned templates, their runs, and one result a step with its typed evidence."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.assets.models import Product
from firstfix.apps.cases.models import Case
from firstfix.apps.directory.models import Person
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.models.visits import Visit
from firstfix.apps.visits.models.work_orders import WorkOrder
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = ["ChecklistPurpose", "ChecklistResult", "ChecklistRun", "ChecklistTemplate"]

LIFE = MACHINES["checklist_result"]


class ChecklistPurpose(models.TextChoices):
    """What a checklist is for; it decides which gate asks for it."""

    SAFETY = "safety", _("safety")
    PRE_CHECK = "pre_check", _("checks before")
    COMMISSIONING = "commissioning", _("installation and commissioning")
    POST_CHECK = "post_check", _("checks after")
    MAINTENANCE = "maintenance", _("maintenance")
    DIAGNOSIS = "diagnosis", _("diagnosis")


class ChecklistTemplateQuerySet(models.QuerySet["ChecklistTemplate"]):
    """Words for choosing templates."""

    def newest(self, code: str) -> ChecklistTemplate | None:
        """Give the newest edition of the template ``code``."""
        return self.filter(code=code).order_by("edition").last()


class ChecklistTemplate(models.Model):
    """One published edition of a checklist; a change is a new edition, so old runs keep their words.

    ``steps`` is a list of ``{"code", "wording", "evidence", "unit", "min", "max", "may_be_skipped",
    "may_be_waived"}``: ``evidence`` names the kinds (``EVIDENCE_KINDS``) of which one has to prove the
    step; a compliance step is never ``may_be_waived`` (S1-R17).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    code = models.CharField(_("code"), max_length=60)
    edition = models.PositiveIntegerField(_("edition"))
    title = models.CharField(_("title"), max_length=300)
    purpose = models.CharField(_("purpose"), max_length=14, choices=ChecklistPurpose)
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="checklists"
    )
    steps = models.JSONField(_("steps"))
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    published_at = models.DateTimeField()

    objects = ChecklistTemplateQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["code", "edition"], name="checklist_template_edition_once"),
            models.CheckConstraint(
                name="checklist_template_purpose_known", condition=Q(purpose__in=ChecklistPurpose.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.edition})"


class ChecklistRun(models.Model):
    """One use of a template: on a visit, for a work order before it, or for a case without one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    template = models.ForeignKey(ChecklistTemplate, on_delete=models.PROTECT, related_name="runs")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checklist_runs")
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, null=True, blank=True, related_name="checklist_runs"
    )
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="checklist_runs"
    )
    started_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    started_at = models.DateTimeField()


class ChecklistResultQuerySet(models.QuerySet["ChecklistResult"]):
    """Words for choosing results."""

    def unsettled(self) -> ChecklistResultQuerySet:
        """Give those that are open or failed."""
        return self.filter(state__in=["open", "failed"])


class ChecklistResult(models.Model):
    """The answer to one step of a run; its life is ``MACHINES["checklist_result"]``.

    ``evidence`` is what proves it, of a kind that the template names; more may hang on it by
    ``evidence.EvidenceLink``. ``right`` is the register id of the right that waived it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    run = models.ForeignKey(ChecklistRun, on_delete=models.PROTECT, related_name="results", db_index=False)
    step_code = models.CharField(_("step"), max_length=60)
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    value = models.JSONField(_("value"), null=True, blank=True)
    evidence = models.ForeignKey(
        EvidenceItem, on_delete=models.PROTECT, null=True, blank=True, related_name="checklist_results"
    )
    reason = models.TextField(_("why"), blank=True)
    right = models.CharField(max_length=60, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    objects = ChecklistResultQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["run", "step_code"], name="checklist_result_once_per_step"),
            models.CheckConstraint(name="checklist_result_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(
                name="checklist_result_answered_by_somebody",
                condition=Q(state="open") | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="checklist_result_passed_with_evidence",
                condition=~Q(state="passed") | Q(evidence__isnull=False),
            ),
            models.CheckConstraint(
                name="checklist_result_left_out_with_a_reason",
                condition=~Q(state__in=["not_applicable", "waived"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="checklist_result_waived_by_a_right", condition=~Q(state="waived") | ~Q(right="")
            ),
        )
