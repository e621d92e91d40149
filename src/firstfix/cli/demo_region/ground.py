"""Lay the ground of the demo: our own houses, calendars, customers with sites and contracts, hazards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from firstfix.apps.directory.commands import write_safety_notes
from firstfix.cli.demo_region.making import FOUNDER, demo_id, give, put, table

__all__ = ["COUNTRIES", "CUSTOMERS", "Customer", "base_id", "lay_ground", "places_of", "site_id"]

COUNTRIES = {"DE": "Europe/Berlin", "FR": "Europe/Paris", "CH": "Europe/Zurich"}
OFFICE = [[480, 1020]]  # 08:00 to 17:00
_FIRST_DAY = "2025-01-01"

# Minutes promised per priority: acknowledge, respond, arrive, restore, resolve. Invented contracts.
_GOLD = {
    1: (15, 30, 240, 480, 1440),
    2: (30, 60, 480, 960, 2880),
    3: (60, 240, 960, 1920, 4800),
    4: (240, 480, 1920, 4800, 9600),
}
_STANDARD = {
    1: (30, 60, 480, 960, 2880),
    2: (60, 120, 960, 1920, 4800),
    3: (120, 480, 1920, 4800, 9600),
    4: (480, 960, 3840, 9600, 14400),
}
_STOPS = {
    "acknowledge": ["acknowledged", "resolved"],
    "respond": ["responded", "resolved"],
    "arrive": ["arrived", "resolved"],
    "restore": ["restored", "resolved"],
    "resolve": ["resolved"],
}
# A standard contract promises no time of acknowledgement or arrival.
_GOLD_ONLY = frozenset({"acknowledge", "arrive"})


@dataclass(frozen=True, slots=True)
class Customer:
    """An invented customer: its country, what was promised, and what each of its sites is."""

    code: str
    name: str
    country: str
    is_gold: bool
    is_regulated: bool
    site_words: tuple[str, ...]

    @property
    def site_count(self) -> int:
        """Give how many sites it has."""
        return len(self.site_words)


CUSTOMERS = tuple(
    Customer(**row | {"site_words": tuple(row["site_words"])}) for row in table("customers")["customers"]
)

# Where our own people's working day starts, as agreed with them; each country's first holds its depot.
_BASES = {
    "DE": ("Freiburg", "Villingen-Schwenningen", "Konstanz", "Offenburg", "Lörrach"),
    "FR": ("Strasbourg", "Mulhouse", "Colmar"),
    "CH": ("Zürich", "Basel", "Bern", "Winterthur"),
}
_STREETS = {
    "DE": ("Industriestraße", "Bahnhofstraße", "Am Kanal"),
    "FR": ("rue de la Gare", "avenue du Rhin", "route de Colmar"),
    "CH": ("Fabrikweg", "Seestrasse", "Bahnhofplatz"),
}
# Sites whose hazards go with what they are; all others have one of the first four.
_HAZARD_OF = {"Signal box 1": 6, "Signal box 2": 6, "Cold store": 5, "Printing works": 4, "Foundry": 4}


def lay_ground() -> None:
    """Lay the ground, or find all of it laid before."""
    put("organization", "own", kind="own", code="rheinbogen", name="Rheinbogen Service")
    for country in COUNTRIES:
        _calendar(country)
        for town in _BASES[country]:
            _base(country, town)
    for number, customer in enumerate(CUSTOMERS):
        _customer(number, customer)


def site_id(customer: Customer, number: int) -> UUID:
    """Give the id of one of the customer's sites."""
    return demo_id("site", f"{customer.code}:{number}")


def base_id(town: str) -> UUID:
    """Give the id of our own house in a town."""
    return demo_id("site", f"own:{town}")


def places_of(country: str) -> list[dict[str, Any]]:
    """Give the real towns of a country, the biggest first."""
    return [place for place in table("places")["places"] if place["country"] == country]


def _calendar(country: str) -> None:
    days = [day for day, _name in table("holidays")["holidays"][country]]
    week = {str(day): OFFICE for day in range(5)}
    put(
        "work_calendar",
        country,
        code=f"office-{country.lower()}",
        name=f"Office hours {country}",
        definition={"zone": COUNTRIES[country], "week": week, "holidays": days, "exceptions": {}},
    )


def _base(country: str, town: str) -> None:
    place = next(place for place in places_of(country) if place["name"] == town)
    put(
        "site",
        f"own:{town}",
        organization_id=str(demo_id("organization", "own")),
        code=f"base-{country.lower()}-{_BASES[country].index(town) + 1}",
        name=f"Rheinbogen {town}",
        address=f"{_BASES[country].index(town) * 3 + 2} {_STREETS[country][0]}",
        locality=town,
        country=country,
        latitude=f"{place['latitude']:.6f}",
        longitude=f"{place['longitude']:.6f}",
        zone=place["zone"],
        calendar_id=str(demo_id("work_calendar", country)),
    )


def _customer(number: int, customer: Customer) -> None:
    organization = put(
        "organization",
        customer.code,
        kind="customer",
        code=customer.code,
        name=customer.name,
        profile="regulated" if customer.is_regulated else "standard",
    )
    _contract(number, customer, organization)
    for index in range(customer.site_count):
        _site(number, customer, organization, index)
        wording, hazards = _hazard(number, customer, index)
        name = f"{customer.code}:{index}"
        site = site_id(customer, index)
        give(write_safety_notes, FOUNDER, name, site, wording=wording, hazards=hazards)


def _hazard(number: int, customer: Customer, index: int) -> tuple[str, tuple[str, ...]]:
    chosen = _HAZARD_OF.get(customer.site_words[index], (number + index * 2) % 4)
    wording, hazards = table("customers")["hazards"][chosen]
    return wording, tuple(hazards)


def _site(number: int, customer: Customer, organization: UUID, index: int) -> None:
    places = places_of(customer.country)
    place = places[(number * 3 + index * 2) % len(places)]
    put(
        "site",
        f"{customer.code}:{index}",
        organization_id=str(organization),
        code=f"{customer.code[:12]}-{index + 1}",
        name=f"{customer.site_words[index]} {place['name']}",
        address=f"{index * 7 + 4} {_STREETS[customer.country][index % 3]}",
        locality=place["name"],
        country=customer.country,
        # A few streets away from the centre, so that two sites of a town are not one point.
        latitude=f"{place['latitude'] + 0.004 * (index + 1):.6f}",
        longitude=f"{place['longitude'] - 0.003 * (index + 1):.6f}",
        zone=place["zone"],
        calendar_id=str(demo_id("work_calendar", customer.country)),
        access_rules="Report at the gate; a badge is handed out against an identity card.",
        access_notice_minutes=60 if customer.is_regulated else 0,
        needs_escort=customer.is_regulated,
    )


def _contract(number: int, customer: Customer, organization: UUID) -> None:
    promise = _GOLD if customer.is_gold else _STANDARD
    put(
        "contract",
        customer.code,
        organization_id=str(organization),
        number=f"SV-{number + 101}",
        name="Gold" if customer.is_gold else "Standard",
        start_on=_FIRST_DAY,
    )
    for priority, minutes in promise.items():
        for kind, promised in zip(_STOPS, minutes, strict=True):
            if customer.is_gold or kind not in _GOLD_ONLY:
                _target(customer, priority, kind, promised)


def _target(customer: Customer, priority: int, kind: str, minutes: int) -> None:
    # P1 of a gold contract runs around the clock; everything else in the country's office hours.
    is_always = customer.is_gold and priority == 1
    put(
        "service_target",
        f"{customer.code}:{priority}:{kind}",
        contract_id=str(demo_id("contract", customer.code)),
        kind=kind,
        priority=priority,
        minutes=minutes,
        calendar_id=None if is_always else str(demo_id("work_calendar", customer.country)),
        start_on=["reported"],
        stop_on=_STOPS[kind],
        pause_reasons=["customer", "approval"] if kind in ("restore", "resolve") else [],
    )
