"""Smallest valid rows, written past the commands: for tests of the tables themselves and nothing else.

Everything else gets to its state by running commands in ``tests/world.py``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from firstfix.apps.assets.models import Asset, PartType, Product, StockLocation, StockMove
from firstfix.apps.cases.models import Case, CaseNumber, Hypothesis, Message
from firstfix.apps.directory.models import Organization, Person, Site, Team
from firstfix.apps.dispatching.models import Assignment
from firstfix.apps.evidence.models import EvidenceItem, FileBlob
from firstfix.apps.visits.models import Visit, WorkOrder

__all__ = [
    "NOON",
    "TODAY",
    "asset",
    "assignment",
    "blob",
    "case",
    "evidence",
    "hour",
    "hypothesis",
    "message",
    "move",
    "organization",
    "part_type",
    "person",
    "shelf",
    "site",
    "team",
    "visit",
    "work_order",
]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = date(2026, 3, 2)

_numbers = count(1)


def hour(number: int) -> datetime:
    """Give the time that lies ``number`` hours after :data:`NOON`."""
    return NOON + timedelta(hours=number)


def organization(**fields: Any) -> Organization:
    """Give a customer."""
    number = next(_numbers)
    return Organization.objects.create(
        **{"kind": "customer", "code": f"org-{number}", "name": f"Customer {number}"} | fields
    )


def site(**fields: Any) -> Site:
    """Give a site of a customer."""
    number = next(_numbers)
    wanted = {
        "code": f"site-{number}",
        "name": f"Site {number}",
        "address": "1 Harbour Road",
        "locality": "Cork",
        "country": "IE",
        "zone": "Europe/Dublin",
    } | fields
    return Site.objects.create(**{"organization": wanted.get("organization") or organization()} | wanted)


def person(**fields: Any) -> Person:
    """Give a person."""
    return Person.objects.create(**{"name": f"Person {next(_numbers)}"} | fields)


def team(**fields: Any) -> Team:
    """Give a support team with its accountable person."""
    number = next(_numbers)
    wanted = {"code": f"team-{number}", "name": f"Team {number}", "kind": "support"} | fields
    return Team.objects.create(**{"accountable": wanted.get("accountable") or person()} | wanted)


def asset(**fields: Any) -> Asset:
    """Give an asset at a site."""
    number = next(_numbers)
    product = fields.pop("product", None) or Product.objects.create(
        maker="Maker", model=f"M{number}", kind="switch"
    )
    place = fields.pop("site", None) or site()
    return Asset.objects.create(product=product, site=place, **{"name": f"asset-{number}"} | fields)


def part_type(**fields: Any) -> PartType:
    """Give a part type."""
    number = next(_numbers)
    return PartType.objects.create(**{"number": f"P-{number}", "name": f"Part {number}"} | fields)


def shelf(**fields: Any) -> StockLocation:
    """Give a depot."""
    number = next(_numbers)
    return StockLocation.objects.create(
        **{"kind": "depot", "code": f"shelf-{number}", "name": f"Shelf {number}"} | fields
    )


def move(**fields: Any) -> StockMove:
    """Give a move of one part between two shelves."""
    wanted = {"quantity": 1, "reason": "transfer", "moved_at": NOON, "received_at": NOON} | fields
    for name, make in (("part_type", part_type), ("from_location", shelf), ("to_location", shelf)):
        wanted.setdefault(name, None)
        wanted[name] = wanted[name] or make()
    return StockMove.objects.create(**wanted)


def case(**fields: Any) -> Case:
    """Give a new incident of a customer."""
    wanted = {
        "number": fields.pop("number", None) or CaseNumber.objects.draw(),
        "kind": "incident",
        "title": "The door does not open",
        "channel": "form",
        "opened_at": NOON,
        "updated_at": NOON,
    } | fields
    queue = wanted.get("team") or team()
    made = {"organization": wanted.get("organization") or organization(), "team": queue}
    return Case.objects.create(**{"owner": wanted.get("owner") or queue.accountable} | wanted | made)


def message(**fields: Any) -> Message:
    """Give a public note."""
    wanted = {
        "visibility": "public",
        "direction": "note",
        "channel": "form",
        "body": "We look into it.",
        "written_at": NOON,
        "received_at": NOON,
    } | fields
    return Message.objects.create(**{"case": wanted.get("case") or case()} | wanted)


def hypothesis(**fields: Any) -> Hypothesis:
    """Give an open hypothesis."""
    wanted = {"statement": "The power supply is dead.", "layer": "power", "stated_at": NOON} | fields
    wanted.setdefault("case", None)
    wanted["case"] = wanted["case"] or case()
    return Hypothesis.objects.create(**{"stated_by": wanted["case"].owner} | wanted)


def blob(**fields: Any) -> FileBlob:
    """Give stored bytes."""
    digest = f"{next(_numbers):064x}"
    return FileBlob.objects.create(
        **{
            "sha256": digest,
            "size_bytes": 1,
            "media_type_sniffed": "text/plain",
            "storage_path": f"{digest[:2]}/{digest}",
            "stored_at": NOON,
        }
        | fields
    )


def evidence(**fields: Any) -> EvidenceItem:
    """Give a measured value."""
    wanted = {
        "kind": "value",
        "title": "Voltage",
        "value": {"value": 12.1, "unit": "V"},
        "sha256": "0" * 64,
        "size_bytes": 26,
        "media_type": "application/json",
        "collected_at": NOON,
        "received_at": NOON,
    } | fields
    about = wanted.get("case")
    owner = wanted.get("organization") or (about.organization if about else organization())
    return EvidenceItem.objects.create(**wanted | {"organization": owner})


def work_order(**fields: Any) -> WorkOrder:
    """Give a draft repair order of an hour."""
    about = fields.pop("case", None) or case()
    wanted = {
        "sequence": about.work_orders.count() + 1,
        "kind": "repair",
        "title": "Replace the power supply",
        "priority": 3,
        "duration_minutes": 60,
        "raised_at": NOON,
    } | fields
    place = wanted.pop("site", None) or site(organization=about.organization)
    return WorkOrder.objects.create(case=about, site=place, **wanted)


def visit(**fields: Any) -> Visit:
    """Give a proposed visit."""
    order = fields.pop("work_order", None) or work_order()
    wanted = {"sequence": order.visits.count() + 1, "proposed_at": NOON} | fields
    return Visit.objects.create(work_order=order, **wanted)


def assignment(**fields: Any) -> Assignment:
    """Give an hour of an engineer held for a visit."""
    wanted = {"start_at": NOON, "end_at": hour(1), "assigned_at": NOON} | fields
    made = {"visit": wanted.get("visit") or visit(), "engineer": wanted.get("engineer") or person()}
    return Assignment.objects.create(**wanted | made)
