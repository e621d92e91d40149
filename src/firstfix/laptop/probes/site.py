"""What every probe gets: the door, the names, the folder of the spec, secrets by the name of a variable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from firstfix.engines.diagnosis import RawEvidence
from firstfix.laptop.probes.door import Door
from firstfix.laptop.probes.resolving import Names

__all__ = ["Seen", "Site"]


@dataclass(frozen=True, slots=True)
class Site:
    """The site as probes reach it. ``secrets`` are the environment; no fact ever holds a value of it."""

    door: Door
    names: Names
    folder: Path
    vantage: Mapping[str, Any]
    secrets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a probe saw: the facts of each stage, and the raw evidence."""

    facts: dict[str, Any]
    raw: tuple[RawEvidence, ...] = field(default=())
