"""What all observations of a run say together: who is alive, who is silent, which clocks agree."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from datetime import datetime

from firstfix.engines.diagnosis.facts import Facts, facts_at, flag_at, number_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Evidence
from firstfix.engines.diagnosis.kept_here import kept_addresses
from firstfix.engines.diagnosis.observation import Observation, Run
from firstfix.engines.diagnosis.scene import DATAGRAM_STAGES, PAGE_SECONDS, World, evidence
from firstfix.engines.diagnosis.spec import Spec
from firstfix.engines.diagnosis.unreachable import FORBIDDEN, SAID, is_own

__all__ = ["world_of"]

# Whoever says this is there, whatever it says.
_ALIVE = frozenset({"open", "refused", "answered", "other_sender", "kiss", "nxdomain", "no_data", "servfail"})
_UNREACHED = frozenset({"silent", "unreachable"})
# RFC 1812, section 5.2.7.1: network unreachable, network unknown.
_NO_WAY = frozenset({0, 6})
# As many silent hosts as say that it is the way (rules/silence.py).
_SEVERAL = 3


def world_of(spec: Spec, run: Run) -> World:
    """Give the world as the observations of a spec's checks show it, in the order of the spec."""
    observed = [run.observations[check.id] for check in spec.checks if check.id in run.observations]
    alive: dict[str, Evidence] = {}
    for observation in observed:
        for address, proof in _alive(observation):
            alive.setdefault(address, proof)
    pages = _page_clocks(observed)
    is_dated = len(pages) > 1 and all(abs(told) <= PAGE_SECONDS for told in pages.values())
    clocks = _believed(_clocks(observed), is_dated=is_dated)
    offset, told = _offset(observed, clocks)
    return World(
        vantage=run.vantage.facts,
        alive=alive,
        kept=_kept_from_all(run.vantage.facts, observed) or _kept(observed),
        is_deaf=not alive and _is_deaf(run.vantage.facts, observed),
        page_clocks=pages,
        is_dated=is_dated,
        silent=_silent(observed),
        unreached=frozenset(address for one in observed for address in _unreached(one)) - {*alive},
        reports=tuple(_reports(run.vantage.facts, observed)),
        failing=_failing(observed),
        clock_offset_seconds=offset,
        clock_evidence=told,
        good_clocks=clocks,
    )


def _alive(observation: Observation) -> Iterator[tuple[str, Evidence]]:
    """Give every address that answered, save this computer's own."""
    facts = observation.facts
    for stage in ("connect", *DATAGRAM_STAGES):
        address = text_at(facts, f"{stage}.address")
        if text_at(facts, f"{stage}.outcome") in _ALIVE and _is_elsewhere(address):
            yield address, evidence(observation.check_id, facts, f"{stage}.outcome")
    if flag_at(facts, "path.is_reached") is True and _is_elsewhere(text_at(facts, "connect.address")):
        yield text_at(facts, "connect.address"), evidence(observation.check_id, facts, "path.last_hop")
    for answer in objects_at(facts, "dns.answers"):
        resolver = text_at(answer, "resolver")
        if text_at(answer, "outcome") in _ALIVE and _is_elsewhere(resolver):
            yield resolver, evidence(observation.check_id, facts, "dns.answers")


def _kept(observed: list[Observation]) -> Mapping[str, Evidence]:
    """Give every address that this computer itself keeps its programs from, with what shows it."""
    kept: dict[str, Evidence] = {}
    for one in observed:
        for address, path in kept_addresses(one.facts):
            kept.setdefault(address, evidence(one.check_id, one.facts, path))
    return kept


def _kept_from_all(vantage: Facts, observed: list[Observation]) -> Mapping[str, Evidence]:
    """Give all who keep silent as kept, where nobody answers and as many packets were dropped here.

    That a host is there, which ICMP may say, is no answer.
    """
    silent = {address for one in observed for address in _unreached(one) if _is_elsewhere(address)}
    said = {address for one in observed for address, proof in _alive(one) if proof.path != "path.last_hop"}
    dropped = number_at(vantage, "drops.kept_in") or 0
    if said or not _SEVERAL <= len(silent) <= dropped:
        return {}
    proof = Evidence(observed[0].check_id, "vantage.drops", f"kept_in {int(dropped)}")
    return dict.fromkeys(sorted(silent), proof)


def _is_deaf(vantage: Facts, observed: list[Observation]) -> bool:
    """Tell whether neither a gateway nor a DHCP server on this link answers; both have to be asked."""
    gateways = {text_at(one, "outcome") for one in objects_at(vantage, "gateways")}
    offers = {text_at(one.facts, "dhcp.outcome") for one in observed if one.kind == "dhcp"}
    return gateways == {"silent"} == offers


def _silent(observed: list[Observation]) -> Mapping[str, frozenset[str]]:
    """Give the ports of each address from which nothing came back."""
    ports: dict[str, frozenset[str]] = {}
    for one in observed:
        for address, port in _silent_ports(one):
            ports[address] = ports.get(address, frozenset()) | {port}
    return ports


def _silent_ports(observation: Observation) -> Iterator[tuple[str, str]]:
    facts = observation.facts
    for stage in ("connect", *DATAGRAM_STAGES):
        protocol = "tcp" if stage == "connect" else "udp"
        port = number_at(facts, f"{stage}.port")
        if text_at(facts, f"{stage}.outcome") == "silent" and port is not None:
            yield text_at(facts, f"{stage}.address"), f"{protocol} {int(port)}"
    for answer in (*objects_at(facts, "dns.answers"), facts_at(facts, "resolve")):
        if text_at(answer, "outcome") == "silent" and text_at(answer, "tcp.outcome") != "answered":
            yield text_at(answer, "resolver"), "udp 53"


def _unreached(observation: Observation) -> Iterator[str]:
    """Give every address that was asked and from which nothing came back, be it that somebody said why."""
    facts = observation.facts
    for stage in ("connect", *DATAGRAM_STAGES):
        if text_at(facts, f"{stage}.outcome") in _UNREACHED:
            yield text_at(facts, f"{stage}.address")
    for answer in (*objects_at(facts, "dns.answers"), facts_at(facts, "resolve")):
        if text_at(answer, "outcome") in _UNREACHED and text_at(answer, "tcp.outcome") in {"", *_UNREACHED}:
            yield text_at(answer, "resolver")


def _reports(vantage: Facts, observed: list[Observation]) -> Iterator[tuple[Facts, Evidence]]:
    """Give what routers said about whole networks: they know no way there, or forbid it (RFC 792, type 3).

    Who forbids may say so once only: routers limit how often (RFC 1812, section 4.3.2.8). That a host is not
    there is about the network as well where one router says it of several.
    """
    told = [each for one in observed for each in _said_of(one)]
    asked: dict[str, set[str]] = {}
    for address, said, _proof in told:
        asked.setdefault(text_at(said, "address"), set()).add(address)
    for _address, said, proof in told:
        reporter, code = text_at(said, "address"), number_at(said, "icmp_code")
        is_repeated = len(asked[reporter]) >= _SEVERAL
        if code in _NO_WAY or ((code in FORBIDDEN or is_repeated) and not is_own(vantage, reporter)):
            yield said, proof


def _said_of(observation: Observation) -> Iterator[tuple[str, Facts, Evidence]]:
    """Give whom each 'unreachable' was about, what was said, and where it stands."""
    facts = observation.facts
    for path in ("connect", *DATAGRAM_STAGES, "dns.answers", "path.hops"):
        for one in objects_at(facts, path) or [facts_at(facts, path)]:
            # Of several packets to one host a router may speak of one only, whichever it was.
            heard = [one] if path == "path.hops" else [facts_at(one, "icmp"), facts_at(one, "canary.icmp")]
            asked = text_at(facts, "connect.address") if path == "path.hops" else text_at(one, "address")
            for said in heard:
                if number_at(said, "icmp_type") == 3 and number_at(said, "icmp_code") in SAID:
                    yield asked or text_at(one, "resolver"), said, evidence(observation.check_id, facts, path)


def _failing(observed: list[Observation]) -> Mapping[str, frozenset[str]]:
    names: dict[str, frozenset[str]] = {}
    for one in observed:
        for answer in (*objects_at(one.facts, "dns.answers"), facts_at(one.facts, "resolve")):
            if text_at(answer, "outcome") == "servfail":
                resolver = text_at(answer, "resolver")
                names[resolver] = names.get(resolver, frozenset()) | {text_at(answer, "name").casefold()}
    return names


def _is_elsewhere(address: str) -> bool:
    try:
        return not ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _clocks(observed: list[Observation]) -> Mapping[str, float]:
    """Give the offsets that synchronised time servers told, by check."""
    told = {each.check_id: _told(each.facts) for each in observed if each.kind == "ntp"}
    return {check_id: offset for check_id, offset in told.items() if offset is not None}


def _believed(clocks: Mapping[str, float], *, is_dated: bool) -> Mapping[str, float]:
    """Give the offsets of time servers, save those of servers that are far from what all pages say."""
    return {name: told for name, told in clocks.items() if not is_dated or abs(told) <= 2 * PAGE_SECONDS}


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
        # Where servers are divided, this computer's own clock decides between them, as in rules/clock.
        own = [0.0] if len(clocks) % 2 == 0 else []
        middle = _middle(sorted([*clocks.values(), *own]))
        nearest = min(clocks, key=lambda check_id: (abs(clocks[check_id] - middle), check_id))
        return clocks[nearest], Evidence(nearest, "ntp.offset_seconds", f"{clocks[nearest]:g}")
    for one in observed:
        offset = _page_clocks([one]).get(one.check_id)
        if offset is not None and abs(offset) > PAGE_SECONDS:
            return offset, Evidence(one.check_id, "http.date", text_at(one.facts, "http.date"))
    return None, None


def _page_clocks(observed: list[Observation]) -> Mapping[str, float]:
    """Give true time minus this computer's clock, as the dates of pages tell it, by check."""
    dates = {one.check_id: (_date(text_at(one.facts, "http.date")), one.started_at) for one in observed}
    return {name: (said - at).total_seconds() for name, (said, at) in dates.items() if said is not None}


def _middle(values: list[float]) -> float:
    """Give the median; the module ``statistics`` would cost every start 20 ms."""
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
