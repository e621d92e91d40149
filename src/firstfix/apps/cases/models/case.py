"""The case: one customer's problem or request, from the first report to the verified closure."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firstfix.apps.assets.models import Asset, Provenance
from firstfix.apps.cases.models.kinds import CaseChannel, CaseKind, WaitingParty
from firstfix.apps.cases.models.queue import CASE_LIFE, IS_OPEN, QUEUE_PAGE_SIZE, QueuePlace
from firstfix.apps.directory.models import Organization, Person, Site, Team
from firstfix.kernel.ids import new_id

__all__ = ["Case"]


class CaseQuerySet(models.QuerySet["Case"]):
    """Words for choosing cases."""

    def open(self) -> CaseQuerySet:
        """Give those that still ask something of somebody: not closed, merged or cancelled."""
        return self.filter(IS_OPEN)

    def queued_at(self, team: Team) -> CaseQuerySet:
        """Give those in one team's queue."""
        return self.filter(team=team)

    def owned_by(self, person: Person) -> CaseQuerySet:
        """Give those that ``person`` answers for."""
        return self.filter(owner=person)

    def of(self, organization: Organization) -> CaseQuerySet:
        """Give one customer's."""
        return self.filter(organization=organization)

    def on(self, asset: Asset) -> CaseQuerySet:
        """Give those about one asset, for its history and for repeats."""
        return self.filter(asset=asset)

    def live(self) -> CaseQuerySet:
        """Give those that passed our gates; imported history did not and never counts as verified."""
        return self.filter(provenance="live")

    def with_fingerprint(self, organization: Organization, fingerprint: str) -> CaseQuerySet:
        """Give the open case, if any, that already stands for this signal."""
        return self.open().filter(organization=organization, fingerprint=fingerprint)

    def queue_page(self, *, after: QueuePlace | None = None, size: int = QUEUE_PAGE_SIZE) -> CaseQuerySet:
        """Give the next ``size`` rows below ``after``, latest change first.

        Pages by key and not by offset, so the hundredth page costs what the first one does.
        """
        rows = self.order_by("-updated_at", "-id")
        if after is not None:
            updated_at, case_id = after
            # Written as a range with an exception: the plain OR form makes SQLite sort.
            rows = rows.filter(updated_at__lte=updated_at).exclude(updated_at=updated_at, id__gte=case_id)
        return rows[:size]


class Case(models.Model):
    """One customer's problem or request; its life is ``MACHINES["case"]``.

    Exactly one named person answers for it at any time (S0-P01): ``owner`` is never empty; until
    somebody takes the case it is the accountable person of ``team``, the queue it stands in.
    ``severity`` (1 to 4) is the customer's impact by criteria, ``priority`` (1 to 4) comes from
    ``impact`` and ``urgency``; all four are empty until triage and are set with an
    :class:`Assessment`. ``waiting_on`` is filled exactly while the state is waiting.

    ``fingerprint`` names the signal that the case stands for; at most one open case of a customer has
    it, so a redelivered alert or a double click finds the case instead of making another.
    ``opened_at`` is when we received it, ``reported_at`` when the customer says it began.
    ``updated_at`` is moved by commands and orders the queue; ``next_due_at`` is the earliest due time
    of its running clocks, copied here so that a queue can be sorted by it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    number = models.PositiveBigIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=CaseKind)
    state = models.CharField(
        _("state"),
        max_length=24,
        choices=[(state, state) for state in CASE_LIFE.states],
        default=CASE_LIFE.initial,
    )
    waiting_on = models.CharField(_("waiting for"), max_length=12, choices=WaitingParty, blank=True)
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("what was reported"), blank=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", db_index=False
    )
    contact = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="reported_cases"
    )
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="owned_cases")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="cases")
    severity = models.PositiveSmallIntegerField(_("severity"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), null=True, blank=True)
    impact = models.PositiveSmallIntegerField(_("impact"), null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(_("urgency"), null=True, blank=True)
    fault_code = models.CharField(_("fault code"), max_length=60, blank=True)
    environment_code = models.CharField(_("environmental cause"), max_length=60, blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=CaseChannel)
    external_system = models.CharField(_("other system"), max_length=60, blank=True)
    external_reference = models.CharField(_("reference there"), max_length=200, blank=True)
    fingerprint = models.CharField(max_length=100, blank=True)
    reopen_count = models.PositiveIntegerField(default=0)
    bounce_count = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_cases"
    )
    provenance = models.CharField(max_length=8, choices=Provenance, default=Provenance.LIVE)
    reported_at = models.DateTimeField(_("began"), null=True, blank=True)
    opened_at = models.DateTimeField(_("received"))
    updated_at = models.DateTimeField(_("last change"))
    next_due_at = models.DateTimeField(_("next due"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(name="case_kind_known", condition=Q(kind__in=CaseKind.values)),
            models.CheckConstraint(name="case_state_known", condition=Q(state__in=CASE_LIFE.states)),
            models.CheckConstraint(name="case_channel_known", condition=Q(channel__in=CaseChannel.values)),
            models.CheckConstraint(
                name="case_provenance_known", condition=Q(provenance__in=Provenance.values)
            ),
            models.CheckConstraint(
                name="case_waits_for_a_known_party_while_waiting",
                condition=(Q(state="waiting") & Q(waiting_on__in=WaitingParty.values))
                | (~Q(state="waiting") & Q(waiting_on="")),
            ),
            models.CheckConstraint(
                name="case_merged_names_where_into",
                condition=(Q(state="merged") & Q(merged_into__isnull=False) & ~Q(merged_into=F("id")))
                | (~Q(state="merged") & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="case_levels_1_to_4",
                condition=(Q(severity=None) | Q(severity__range=(1, 4)))
                & (Q(priority=None) | Q(priority__range=(1, 4)))
                & (Q(impact=None) | Q(impact__range=(1, 4)))
                & (Q(urgency=None) | Q(urgency__range=(1, 4))),
            ),
            models.UniqueConstraint(
                fields=["organization", "fingerprint"],
                condition=IS_OPEN & ~Q(fingerprint=""),
                name="case_one_open_per_fingerprint",
            ),
            models.UniqueConstraint(
                fields=["external_system", "external_reference"],
                condition=~Q(external_reference=""),
                name="case_external_reference_once",
            ),
        )
        indexes = (
            models.Index(F("updated_at").desc(), F("id").desc(), name="case_queue_all", condition=IS_OPEN),
            models.Index(
                "team", F("updated_at").desc(), F("id").desc(), name="case_queue_team", condition=IS_OPEN
            ),
            models.Index(
                "owner", F("updated_at").desc(), F("id").desc(), name="case_queue_owner", condition=IS_OPEN
            ),
            models.Index("team", "next_due_at", "id", name="case_queue_due", condition=IS_OPEN),
            models.Index("organization", F("updated_at").desc(), F("id").desc(), name="case_by_organization"),
            models.Index("asset", "opened_at", name="case_history_of_asset"),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """Give the number as people say it and mail subjects carry it."""
        return f"C-{self.number}"

    @property
    def is_open(self) -> bool:
        """Tell whether it still asks something of somebody."""
        return not CASE_LIFE.is_over(self.state)

    @property
    def is_verified(self) -> bool:
        """Tell whether it was resolved through our closure gate; imported history never was."""
        return self.provenance == Provenance.LIVE and self.state in {"resolved", "closed"}

    @property
    def queue_place(self) -> QueuePlace:
        """Give the place of this row in the queue, to ask for the page below it."""
        return self.updated_at, self.id
