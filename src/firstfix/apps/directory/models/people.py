"""People, how to reach them, and where they belong."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from firstfix.apps.directory.models.calendars import WorkCalendar
from firstfix.apps.directory.models.organizations import Organization
from firstfix.apps.directory.models.sites import Site
from firstfix.apps.directory.models.zones import refuse_unknown_zone
from firstfix.kernel.ids import new_id

__all__ = [
    "Capacity",
    "ChannelKind",
    "ContactChannel",
    "OrganizationMembership",
    "Person",
]


class PersonQuerySet(models.QuerySet["Person"]):
    """Words for choosing people."""

    def reached_by(self, kind: str, address: str) -> PersonQuerySet:
        """Give whoever owns this address; upper and lower case are the same mailbox."""
        return self.filter(channels__kind=kind, channels__address__iexact=address).distinct()

    def belonging_to(self, organization: Organization, on: date) -> PersonQuerySet:
        """Give the people who belong to ``organization`` on that day."""
        memberships = OrganizationMembership.objects.current(on).filter(organization=organization)
        return self.filter(pk__in=memberships.values("person"))


class Person(models.Model):
    """A human being: one of ours, a customer's, a partner's. Signs in only where ``user`` is set.

    ``base_site`` is the place where the working day starts, as agreed with the person. No table here
    or elsewhere holds where a person is or was (S0-P02).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )
    name = models.CharField(_("name"), max_length=300)
    language = models.CharField(_("language"), max_length=12, default="en")
    zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    calendar = models.ForeignKey(
        WorkCalendar, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    base_site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="based_people"
    )

    objects = PersonQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a time zone that nobody's clocks know."""
        refuse_unknown_zone(self.zone)


class ChannelKind(models.TextChoices):
    """The medium."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")
    SMS = "sms", _("text message")
    CHAT = "chat", _("chat")


class ContactChannel(models.Model):
    """One way to reach a person. An e-mail address belongs to one person, so that mail finds its sender."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="channels", db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=ChannelKind)
    address = models.CharField(_("address or number"), max_length=254)
    rank = models.PositiveSmallIntegerField(_("order in which to try"), default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="contact_channel_kind_known", condition=Q(kind__in=ChannelKind.values)
            ),
            models.UniqueConstraint(
                Lower("address"), condition=Q(kind="email"), name="contact_channel_mailbox_of_one_person"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "address"], name="contact_channel_once_per_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.address}"


class MembershipQuerySet(models.QuerySet["OrganizationMembership"]):
    """Words for choosing memberships."""

    def current(self, on: date) -> MembershipQuerySet:
        """Give those that hold on that day."""
        return self.filter(since_on__lte=on).exclude(until_on__lt=on)


class Capacity(models.TextChoices):
    """As what the person belongs."""

    STAFF = "staff", _("works there")
    CONTACT = "contact", _("contact")
    APPROVER = "approver", _("approver")


class OrganizationMembership(models.Model):
    """That a person belongs to an organisation, as what, and for which site if only for one.

    Says who a customer's contacts and approvers are. It grants no right by itself: signing in with
    the roles ``customer_contact`` or ``customer_approver`` needs a :class:`RoleGrant`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="membership_capacity_known", condition=Q(capacity__in=Capacity.values)
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
            ),
            models.UniqueConstraint(
                fields=["person", "organization", "capacity"],
                condition=Q(until_on=None, site=None),
                name="membership_open_once",
            ),
            models.UniqueConstraint(
                fields=["person", "organization", "capacity", "site"],
                condition=Q(until_on=None) & ~Q(site=None),
                name="membership_open_once_per_site",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} ({self.organization})"
