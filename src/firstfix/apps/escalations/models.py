"""Escalations: what is asked of which team and why, and who took which step when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models import Case
from firstfix.apps.directory.models import Person, Team
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = [
    "TECHNICAL_REASONS",
    "Answer",
    "Ask",
    "Escalation",
    "EscalationReason",
    "EscalationStep",
    "ReturnReason",
    "StepKind",
]

LIFE = MACHINES["escalation"]


class Ask(models.TextChoices):
    """What the receiver is asked for, one of these and nothing vague (S1-F18)."""

    DECISION = "decision", _("a decision")
    FIX = "fix", _("a fix")
    WORKAROUND = "workaround", _("a workaround")
    REPLACEMENT = "replacement", _("leave to replace a unit")


class EscalationReason(models.TextChoices):
    """Why somebody else is needed; which team it goes to follows from it (S1-F32)."""

    SUSPECTED_DEFECT = "suspected_defect", _("suspected defect")
    ADVANCED_DIAGNOSTICS = "advanced_diagnostics", _("diagnosis that goes deeper")
    HOTFIX = "hotfix", _("hotfix needed")
    CUSTOMER_CONFLICT = "customer_conflict", _("conflict with the customer")
    RESOURCING = "resourcing", _("people or parts are short")
    TARGET_AT_RISK = "target_at_risk", _("a service target is at risk")
    POLICY_EXCEPTION = "policy_exception", _("exception from policy")
    ACCESS_EXCEPTION = "access_exception", _("exception for access")
    DATA_HANDLING = "data_handling", _("exception for data handling")
    CUSTOMER_RESTRICTION = "customer_restriction", _("restriction by the customer")


TECHNICAL_REASONS = frozenset({
    EscalationReason.SUSPECTED_DEFECT, EscalationReason.ADVANCED_DIAGNOSTICS, EscalationReason.HOTFIX,
})  # fmt: skip
"""The reasons that engineering judges: its package rests on basics, attempts and evidence."""


class ReturnReason(models.TextChoices):
    """Why a receiver sends a package back; a return names at least one (S2-X07)."""

    ASK_UNCLEAR = "ask_unclear", _("what is asked is not clear")
    IMPACT_UNCLEAR = "impact_unclear", _("the impact is not clear")
    EVIDENCE_MISSING = "evidence_missing", _("evidence is missing")
    NOT_REPRODUCIBLE = "not_reproducible", _("it cannot be reproduced from what is there")
    BASICS_OPEN = "basics_open", _("the basics were not looked at")
    KNOWN_ALREADY = "known_already", _("it is known, with a workaround")
    WRONG_TEAM = "wrong_team", _("another team's")


class Answer(models.TextChoices):
    """What the receiver gave (domain.md, "Lives")."""

    DECISION = "decision", _("a decision")
    FIX = "fix", _("a fix")
    WORKAROUND = "workaround", _("a workaround")
    AUTHORISATION = "authorisation", _("an authorisation")


class Escalation(models.Model):
    """A package with an explicit ask to another team; its life is ``MACHINES["escalation"]``.

    ``question`` says in words what is asked, ``skill_needed`` what those who have the case lack, written
    down at that time (S0-P07). Who submitted, accepted or answered it is a row of :class:`EscalationStep`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="escalations")
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    to_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="escalations")
    reason = models.CharField(_("reason"), max_length=24, choices=EscalationReason)
    ask = models.CharField(_("what is asked for"), max_length=12, choices=Ask)
    title = models.CharField(_("title"), max_length=300)
    question = models.TextField(_("what exactly is asked"))
    skill_needed = models.CharField(_("skill that is needed"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="escalation_state_known", condition=Q(state__in=LIFE.states)),
            models.CheckConstraint(
                name="escalation_reason_known", condition=Q(reason__in=EscalationReason.values)
            ),
            models.CheckConstraint(name="escalation_ask_known", condition=Q(ask__in=Ask.values)),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_technical(self) -> bool:
        """Tell whether engineering judges it, so that basics, attempts and evidence are asked for."""
        return self.reason in TECHNICAL_REASONS


class StepKind(models.TextChoices):
    """The steps of an escalation that somebody answers for."""

    SUBMITTED = "submitted", _("submitted")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    ACTED = "acted", _("first action")
    ANSWERED = "answered", _("answered")
    CONFIRMED = "confirmed", _("confirmed")
    REOPENED = "reopened", _("reopened")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class EscalationStep(models.Model):
    """That a named person took a step with an escalation, when and why.

    A submission says why it is time to escalate (S2-Z01), a return its reasons from the list (S2-X07), an
    answer what was given.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="steps", db_index=False)
    kind = models.CharField(_("step"), max_length=12, choices=StepKind)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    answer = models.CharField(_("what was given"), max_length=14, choices=Answer, blank=True)
    wording = models.TextField(_("in words"), blank=True)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="escalation_step_kind_known", condition=Q(kind__in=StepKind.values)),
            models.CheckConstraint(
                name="escalation_step_answer_known", condition=Q(answer__in=["", *Answer.values])
            ),
            models.CheckConstraint(
                name="escalation_step_answered_with_something",
                condition=Q(kind="answered") & ~Q(answer="") | ~Q(kind="answered") & Q(answer=""),
            ),
            models.CheckConstraint(
                name="escalation_step_returned_with_reasons",
                condition=Q(kind="returned") & ~Q(reasons=[]) | ~Q(kind="returned") & Q(reasons=[]),
            ),
            models.CheckConstraint(
                name="escalation_step_said_in_words",
                condition=~Q(kind__in=["submitted", "returned", "acted", "answered", "reopened", "withdrawn"])
                | ~Q(wording=""),
            ),
        )
        indexes = (models.Index(fields=["escalation", "taken_at"], name="escalation_step_in_order"),)
