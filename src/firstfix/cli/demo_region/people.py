"""Bring people into the demo: our own staff with skills and vans, the customers' people, their accounts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from firstfix.apps.directory.commands import grant_role
from firstfix.apps.directory.models import Person
from firstfix.cli.demo_region.ground import COUNTRIES, CUSTOMERS, Customer, base_id
from firstfix.cli.demo_region.making import FOUNDER, demo_id, give, is_given, put, table
from firstfix.kernel.accounts.commands import invite_person
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.bearer import hash_of
from firstfix.kernel.identity.standing import actor_for_user

__all__ = [
    "CONTACTS",
    "ENGINEERS",
    "STAFF",
    "Member",
    "actor",
    "approver_of",
    "contact_of",
    "engineers_for",
    "lay_people",
    "person_id",
    "team_id",
    "van_id",
]

_DOMAIN = "rheinbogen.example"
_SINCE = "2025-01-01"


@dataclass(frozen=True, slots=True)
class Member:
    """One of our own people: name, role, team, where the working day starts, whose queue else is theirs."""

    code: str
    name: str
    role: str
    team: str
    town: str = "Freiburg"
    country: str = "DE"
    skills: tuple[str, ...] = ()
    helps: str = ""


STAFF = tuple(Member(**row | {"skills": tuple(row["skills"])}) for row in table("staff")["staff"])
ENGINEERS = tuple(member for member in STAFF if member.role == "engineer")
CONTACTS: dict[str, tuple[str, str]] = {
    customer: (contact, approver) for customer, (contact, approver) in table("staff")["contacts"].items()
}
"""Each customer's contact and approver."""

_TEAMS: tuple[tuple[str, ...], ...] = tuple(tuple(team) for team in table("staff")["teams"])
_SKILLS: dict[str, list[str]] = table("staff")["skills"]
# Days from the demo's first start to a certificate's last day: one has run out, one soon will.
_LAST_DAYS = {("tobias", "electrical"): -10, ("lea", "electrical"): 12}
_OTHER_LAST_DAYS = 400


def lay_people(anchor: datetime) -> None:
    """Bring everybody in, or find them here; certificates run out relative to ``anchor``."""
    for member in STAFF:
        _person(member.code, member.name, f"{member.code}@{_DOMAIN}", member)
    for code, name, kind, accountable in _TEAMS:
        put("team", code, code=code, name=name, kind=kind, accountable_id=str(person_id(accountable)))
    for code, (name, kind) in _SKILLS.items():
        put("skill", code, code=code, name=name, kind=kind)
    for member in STAFF:
        _employ(member, anchor)
    for customer in CUSTOMERS:
        _customers_people(customer)
    _sources()


def person_id(code: str) -> UUID:
    """Give the id of a person of the demo."""
    return demo_id("person", code)


def team_id(code: str) -> UUID:
    """Give the id of one of our teams."""
    return demo_id("team", code)


def van_id(member: Member) -> UUID:
    """Give the id of an engineer's van."""
    return demo_id("stock_location", f"van:{member.code}")


def contact_of(customer: Customer) -> str:
    """Give the code of the customer's contact."""
    return f"{customer.code}.contact"


def approver_of(customer: Customer) -> str:
    """Give the code of the customer's approver."""
    return f"{customer.code}.approver"


def actor(code: str) -> Actor:
    """Give the actor of a person of the demo, as if signed in with the second factor."""
    user = Person.objects.select_related("user").get(pk=person_id(code)).user
    assert user is not None
    return actor_for_user(user, has_mfa=True)


def engineers_for(skills: tuple[str, ...], country: str, day: date, anchor: datetime) -> list[Member]:
    """Give the engineers who hold ``skills`` on ``day``, those of the country first."""
    able = [one for one in ENGINEERS if all(_holds(one, skill, day, anchor) for skill in skills)]
    return sorted(able, key=lambda one: one.country != country)


def _holds(member: Member, skill: str, day: date, anchor: datetime) -> bool:
    last_day = _last_day(member, skill, anchor)
    return skill in member.skills and (last_day is None or day <= last_day)


def _last_day(member: Member, skill: str, anchor: datetime) -> date | None:
    if _SKILLS[skill][1] != "certificate":
        return None
    days = _LAST_DAYS.get((member.code, skill), _OTHER_LAST_DAYS)
    return (anchor + timedelta(days=days)).date()


def _person(code: str, name: str, email: str, member: Member | None, country: str = "DE") -> None:
    zone = COUNTRIES[member.country if member else country]
    base = str(base_id(member.town)) if member else None
    # Office hours of the country: the board draws them, and planning keeps to them.
    hours = str(demo_id("work_calendar", member.country)) if member else None
    put("person", code, name=name, zone=zone, base_site_id=base, calendar_id=hours)
    put("contact_channel", code, person_id=str(person_id(code)), kind="email", address=email)
    if not is_given(invite_person, code):
        # Nobody follows this link: in the demo one signs in by choosing a name (server/accounts/demo.py).
        unused = hash_of(secrets.token_urlsafe(32))
        fields = {"person_id": person_id(code), "token_hash": unused, "zone": zone}
        give(invite_person, FOUNDER, code, name=name, email=email, **fields)


def _employ(member: Member, anchor: datetime) -> None:
    person, team = person_id(member.code), team_id(member.team)
    put("membership", member.code, person_id=str(person), organization_id=str(demo_id("organization", "own")),
        capacity="staff", since_on=_SINCE)  # fmt: skip
    put("team_membership", member.code, team_id=str(team), person_id=str(person), since_on=_SINCE,
        duty="lead" if any(member.code == lead for *_team, lead in _TEAMS) else "member")  # fmt: skip
    for queue in filter(None, (member.team, member.helps)):
        role = {"person_id": person, "role": member.role, "team_id": team_id(queue)}
        give(grant_role, FOUNDER, f"{member.code}:{queue}", because="Works here.", **role)
    for skill in member.skills:
        _hold(member, skill, anchor)
    if member.role == "engineer":
        name = f"Van {member.name}"
        put("stock_location", f"van:{member.code}", kind="van", code=f"van-{member.code}", name=name,
            person_id=str(person))  # fmt: skip


def _hold(member: Member, skill: str, anchor: datetime) -> None:
    last_day = _last_day(member, skill, anchor)
    put(
        "skill_holding",
        f"{member.code}:{skill}",
        person_id=str(person_id(member.code)),
        skill_id=str(demo_id("skill", skill)),
        level=1 if member.role == "trainee" else 3 if member.role == "lead_specialist" else 2,
        certificate_number=f"C-{member.code}-{skill}" if last_day else "",
        valid_until=str(last_day) if last_day else None,
        needs_supervision=member.role == "trainee",
    )


def _customers_people(customer: Customer) -> None:
    capacities = ("contact", "approver")
    for capacity, name in zip(capacities, CONTACTS[customer.code], strict=True):
        code, organization = f"{customer.code}.{capacity}", demo_id("organization", customer.code)
        first, _space, last = name.lower().partition(" ")
        address = f"{first[0]}.{last}@{customer.code}.example".translate(_PLAIN)
        _person(code, name, address, None, customer.country)
        put("membership", code, person_id=str(person_id(code)), organization_id=str(organization),
            capacity=capacity, since_on=_SINCE)  # fmt: skip
        give(grant_role, FOUNDER, code, person_id=person_id(code), role=f"customer_{capacity}",
             organization_id=organization, because="Named in the contract.")  # fmt: skip


_PLAIN = str.maketrans({"ü": "ue", "ö": "oe", "ä": "ae", "é": "e"})


def _sources() -> None:
    desk = str(team_id("desk"))
    put(
        "intake_source",
        "mail",
        code="service-desk",
        kind="mail",
        name="Mailbox of the service desk",
        team_id=desk,
    )
    put("intake_source", "form", code="portal", kind="form", name="Form on the portal", team_id=desk)
    for customer in CUSTOMERS:
        if customer.is_gold:
            put("intake_source", customer.code, code=f"alerts-{customer.code}", kind="alertmanager",
                name=f"Monitoring of {customer.name}", team_id=desk,
                organization_id=str(demo_id("organization", customer.code)))  # fmt: skip
