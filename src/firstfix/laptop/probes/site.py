"""What every probe gets: the door, the names, the folder of the spec, secrets by the name of a variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from firstfix.engines.diagnosis import Check, RawEvidence
from firstfix.engines.diagnosis.hindrances import NO_VALUE
from firstfix.laptop.probes.door import Door
from firstfix.laptop.probes.kept_answers import KeptAnswers
from firstfix.laptop.probes.own_drops import OwnDrops
from firstfix.laptop.probes.resolving import Names

__all__ = ["CannotLook", "Seen", "Site", "address_of", "secret_of"]


class CannotLook(Exception):
    """What keeps a probe from looking, in a sentence: a right that is missing, a variable without a value."""


@dataclass(frozen=True, slots=True)
class Site:
    """The site as probes reach it. ``secrets`` are the environment; no fact ever holds a value of it.

    ``drops`` counts what this computer itself dropped since the run began; ``kept_answers`` finds out whether
    answers were among it.
    """

    door: Door
    names: Names
    folder: Path
    vantage: Mapping[str, Any]
    secrets: Mapping[str, str]
    drops: OwnDrops
    kept_answers: KeptAnswers


@dataclass(frozen=True, slots=True)
class Seen:
    """What a probe saw: the facts of each stage, the raw evidence, and what it could not look at, and why."""

    facts: dict[str, Any]
    raw: tuple[RawEvidence, ...] = field(default=())
    hindrance: str = ""


async def address_of(site: Site, check: Check) -> tuple[str, dict[str, Any]]:
    """Give the first address of a check's host, empty where it has none, and the facts of its name, if asked.

    It is for probes that speak to one address alone; a check that names an ``address`` asks for no name.
    """
    named = check.text("address")
    if named:
        return named, {}
    resolved = await site.names.resolve(check.text("host"), seconds=check.timeout_seconds)
    return next(iter(resolved["addresses"]), ""), {"resolve": resolved}


def secret_of(site: Site, check: Check, field_name: str) -> str:
    """Give the secret that a check names a variable for; empty where it names none. Raises CannotLook."""
    variable = check.text(field_name)
    if variable and not site.secrets.get(variable):
        raise CannotLook(NO_VALUE.format(variable=variable, field=field_name))
    return site.secrets.get(variable, "")
