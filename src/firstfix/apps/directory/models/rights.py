"""Who may do what: roles granted to people, and the rights of the register as data."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models.organizations import Organization
from firstfix.apps.directory.models.people import Person
from firstfix.apps.directory.models.teams import Team
from firstfix.kernel.ids import new_id

__all__ = [
    "CUSTOMER_ROLES",
    "INTERNAL_ROLES",
    "DecidedBy",
    "DecisionRule",
    "Role",
    "RoleGrant",
    "RoleRevocation",
]


class Role(models.TextChoices):
    """The roles of domain.md, "Rights"; their codes stand in policies, gates and the ledger.

    First and second line are both ``support_specialist``: the team of the grant tells them apart.
    """

    CUSTOMER_CONTACT = "customer_contact", _("customer contact")
    CUSTOMER_APPROVER = "customer_approver", _("customer approver")
    EXTERNAL_PARTY = "external_party", _("external party")
    DISPATCHER = "dispatcher", _("dispatcher")
    ENGINEER = "engineer", _("engineer")
    TRAINEE = "trainee", _("trainee")
    SUPPORT_SPECIALIST = "support_specialist", _("support specialist")
    LEAD_SPECIALIST = "lead_specialist", _("lead specialist")
    ENGINEERING_RECEIVER = "engineering_receiver", _("engineering receiver")
    INCIDENT_COMMANDER = "incident_commander", _("incident commander")
    LOGISTICS = "logistics", _("logistics")
    MANAGER = "manager", _("manager")
    DIRECTOR = "director", _("director")
    EXECUTIVE = "executive", _("executive")
    AUDITOR = "auditor", _("auditor")
    KNOWLEDGE_REVIEWER = "knowledge_reviewer", _("knowledge reviewer")
    COUNCIL_MEMBER = "council_member", _("council member")
    ADMINISTRATOR = "administrator", _("administrator")


CUSTOMER_ROLES = frozenset({Role.CUSTOMER_CONTACT.value, Role.CUSTOMER_APPROVER.value})
"""Roles that customers' people hold: they see their own organisation's cases and public words only."""

INTERNAL_ROLES = (
    frozenset(Role.values)
    - CUSTOMER_ROLES
    - {
        Role.EXTERNAL_PARTY.value,
        Role.AUDITOR.value,
        Role.ADMINISTRATOR.value,
    }
)
"""Roles of our own people who work on cases, within the organisations that their grants name."""


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Words for choosing grants."""

    def in_force(self, at: datetime) -> RoleGrantQuerySet:
        """Give those that were neither revoked nor have expired by ``at``."""
        revoked = RoleRevocation.objects.filter(revoked_at__lte=at).values("grant")
        started = self.filter(granted_at__lte=at)
        return started.exclude(expires_at__lte=at).exclude(pk__in=revoked)


class RoleGrant(models.Model):
    """That a person holds a role: for which team and organisation, given by whom, until when.

    An empty ``organization`` means all customers, an empty ``team`` all teams. ``granted_by`` is
    empty only for the first administrator, whom nobody could grant. Nobody grants to themselves
    (S1-G02, separation of duties).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=24, choices=Role)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    reason = models.TextField(_("why"), blank=True)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="grants_given")
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="role_grant_role_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="role_grant_not_to_oneself", condition=Q(granted_by=None) | ~Q(granted_by=F("person"))
            ),
            models.CheckConstraint(
                name="role_grant_customer_role_names_its_organization",
                condition=~Q(role__in=sorted(CUSTOMER_ROLES)) | Q(organization__isnull=False),
            ),
            models.CheckConstraint(
                name="role_grant_expires_after_it_starts",
                condition=Q(expires_at=None) | Q(expires_at__gt=F("granted_at")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class RoleRevocation(models.Model):
    """That a grant was taken back, by whom, when and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grant = models.OneToOneField(RoleGrant, on_delete=models.PROTECT, related_name="revocation")
    revoked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    revoked_at = models.DateTimeField()
    reason = models.TextField(_("why"), blank=True)


class DecidedBy(models.TextChoices):
    """At which level a right is decided (domain.md, "Rights")."""

    ENGINEER = "engineer", _("the engineer alone")
    LEAD = "lead", _("the lead specialist alone")
    TEAM = "team", _("team approval")
    MANAGER = "manager", _("manager or above")
    EXECUTIVE = "executive", _("executive")
    COUNCIL = "council", _("council")
    COMMANDER = "commander", _("incident commander")
    NOBODY = "nobody", _("nobody in the field")


class DecisionRule(models.Model):
    """A right of the register as data: its wording, who decides, and which commands it governs.

    ``code`` is the register's id (``S1-R06``), ``roles`` the codes of the roles that decide,
    ``commands`` the names of the commands it governs. A change raises ``version`` and stands in the
    ledger, because policy changes need the council's approval (S2-R06).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    code = models.CharField(_("register id"), max_length=12, unique=True)
    wording = models.TextField(_("wording"))
    decided_by = models.CharField(_("who decides"), max_length=12, choices=DecidedBy)
    roles = models.JSONField(_("deciding roles"), default=list, blank=True)
    commands = models.JSONField(_("commands it governs"), default=list, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="decision_rule_decided_by_known", condition=Q(decided_by__in=DecidedBy.values)
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.wording}"
