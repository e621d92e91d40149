"""What was found out: basics, remote attempts, and hypotheses with evidence for and against."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.case import Case
from firstfix.apps.directory.models import Person
from firstfix.engines.lifecycle import MACHINES
from firstfix.engines.readiness import Basic
from firstfix.kernel.ids import new_id

__all__ = [
    "BASICS",
    "BasicFinding",
    "BasicsAnswer",
    "FaultLayer",
    "Hypothesis",
    "RemoteAttempt",
    "RemoteResult",
]

LIFE = MACHINES["hypothesis"]


class FaultLayer(models.TextChoices):
    """In which layer the cause is looked for (S1-F07)."""

    POWER = "power", _("power")
    PHYSICAL = "physical", _("cabling and hardware")
    NETWORK = "network", _("network")
    SYSTEM = "system", _("operating system or firmware")
    APPLICATION = "application", _("application")
    CONFIGURATION = "configuration", _("configuration")
    ENVIRONMENT = "environment", _("environment")
    OUTSIDE = "outside", _("outside our reach")


class HypothesisQuerySet(models.QuerySet["Hypothesis"]):
    """Words for choosing hypotheses."""

    def standing(self) -> HypothesisQuerySet:
        """Give those that may carry a visit or a part: not refuted and not corrected."""
        return self.exclude(state__in=["refuted", "corrected"])


class Hypothesis(models.Model):
    """A suspected cause; its life is ``MACHINES["hypothesis"]``, every judgement a named person's.

    Evidence for and against hangs on it by ``evidence.EvidenceLink``. ``corrects`` is the earlier
    hypothesis that this one replaces.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hypotheses", db_index=False)
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    statement = models.TextField(_("suspected cause"))
    layer = models.CharField(_("layer"), max_length=16, choices=FaultLayer)
    next_step = models.TextField(_("what would prove or refute it"), blank=True)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    stated_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    stated_at = models.DateTimeField()
    judged_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    judgement = models.TextField(_("why it was judged so"), blank=True)

    objects = HypothesisQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="hypothesis_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(name="hypothesis_layer_known", condition=Q(layer__in=FaultLayer.values)),
            models.CheckConstraint(
                name="hypothesis_judged_by_somebody",
                condition=Q(state=LIFE.initial) | Q(judged_by__isnull=False, judged_at__isnull=False),
            ),
            models.CheckConstraint(name="hypothesis_corrects_another", condition=~Q(corrects=F("id"))),
        )
        indexes = (models.Index(fields=["case", "state"], name="hypothesis_of_case"),)


class RemoteResult(models.TextChoices):
    """How an attempt without a visit ended."""

    FIXED = "fixed", _("fixed")
    NARROWED = "narrowed", _("not fixed, cause narrowed down")
    NOT_FIXED = "not_fixed", _("not fixed")
    RULED_OUT = "ruled_out", _("could not be tried")


class RemoteAttempt(models.Model):
    """What was tried without a visit, or the reason why nothing could be (S0-P04).

    ``session_reference`` points to the recording of a remote session (S1-G02); the recording itself
    stays where it was made.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remote_attempts")
    result = models.CharField(_("result"), max_length=10, choices=RemoteResult)
    tried = models.TextField(_("what was tried, and what it showed"), blank=True)
    ruled_out_because = models.TextField(_("why it could not be tried"), blank=True)
    session_reference = models.CharField(_("session recording"), max_length=300, blank=True)
    attempted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    attempted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="remote_attempt_result_known", condition=Q(result__in=RemoteResult.values)
            ),
            models.CheckConstraint(
                name="remote_attempt_says_what_or_why_not",
                condition=(Q(result="ruled_out") & ~Q(ruled_out_because=""))
                | (~Q(result="ruled_out") & ~Q(tried="")),
            ),
        )


BASICS = (
    (Basic.POWER.value, _("power")),
    (Basic.CABLING.value, _("cabling")),
    (Basic.DNS.value, _("DNS")),
    (Basic.NTP.value, _("time (NTP)")),
    (Basic.CERTIFICATE_EXPIRY.value, _("certificate expiry")),
)
"""The basics that are looked at before anything clever (engines.readiness; S0-P05, S1-X04)."""


class BasicFinding(models.TextChoices):
    """What the look showed."""

    SOUND = "sound", _("sound")
    FAULTY = "faulty", _("faulty")
    WAIVED = "waived", _("waived")


class BasicsAnswerQuerySet(models.QuerySet["BasicsAnswer"]):
    """Words for choosing answers to the basics."""

    def latest_by_basic(self) -> dict[str, BasicsAnswer]:
        """Give the newest answer of each basic, by its code."""
        return {answer.basic: answer for answer in self.order_by("answered_at", "id")}


class BasicsAnswer(models.Model):
    """One look at one basic: sound, faulty, or waived with a reason. The newest one counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="basics", db_index=False)
    basic = models.CharField(_("basic"), max_length=20, choices=BASICS)
    answer = models.CharField(_("answer"), max_length=8, choices=BasicFinding)
    finding = models.TextField(_("what was seen"), blank=True)
    waived_because = models.TextField(_("why it was waived"), blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    answered_at = models.DateTimeField()

    objects = BasicsAnswerQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="basics_answer_basic_known", condition=Q(basic__in=[basic for basic, _label in BASICS])
            ),
            models.CheckConstraint(
                name="basics_answer_answer_known", condition=Q(answer__in=BasicFinding.values)
            ),
            models.CheckConstraint(
                name="basics_answer_waived_with_a_reason",
                condition=~Q(answer="waived") | ~Q(waived_because=""),
            ),
        )
        indexes = (models.Index(fields=["case", "basic", "answered_at"], name="basics_answer_latest"),)
