"""Work orders: the piece of a case that needs a person on a site, what blocks it, and how it ended."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.assets.models import Asset
from firstfix.apps.cases.models import ApprovalRequest, Case
from firstfix.apps.directory.models import Person, Site
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = ["WorkKind", "WorkOrder", "WorkOrderBlock", "WorkOrderOutcome"]

LIFE = MACHINES["work_order"]


class WorkKind(models.TextChoices):
    """What is to be done on site."""

    REPAIR = "repair", _("repair")
    SURVEY = "survey", _("site survey")
    DELIVERY = "delivery", _("delivery or change of a part")
    INSTALLATION = "installation", _("installation")
    UPGRADE = "upgrade", _("upgrade")
    MAINTENANCE = "maintenance", _("maintenance")


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    """Words for choosing work orders."""

    def open(self) -> WorkOrderQuerySet:
        """Give those that still ask something of somebody."""
        return self.exclude(state__in=sorted(LIFE.endings))

    def unplanned(self) -> WorkOrderQuerySet:
        """Give those that are ready and have no day yet."""
        return self.filter(state="ready")

    def at(self, site: Site) -> WorkOrderQuerySet:
        """Give those for one site."""
        return self.filter(site=site)


class WorkOrder(models.Model):
    """The piece of a case that needs a person on a site; its life is ``MACHINES["work_order"]``.

    ``earliest_start_at`` and ``latest_end_at`` are the window in which the work has to happen,
    ``duration_minutes`` what it takes on site without travel, ``crew_count`` how many people.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="work_orders", db_index=False)
    sequence = models.PositiveSmallIntegerField(_("number within the case"))
    kind = models.CharField(_("kind"), max_length=12, choices=WorkKind)
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    title = models.CharField(_("title"), max_length=300)
    instructions = models.TextField(_("what to do"), blank=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="work_orders")
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="work_orders"
    )
    priority = models.PositiveSmallIntegerField(_("priority"))
    earliest_start_at = models.DateTimeField(_("not before"), null=True, blank=True)
    latest_end_at = models.DateTimeField(_("not after"), null=True, blank=True)
    duration_minutes = models.PositiveIntegerField(_("minutes on site"))
    crew_count = models.PositiveSmallIntegerField(_("people"), default=1)
    raised_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    raised_at = models.DateTimeField()

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "sequence"], name="work_order_number_once_per_case"),
            models.CheckConstraint(name="work_order_kind_known", condition=Q(kind__in=WorkKind.values)),
            models.CheckConstraint(name="work_order_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(name="work_order_priority_1_to_4", condition=Q(priority__range=(1, 4))),
            models.CheckConstraint(
                name="work_order_takes_time_and_people", condition=Q(duration_minutes__gt=0, crew_count__gt=0)
            ),
            models.CheckConstraint(
                name="work_order_window_ends_after_it_starts",
                condition=Q(earliest_start_at=None)
                | Q(latest_end_at=None)
                | Q(latest_end_at__gt=F("earliest_start_at")),
            ),
        )
        indexes = (models.Index(fields=["state", "priority", "latest_end_at"], name="work_order_planning"),)

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """Give the number as people say it; reads the case, so fetch it along in lists."""
        return f"{self.case.reference}-{self.sequence}"

    @property
    def is_open(self) -> bool:
        """Tell whether it still asks something of somebody."""
        return not LIFE.is_over(self.state)


class WorkOrderBlockQuerySet(models.QuerySet["WorkOrderBlock"]):
    """Words for choosing blocks."""

    def standing(self) -> WorkOrderBlockQuerySet:
        """Give those that were not lifted."""
        return self.filter(lifted_at=None)


class WorkOrderBlock(models.Model):
    """That something stood in the way of a work order: what, since when, until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="blocks")
    code = models.CharField(_("what is missing"), max_length=60)
    reason = models.TextField(_("why"), blank=True)
    blocked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    blocked_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = WorkOrderBlockQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["work_order", "code"], condition=Q(lifted_at=None), name="work_order_block_once"
            ),
        )


class WorkOrderOutcome(models.Model):
    """That a work order ended so: reported by whom, and why it was not or only partly done.

    ``state`` is the state that it was reported with; ``approval`` is there for a partial remedy
    (S1-R09). A returned order has more than one; the newest counts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work_order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="outcomes")
    state = models.CharField(_("outcome"), max_length=24)
    reason = models.TextField(_("why"), blank=True)
    approval = models.ForeignKey(
        ApprovalRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="work_order_outcomes"
    )
    reported_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reported_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="work_order_outcome_known",
                condition=Q(state__in=["done", "done_partial", "not_done", "resolved_remotely", "cancelled"]),
            ),
            models.CheckConstraint(
                name="work_order_outcome_other_than_done_has_a_reason",
                condition=Q(state="done") | ~Q(reason=""),
            ),
        )
