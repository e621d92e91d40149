"""What stands behind a closure: the code, the cause, the customer's answer, the knowledge."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.approvals import ApprovalRequest
from firstfix.apps.cases.models.case import Case
from firstfix.apps.cases.models.messages import Message
from firstfix.apps.directory.models import Person
from firstfix.engines.readiness import RepeatCause
from firstfix.kernel.ids import new_id

__all__ = [
    "REPEAT_CAUSES",
    "AcceptanceOutcome",
    "Closure",
    "ClosureBasis",
    "ClosureCode",
    "CustomerAcceptance",
    "KnowledgeLink",
]


class ClosureCode(models.TextChoices):
    """How a case ended (S1-F21)."""

    FIXED_ON_SITE = "fixed_on_site", _("fixed on site")
    FIXED_REMOTELY = "fixed_remotely", _("fixed without a visit")
    WORKAROUND = "workaround", _("workaround in place")
    PARTIAL = "partial", _("partly remedied, accepted as partial")
    FULFILLED = "fulfilled", _("request fulfilled")
    INSTALLED = "installed", _("installed and accepted")
    UPGRADED = "upgraded", _("upgraded")
    MAINTAINED = "maintained", _("maintenance done")
    NO_FAULT_FOUND = "no_fault_found", _("no fault found")
    CAUSE_OUTSIDE = "cause_outside", _("cause outside our reach, handed to its owner")


class ClosureBasis(models.TextChoices):
    """Whether the closure passed our gate; imported history did not."""

    VERIFIED = "verified", _("verified")
    ELSEWHERE = "elsewhere", _("closed elsewhere, not verified")


REPEAT_CAUSES = (
    (RepeatCause.WRONG_PART.value, _("wrong part")),
    (RepeatCause.NO_ACCESS.value, _("no access")),
    (RepeatCause.WRONG_DIAGNOSIS.value, _("wrong diagnosis")),
    (RepeatCause.INCOMPLETE_FIX.value, _("incomplete fix")),
    (RepeatCause.NEW_FAULT.value, _("new fault")),
)
"""Why one visit was not enough (engines.readiness; S0-P18)."""


class ClosureQuerySet(models.QuerySet["Closure"]):
    """Words for choosing closures."""

    def in_preparation(self) -> ClosureQuerySet:
        """Give those that are being filled in; a case has at most one."""
        return self.filter(closed_at=None)


class Closure(models.Model):
    """How a case ends: filled in piece by piece, then closed by the command that resolves the case.

    A case that came back has more than one. The root cause is stated or it is said why it is not
    known, never both; which of it is asked for is the closure gate's to say (domain.md, "Gates", 4).
    ``is_partial`` says that part of the fault stays; then ``approval`` is there (S1-R09). For
    ``basis=elsewhere`` (imported) nothing of this is claimed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closures", db_index=False)
    basis = models.CharField(max_length=10, choices=ClosureBasis, default=ClosureBasis.VERIFIED)
    code = models.CharField(_("closure code"), max_length=16, choices=ClosureCode, blank=True)
    resolution = models.TextField(_("what was done"), blank=True)
    root_cause = models.TextField(_("root cause"), blank=True)
    cause_code = models.CharField(_("cause code"), max_length=60, blank=True)
    root_cause_unknown_because = models.TextField(_("why the cause is not known"), blank=True)
    repeat_cause = models.CharField(
        _("why one visit was not enough"), max_length=16, choices=REPEAT_CAUSES, blank=True
    )
    is_partial = models.BooleanField(_("part of the fault stays"), default=False)
    approval = models.ForeignKey(
        ApprovalRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="closures"
    )
    closed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="closure_basis_known", condition=Q(basis__in=ClosureBasis.values)),
            models.CheckConstraint(
                name="closure_code_given_when_closed",
                condition=Q(basis="elsewhere")
                | Q(closed_at=None, code__in=["", *ClosureCode.values])
                | Q(code__in=ClosureCode.values),
            ),
            models.CheckConstraint(
                name="closure_cause_is_stated_or_unknown_not_both",
                condition=Q(root_cause="") | Q(root_cause_unknown_because=""),
            ),
            models.CheckConstraint(
                name="closure_repeat_cause_known",
                condition=Q(repeat_cause__in=["", *(cause for cause, _label in REPEAT_CAUSES)]),
            ),
            models.CheckConstraint(
                name="closure_partial_is_approved",
                condition=Q(is_partial=False) | Q(closed_at=None) | Q(approval__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at=None), name="closure_one_in_preparation"
            ),
        )
        indexes = (models.Index(fields=["case", "closed_at"], name="closure_of_case"),)


class AcceptanceOutcome(models.TextChoices):
    """What the customer said to the result; all three are full answers (S0-P11)."""

    ACCEPTED = "accepted", _("accepted")
    CONDITIONAL = "conditional", _("accepted with conditions")
    REFUSED = "refused", _("refused")


class CustomerAcceptance(models.Model):
    """That the customer accepted or refused the result of a case, outside of a signature on site.

    ``message`` is where they said so, if in writing; ``given_by`` the customer's person, or only a
    name; ``recorded_by`` who wrote it down for them (empty where they did it themselves).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="acceptances", db_index=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=AcceptanceOutcome)
    reason = models.TextField(_("conditions or reason"), blank=True)
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="acceptances"
    )
    given_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    given_by_name = models.CharField(_("name"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    given_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="customer_acceptance_outcome_known", condition=Q(outcome__in=AcceptanceOutcome.values)
            ),
            models.CheckConstraint(
                name="customer_acceptance_of_somebody",
                condition=Q(given_by__isnull=False) | ~Q(given_by_name=""),
            ),
            models.CheckConstraint(
                name="customer_acceptance_reason_unless_accepted",
                condition=Q(outcome="accepted") | ~Q(reason=""),
            ),
        )
        indexes = (models.Index(fields=["case", "given_at"], name="customer_acceptance_newest"),)


class KnowledgeLink(models.Model):
    """That what was learned is written down where others find it, or why it need not be (Sev1 and Sev2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="knowledge_links")
    reference = models.CharField(_("article or runbook"), max_length=300, blank=True)
    waived_because = models.TextField(_("why none is needed"), blank=True)
    linked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="knowledge_link_reference_or_waiver",
                condition=(~Q(reference="") & Q(waived_because=""))
                | (Q(reference="") & ~Q(waived_because="")),
            ),
        )
