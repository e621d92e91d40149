"""Plans that were computed: what was asked for, from what they were made, and what came out."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models import Person, Team
from firstfix.apps.dispatching.models.presence import Absence
from firstfix.apps.visits.models import Visit
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = ["PlanCause", "PlanDraft", "PlanProposal"]

LIFE = MACHINES["plan_proposal"]


class PlanCause(models.TextChoices):
    """Why a plan was asked for: a new one, or the repair of the published one after an event."""

    PLAN = "plan", _("a plan of the days")
    SICK = "sick", _("an engineer is away")
    OVERRUN = "overrun", _("a visit takes longer")
    NO_ACCESS = "no_access", _("no access to a site")
    URGENT = "urgent", _("something urgent came in")
    PART_LATE = "part_late", _("a part is late")


class PlanProposalQuerySet(models.QuerySet["PlanProposal"]):
    """Words for choosing proposals."""

    def open(self) -> PlanProposalQuerySet:
        """Give those that still ask something of somebody."""
        return self.exclude(state__in=sorted(LIFE.endings))

    def touching(self, start: datetime, end: datetime) -> PlanProposalQuerySet:
        """Give those whose days touch the time from ``start`` up to ``end``, the newest first."""
        found = self.filter(horizon_start_at__lt=end, horizon_end_at__gt=start)
        return found.order_by("-asked_at", "-id")


class PlanProposal(models.Model):
    """One run of the planning engine over some days; its life is ``MACHINES["plan_proposal"]``.

    ``engineers`` are the ids that it was narrowed to, empty for everybody whom the asker may plan.
    ``seconds`` is how long the search may take, ``seed`` what its chance began with. ``cause`` says
    whether it is a new plan or a repair, and ``visit``, ``absence`` and ``overrun_minutes`` what happened.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    cause = models.CharField(_("why"), max_length=10, choices=PlanCause, default=PlanCause.PLAN)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    engineers = models.JSONField(_("engineers"), default=list, blank=True)
    zone = models.CharField(_("time zone of the days"), max_length=64)
    horizon_start_at = models.DateTimeField(_("from"))
    horizon_end_at = models.DateTimeField(_("until"))
    seconds = models.PositiveIntegerField(_("seconds of searching"))
    seed = models.PositiveIntegerField(_("seed"), default=0)
    policy_version = models.CharField(_("policy"), max_length=60)
    keeps_accepted = models.BooleanField(_("accepted visits stay where they are"), default=True)
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    absence = models.ForeignKey(
        Absence, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    overrun_minutes = models.PositiveIntegerField(_("minutes longer"), default=0)
    problems = models.JSONField(_("why there is no plan"), default=list, blank=True)
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PlanProposalQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="plan_proposal_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(name="plan_proposal_cause_known", condition=Q(cause__in=PlanCause.values)),
            models.CheckConstraint(
                name="plan_proposal_ends_after_it_starts",
                condition=Q(horizon_end_at__gt=F("horizon_start_at")),
            ),
        )
        indexes = (models.Index(fields=["horizon_end_at", "state"], name="plan_proposal_of_days"),)

    def __str__(self) -> str:
        return f"{self.get_cause_display()} {self.horizon_start_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Tell whether it still asks something of somebody."""
        return not LIFE.is_over(self.state)


class PlanDraft(models.Model):
    """The best plan that the search has for a proposal so far; the worker writes it over and over.

    ``plan`` is the plan as ``engines.dispatch.planning`` tells it, in minutes from ``horizon_start_at``;
    ``terms`` are its points by name, ``before_terms`` those of what stood when it was begun. ``inputs``
    is what it was computed from, visit by visit and engineer by engineer (queries/planning/inputs.py):
    publishing compares it with what holds then. ``computed_from_at`` is when that was read, ``share`` how
    much of the time is used, 0 to 1.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposal = models.OneToOneField(PlanProposal, on_delete=models.PROTECT, related_name="draft")
    plan = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)
    before_terms = models.JSONField(default=dict)
    inputs = models.JSONField(default=dict)
    points = models.BigIntegerField(default=0)
    iteration_count = models.PositiveIntegerField(default=0)
    share = models.FloatField(default=0)
    is_travel_estimated = models.BooleanField(default=True)
    computed_from_at = models.DateTimeField(null=True, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
