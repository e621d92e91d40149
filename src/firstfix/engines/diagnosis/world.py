"""What all observations of a run say together: who is alive, who is silent, which clocks agree."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from datetime import datetime
from statistics import median

from firstfix.engines.diagnosis.facts import Facts, facts_at, number_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Evidence
from firstfix.engines.diagnosis.observation import Observation, Run
from firstfix.engines.diagnosis.scene import World, evidence
from firstfix.engines.diagnosis.spec import Spec

__all__ = ["world_of"]

# Whoever says this is there, whatever it says.
_ALIVE = frozenset({"open", "refused", "answered", "kiss", "nxdomain", "no_data", "servfail"})
# RFC 9110, section 6.6.1: a Date header has seconds, and may be made before the answer is sent.
_HTTP_DATE_SECONDS = 60.0


def world_of(spec: Spec, run: Run) -> World:
    """Give the world as the observations of a spec's checks show it, in the order of the spec."""
    observed = [run.observations[check.id] for check in spec.checks if check.id in run.observations]
    alive: dict[str, Evidence] = {}
    for observation in observed:
        for address, proof in _alive(observation):
            alive.setdefault(address, proof)
    clocks = _clocks(observed)
    offset, told = _offset(observed, clocks)
    return World(run.vantage.facts, alive, _silent(observed), offset, told, clocks)


def _alive(observation: Observation) -> Iterator[tuple[str, Evidence]]:
    """Give every address that answered, save this computer's own."""
    facts = observation.facts
    for stage in ("connect", "ntp"):
        address = text_at(facts, f"{stage}.address")
        if text_at(facts, f"{stage}.outcome") in _ALIVE and _is_elsewhere(address):
            yield address, evidence(observation.check_id, facts, f"{stage}.outcome")
    for answer in objects_at(facts, "dns.answers"):
        resolver = text_at(answer, "resolver")
        if text_at(answer, "outcome") in _ALIVE and _is_elsewhere(resolver):
            yield resolver, evidence(observation.check_id, facts, "dns.answers")


def _silent(observed: list[Observation]) -> Mapping[str, frozenset[str]]:
    """Give the ports of each address from which nothing came back."""
    ports: dict[str, frozenset[str]] = {}
    for one in observed:
        for address, port in _silent_ports(one):
            ports[address] = ports.get(address, frozenset()) | {port}
    return ports


def _silent_ports(observation: Observation) -> Iterator[tuple[str, str]]:
    facts = observation.facts
    for stage, protocol in (("connect", "tcp"), ("ntp", "udp")):
        port = number_at(facts, f"{stage}.port")
        if text_at(facts, f"{stage}.outcome") == "silent" and port is not None:
            yield text_at(facts, f"{stage}.address"), f"{protocol} {int(port)}"
    for answer in (*objects_at(facts, "dns.answers"), facts_at(facts, "resolve")):
        if text_at(answer, "outcome") == "silent" and text_at(answer, "tcp.outcome") != "answered":
            yield text_at(answer, "resolver"), "udp 53"


def _is_elsewhere(address: str) -> bool:
    try:
        return not ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _clocks(observed: list[Observation]) -> Mapping[str, float]:
    """Give the offsets that synchronised time servers told, by check."""
    told = {each.check_id: _told(each.facts) for each in observed if each.kind == "ntp"}
    return {check_id: offset for check_id, offset in told.items() if offset is not None}


def _told(facts: Facts) -> float | None:
    is_synchronised = (number_at(facts, "ntp.leap") or 0) != 3 and (
        number_at(facts, "ntp.stratum") or 16
    ) < 16
    if text_at(facts, "ntp.outcome") != "answered" or not is_synchronised:
        return None
    return number_at(facts, "ntp.offset_seconds")


def _offset(observed: list[Observation], clocks: Mapping[str, float]) -> tuple[float | None, Evidence | None]:
    """Give true time minus this computer's clock, by time servers, else by the dates of pages."""
    if clocks:
        middle = median(clocks.values())
        nearest = min(clocks, key=lambda check_id: (abs(clocks[check_id] - middle), check_id))
        return clocks[nearest], Evidence(nearest, "ntp.offset_seconds", f"{clocks[nearest]:g}")
    for one in observed:
        said = _date(text_at(one.facts, "http.date"))
        if said is not None:
            offset = (said - one.started_at).total_seconds()
            if abs(offset) > _HTTP_DATE_SECONDS:
                return offset, Evidence(one.check_id, "http.date", text_at(one.facts, "http.date"))
    return None, None


def _date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
