"""What the forms about cases ask and offer: reporting a problem, and answering what waits in an inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from firstfix.apps.assets.queries import visible_assets
from firstfix.apps.cases.models import ApprovalKind
from firstfix.apps.cases.policy import may_decide
from firstfix.apps.cases.queries import (
    sees_internal,
    visible_approval_requests,
    visible_commitments,
    visible_hand_overs,
    visible_quarantined_messages,
    visible_swarms,
)
from firstfix.apps.directory.models import OrganizationKind
from firstfix.apps.directory.queries import visible_organizations, visible_persons, visible_sites
from firstfix.kernel.identity import Actor
from firstfix.kernel.ids import new_id

__all__ = ["INBOX_ROWS", "MOST_OPTIONS", "Reporting", "reporting", "waiting_for"]

MOST_OPTIONS = 200
"""Customers, sites or assets that one list offers; beyond that a person searches."""

INBOX_ROWS = 100
"""More than this in an inbox is a backlog for filters, not a page."""

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Reporting:
    """What can be chosen so far; each list is narrowed by the choice before it."""

    organizations: Options
    sites: Options
    assets: Options
    contacts: Options
    organization_id: UUID | None
    site_id: UUID | None
    is_ours: bool
    is_cut: bool


def reporting(actor: Actor, asked: Mapping[str, Any]) -> Reporting:
    """Give the choices for what was chosen in ``asked``; the words in ``find`` narrow long lists."""
    words = str(asked.get("find", "")).replace("\x00", "").strip()[:100]
    organizations = _organizations(actor, words)
    organization_id = _id(asked.get("organization_id")) or _only(organizations)
    sites = _sites(actor, organization_id)
    site_id = _id(asked.get("site_id")) or _only(sites)
    assets = _assets(actor, organization_id, site_id, words)
    return Reporting(
        organizations=organizations,
        sites=sites,
        assets=assets,
        contacts=_contacts(actor, organization_id),
        organization_id=organization_id,
        site_id=site_id,
        is_ours=sees_internal(actor),
        is_cut=MOST_OPTIONS in (len(organizations), len(sites), len(assets)),
    )


def waiting_for(actor: Actor) -> dict[str, Any]:
    """Give what waits for the actor's answer, and what the actor waits for from others."""
    mine = actor.person_id
    offered = visible_hand_overs(actor).filter(answer=None).order_by("offered_at")
    offered = offered.select_related("case", "from_person", "to_person", "to_team")
    asked = visible_approval_requests(actor).undecided().order_by("requested_at")  # type: ignore[attr-defined]
    asked = asked.select_related("case", "requested_by")
    owed = visible_commitments(actor).open().filter(owner=mine)  # type: ignore[attr-defined]
    mail = visible_quarantined_messages(actor).undecided()  # type: ignore[attr-defined]
    return {
        "offered": offered.filter(to_person=mine)[:INBOX_ROWS],
        "given": offered.filter(from_person=mine)[:INBOX_ROWS],
        "to_decide": asked.filter(_theirs_to_decide(actor)).exclude(requested_by=mine)[:INBOX_ROWS],
        "asked_by_me": asked.filter(requested_by=mine)[:INBOX_ROWS],
        "swarms": _swarms(actor),
        "owed": owed.select_related("case", "to_person").order_by("due_at")[:INBOX_ROWS],
        "quarantined": mail.order_by("received_at")[:INBOX_ROWS],
    }


def _swarms(actor: Actor) -> Any:
    """Give the swarms that asked a team of the actor's to come; nothing is asked for who is in no team."""
    if not actor.team_ids:
        return []
    wanting = visible_swarms(actor).wanting(actor.team_ids, actor.person_id)  # type: ignore[attr-defined]
    return wanting.select_related("case", "started_by").order_by("started_at")[:INBOX_ROWS]


def _theirs_to_decide(actor: Actor) -> Q:
    """Give the condition for questions that the actor decides: of anybody, of them, or of who is below."""
    somebody = new_id()
    free = [kind.value for kind in ApprovalKind if may_decide(actor, kind, None)]
    above = [kind.value for kind in ApprovalKind if may_decide(actor, kind, somebody)]
    mine = Q(asked_of=None) | Q(asked_of=actor.person_id)
    return (Q(kind__in=free) & mine) | Q(kind__in=above)


def _organizations(actor: Actor, words: str) -> Options:
    rows = visible_organizations(actor).filter(kind=OrganizationKind.CUSTOMER)
    if words and rows.filter(name__icontains=words).exists():
        rows = rows.filter(name__icontains=words)
    return [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")[:MOST_OPTIONS]]


def _sites(actor: Actor, organization_id: UUID | None) -> Options:
    if organization_id is None:
        return []
    rows = visible_sites(actor).filter(organization=organization_id).order_by("name")
    columns = rows.values_list("pk", "name", "locality")[:MOST_OPTIONS]
    return [(str(pk), f"{name}, {locality}") for pk, name, locality in columns]


def _assets(actor: Actor, organization_id: UUID | None, site_id: UUID | None, words: str) -> Options:
    if organization_id is None:
        return []
    rows = visible_assets(actor).filter(site__organization=organization_id, removed_on=None)
    if site_id is not None:
        rows = rows.filter(site=site_id)
    if words and rows.filter(serial__icontains=words).exists():
        rows = rows.filter(serial__icontains=words)
    columns = rows.order_by("name").values_list("pk", "name", "product__maker", "product__model", "serial")
    return [
        (str(pk), " · ".join(part for part in (name, f"{maker} {model}", serial) if part))
        for pk, name, maker, model, serial in columns[:MOST_OPTIONS]
    ]


def _contacts(actor: Actor, organization_id: UUID | None) -> Options:
    if organization_id is None or not sees_internal(actor):
        return []
    rows = (
        visible_persons(actor).filter(memberships__organization=organization_id).distinct().order_by("name")
    )
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")[:MOST_OPTIONS]]


def _only(options: Options) -> UUID | None:
    return UUID(options[0][0]) if len(options) == 1 else None


def _id(text: Any) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
