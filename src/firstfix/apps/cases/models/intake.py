"""Where cases come from: sources that are set up once, and the signals that monitoring sends."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.case import Case
from firstfix.apps.cases.models.kinds import CaseKind
from firstfix.apps.directory.models import Organization, Site, Team
from firstfix.kernel.ids import new_id

__all__ = ["AlertSignal", "AlertStatus", "IntakeSource", "IntakeSourceKind"]


class IntakeSourceKind(models.TextChoices):
    """What speaks at the source."""

    ALERTMANAGER = "alertmanager", _("Prometheus Alertmanager")
    MAIL = "mail", _("mailbox")
    FORM = "form", _("web form")
    API = "api", _("another system")


class IntakeSource(models.Model):
    """One place where cases arrive: for which customer, in which queue, read how.

    Its ``code`` is the tail of its address. ``mapping`` says which of the source's labels give site,
    asset, title and kind. An empty ``organization`` means that the sender decides (a mailbox for all
    customers); an alert source always has one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    code = models.CharField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=IntakeSourceKind)
    name = models.CharField(_("name"), max_length=300)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="intake_sources"
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="intake_sources"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="intake_sources")
    case_kind = models.CharField(
        _("kind of case"), max_length=12, choices=CaseKind, default=CaseKind.INCIDENT
    )
    mapping = models.JSONField(_("labels"), default=dict, blank=True)
    paused_at = models.DateTimeField(_("takes nothing in since"), null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="intake_source_kind_known", condition=Q(kind__in=IntakeSourceKind.values)
            ),
            models.CheckConstraint(
                name="intake_source_case_kind_known", condition=Q(case_kind__in=CaseKind.values)
            ),
            models.CheckConstraint(
                name="intake_source_alerts_have_a_customer",
                condition=~Q(kind="alertmanager") | Q(organization__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name


class AlertStatus(models.TextChoices):
    """What the alert says (Alertmanager webhook, version 4)."""

    FIRING = "firing", _("firing")
    RESOLVED = "resolved", _("resolved")


class AlertSignal(models.Model):
    """One alert of one source, as it last said; a redelivery finds the row again.

    ``fingerprint`` and ``started_at`` name the alert (Alertmanager's own identity), ``group_key`` the
    group it was sent in. A resolved alert is a reason to check, never a closure.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alerts", db_index=False)
    source = models.ForeignKey(IntakeSource, on_delete=models.PROTECT, related_name="alerts", db_index=False)
    status = models.CharField(_("status"), max_length=8, choices=AlertStatus)
    fingerprint = models.CharField(max_length=100)
    group_key = models.CharField(max_length=1000, blank=True)
    labels = models.JSONField(default=dict, blank=True)
    annotations = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    first_received_at = models.DateTimeField()
    last_received_at = models.DateTimeField()
    delivery_count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="alert_signal_status_known", condition=Q(status__in=AlertStatus.values)
            ),
            models.UniqueConstraint(fields=["source", "fingerprint", "started_at"], name="alert_signal_once"),
        )
        indexes = (
            models.Index(fields=["source", "fingerprint"], name="alert_signal_by_fingerprint"),
            models.Index(fields=["case", "status"], name="alert_signal_of_case"),
        )
