"""A small world to test in: every row got there by a command, so no test starts from an impossible state.

Read from the top: :func:`must` and :func:`refused` judge an answer, :func:`region` lays the ground (a
customer with a site, a team, one actor a role, a part in the depot), the rest leads a case through its life.
Builders that belong to one capability stand together; each takes the region and gives a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from firstfix.apps.assets.commands import allocate_part, load_part, move_stock, request_part
from firstfix.apps.assets.models import PartType, Reservation, StockLocation
from firstfix.apps.cases.commands import (
    answer_basic,
    create_case,
    propose_hypothesis,
    record_remote_attempt,
    triage_case,
)
from firstfix.apps.cases.models import Case
from firstfix.apps.directory.commands import change_reference, grant_role, write_safety_notes
from firstfix.apps.directory.models import Organization, Person, Site, Skill, Team
from firstfix.apps.evidence.commands import add_evidence
from firstfix.apps.evidence.models import EvidenceItem
from firstfix.apps.visits.commands import (
    answer_change_question,
    confirm_access,
    create_work_order,
    list_parts,
    propose_visit,
    qualify_work_order,
)
from firstfix.apps.visits.models import Visit, WorkOrder
from firstfix.engines.readiness import Basic
from firstfix.kernel import clock
from firstfix.kernel.commands import CommandContext, Done, subject_of
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.ids import new_id
from firstfix.kernel.refusal import Refusal

__all__ = [
    "INSIDE",
    "READYING",
    "Region",
    "actor",
    "case",
    "context",
    "evidence",
    "founder",
    "in_hours",
    "must",
    "part_in_van",
    "part_type",
    "person",
    "prepared_order",
    "proposed_visit",
    "put",
    "readied",
    "refused",
    "region",
    "reservations",
    "work_order",
]

INSIDE = (
    "dispatcher",
    "engineer",
    "support_specialist",
    "lead_specialist",
    "incident_commander",
    "logistics",
    "manager",
    "director",
    "trainee",
)
"""The roles of our own people that a region has an actor for."""
OUTSIDE = ("customer_contact", "customer_approver")

_numbers = count(1)


def must(answer: Done | Refusal) -> Done:
    """Give the receipt of a command; fails with the refusal's own words."""
    assert isinstance(answer, Done), f"{answer.code}: {answer.text()} {[m.text() for m in answer.missing]}"
    return answer


def refused(answer: Done | Refusal, code: str = "") -> Refusal:
    """Give the refusal of a command, of this code where one is given; fails where it was carried out."""
    assert isinstance(answer, Refusal), f"{answer.command} was carried out"
    assert code in ("", answer.code), f"{answer.code}: {answer.text()}"
    return answer


def context(who: Actor, **circumstances: Any) -> CommandContext:
    """Give the circumstances of one command by ``who``."""
    return CommandContext(actor=who, **circumstances)


def in_hours(hours: float) -> datetime:
    """Give the time that lies so many hours after now."""
    return clock.now() + timedelta(hours=hours)


@dataclass(frozen=True)
class Region:
    """One customer with a site and those who look after it; ``actors`` holds one actor a role."""

    organization: Organization
    site: Site
    team: Team
    skill: Skill
    part_type: PartType
    depot: StockLocation
    van: StockLocation
    actors: Mapping[str, Actor] = field(default_factory=dict)

    def __getattr__(self, role: str) -> Actor:
        """Give the actor of a role: ``region.dispatcher``."""
        try:
            return self.actors[role]
        except KeyError:
            raise AttributeError(role) from None

    def by(self, role: str) -> CommandContext:
        """Give the circumstances of one command by the actor of ``role``."""
        return context(self.actors[role])

    @property
    def engineer_id(self) -> UUID:
        """Give the person behind the engineer."""
        person_id = self.actors["engineer"].person_id
        assert person_id is not None
        return person_id


def region(**site_fields: Any) -> Region:
    """Give a customer with a site (of these fields), a team, an actor a role, a skill, a part in a depot."""
    customer = put("organization", kind="customer", name="Harbour Clinic")
    place = site(customer, **site_fields)
    accountable = person("Ada Accountable")
    team = put("team", name="First line", kind="support", accountable_id=accountable.pk)
    inside = {role: actor(role, teams=(team.pk,)) for role in INSIDE}
    outside = {role: actor(role, organization=customer) for role in OUTSIDE}
    van = put("stock_location", kind="van", name="Van 1", person_id=inside["engineer"].person_id)
    depot = put("stock_location", kind="depot", name="Depot")
    skill = put("skill", name="Radio links", kind="skill")
    put("skill_holding", person_id=inside["engineer"].person_id, skill_id=skill.pk, level=2)
    return Region(customer, place, team, skill, part_type(depot), depot, van, {**inside, **outside})


def founder() -> Actor:
    """Give the one who lays the ground before there are people: keeps all reference data, grants roles."""
    roles = frozenset({"administrator", "manager", "logistics", "dispatcher", "lead_specialist"})
    return Actor(
        new_id(), ActorKind.PERSON, "Founder", roles, organization_ids=None, has_mfa=True,
        role_scopes=MappingProxyType(dict.fromkeys(roles)),
    )  # fmt: skip


def put(noun: str, **fields: Any) -> Any:
    """Give a new row of reference data; a code, number or key that it needs is made up."""
    number = next(_numbers)
    if noun in _CODED:
        fields.setdefault("code", f"{noun}-{number}")
    done = must(change_reference(context(founder()), noun=noun, fields=fields))
    return _model(noun).objects.get(pk=done.result["id"])


def site(customer: Organization, **fields: Any) -> Site:
    """Give a site of a customer."""
    wanted = {
        "organization_id": customer.pk,
        "name": "Harbour Clinic, main house",
        "address": "1 Harbour Road",
        "locality": "Cork",
        "country": "IE",
        "zone": "Europe/Dublin",
    } | fields
    made: Site = put("site", **wanted)
    return made


def person(name: str = "") -> Person:
    """Give a person."""
    made: Person = put("person", name=name or f"Person {next(_numbers)}")
    return made


def actor(role: str, organization: Organization | None = None, teams: tuple[UUID, ...] = ()) -> Actor:
    """Give a new person with one role, for one organisation or for all."""
    who = person(f"{role.replace('_', ' ').capitalize()} {next(_numbers)}")
    where = {"organization_id": organization.pk} if organization else {}
    must(grant_role(context(founder()), person_id=who.pk, role=role, because="Starts to work.", **where))
    scope = frozenset({organization.pk}) if organization else None
    return Actor(
        id=who.pk,
        kind=ActorKind.PERSON,
        name=who.name,
        roles=frozenset({role}),
        person_id=who.pk,
        organization_ids=scope,
        team_ids=frozenset(teams),
        has_mfa=True,
        role_scopes=MappingProxyType({role: scope}),
    )


def part_type(depot: StockLocation, quantity: int = 20, **fields: Any) -> PartType:
    """Give a kind of part of which ``quantity`` lie in the depot, delivered by a vendor."""
    number = next(_numbers)
    kind: PartType = put("part_type", **{"number": f"PSU-{number}", "name": "Power supply"} | fields)
    vendor = put("stock_location", kind="vendor", name="Vendor")
    delivery = {"from_location_id": vendor.pk, "to_location_id": depot.pk, "reason": "receipt"}
    must(move_stock(context(founder()), part_type_id=kind.pk, quantity=quantity, **delivery))
    return kind


def part_in_van(
    region: Region, order: WorkOrder, kind: PartType | None = None, quantity: int = 1
) -> Reservation:
    """Give a part that is reserved for the order and lies in the engineer's van."""
    part = (kind or region.part_type).pk
    wish = {"part_type_id": part, "quantity": quantity, "needed_by_at": in_hours(4)}
    asked = must(request_part(region.by("dispatcher"), for_type="work_order", for_id=order.pk, **wish))
    must(allocate_part(region.by("logistics"), asked.subject_id, location_id=region.depot.pk))
    must(load_part(region.by("logistics"), asked.subject_id, van_id=region.van.pk))
    return Reservation.objects.get(pk=asked.subject_id)


def reservations(order: WorkOrder) -> QuerySet[Reservation]:
    """Give the reservations for an order."""
    return Reservation.objects.made_for("work_order", order.pk)


def case(region: Region, severity: int = 3, **fields: Any) -> Case:
    """Give a triaged case of the region's customer."""
    report = {
        "title": "The ward has no network",
        "organization_id": region.organization.pk,
        "site_id": region.site.pk,
        "team_id": region.team.pk,
    } | fields
    made = must(create_case(region.by("support_specialist"), **report)).subject_id
    levels = {"severity": severity, "impact": severity, "urgency": severity}
    must(triage_case(region.by("support_specialist"), made, because="One ward of nine.", **levels))
    return Case.objects.get(pk=made)


def evidence(region: Region, about: Case | None = None, **fields: Any) -> EvidenceItem:
    """Give a measured value as evidence of the case, or of a new one, collected by the engineer."""
    reading = {"value": -21.5, "unit": "dBm"}
    said = {"title": "Light level at the uplink", "kind": "value", "value": reading} | fields
    case_id = (about or case(region)).pk
    made = must(add_evidence(region.by("engineer"), case_id=case_id, **said)).subject_id
    return EvidenceItem.objects.get(pk=made)


def work_order(region: Region, about: Case | None = None, **fields: Any) -> WorkOrder:
    """Give a draft work order of the case, or of a new one."""
    about = about or case(region)
    plan = {"case_id": about.pk, "title": "Look at the access switch"} | fields
    made = must(create_work_order(region.by("dispatcher"), **plan)).subject_id
    return WorkOrder.objects.get(pk=made)


# Nouns whose rows have a code of their own.
_CODED = frozenset({"organization", "site", "team", "skill", "work_calendar", "stock_location"})


def _model(noun: str) -> Any:
    return subject_of(noun).model


def prepared_order(region: Region, *, without: str = "", severity: int = 3, **fields: Any) -> WorkOrder:
    """Give a qualified order that is ready but for the step of :data:`READYING` named ``without``."""
    order = work_order(region, case(region, severity), **fields)
    must(qualify_work_order(region.by("dispatcher"), order.pk))
    readied(region, order, *(name for name in READYING if name != without))
    return order


def readied(region: Region, order: WorkOrder, *steps: str) -> None:
    """Do these steps of :data:`READYING` for the order."""
    for step in steps:
        READYING[step](region, order)


def proposed_visit(region: Region, order: WorkOrder, hours: float = 2) -> Visit:
    """Give a visit of one hour that begins so many hours from now."""
    plan = {"planned_start_at": in_hours(hours), "planned_end_at": in_hours(hours + 1)}
    made = must(propose_visit(region.by("dispatcher"), work_order_id=order.pk, **plan))
    return Visit.objects.get(pk=made.subject_id)


def _attempt(region: Region, order: WorkOrder) -> None:
    words = "Restarted the switch over the console; the link stayed down."
    answer = record_remote_attempt(
        region.by("support_specialist"), order.case_id, result="not_fixed", words=words
    )
    must(answer)


def _basics(region: Region, order: WorkOrder) -> None:
    for basic in Basic:
        look = {"basic": basic.value, "answer": "sound", "words": "Looked at it with the ward's nurse."}
        must(answer_basic(region.by("support_specialist"), order.case_id, **look))


def _hypothesis(region: Region, order: WorkOrder) -> None:
    suspicion = {"statement": "The power supply of the switch is dying.", "layer": "power"}
    must(propose_hypothesis(region.by("support_specialist"), case_id=order.case_id, **suspicion))


def _parts(region: Region, order: WorkOrder) -> None:
    part = {"part_type_id": str(region.part_type.pk), "quantity": 1}
    must(list_parts(region.by("support_specialist"), order.pk, parts=(part,)))


def _reservation(region: Region, order: WorkOrder) -> None:
    part_in_van(region, order)


def _access(region: Region, order: WorkOrder) -> None:
    window = {"opens_at": in_hours(-1), "closes_at": in_hours(24 * 7)}
    must(confirm_access(region.by("customer_contact"), order.pk, **window))


def _safety(region: Region, order: WorkOrder) -> None:
    must(write_safety_notes(region.by("dispatcher"), order.site_id, wording="No hazard is known."))


def _change_question(region: Region, order: WorkOrder) -> None:
    must(answer_change_question(region.by("engineer"), order.pk, changes_it=False))


READYING: Mapping[str, Callable[[Region, WorkOrder], None]] = {
    "remote_attempt": _attempt,
    "basic": _basics,
    "hypothesis": _hypothesis,
    "parts_not_listed": _parts,
    "part_not_reserved": _reservation,
    "access": _access,
    "safety_notes": _safety,
    "change_question": _change_question,
}
"""What an incident's order needs before it is ready, by the code of what is missing without it."""
