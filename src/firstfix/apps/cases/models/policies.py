"""Policies as versions: what the council puts in force, beside what was in force before (S2-R06, S2-R07)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.approvals import ApprovalKind, ApprovalRequest
from firstfix.apps.directory.models import Person
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = ["APPROVED_AS", "BUILT_IN_NUMBER", "PolicyArea", "PolicyVersion"]

LIFE = MACHINES["policy_version"]

BUILT_IN_NUMBER = 1
"""The number of what comes with the product and holds until the council enacts another version."""


class PolicyArea(models.TextChoices):
    """What a policy is about."""

    ESCALATION_PROCESS = "escalation_process", _("escalation process")
    SEVERITY_DEFINITIONS = "severity_definitions", _("severity definitions")
    SLA_INTERPRETATION = "sla_interpretation", _("interpretation of service targets")
    INCIDENT_COMMUNICATION = "incident_communication", _("formal incident communication")
    APPROVAL_PATHS = "approval_paths", _("approval paths")
    DOCUMENTATION_STANDARDS = "documentation_standards", _("documentation standards")
    ROUTING = "routing", _("routing")
    REQUIRED_FIELDS = "required_fields", _("required fields")
    MACROS = "macros", _("macros")
    CUSTOMER_TEMPLATES = "customer_templates", _("templates for customers")


_PROCESS, _WORKFLOW = ApprovalKind.PROCESS_CHANGE, ApprovalKind.WORKFLOW_CHANGE

APPROVED_AS: Mapping[PolicyArea, ApprovalKind] = {
    PolicyArea.ESCALATION_PROCESS: _PROCESS,
    PolicyArea.SEVERITY_DEFINITIONS: _PROCESS,
    PolicyArea.SLA_INTERPRETATION: _PROCESS,
    PolicyArea.INCIDENT_COMMUNICATION: _PROCESS,
    PolicyArea.APPROVAL_PATHS: _PROCESS,
    PolicyArea.DOCUMENTATION_STANDARDS: _PROCESS,
    PolicyArea.ROUTING: _WORKFLOW,
    PolicyArea.REQUIRED_FIELDS: _WORKFLOW,
    PolicyArea.MACROS: _WORKFLOW,
    PolicyArea.CUSTOMER_TEMPLATES: _WORKFLOW,
}
"""The kind of approval that puts a version of each area in force: S2-R06 the first, S2-R07 the others."""


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Words for choosing versions."""

    def in_force(self, area: PolicyArea | None = None) -> PolicyVersionQuerySet:
        """Give the versions in force, of one area or of all, the one that counts first.

        Between an enactment and the end of the version before both are in force; the later counts.
        """
        rows = self.filter(state="in_force").order_by("area", "-enacted_at", "-number")
        return rows if area is None else rows.filter(area=area)

    def in_order(self) -> PolicyVersionQuerySet:
        """Give them by area, the newest first."""
        return self.order_by("area", "-number")


class PolicyVersion(models.Model):
    """One version of the policy of an area; its life is ``MACHINES["policy_version"]``.

    ``wording`` is what people read, ``definition`` what the system reads of it, in the areas that have
    one (``apps.cases.definitions``). ``version`` rises with every revision while it is staged, so that
    the council's approval knows the words that it was asked about.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    area = models.CharField(_("area"), max_length=24, choices=PolicyArea)
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    title = models.CharField(_("title"), max_length=300)
    wording = models.TextField(_("wording"))
    definition = models.JSONField(_("definition"), default=dict, blank=True)
    staged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    staged_at = models.DateTimeField()
    approval = models.OneToOneField(
        ApprovalRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="policy_version"
    )
    enacted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    enacted_at = models.DateTimeField(null=True, blank=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="policy_version_area_known", condition=Q(area__in=PolicyArea.values)),
            models.CheckConstraint(name="policy_version_state_known", condition=Q(state__in=LIFE.states)),
            models.UniqueConstraint(fields=["area", "number"], name="policy_version_number_once"),
            models.CheckConstraint(
                name="policy_version_in_force_by_approval",
                condition=~Q(state__in=["in_force", "superseded"])
                | Q(approval__isnull=False, enacted_by__isnull=False, enacted_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_area_display()} {self.number}: {self.title}"

    @property
    def approved_as(self) -> ApprovalKind:
        """Give the kind of approval that puts it in force."""
        return APPROVED_AS[PolicyArea(self.area)]
