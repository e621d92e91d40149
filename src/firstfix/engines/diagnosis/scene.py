"""What a rule looks at: one check with its facts, and what the rest of the run says about the same world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from firstfix.engines.diagnosis.codes import CODES
from firstfix.engines.diagnosis.facts import Facts, list_at, number_at, text_at
from firstfix.engines.diagnosis.finding import Cause, Evidence, Excluded
from firstfix.engines.diagnosis.spec import Check
from firstfix.engines.diagnosis.words import Confidence
from firstfix.engines.verdict import Scalar

_TELLING = (
    "name", "type", "resolver", "address", "ttl", "outcome", "values", "icmp_type", "icmp_code", "is_up",
    "has_carrier", "mbit", "duplex", "subject", "issuer", "serial", "not_before", "not_after",
)  # fmt: skip

__all__ = ["Scene", "World", "endpoint_params", "evidence"]


@dataclass(frozen=True, slots=True)
class World:
    """What all observations together say: who is alive, how wrong the clock is, how all is connected.

    ``silent`` are the ports of each address from which nothing came back, such as ``tcp 443``.

    ``clock_offset_seconds`` is true time minus this computer's clock, None where nobody told it.
    """

    vantage: Facts
    alive: Mapping[str, Evidence] = field(default_factory=dict)
    silent: Mapping[str, frozenset[str]] = field(default_factory=dict)
    clock_offset_seconds: float | None = None
    clock_evidence: Evidence | None = None
    good_clocks: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """One check under judgement."""

    check: Check
    facts: Facts
    at: datetime
    world: World

    def seen(self, path: str) -> Evidence:
        """Give a fact of this check as evidence."""
        return evidence(self.check.id, self.facts, path)

    def cause(
        self,
        code: str,
        subject: str,
        /,
        *paths: str,
        confidence: Confidence = Confidence.CERTAIN,
        excluded: tuple[Excluded, ...] = (),
        **params: Scalar,
    ) -> Cause:
        """Give a cause with the facts at ``paths`` as its evidence."""
        proof = tuple(self.seen(path) for path in paths)
        told = {"source": self.source, "endpoint": _endpoint(params), **params}
        return Cause(CODES[code], subject, told, confidence, proof, excluded)

    def excludes(self, code: str, path: str) -> Excluded:
        """Give a cause that looks alike, with the fact of this check that excludes it."""
        return Excluded(code, self.seen(path))

    @property
    def source(self) -> str:
        """Give the address from which was looked, or what stands for it."""
        own = text_at(self.facts, "connect.source") or text_at(self.facts, "ntp.source")
        return own or text_at(self.world.vantage, "source") or "this computer"


def evidence(check_id: str, facts: Facts, path: str) -> Evidence:
    """Give the fact at a path as evidence, its value as text."""
    texts = text_at(facts, path)
    if texts:
        return Evidence(check_id, path, texts)
    number = number_at(facts, path)
    if number is not None:
        return Evidence(check_id, path, f"{number:g}")
    values = list_at(facts, path)
    return Evidence(check_id, path, ", ".join(map(_short, values)) if values else "none")


def endpoint_params(scene: Scene) -> dict[str, Any]:
    """Give host, address, port and protocol of what a check connects to, be it a proxy."""
    host = text_at(scene.facts, "connect.host") or scene.check.text("host")
    port = number_at(scene.facts, "connect.port")
    return {
        "host": host,
        "address": text_at(scene.facts, "connect.address") or host,
        "port": int(port) if port is not None else scene.check.whole("port"),
        "protocol": "tcp",
    }


def _endpoint(params: Mapping[str, Scalar]) -> str:
    """Give ``app.example.com (192.0.2.10)``, or the address alone where the host is one."""
    host, address = params.get("host", ""), params.get("address")
    return f"{host} ({address})" if address and address != host else str(host)


def _short(value: object) -> str:
    """Give a value in a few words; of an object those parts by which a person knows it again."""
    if not isinstance(value, Mapping):
        return str(value)[:200]
    told = ((name, value[name]) for name in _TELLING if value.get(name) not in (None, "", ()))
    words = (", ".join(map(str, each)) if isinstance(each, tuple) else str(each) for _name, each in told)
    return "(" + " ".join(words)[:200] + ")"
