"""Lay the ground of the demo: calendars, customers with sites and contracts, skills, products, parts, vans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from firstfix.apps.assets.commands import move_stock
from firstfix.cli.demo_region.making import FOUNDER, demo_id, give, put, table

__all__ = ["COUNTRIES", "CUSTOMERS", "Customer", "Ground", "lay_ground"]

COUNTRIES = {"DE": "Europe/Berlin", "FR": "Europe/Paris", "CH": "Europe/Zurich"}
OFFICE = [[480, 1020]]  # 08:00 to 17:00
_FIRST_DAY = "2025-01-01"

# Minutes promised per priority: acknowledge, respond, arrive, restore, resolve.
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


@dataclass(frozen=True, slots=True)
class Customer:
    """An invented customer: its line of business, its country, how many sites, what was promised."""

    code: str
    name: str
    country: str
    site_count: int
    is_gold: bool = False
    is_regulated: bool = False
    site_words: Sequence[str] = ("Main house", "Branch", "Store", "Plant", "Depot")


CUSTOMERS = (
    Customer("dreisam-kliniken", "Dreisam-Kliniken", "DE", 4, True, True, ("Hospital", "Day clinic", "Laboratory", "Archive")),
    Customer("oberrhein-druck", "Oberrhein Druck & Papier", "DE", 3, False, False, ("Printing works", "Paper store", "Office")),
    Customer("hegau-logistik", "Hegau Logistik", "DE", 4, True, False, ("Hub north", "Hub south", "Cold store", "Office")),
    Customer("baar-werkzeuge", "Baar Werkzeugbau", "DE", 2, False, False, ("Works 1", "Works 2")),
    Customer("vosges-energie", "Vosges Énergie Locale", "FR", 4, True, True, ("Control room", "Substation west", "Substation east", "Agency")),
    Customer("alsace-marches", "Les Marchés d'Alsace", "FR", 5, False, False, ("Market hall", "Store centre", "Store station", "Store park", "Cold store")),
    Customer("ill-metallurgie", "Ill Métallurgie", "FR", 2, False, False, ("Foundry", "Rolling mill")),
    Customer("jura-molkerei", "Jura Molkerei", "CH", 3, False, False, ("Dairy", "Cheese cellar", "Distribution")),
    Customer("limmat-schulen", "Limmat Schulverband", "CH", 5, False, False, ("School hill", "School river", "School station", "Library", "Office")),
    Customer("alpenbahn", "Alpenbahn Infrastruktur", "CH", 5, True, True, ("Signal box 1", "Signal box 2", "Workshop", "Valley station", "Depot")),
)  # fmt: skip


@dataclass
class Ground:
    """What the rest of the demo stands on, by id."""

    sites: dict[str, list[UUID]] = field(default_factory=dict)
    assets: dict[UUID, list[UUID]] = field(default_factory=dict)
    parts: list[UUID] = field(default_factory=list)
    depots: dict[str, UUID] = field(default_factory=dict)
    skills: dict[str, UUID] = field(default_factory=dict)
    places: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


def lay_ground() -> Ground:
    """Give the ground, made now or made before."""
    ground = Ground()
    for country in COUNTRIES:
        ground.places[country] = [place for place in table("places")["places"] if place["country"] == country]
        _calendar(country)
    products = _products()
    for customer in CUSTOMERS:
        _customer(ground, customer, products)
    _skills(ground)
    _stock(ground)
    return ground


def _calendar(country: str) -> None:
    days = [day for day, _name in table("holidays")["holidays"][country]]
    week = {str(day): OFFICE for day in range(5)}
    definition = {"zone": COUNTRIES[country], "week": week, "holidays": days, "exceptions": {}}
    put(
        "work_calendar",
        country,
        code=f"office-{country.lower()}",
        name=f"Office hours {country}",
        definition=definition,
    )


def _products() -> list[UUID]:
    return [
        put("product", kind["part_number"], maker=kind["maker"], model=kind["model"], kind=_kind_of(kind))
        for kind in table("device_types")["device_types"]
    ]


def _kind_of(device: dict[str, Any]) -> str:
    by_maker = {"APC": "power", "Eaton": "power", "Synology": "storage", "Rockwell Automation": "controller"}
    return by_maker.get(device["maker"], "network")


def _customer(ground: Ground, customer: Customer, products: Sequence[UUID]) -> None:
    organization = put(
        "organization",
        customer.code,
        kind="customer",
        code=customer.code,
        name=customer.name,
        profile="regulated" if customer.is_regulated else "standard",
    )
    sites = [_site(ground, customer, organization, number) for number in range(customer.site_count)]
    ground.sites[customer.code] = sites
    _contract(customer, organization)
    for number, site in enumerate(sites):
        ground.assets[site] = [_asset(customer, site, number, each, products) for each in range(4)]


def _site(ground: Ground, customer: Customer, organization: UUID, number: int) -> UUID:
    places = ground.places[customer.country]
    place = places[(CUSTOMERS.index(customer) * 3 + number * 2) % len(places)]
    return put(
        "site",
        (customer.code, number),
        organization_id=str(organization),
        code=f"{customer.code[:12]}-{number + 1}",
        name=f"{customer.site_words[number]} {place['name']}",
        address=f"{number * 7 + 4} {_STREETS[customer.country][number % 3]}",
        locality=place["name"],
        country=customer.country,
        # A few streets away from the centre, so that two sites of a town are not one point.
        latitude=round(place["latitude"] + 0.004 * (number + 1), 6),
        longitude=round(place["longitude"] - 0.003 * (number + 1), 6),
        zone=place["zone"],
        calendar_id=str(demo_id("work_calendar", customer.country)),
        access_rules="Report at the gate; a badge is handed out against an identity card.",
        access_notice_minutes=60 if customer.is_regulated else 0,
        needs_escort=customer.is_regulated,
    )


_STREETS = {
    "DE": ("Industriestraße", "Bahnhofstraße", "Am Kanal"),
    "FR": ("rue de la Gare", "avenue du Rhin", "route de Colmar"),
    "CH": ("Fabrikweg", "Seestrasse", "Bahnhofplatz"),
}


def _contract(customer: Customer, organization: UUID) -> None:
    promise = _GOLD if customer.is_gold else _STANDARD
    contract = put(
        "contract",
        customer.code,
        organization_id=str(organization),
        number=f"SV-{CUSTOMERS.index(customer) + 101}",
        name="Gold" if customer.is_gold else "Standard",
        start_on=_FIRST_DAY,
    )
    for priority, minutes in promise.items():
        # P1 of a gold contract runs around the clock; everything else in the country's office hours.
        is_always = customer.is_gold and priority == 1
        for kind, promised in zip(_STOPS, minutes, strict=True):
            put(
                "service_target",
                (customer.code, priority, kind),
                contract_id=str(contract),
                kind=kind,
                priority=priority,
                minutes=promised,
                calendar_id=None if is_always else str(demo_id("work_calendar", customer.country)),
                start_on=["reported"],
                stop_on=_STOPS[kind],
                pause_reasons=["customer", "approval"] if kind in ("restore", "resolve") else [],
            )


def _asset(customer: Customer, site: UUID, number: int, each: int, products: Sequence[UUID]) -> UUID:
    index = (CUSTOMERS.index(customer) * 5 + number * 3 + each * 7) % len(products)
    device = table("device_types")["device_types"][index]
    return put(
        "asset",
        (customer.code, number, each),
        product_id=str(products[index]),
        site_id=str(site),
        name=f"{_kind_of(device)[:3]}-{customer.code[:4]}-{number + 1}{each + 1}",
        serial=f"{customer.code[:3].upper()}{number}{each}{index:02d}X{7000 + index * 13}",
        firmware=("7.2.8", "21.4R3", "10.1.5", "4.3.0")[each],
        location=("Rack A, unit 12", "Rack B, unit 3", "Comms room", "Ceiling, hall 2")[each],
        installed_on=str(date(2021 + each, 3 + number, 14)),
    )


def _skills(ground: Ground) -> None:
    wanted = {
        "network": ("Switching and routing", "skill"),
        "power": ("UPS and power distribution", "skill"),
        "storage": ("Storage systems", "skill"),
        "controller": ("Industrial controllers", "skill"),
        "electrical": ("Electrically instructed person", "certificate"),
        "height": ("Work at height", "certificate"),
    }
    for code, (name, kind) in wanted.items():
        ground.skills[code] = put("skill", code, code=code, name=name, kind=kind)


def _stock(ground: Ground) -> None:
    vendor = put("stock_location", "vendor", kind="vendor", code="vendor", name="Vendors")
    put("stock_location", "transit", kind="transit", code="transit", name="On the way")
    put("stock_location", "write-off", kind="write_off", code="write-off", name="Written off")
    for country in COUNTRIES:
        name = f"Depot {ground.places[country][0]['name']}"
        ground.depots[country] = put(
            "stock_location", country, kind="depot", code=f"depot-{country.lower()}", name=name
        )
    for number, (code, name, value) in enumerate(_PARTS):
        part = put("part_type", code, number=code, name=name, unit_value=value, currency="EUR")
        ground.parts.append(part)
        for country, depot in ground.depots.items():
            give(
                move_stock,
                FOUNDER,
                (code, country),
                part_type_id=part,
                from_location_id=vendor,
                to_location_id=depot,
                quantity=40 + number,
                reason="receipt",
            )


_PARTS = (
    ("PSU-715", "Power supply 715 W", 310), ("FAN-40", "Fan tray", 95), ("SFP-10G-LR", "Optical module 10G LR", 120),
    ("RAM-32", "Memory module 32 GB", 180), ("HDD-8T", "Hard disk 8 TB", 240), ("BAT-UPS15", "UPS battery set", 210),
    ("PDU-16", "Power strip 16 A", 330), ("ANT-5G", "Sector antenna", 150), ("CBL-CAT6", "Patch cable Cat 6", 4),
    ("IO-16", "Digital I/O module", 420), ("MB-SW48", "Main board, 48 ports", 1450), ("CON-RJ45", "Console adapter", 18),
)  # fmt: skip
