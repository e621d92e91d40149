"""How bad, how urgent, who is affected: proposed by criteria, set by a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.approvals import ApprovalRequest
from firstfix.apps.cases.models.case import Case
from firstfix.apps.directory.models import Person
from firstfix.kernel.ids import new_id

__all__ = ["Assessment", "ImpactStatement", "SeverityProposal"]


class SeverityProposal(models.Model):
    """A severity that the criteria, or a person who may only recommend, propose (S2-R05, S2-X09).

    ``answers`` are the answers to the criteria questions, ``reasons`` what the criteria concluded
    from them. ``proposed_by`` is empty where the criteria alone speak. A proposal sets nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="severity_proposals")
    severity = models.PositiveSmallIntegerField(_("severity"))
    answers = models.JSONField(default=dict, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    note = models.TextField(_("note"), blank=True)
    proposed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="severity_proposal_severity_1_to_4", condition=Q(severity__range=(1, 4))
            ),
        )


class Assessment(models.Model):
    """That a named person set severity, impact, urgency and priority, by which criteria and why (S2-Z01).

    Only added, so that every change stays visible; ``approval`` is there where the right asks for one
    (S1-R06).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    severity = models.PositiveSmallIntegerField(_("severity"))
    impact = models.PositiveSmallIntegerField(_("impact"))
    urgency = models.PositiveSmallIntegerField(_("urgency"))
    priority = models.PositiveSmallIntegerField(_("priority"))
    proposal = models.ForeignKey(
        SeverityProposal, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    approval = models.ForeignKey(
        ApprovalRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    reason = models.TextField(_("why"))
    assessed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    assessed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="assessment_levels_1_to_4",
                condition=Q(severity__range=(1, 4))
                & Q(impact__range=(1, 4))
                & Q(urgency__range=(1, 4))
                & Q(priority__range=(1, 4)),
            ),
        )


class ImpactStatement(models.Model):
    """Who is affected, in what, where, since when, as somebody stated it (S2-F09); the newest one counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="impact_statements")
    affected = models.TextField(_("who is affected"))
    services = models.TextField(_("what does not work"))
    regions = models.TextField(_("where"), blank=True)
    affected_count = models.PositiveIntegerField(_("how many people"), null=True, blank=True)
    since_at = models.DateTimeField(_("since"), null=True, blank=True)
    stated_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    stated_at = models.DateTimeField()
