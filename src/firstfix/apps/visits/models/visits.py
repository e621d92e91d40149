"""Visits: one trip of one engineer or crew, from the proposal to the outcome."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models import Person
from firstfix.apps.visits.models.work_orders import WorkOrder
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = [
    "AbortCause",
    "AvoidableCause",
    "CrewDuty",
    "CrewMember",
    "Visit",
    "VisitOutcome",
    "VisitResult",
]

LIFE = MACHINES["visit"]


class VisitQuerySet(models.QuerySet["Visit"]):
    """Words for choosing visits."""

    def open(self) -> VisitQuerySet:
        """Give those that still ask something of somebody."""
        return self.exclude(state__in=sorted(LIFE.endings))

    def of(self, engineer: Person) -> VisitQuerySet:
        """Give those that ``engineer`` leads or helps at."""
        crewed = CrewMember.objects.filter(person=engineer).values("visit")
        return self.filter(Q(engineer=engineer) | Q(pk__in=crewed))

    def planned_between(self, start: datetime, end: datetime) -> VisitQuerySet:
        """Give those that touch the time from ``start`` up to ``end``, earliest first."""
        touching = self.filter(planned_start_at__lt=end, planned_end_at__gt=start)
        return touching.order_by("planned_start_at", "id")

    def rolled(self) -> VisitQuerySet:
        """Give those whose truck rolled: they count in the first-time fix rate (domain.md, "Words")."""
        return self.exclude(state__in=["proposed", "assigned", "accepted", "declined", "cancelled"])


class Visit(models.Model):
    """One trip of one engineer or crew for one work order; its life is ``MACHINES["visit"]``.

    ``engineer`` leads and is empty only while the visit is proposed, declined or was cancelled before
    anybody was chosen. ``is_supervised`` asks for ``supervisor`` (S0-P09). Planned times are those on
    site, without travel.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="visits", db_index=False)
    sequence = models.PositiveSmallIntegerField(_("number within the work order"))
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    engineer = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="visits", db_index=False
    )
    is_supervised = models.BooleanField(_("under supervision"), default=False)
    supervisor = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="supervised_visits"
    )
    planned_start_at = models.DateTimeField(_("from"), null=True, blank=True)
    planned_end_at = models.DateTimeField(_("until"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField()

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["work_order", "sequence"], name="visit_number_once_per_order"),
            models.CheckConstraint(name="visit_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(
                name="visit_has_an_engineer_once_assigned",
                condition=Q(state__in=["proposed", "declined", "cancelled"]) | Q(engineer__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_supervisor_is_another_person",
                condition=Q(supervisor=None) | Q(engineer=None) | ~Q(supervisor=F("engineer")),
            ),
            models.CheckConstraint(
                name="visit_plan_is_whole_and_forward",
                condition=Q(planned_start_at=None, planned_end_at=None)
                | Q(
                    planned_start_at__isnull=False,
                    planned_end_at__isnull=False,
                    planned_end_at__gt=F("planned_start_at"),
                ),
            ),
        )
        indexes = (
            models.Index(fields=["engineer", "planned_start_at"], name="visit_day_of_engineer"),
            models.Index(fields=["planned_start_at"], name="visit_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.work_order_id} {self.sequence}"

    @property
    def is_open(self) -> bool:
        """Tell whether it still asks something of somebody."""
        return not LIFE.is_over(self.state)

    @property
    def planned_minutes(self) -> int:
        """Give the planned time on site in minutes, 0 where there is no plan."""
        if self.planned_start_at is None or self.planned_end_at is None:
            return 0
        return int((self.planned_end_at - self.planned_start_at).total_seconds() // 60)


class CrewDuty(models.TextChoices):
    """What a person besides the leading engineer does at a visit."""

    ENGINEER = "engineer", _("engineer")
    HELPER = "helper", _("helper")
    TRAINEE = "trainee", _("trainee")
    SUPERVISOR = "supervisor", _("supervisor")


class CrewMember(models.Model):
    """That a person goes along, besides the leading engineer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="crew", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="crew_memberships")
    duty = models.CharField(_("duty"), max_length=12, choices=CrewDuty, default=CrewDuty.HELPER)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["visit", "person"], name="crew_member_once"),
            models.CheckConstraint(name="crew_member_duty_known", condition=Q(duty__in=CrewDuty.values)),
        )


class VisitResult(models.TextChoices):
    """What came of the trip."""

    FIXED = "fixed", _("fixed")
    PARTLY_FIXED = "partly_fixed", _("partly fixed")
    NOT_FIXED = "not_fixed", _("not fixed")
    WORK_DONE = "work_done", _("planned work done")
    ABORTED = "aborted", _("aborted")


class AbortCause(models.TextChoices):
    """Why a visit was aborted (domain.md, "Lives")."""

    NO_ACCESS = "no_access", _("no access")
    WRONG_PART = "wrong_part", _("wrong or missing part")
    UNSAFE = "unsafe", _("unsafe")
    CUSTOMER_NOT_READY = "customer_not_ready", _("the site was not ready")
    CALLED_AWAY = "called_away", _("called away to something more urgent")
    OTHER = "other", _("other")


class AvoidableCause(models.TextChoices):
    """What would have made the trip unnecessary (S0-P04, S1-K17): a finding about us, not about a person."""

    REBOOT = "reboot", _("a restart was enough")
    REMOTE_UPDATE = "remote_update", _("an update that could be done remotely")
    BASICS = "basics", _("power, cabling, DNS, time or certificate")
    SITE_NOT_READY = "site_not_ready", _("the site was not ready")
    NO_FAULT_FOUND = "no_fault_found", _("no fault found")
    MISSING_TELEMETRY = "missing_telemetry", _("telemetry would have shown it")
    WRONG_PART = "wrong_part", _("wrong part")
    NONE = "none", _("it was needed")


class VisitOutcome(models.Model):
    """What came of a visit, whether it could have been avoided, and why it was aborted if it was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="outcome")
    result = models.CharField(_("result"), max_length=14, choices=VisitResult)
    abort_cause = models.CharField(_("why aborted"), max_length=20, choices=AbortCause, blank=True)
    avoidable_cause = models.CharField(
        _("what would have avoided it"), max_length=20, choices=AvoidableCause, blank=True
    )
    note = models.TextField(_("in words"), blank=True)
    reported_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reported_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="visit_outcome_result_known", condition=Q(result__in=VisitResult.values)
            ),
            models.CheckConstraint(
                name="visit_outcome_abort_cause_only_if_aborted",
                condition=Q(abort_cause="") | Q(result="aborted", abort_cause__in=AbortCause.values),
            ),
            models.CheckConstraint(
                name="visit_outcome_avoidable_cause_known",
                condition=Q(avoidable_cause__in=["", *AvoidableCause.values]),
            ),
        )
