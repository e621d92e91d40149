"""Teams, and who works in them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models.calendars import WorkCalendar
from firstfix.apps.directory.models.people import Person
from firstfix.kernel.ids import new_id

__all__ = ["Team", "TeamDuty", "TeamKind", "TeamMembership"]


class TeamQuerySet(models.QuerySet["Team"]):
    """Words for choosing teams."""

    def joined_by(self, person: Person, on: date) -> TeamQuerySet:
        """Give the teams that ``person`` belongs to on that day."""
        return self.filter(pk__in=TeamMembership.objects.current(on).filter(person=person).values("team"))


class TeamKind(models.TextChoices):
    """What the team does."""

    SUPPORT = "support", _("support")
    FIELD = "field", _("field service")
    DISPATCH = "dispatch", _("dispatch")
    ENGINEERING = "engineering", _("engineering")
    LOGISTICS = "logistics", _("logistics")
    SECURITY = "security", _("security")
    MANAGEMENT = "management", _("management")
    COUNCIL = "council", _("council")


class Team(models.Model):
    """People who share a queue. ``accountable`` owns what nobody has taken yet.

    A case has exactly one named owner from its first second (S0-P01); for what arrives by mail or
    alert this is the accountable person of the team that it arrives at.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=12, choices=TeamKind)
    accountable = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accountable_teams")
    calendar = models.ForeignKey(
        WorkCalendar, on_delete=models.PROTECT, null=True, blank=True, related_name="teams"
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="team_kind_known",
                condition=Q(kind__in=TeamKind.values),
            ),
        )

    def __str__(self) -> str:
        return self.name


class TeamMembershipQuerySet(models.QuerySet["TeamMembership"]):
    """Words for choosing team memberships."""

    def current(self, on: date) -> TeamMembershipQuerySet:
        """Give those that hold on that day."""
        return self.filter(since_on__lte=on).exclude(until_on__lt=on)


class TeamDuty(models.TextChoices):
    """What the person does in the team."""

    MEMBER = "member", _("member")
    LEAD = "lead", _("lead")


class TeamMembership(models.Model):
    """That a person works in a team, since when and until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="team_memberships")
    duty = models.CharField(_("duty"), max_length=8, choices=TeamDuty, default=TeamDuty.MEMBER)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = TeamMembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="team_membership_duty_known", condition=Q(duty__in=TeamDuty.values)),
            models.CheckConstraint(
                name="team_membership_ends_after_it_starts",
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
            ),
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(until_on=None), name="team_membership_open_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} ({self.team})"
