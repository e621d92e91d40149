"""Put equipment into the demo: products, what is installed where, parts in depots, checklists."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from firstfix.apps.assets.commands import move_stock
from firstfix.apps.visits.commands import publish_checklist
from firstfix.cli.demo_region.ground import COUNTRIES, CUSTOMERS, Customer, places_of, site_id
from firstfix.cli.demo_region.making import FOUNDER, demo_id, give, put, table

__all__ = ["FAMILIES", "asset_id", "assets_of", "depot_id", "lay_equipment", "part_id"]

FAMILIES = ("network", "power", "storage", "controller")
_MAKERS = {"APC": "power", "Eaton": "power", "Synology": "storage", "Rockwell Automation": "controller"}
_ASSETS_A_SITE = 3
_LOCATIONS = ("Rack A, unit 12", "Rack B, unit 3", "Comms room", "Ceiling, hall 2")
_FIRMWARE = ("7.2.8", "21.4R3", "10.1.5", "4.3.0")

# Number, name, value in euros.
_PARTS = (
    ("PSU-715", "Power supply 715 W", 310),
    ("FAN-40", "Fan tray", 95),
    ("SFP-10G-LR", "Optical module 10G LR", 120),
    ("RAM-32", "Memory module 32 GB", 180),
    ("HDD-8T", "Hard disk 8 TB", 240),
    ("BAT-UPS15", "UPS battery set", 210),
    ("PDU-16", "Power strip 16 A", 330),
    ("ANT-5G", "Sector antenna", 150),
    ("CBL-CAT6", "Patch cable Cat 6", 4),
    ("IO-16", "Digital I/O module", 420),
    ("MB-SW48", "Main board, 48 ports", 1450),
    ("CON-RJ45", "Console adapter", 18),
)
# Enough for every story of the demo, at each of the three depots.
_DELIVERED_COUNT = 150


def lay_equipment() -> None:
    """Put all equipment where it belongs, or find it there."""
    for device in _devices():
        put(
            "product", device["part_number"], maker=device["maker"], model=device["model"], kind=_kind(device)
        )
    for customer in CUSTOMERS:
        for number, each, device in _installed(customer):
            _install(customer, number, each, device)
    _stock()
    for checklist in table("checklists")["checklists"]:
        give(publish_checklist, FOUNDER, checklist["code"], **checklist)


def asset_id(customer: Customer, number: int, each: int) -> UUID:
    """Give the id of one asset at one of the customer's sites."""
    return demo_id("asset", f"{customer.code}:{number}:{each}")


@cache
def assets_of(customer: Customer, family: str) -> list[tuple[UUID, UUID]]:
    """Give site and asset of each piece of a product family that the customer has."""
    return [
        (site_id(customer, number), asset_id(customer, number, each))
        for number, each, device in _installed(customer)
        if _kind(device) == family
    ]


def part_id(number: str) -> UUID:
    """Give the id of a kind of part."""
    return demo_id("part_type", number)


def depot_id(country: str) -> UUID:
    """Give the id of a country's depot."""
    return demo_id("stock_location", f"depot:{country}")


def _devices() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table("device_types")["device_types"]
    return found


def _kind(device: dict[str, Any]) -> str:
    return _MAKERS.get(device["maker"], "network")


def _installed(customer: Customer) -> list[tuple[int, int, dict[str, Any]]]:
    devices = _devices()
    first = CUSTOMERS.index(customer) * 5
    return [
        (number, each, devices[(first + number * 3 + each * 7) % len(devices)])
        for number in range(customer.site_count)
        for each in range(_ASSETS_A_SITE)
    ]


def _install(customer: Customer, number: int, each: int, device: dict[str, Any]) -> None:
    index = _devices().index(device)
    put(
        "asset",
        f"{customer.code}:{number}:{each}",
        product_id=str(demo_id("product", device["part_number"])),
        site_id=str(site_id(customer, number)),
        name=f"{_kind(device)[:3]}-{customer.code[:4]}-{number + 1}{each + 1}",
        serial=f"{customer.code[:3].upper()}{number}{each}{index:02d}X{7000 + index * 13}",
        firmware=_FIRMWARE[each],
        location=_LOCATIONS[each],
        installed_on=str(date(2021 + each, 3 + number, 14)),
    )


def _stock() -> None:
    vendor = put("stock_location", "vendor", kind="vendor", code="vendor", name="Vendors")
    put("stock_location", "transit", kind="transit", code="transit", name="On the way")
    put("stock_location", "write-off", kind="write_off", code="write-off", name="Written off")
    for country in COUNTRIES:
        name = f"Depot {places_of(country)[0]['name']}"
        put("stock_location", f"depot:{country}", kind="depot", code=f"depot-{country.lower()}", name=name)
    for code, name, value in _PARTS:
        put("part_type", code, number=code, name=name, unit_value=value, currency="EUR")
        for country in COUNTRIES:
            _deliver(code, country, vendor)


def _deliver(code: str, country: str, vendor: UUID) -> None:
    give(
        move_stock,
        FOUNDER,
        f"{code}:{country}",
        part_type_id=part_id(code),
        from_location_id=vendor,
        to_location_id=depot_id(country),
        quantity=_DELIVERED_COUNT,
        reason="receipt",
    )
