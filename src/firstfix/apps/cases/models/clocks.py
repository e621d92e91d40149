"""Time and promises: what the service clocks read, what they last said, and who is waited for."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.case import Case
from firstfix.apps.cases.models.kinds import WaitingParty
from firstfix.apps.directory.models import TARGET_KINDS, Agreement, Person, ServiceTarget
from firstfix.engines import service_clock
from firstfix.engines.service_clock import ClockState
from firstfix.kernel.ids import new_id

__all__ = [
    "CLOCK_STATES",
    "CalendarEdition",
    "ClockEvent",
    "ClockEventKind",
    "TargetClock",
    "WaitingPeriod",
]


class ClockEventKind(models.TextChoices):
    """What happened in a case's life that a clock or a report may count from."""

    REPORTED = "reported", _("reported")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    RESPONDED = "responded", _("answered by a person")
    TRIAGED = "triaged", _("triaged")
    DISPATCHED = "dispatched", _("engineer dispatched")
    ARRIVED = "arrived", _("engineer arrived")
    WORK_STARTED = "work_started", _("work started")
    WAITING_STARTED = "waiting_started", _("waiting began")
    WAITING_ENDED = "waiting_ended", _("waiting ended")
    RESTORED = "restored", _("service restored")
    VERIFIED = "verified", _("fix verified")
    SIGNED = "signed", _("signed by the customer")
    LEFT = "left", _("engineer left")
    RESOLVED = "resolved", _("resolved")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")
    MERGED = "merged", _("merged")
    CANCELLED = "cancelled", _("cancelled")
    PRIORITY_CHANGED = "priority_changed", _("priority changed")


class ClockEvent(models.Model):
    """One event of a case's life, only ever added; clocks judge by ``effective_at`` alone.

    ``effective_at`` is when it took effect (an offline device's own time, where it is believed),
    ``received_at`` when the server learned of it. ``party`` is who a wait is for, ``reason`` narrows it.
    An auto-reply is never an answer: ``responded`` has a person (S2-K05).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clock_events", db_index=False)
    kind = models.CharField(_("kind"), max_length=20, choices=ClockEventKind)
    party = models.CharField(_("party"), max_length=12, blank=True)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    effective_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="clock_event_kind_known", condition=Q(kind__in=ClockEventKind.values)
            ),
            models.CheckConstraint(
                name="clock_event_answer_has_a_person",
                condition=~Q(kind="responded") | Q(person__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["case", "effective_at", "id"], name="clock_event_of_case"),)

    def as_judged(self) -> service_clock.ClockEvent:
        """Give the event in the form that the service clock takes."""
        return service_clock.ClockEvent(
            kind=self.kind,
            at=self.effective_at,
            by=self.party,
            received_at=self.received_at,
            id=str(self.id),
            reason=self.reason,
        )


CLOCK_STATES = (
    (ClockState.NOT_STARTED.value, _("not started")),
    (ClockState.RUNNING.value, _("running")),
    (ClockState.PAUSED.value, _("paused")),
    (ClockState.RUNNING_BREACHED.value, _("late and running")),
    (ClockState.PAUSED_BREACHED.value, _("late and paused")),
    (ClockState.MET.value, _("met")),
    (ClockState.BREACHED.value, _("missed")),
)
"""The states of a clock (engines.service_clock) with the words that people read."""


class CalendarEdition(models.Model):
    """A calendar as it was when a clock began to count by it; equal calendars share one row.

    ``hash`` is the SHA-256 of the canonical JSON of ``definition``, so a clock's snapshot names its
    calendar in 64 characters instead of repeating years of holidays.
    """

    hash = models.CharField(max_length=64, primary_key=True)
    definition = models.JSONField()


class TargetClockQuerySet(models.QuerySet["TargetClock"]):
    """Words for choosing clocks."""

    def running_out(self, by: datetime) -> TargetClockQuerySet:
        """Give the running clocks that are due by then and were not yet seen to be late."""
        return self.filter(state="running", due_at__lte=by)

    def ticking(self) -> TargetClockQuerySet:
        """Give those that still run or would run on, in time or late."""
        return self.exclude(state__in=["met", "breached"])


class TargetClock(models.Model):
    """One service target applied to one case: the promise as it was, and what the clock last said.

    ``target`` is a snapshot of the promise with the hash of its :class:`CalendarEdition`, so that a
    contract or a calendar changed later does not rewrite the past. State and times are what
    ``engines.service_clock`` read at ``read_at``; they can be computed again at any time from the
    snapshot and the case's :class:`ClockEvent` rows.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks", db_index=False)
    service_target = models.ForeignKey(
        ServiceTarget, on_delete=models.PROTECT, null=True, blank=True, related_name="clocks"
    )
    agreement = models.CharField(_("agreement"), max_length=4, choices=Agreement)
    kind = models.CharField(_("kind"), max_length=12, choices=TARGET_KINDS)
    target = models.JSONField()
    state = models.CharField(
        _("state"), max_length=20, choices=CLOCK_STATES, default=ClockState.NOT_STARTED.value
    )
    started_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    used_seconds = models.PositiveBigIntegerField(default=0)
    paused_seconds = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField()

    objects = TargetClockQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "agreement", "kind"], name="target_clock_once_per_case"),
            models.CheckConstraint(
                name="target_clock_state_known",
                condition=Q(state__in=[state for state, _label in CLOCK_STATES]),
            ),
            models.CheckConstraint(
                name="target_clock_kind_known",
                condition=Q(kind__in=[kind for kind, _label in TARGET_KINDS]),
            ),
            models.CheckConstraint(
                name="target_clock_agreement_known", condition=Q(agreement__in=Agreement.values)
            ),
        )
        indexes = (models.Index(fields=["due_at"], name="target_clock_due", condition=Q(state="running")),)


class WaitingPeriod(models.Model):
    """That a case waited: for whom, why, from when to when, and until when it was expected to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="waits")
    party = models.CharField(_("waiting for"), max_length=12, choices=WaitingParty)
    reason = models.TextField(_("what for"))
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    expected_at = models.DateTimeField(_("expected"), null=True, blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="waiting_period_party_known", condition=Q(party__in=WaitingParty.values)
            ),
            models.CheckConstraint(
                name="waiting_period_ends_after_it_starts",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")),
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="waiting_period_one_open_per_case"
            ),
        )
        indexes = (models.Index(fields=["party", "started_at"], name="waiting_period_register"),)
