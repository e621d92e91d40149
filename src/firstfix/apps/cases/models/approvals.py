"""Approvals: who asked whom for what, under which right, and what was decided."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.case import Case
from firstfix.apps.directory.models import Organization, Person
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = [
    "AUTHOR_OF",
    "RIGHT_OF_APPROVAL",
    "RISK_APPROVALS",
    "ApprovalKind",
    "ApprovalRequest",
    "ApprovalUse",
]

LIFE = MACHINES["approval_request"]


class ApprovalKind(models.TextChoices):
    """What may be asked for; each stands on a right of the register, see :data:`RIGHT_OF_APPROVAL`."""

    SEVERITY_CHANGE = "severity_change", _("change of severity")
    RISKY_WORKAROUND = "risky_workaround", _("workaround that affects stability")
    SEQUENCE_DEVIATION = "sequence_deviation", _("deviation from the documented sequence")
    PARTIAL_CLOSURE = "partial_closure", _("closing with partial remediation")
    POLICY_EXCEPTION = "policy_exception", _("policy exception")
    CREDIT = "credit", _("credit or penalty")
    LARGE_REPLACEMENT = "large_replacement", _("large replacement")
    CUSTOM_COVERAGE = "custom_coverage", _("coverage outside the contract")
    CONTRACTOR = "contractor", _("contractor outside the partner network")
    HIGH_RISK_CHANGE = "high_risk_change", _("high-risk change")
    EMERGENCY_CHANGE = "emergency_change", _("emergency change")
    PROCESS_CHANGE = "process_change", _("change of escalation process or severity definitions")
    WORKFLOW_CHANGE = "workflow_change", _("change of workflow")
    REGULATED_ARTICLE = "regulated_article", _("customer article in a regulated context")
    COMMITMENT_EXCEPTION = "commitment_exception", _("exception to commitments")
    ACCESS_EXPANSION = "access_expansion", _("expansion of access")
    INCIDENT_COMMUNICATION = "incident_communication", _("formal incident communication")
    DATA_POLICY = "data_policy", _("policy on data handling")


RIGHT_OF_APPROVAL = {
    ApprovalKind.SEVERITY_CHANGE: "S1-R06",
    ApprovalKind.RISKY_WORKAROUND: "S1-R07",
    ApprovalKind.SEQUENCE_DEVIATION: "S1-R08",
    ApprovalKind.PARTIAL_CLOSURE: "S1-R09",
    ApprovalKind.POLICY_EXCEPTION: "S1-R10",
    ApprovalKind.CREDIT: "S1-R11",
    ApprovalKind.LARGE_REPLACEMENT: "S1-R12",
    ApprovalKind.CUSTOM_COVERAGE: "S1-R13",
    ApprovalKind.CONTRACTOR: "S1-R14",
    ApprovalKind.HIGH_RISK_CHANGE: "S1-G05",
    ApprovalKind.EMERGENCY_CHANGE: "S1-F16",
    ApprovalKind.PROCESS_CHANGE: "S2-R06",
    ApprovalKind.WORKFLOW_CHANGE: "S2-R07",
    ApprovalKind.REGULATED_ARTICLE: "S2-R08",
    ApprovalKind.COMMITMENT_EXCEPTION: "S2-R09",
    ApprovalKind.ACCESS_EXPANSION: "S2-R10",
    ApprovalKind.INCIDENT_COMMUNICATION: "S2-R11",
    ApprovalKind.DATA_POLICY: "S2-R12",
}
"""The register row that each kind of approval stands on; it is the code of a ``directory.DecisionRule``."""


RISK_APPROVALS = (ApprovalKind.HIGH_RISK_CHANGE, ApprovalKind.EMERGENCY_CHANGE)
"""The kinds that approve the risk of a change, beforehand or after an emergency (S1-G05, S1-F16)."""

AUTHOR_OF = {"message_draft": "drafted_by_id", "policy_version": "staged_by_id"}
"""The subjects whose words are approved, and the column that says whose words they are (S2-R06, S2-R11)."""


class ApprovalRequestQuerySet(models.QuerySet["ApprovalRequest"]):
    """Words for choosing approval requests."""

    def undecided(self) -> ApprovalRequestQuerySet:
        """Give those that wait for a decision."""
        return self.filter(state=LIFE.initial)

    def in_force(self, at: datetime) -> ApprovalRequestQuerySet:
        """Give those that were granted and have not run out by ``at``."""
        return self.filter(state="granted").exclude(expires_at__lte=at)

    def unused(self) -> ApprovalRequestQuerySet:
        """Give those that no command has used up."""
        return self.filter(use=None)

    def about(self, subject_type: str, subject_id: UUID) -> ApprovalRequestQuerySet:
        """Give those about one subject."""
        return self.filter(subject_type=subject_type, subject_id=subject_id)


class ApprovalRequest(models.Model):
    """A question for a decision that the asker may not take alone; its life is ``approval_request``.

    ``subject_type`` and ``subject_id`` say what it is about, ``case`` and ``organization`` in whose
    work. ``asked_of`` is set where one person was asked by name; otherwise anybody whose role the
    right names may decide. Nobody decides what they asked for themselves: the database refuses it
    (S1-G02). ``value`` in ``currency`` (ISO 4217) is there for rights with a threshold (S1-R12).
    ``subject_version`` is the version of the subject that was asked about: who approves words approves
    these, and not what they are changed to later (S2-R11).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=24, choices=ApprovalKind)
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    subject_version = models.PositiveIntegerField(null=True, blank=True)
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="approval_requests"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="approval_requests"
    )
    reason = models.TextField(_("why"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    requested_at = models.DateTimeField()
    asked_of = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="approvals_asked"
    )
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(_("why it was decided so"), blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    objects = ApprovalRequestQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="approval_request_kind_known", condition=Q(kind__in=ApprovalKind.values)
            ),
            models.CheckConstraint(name="approval_request_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(
                name="approval_request_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
            ),
            models.CheckConstraint(
                name="approval_request_granted_by_somebody",
                condition=~Q(state__in=["granted", "rejected", "revoked"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["subject_type", "subject_id"], name="approval_request_by_subject"),
            models.Index(
                fields=["requested_at"], name="approval_request_undecided", condition=Q(state=LIFE.initial)
            ),
        )

    @property
    def right(self) -> str:
        """Give the register id of the right that decides it."""
        return RIGHT_OF_APPROVAL[ApprovalKind(self.kind)]


class ApprovalUse(models.Model):
    """That something was done under an approval, to what, by whom; each approval serves once.

    ``subject_type`` and ``subject_id`` say what was done to; the approval itself may be about
    something wider, such as the case that a credit is promised in.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    approval = models.OneToOneField(ApprovalRequest, on_delete=models.PROTECT, related_name="use")
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    used_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    used_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["subject_type", "subject_id"], name="approval_use_by_subject"),)
