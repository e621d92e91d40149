"""How a case is gone about: workarounds that were applied, and which way was recommended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.approvals import ApprovalRequest
from firstfix.apps.cases.models.case import Case
from firstfix.apps.directory.models import Person
from firstfix.kernel.ids import new_id

__all__ = ["Approach", "ApproachRecommendation", "Workaround", "WorkaroundBasis"]


class WorkaroundBasis(models.TextChoices):
    """What a workaround stands on; one that stands on nothing written is the team's to allow (S1-R07)."""

    DOCUMENTED = "documented", _("documented by us or the vendor")
    NON_STANDARD = "non_standard", _("not documented anywhere")


class Approach(models.TextChoices):
    """The two ways to go on with a fault that an engineer weighs alone (S1-R04)."""

    WORKAROUND = "workaround", _("workaround now")
    DEEP_DIAGNOSIS = "deep_diagnosis", _("deep diagnosis first")


class Workaround(models.Model):
    """A workaround that was applied to a case: what, on what basis, and under whose approval (S1-R07)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="workarounds")
    wording = models.TextField(_("what was done"))
    basis = models.CharField(_("basis"), max_length=12, choices=WorkaroundBasis)
    affects_stability = models.BooleanField(_("affects stability"))
    approval = models.OneToOneField(
        ApprovalRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="workaround"
    )
    applied_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    applied_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="workaround_basis_known", condition=Q(basis__in=WorkaroundBasis.values)
            ),
            models.CheckConstraint(
                name="workaround_risky_is_approved",
                condition=Q(basis="documented", affects_stability=False) | Q(approval__isnull=False),
            ),
        )


class ApproachRecommendation(models.Model):
    """Which way somebody recommends to go, and why; the newest one counts, and it binds nobody (S1-R04)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approach_recommendations")
    approach = models.CharField(_("approach"), max_length=16, choices=Approach)
    reason = models.TextField(_("why"))
    recommended_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    recommended_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="approach_recommendation_approach_known", condition=Q(approach__in=Approach.values)
            ),
        )
