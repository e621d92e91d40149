"""What a rule looks at: one check with its facts, and what the rest of the run says about the same world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from firstfix.engines.diagnosis.codes import CODES
from firstfix.engines.diagnosis.facts import Facts, facts_at, flag_at, list_at, number_at, text_at
from firstfix.engines.diagnosis.finding import Cause, Evidence, Excluded
from firstfix.engines.diagnosis.spec import Check
from firstfix.engines.diagnosis.words import Confidence
from firstfix.engines.verdict import Scalar

_TELLING = (
    "name", "type", "resolver", "address", "ttl", "outcome", "values", "icmp_type", "icmp_code", "is_up",
    "has_carrier", "mbit", "duplex", "subject", "issuer", "serial", "not_before", "not_after",
)  # fmt: skip

# Stages in which one question goes over UDP; each has outcome, address and port.
DATAGRAM_STAGES = ("ntp", "snmp", "syslog", "openvpn")

PAGE_SECONDS = 60.0
"""How far a page's date may be from a right clock: RFC 9110, section 6.6.1; it has seconds, and may be made
before the answer is sent."""

__all__ = ["DATAGRAM_STAGES", "PAGE_SECONDS", "Scene", "World", "endpoint_params", "evidence"]


@dataclass(frozen=True, slots=True)
class World:
    """What all observations together say: who is alive, how wrong the clock is, how all is connected.

    ``silent`` are the ports of each address from which nothing came back, such as ``tcp 443``, ``unreached``
    the addresses elsewhere that were asked and did not answer. ``reports`` are what routers said about whole
    networks that they know no way to, ``failing`` the names that each resolver fails to find out about.
    ``kept`` are the addresses that this computer itself keeps its programs from; it ``is_deaf`` where nobody
    on its own link answers anything. ``page_clocks`` are the offsets that dates of pages tell, by check;
    it ``is_dated`` where several pages, and all of them, agree with this computer's clock.

    ``clock_offset_seconds`` is true time minus this computer's clock, None where nobody told it.
    """

    vantage: Facts
    alive: Mapping[str, Evidence] = field(default_factory=dict)
    silent: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unreached: frozenset[str] = frozenset()
    reports: tuple[tuple[Facts, Evidence], ...] = ()
    failing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kept: Mapping[str, Evidence] = field(default_factory=dict)
    is_deaf: bool = False
    page_clocks: Mapping[str, float] = field(default_factory=dict)
    is_dated: bool = False
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
    def now(self) -> datetime:
        """Give the time of the observation by the time servers that were asked, else by this computer."""
        return self.at + timedelta(seconds=self.world.clock_offset_seconds or 0.0)

    @property
    def source(self) -> str:
        """Give the address from which was looked, or what stands for it."""
        own = (text_at(self.facts, f"{stage}.source") for stage in ("connect", *DATAGRAM_STAGES))
        told = text_at(self.world.vantage, "source")
        return next(filter(None, own), "") or _of_family(self, told) or "this computer"


def _of_family(scene: Scene, usual: str) -> str:
    """Give an own address of the kind that a check is about: nothing goes from IPv4 to IPv6."""
    is_six = ":" in (text_at(scene.facts, "connect.address") or scene.check.text("host"))
    if not usual or is_six == (":" in usual):
        return usual
    own = [str(each).partition("/")[0] for each in list_at(scene.world.vantage, "addresses")]
    # RFC 4291, section 2.5.6: fe80::/10 leaves no link, so nobody elsewhere is asked to let it pass.
    return next((each for each in own if (":" in each) == is_six and not each.startswith("fe80:")), "")


def evidence(check_id: str, facts: Facts, path: str) -> Evidence:
    """Give the fact at a path as evidence, its value as text."""
    texts = text_at(facts, path)
    if texts:
        return Evidence(check_id, path, texts)
    number, flag = number_at(facts, path), flag_at(facts, path)
    if number is not None:
        return Evidence(check_id, path, f"{number:.12g}")
    if flag is not None:
        return Evidence(check_id, path, "yes" if flag else "no")
    values = list_at(facts, path) or tuple(filter(None, (facts_at(facts, path),)))
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
