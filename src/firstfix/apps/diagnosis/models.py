"""Runs of site checks, what they found, and what the customer has to put right."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models import Person
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.models import WorkOrder
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = [
    "DiagnosticFinding",
    "DiagnosticRun",
    "DiagnosticRunWithdrawal",
    "Remediation",
    "RemediationStep",
    "RemediationStepKind",
]

LIFE = MACHINES["remediation"]


class DiagnosticRunQuerySet(models.QuerySet["DiagnosticRun"]):
    """Words for choosing runs."""

    def newest_first(self) -> DiagnosticRunQuerySet:
        """Give them by when they were taken, the newest first."""
        return self.order_by("-ended_at", "-id")

    def standing(self) -> DiagnosticRunQuerySet:
        """Give those that nobody took back: from the others nothing follows."""
        return self.filter(withdrawal=None)

    def of_spec(self, name: str) -> DiagnosticRunQuerySet:
        """Give the runs of one spec; its version may have changed."""
        return self.filter(spec_name=name)


class DiagnosticRun(models.Model):
    """One run of a spec's checks at a work order's site, as this server judged it.

    ``evidence`` is the file as it came, ``digest`` the hash of what was observed: the same run is kept once,
    however it is written. ``started_at`` and ``ended_at`` are by the clock of the computer that looked,
    never later than its receipt. ``verdicts`` has a row for each check (``check``, ``fingerprint``, ``kind``,
    ``status``, ``because``, ``blocked_by``), ``changes`` what is different from ``compared_with``, the run of
    the same spec before it (``path``, ``before``, ``after``, ``checks``). At ``erased_at`` every value that
    was observed was erased with the content of its case; states, codes and times stay.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, related_name="diagnostic_runs", db_index=False
    )
    evidence = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="diagnostic_runs")
    digest = models.CharField(max_length=64)
    spec_name = models.CharField(_("spec"), max_length=200)
    spec_version = models.CharField(_("version of the spec"), max_length=200, blank=True)
    site = models.CharField(_("site as the run names it"), max_length=300, blank=True)
    tool_version = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    is_complete = models.BooleanField(_("all checks were carried out"))
    verdicts = models.JSONField()
    compared_with = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="compared_by"
    )
    changes = models.JSONField(default=list, blank=True)
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = DiagnosticRunQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["work_order", "digest"], name="diagnostic_run_once"),
            models.CheckConstraint(
                name="diagnostic_run_ends_after_it_starts", condition=Q(ended_at__gte=F("started_at"))
            ),
        )

    def __str__(self) -> str:
        return self.spec_name

    def status_of(self, fingerprint: str) -> str | None:
        """Give what came of the check that asks just this, None where the run did not ask for it."""
        return next((row["status"] for row in self.verdicts if row["fingerprint"] == fingerprint), None)


class DiagnosticRunWithdrawal(models.Model):
    """That a run was taken back: by whom, when, why. The run and its file stay; nothing follows from them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.OneToOneField(DiagnosticRun, on_delete=models.PROTECT, related_name="withdrawal")
    because = models.TextField(_("why"))
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="diagnostic_run_withdrawn_in_words", condition=~Q(because="")),
        )


class DiagnosticFinding(models.Model):
    """One cause that a run shows, with its proof; itself a piece of evidence for or against hypotheses.

    ``fingerprint`` says what the check asks (engines.diagnosis.judged), so that the same check is known in
    another run. ``params``, ``proof`` and ``excluded`` are values as they were released for the customer.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(DiagnosticRun, on_delete=models.PROTECT, related_name="findings", db_index=False)
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    check_id = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.CharField(max_length=8)
    confidence = models.CharField(max_length=10)
    affected = models.JSONField(default=list, blank=True)
    params = models.JSONField()
    proof = models.JSONField(default=list, blank=True)
    excluded = models.JSONField(default=list, blank=True)
    evidence = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="diagnostic_findings")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["run", "place"], name="diagnostic_finding_has_its_place"),
            models.CheckConstraint(
                name="diagnostic_finding_fails_or_warns", condition=Q(status__in=["fail", "warn"])
            ),
        )


class RemediationQuerySet(models.QuerySet["Remediation"]):
    """Words for choosing remediations."""

    def open(self) -> RemediationQuerySet:
        """Give those that are not over."""
        return self.exclude(state__in=sorted(LIFE.endings))

    def due_by(self, at: datetime) -> RemediationQuerySet:
        """Give what is asked for and due by a time, or was due before."""
        return self.filter(state="asked", due_at__lte=at)

    def unreminded(self) -> RemediationQuerySet:
        """Give those that nobody was reminded of since they were last asked for, or shown again."""
        steps = RemediationStep.objects.filter(remediation=OuterRef("pk"))
        last = steps.filter(kind__in=["asked", "reminded", "shown_again"]).order_by("-taken_at", "-id")
        return self.annotate(last_word=Subquery(last.values("kind")[:1])).exclude(last_word="reminded")

    def told(self) -> RemediationQuerySet:
        """Give those that a person asked the customer for."""
        return self.filter(state__in=["asked", "answered", "closed"])


class Remediation(models.Model):
    """What the customer has to put right, until a later run shows that it is (S1-D17).

    Its life is ``MACHINES["remediation"]``. ``found_in`` is the run that shows the fault as it was last seen,
    ``code``, ``check_id`` and ``fingerprint`` say what is wrong and which check shows it. ``request`` is for
    programs (``who``, ``action``, ``from``, ``to``, ``address``, ``protocol``, ``port``, ``details``,
    ``proof``); with ``params`` it was released for the customer when it was kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    work_order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, related_name="remediations", db_index=False
    )
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    subject_key = models.CharField(max_length=64)
    code = models.CharField(max_length=60)
    check_id = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    spec_name = models.CharField(max_length=200)
    params = models.JSONField()
    request = models.JSONField()
    found_in = models.ForeignKey(DiagnosticRun, on_delete=models.PROTECT, related_name="remediations")
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="remediations",
        verbose_name=_("who at the customer puts it right"),
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    raised_at = models.DateTimeField()

    objects = RemediationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="remediation_state_known", condition=Q(state__in=LIFE.states)),
            # What is wrong with one thing is asked for once, however many runs show it.
            models.UniqueConstraint(
                fields=["work_order", "code", "subject_key"], name="remediation_once_per_cause"
            ),
            models.CheckConstraint(
                name="remediation_asked_of_somebody",
                condition=~Q(state__in=["asked", "answered"]) | Q(owner__isnull=False, due_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.spec_name}: {self.check_id}"


class RemediationStepKind(models.TextChoices):
    """The steps of a remediation that somebody answers for."""

    ASKED = "asked", _("asked for")
    REMINDED = "reminded", _("reminded of")
    ANSWERED = "answered", _("said to be done")
    SHOWN_AGAIN = "shown_again", _("shown again")
    CLOSED = "closed", _("shown to be mended")
    WITHDRAWN = "withdrawn", _("withdrawn")
    RUN_TAKEN_BACK = "taken_back", _("its run was taken back")


class RemediationStep(models.Model):
    """That a remediation went a step: by whom, when, in which words, and by which run it was proved."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    remediation = models.ForeignKey(
        Remediation, on_delete=models.PROTECT, related_name="steps", db_index=False
    )
    kind = models.CharField(_("step"), max_length=12, choices=RemediationStepKind)
    wording = models.TextField(_("in words"), blank=True)
    run = models.ForeignKey(
        DiagnosticRun, on_delete=models.PROTECT, null=True, blank=True, related_name="steps"
    )
    taken_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="remediation_step_kind_known", condition=Q(kind__in=RemediationStepKind.values)
            ),
            models.CheckConstraint(
                name="remediation_step_proved_by_a_run",
                condition=Q(kind__in=["closed", "shown_again", "taken_back"], run__isnull=False)
                | Q(kind__in=["asked", "reminded", "answered", "withdrawn"], run=None),
            ),
            models.CheckConstraint(
                name="remediation_step_withdrawn_in_words", condition=~Q(kind="withdrawn") | ~Q(wording="")
            ),
        )
        indexes = (models.Index(fields=["remediation", "taken_at"], name="remediation_step_in_order"),)
