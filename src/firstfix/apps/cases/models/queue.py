"""Words for choosing cases, and the queue page that stays fast however many cases are closed."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import and_
from uuid import UUID

from django.db import models
from django.db.models import Q

from firstfix.apps.assets.models import Asset
from firstfix.apps.directory.models import Organization, Person, Team
from firstfix.engines.lifecycle import MACHINES

__all__ = ["CASE_LIFE", "IS_OPEN", "QUEUE_PAGE_SIZE", "CaseQuerySet", "QueuePlace"]

CASE_LIFE = MACHINES["case"]

# One negation a state, not one list: the database then knows that the partial indexes of open cases
# fit the question (a list with bound values is not recognised; notes on SQLite's partial indexes).
IS_OPEN = reduce(and_, (~Q(state=ending) for ending in sorted(CASE_LIFE.endings)))
"""Holds for a case that still asks something of somebody; also the condition of the queue's indexes."""

QUEUE_PAGE_SIZE = 50
"""Rows of one queue page: the page that was measured (docs/explanation, queue page at 200,000 cases)."""

QueuePlace = tuple[datetime, UUID]
"""Where a queue page ended: the last row's ``updated_at`` and ``id``."""


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
