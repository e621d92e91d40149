"""Swarms: people of several teams who look at one case together, and engineering asked to come (S2-R02)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.cases.models.case import Case
from firstfix.apps.directory.models import Person, Team
from firstfix.engines.lifecycle import MACHINES
from firstfix.kernel.ids import new_id

__all__ = ["EngineeringRequest", "Swarm", "SwarmMember"]

LIFE = MACHINES["swarm"]


class SwarmQuerySet(models.QuerySet["Swarm"]):
    """Words for choosing swarms."""

    def open(self) -> SwarmQuerySet:
        """Give those that last."""
        return self.filter(state=LIFE.initial)

    def wanting(self, team_ids: frozenset[object], person_id: object) -> SwarmQuerySet:
        """Give the open ones that asked one of these teams to come and that this person did not join yet."""
        asked = EngineeringRequest.objects.filter(team__in=team_ids).values("swarm")
        joined = SwarmMember.objects.filter(person=person_id).values("swarm")
        return self.open().filter(pk__in=asked).exclude(pk__in=joined)


class Swarm(models.Model):
    """One session of several people on one case; its life is ``MACHINES["swarm"]``.

    A case has at most one that is open. ``purpose`` is the question it is to answer, ``outcome`` what
    came of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="swarms")
    state = models.CharField(
        _("state"), max_length=24, choices=[(state, state) for state in LIFE.states], default=LIFE.initial
    )
    purpose = models.TextField(_("what it is to find out"))
    outcome = models.TextField(_("what came of it"), blank=True)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()

    objects = SwarmQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="swarm_state_known", condition=Q(state__in=LIFE.states)),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=LIFE.initial), name="swarm_open_once_in_a_case"
            ),
            models.CheckConstraint(
                name="swarm_finished_with_an_outcome",
                condition=~Q(state__in=sorted(LIFE.endings)) | ~Q(outcome=""),
            ),
        )


class SwarmMember(models.Model):
    """That a person joined a swarm, and when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    swarm = models.ForeignKey(Swarm, on_delete=models.PROTECT, related_name="members", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="swarms")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["swarm", "person"], name="swarm_member_once"),)


class EngineeringRequest(models.Model):
    """That a swarm asked an engineering team to come, with what it is needed for (S2-R02)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    swarm = models.ForeignKey(
        Swarm, on_delete=models.PROTECT, related_name="engineering_requests", db_index=False
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="engineering_requests")
    ask = models.TextField(_("what it is needed for"))
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    requested_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["swarm", "team"], name="engineering_request_once"),)
