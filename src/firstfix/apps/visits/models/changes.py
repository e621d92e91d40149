"""Changes: approved, in their window, with a way back; and their steps."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.assets.models import Asset
from firstfix.apps.cases.models import ApprovalRequest, Case
from firstfix.apps.directory.models import Person
from firstfix.apps.visits.models.work_orders import WorkOrder
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = ["Change", "ChangeStep", "ChangeStepPhase", "ChangeStepResult"]

LIFE = MACHINES["change"]


class ChangeQuerySet(models.QuerySet["Change"]):
    """Words for choosing changes."""

    def approved(self) -> ChangeQuerySet:
        """Give those that were approved and are still to be carried out or under way."""
        return self.filter(state__in=["approved", "scheduled", "pre_checked", "executing", "post_checked"])

    def open(self) -> ChangeQuerySet:
        """Give those that still ask something of somebody."""
        return self.exclude(state__in=sorted(LIFE.endings))


class Change(models.Model):
    """One change of a configuration; its life is ``MACHINES["change"]`` (S1-D03, S1-X02).

    ``expected_difference`` lists what will differ afterwards, each ``{"path", "before", "after"}``; at
    leaving, the snapshots linked ``before`` and ``after`` must differ in that and nothing else.
    ``risk`` runs from 1 (low) to 4 (high). ``emergency_reason`` takes the emergency path: the approval
    may follow, the review always does (S1-F16). ``plan_version`` is the version at which the plan was
    last written: an approval of the risk of an earlier plan counts for nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="changes")
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, null=True, blank=True, related_name="changes"
    )
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    title = models.CharField(_("title"), max_length=300)
    plan = models.TextField(_("what will be changed"))
    plan_version = models.PositiveIntegerField(default=1)
    rollback_plan = models.TextField(_("the way back"), blank=True)
    expected_difference = models.JSONField(_("what will differ"), default=list, blank=True)
    risk = models.PositiveSmallIntegerField(_("risk"), null=True, blank=True)
    risk_reasons = models.JSONField(default=list, blank=True)
    window_start_at = models.DateTimeField(_("window from"), null=True, blank=True)
    window_end_at = models.DateTimeField(_("window until"), null=True, blank=True)
    emergency_reason = models.TextField(_("why it cannot wait"), blank=True)
    approval = models.ForeignKey(
        ApprovalRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="changes"
    )
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    requested_at = models.DateTimeField()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="change_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(name="change_risk_1_to_4", condition=Q(risk=None) | Q(risk__range=(1, 4))),
            models.CheckConstraint(
                name="change_window_is_whole_and_forward",
                condition=Q(window_start_at=None, window_end_at=None)
                | Q(
                    window_start_at__isnull=False,
                    window_end_at__isnull=False,
                    window_end_at__gt=F("window_start_at"),
                ),
            ),
            models.CheckConstraint(
                name="change_approved_has_a_way_back",
                condition=~Q(state__in=["approved", "scheduled", "pre_checked"]) | ~Q(rollback_plan=""),
            ),
        )

    def __str__(self) -> str:
        return self.title


class ChangeStepPhase(models.TextChoices):
    """When a step is done."""

    PRE_CHECK = "pre_check", _("check before")
    EXECUTE = "execute", _("carry out")
    POST_CHECK = "post_check", _("check after")
    ROLL_BACK = "roll_back", _("go back")


class ChangeStepResult(models.TextChoices):
    """How a step went."""

    OPEN = "open", _("open")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("skipped")


class ChangeStep(models.Model):
    """One step of a change, and how it went. A skipped step says why (S1-R08)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="steps", db_index=False)
    phase = models.CharField(_("phase"), max_length=10, choices=ChangeStepPhase)
    position = models.PositiveSmallIntegerField()
    wording = models.TextField(_("step"))
    expected = models.TextField(_("what is expected"), blank=True)
    result = models.CharField(
        _("result"), max_length=8, choices=ChangeStepResult, default=ChangeStepResult.OPEN
    )
    observed = models.TextField(_("what was seen"), blank=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["change", "phase", "position"], name="change_step_position"),
            models.CheckConstraint(
                name="change_step_phase_known", condition=Q(phase__in=ChangeStepPhase.values)
            ),
            models.CheckConstraint(
                name="change_step_result_known", condition=Q(result__in=ChangeStepResult.values)
            ),
            models.CheckConstraint(
                name="change_step_done_by_somebody",
                condition=Q(result="open") | Q(done_by__isnull=False, done_at__isnull=False),
            ),
            models.CheckConstraint(
                name="change_step_skipped_in_words", condition=~Q(result="skipped") | ~Q(observed="")
            ),
        )
