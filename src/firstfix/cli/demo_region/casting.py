"""Which stories are played, where and when: thirty by hand before the first page, the rest drawn by lot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from firstfix.cli.demo_region.equipment import assets_of
from firstfix.cli.demo_region.fates import NEEDS_ENGINEER
from firstfix.cli.demo_region.ground import CUSTOMERS, Customer
from firstfix.cli.demo_region.making import table

__all__ = ["CAST_COUNT", "FIRST_ROLES", "PLAN_ROLES", "Role", "all_roles", "story_named"]

CAST_COUNT = 400
"""How many cases the whole demo has."""
_SEED = 1879

_KINDS = {
    "incidents": "incident",
    "remote": "incident",
    "requests": "request",
    "installations": "installation",
    "upgrades": "upgrade",
    "maintenances": "maintenance",
}


@dataclass(frozen=True, slots=True)
class Role:
    """One story cast: which, how far it goes, whose, how long ago it was reported.

    ``visit_in_minutes`` and ``engineer`` are given for visits of today and tomorrow, which have to
    fill named people's days; other visits take the first free slot.
    """

    key: str
    story: str
    fate: str
    customer: str
    hours_ago: float
    engineer: str = ""
    visit_in_minutes: int | None = None


FIRST_ROLES = (
    # On the road and on site right now.
    Role("first-01", "switch-supply", "working", "dreisam-kliniken", 27, "jonas", -55),
    Role("first-02", "uplink-optics", "on_site", "hegau-logistik", 26, "cem", -14),
    Role("first-03", "ups-battery", "on_the_way", "vosges-energie", 30, "claire", 18),
    Role("first-04", "io-module", "awaits_signature", "baar-werkzeuge", 29, "miriam", -100),
    Role("first-05", "disk-failed", "refused", "oberrhein-druck", 31, "tobias", -110),
    # Later today and tomorrow.
    Role("first-06", "fan-alarm", "dispatched", "alpenbahn", 28, "reto", 50),
    Role("first-07", "port-flap", "scheduled", "dreisam-kliniken", 24, "jonas", 150),
    Role("first-08", "pdu-branch", "scheduled", "ill-metallurgie", 24, "hugo", 120),
    Role("first-09", "radio-link", "scheduled", "limmat-schulen", 26, "nico", 140),
    Role("first-10", "memory-errors", "assigned", "hegau-logistik", 20, "cem", 1500),
    Role("first-11", "ups-yearly", "scheduled", "alsace-marches", 70, "claire", 1440),
    Role("first-12", "firewall-version", "scheduled", "jura-molkerei", 52, "lea", 1380),
    Role("first-13", "extra-strip", "declined", "alpenbahn", 44, "sofia", 1320),
    Role("first-14", "new-switch", "scheduled", "limmat-schulen", 96, "reto", 1560),
    # Before a visit.
    Role("first-15", "controller-supply", "ready", "baar-werkzeuge", 22, "anke", 2880),
    Role("first-16", "storage-memory", "waits_for_part", "oberrhein-druck", 47),
    Role("first-17", "core-board", "in_progress", "vosges-energie", 2.6),
    Role("first-18", "ups-transfer", "waits_for_customer", "baar-werkzeuge", 75),
    Role("first-19", "uplink-optics", "waits_for_vendor", "alsace-marches", 120),
    Role("first-20", "io-module", "triaged", "ill-metallurgie", 3),
    Role("first-21", "patch-desks", "new", "limmat-schulen", 1.5),
    Role("first-22", "fan-alarm", "new_from_mail", "jura-molkerei", 2.2),
    Role("first-23", "port-flap", "from_alert", "hegau-logistik", 0.4),
    Role("first-24", "dns-entry", "fixed_remotely", "dreisam-kliniken", 9),
    # Over.
    Role("first-25", "switch-supply", "reported", "limmat-schulen", 24 * 5),
    Role("first-26", "ups-battery", "closed_with_report", "alsace-marches", 24 * 9),
    Role("first-27", "pdu-branch", "reopened", "dreisam-kliniken", 24 * 12),
    Role("first-28", "new-storage", "closed_with_report", "oberrhein-druck", 24 * 16),
    Role("first-29", "firewall-version", "closed_with_report", "vosges-energie", 24 * 13),
    Role("first-30", "fan-alarm", "aborted", "alpenbahn", 24 * 4),
)

# What waits for a day and somebody to do it: enough that a plan of the week is worth looking at. No parts, so
# that anybody with the skills may go.
_TO_PLAN = (
    ("ups-yearly", "dreisam-kliniken", 5), ("network-yearly", "limmat-schulen", 5),
    ("ups-yearly", "alsace-marches", 4), ("network-yearly", "hegau-logistik", 4),
    ("ups-yearly", "baar-werkzeuge", 3), ("network-yearly", "alpenbahn", 3),
)  # fmt: skip
PLAN_ROLES = tuple(
    Role(f"plan-{story}-{customer}-{number}", story, "to_plan", customer, 30 + 7 * number)
    for story, customer, count in _TO_PLAN
    for number in range(count)
)
"""The visits of the year that are ready and that nobody has planned yet."""

# How often a drawn story ends how, in hundredths; reported so many days ago, from and to.
_LOTS = (
    ("closed", 44, 9, 42),
    ("closed_by_desk", 12, 10, 42),
    ("closed_with_report", 5, 9, 42),
    ("closed_remotely", 14, 2, 42),
    ("resolved", 4, 6, 9),
    ("reopened", 2, 12, 20),
    ("cancelled", 3, 3, 40),
    ("scheduled", 3, 1, 2),
    ("ready", 2, 1, 3),
    ("waits_for_part", 2, 1, 6),
    ("waits_for_customer", 2, 1, 5),
    ("waits_for_vendor", 1, 1, 8),
    ("waits_for_approval", 1, 1, 4),
    ("waits_for_engineering", 1, 1, 6),
    ("in_progress", 2, 0.2, 1),
    ("triaged", 1, 0.1, 0.5),
    ("new", 1, 0.05, 0.3),
)
_REMOTE_ONLY = frozenset({"closed_remotely", "fixed_remotely"})
_INCIDENT_ONLY = frozenset({"waits_for_vendor", "waits_for_engineering"})


def all_roles() -> Iterator[Role]:
    """Give every role of the demo in the order in which it is played; always the same ones."""
    yield from FIRST_ROLES
    yield from PLAN_ROLES
    lots = Random(_SEED)  # noqa: S311 - the same history for everybody, not a secret
    for number in range(len(FIRST_ROLES) + len(PLAN_ROLES) + 1, CAST_COUNT + 1):
        yield _drawn(lots, number)


def story_named(code: str) -> tuple[str, Mapping[str, Any]]:
    """Give the kind of case and the story of this code."""
    for group, kind in _KINDS.items():
        for story in table("stories")[group]:
            if story["code"] == code:
                return kind, story
    raise KeyError(code)


def _drawn(lots: Random, number: int) -> Role:
    fate, _share, newest, oldest = lots.choices(_LOTS, weights=[lot[1] for lot in _LOTS])[0]
    story = lots.choice(_stories_for(fate))
    customer = lots.choice(_owners_of(story["family"]))
    days = lots.uniform(newest, oldest)
    return Role(f"drawn-{number:03d}", story["code"], fate, customer.code, round(days * 24, 2))


def _stories_for(fate: str) -> list[Mapping[str, Any]]:
    if fate in _REMOTE_ONLY:
        return list(table("stories")["remote"])
    groups = ["incidents"] * 5 if fate in _INCIDENT_ONLY or fate not in NEEDS_ENGINEER else [
        *["incidents"] * 6, "requests", "installations", "upgrades", "maintenances", "maintenances"
    ]  # fmt: skip
    return [story for group in groups for story in table("stories")[group]]


def _owners_of(family: str) -> list[Customer]:
    return [customer for customer in CUSTOMERS if assets_of(customer, family)]
