"""What a probe saw: facts and raw evidence, when, and from where. It holds no opinion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from firstfix.engines.diagnosis.facts import NO_FACTS, Facts

__all__ = ["MOST_RUN_BYTES", "Observation", "RawEvidence", "Run", "Vantage"]

# A hundred checks with whole chains are 3 MB.
MOST_RUN_BYTES: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class RawEvidence:
    """Bytes as they came, as text: PEM, or base64 of a packet. ``is_cut`` where there was more."""

    name: str
    form: str
    text: str
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """What one check saw. ``facts`` has one object for each stage that was reached.

    ``started_at`` is this computer's clock in UTC, which may be wrong; ``took_ms`` is not (monotonic).
    ``error`` is what kept the probe itself from looking, empty where nothing did.
    """

    check_id: str
    kind: str
    started_at: datetime
    took_ms: float
    facts: Facts = field(default_factory=lambda: NO_FACTS)
    raw: tuple[RawEvidence, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class Vantage:
    """From where it was looked: the computer, its interfaces, addresses, gateways, resolvers and proxies."""

    facts: Facts = field(default_factory=lambda: NO_FACTS)


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: the spec as it was read, the vantage and every observation; judged again at any time."""

    spec_name: str
    spec_version: str
    spec_digest: str
    site: str
    tool_version: str
    started_at: datetime
    took_ms: float
    vantage: Vantage
    observations: Mapping[str, Observation] = field(default_factory=dict)
    is_complete: bool = True
