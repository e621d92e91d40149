"""What the hops of a path say: the second probe, which sends to the same host with rising TTL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from firstfix.engines.diagnosis.facts import Facts, facts_at, flag_at, number_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.scene import Scene, endpoint_params

__all__ = ["FORBIDDEN", "path_causes", "reporter_of"]

# ICMP type 3 (RFC 792, RFC 1812 section 5.2.7.1); ICMPv6 type 1 (RFC 4443, section 3.1) is mapped to these.
_SAID: Final[Mapping[int, str]] = {
    0: "network unreachable",
    1: "host unreachable",
    6: "network unknown",
    7: "host unknown",
    9: "network administratively prohibited",
    10: "host administratively prohibited",
    13: "communication administratively prohibited",
}
FORBIDDEN: Final = frozenset({9, 10, 13})
# The same two routers in turn four times is a circle; less may be a path that changes (RFC 4443 hops differ).
_TURNS: Final = 4


def path_causes(scene: Scene) -> tuple[Cause, ...]:
    """Give what the path itself says about why a host cannot be reached; nothing where it says nothing."""
    reporter = reporter_of(scene.facts)
    if reporter:
        return (_reported(scene, reporter),)
    return _loop(scene)


def reporter_of(facts: Facts) -> Facts:
    """Give the hop that said that it cannot or must not pass packets on, nothing where none did."""
    # What was said about the very connection counts more than what a trace of other packets found.
    for hop in (
        facts_at(facts, "connect.icmp"),
        facts_at(facts, "ntp.icmp"),
        *objects_at(facts, "path.hops"),
    ):
        if number_at(hop, "icmp_type") == 3 and number_at(hop, "icmp_code") in _SAID:
            return hop
    return {}


def _reported(scene: Scene, reporter: Facts) -> Cause:
    code = int(number_at(reporter, "icmp_code") or 0)
    params = {**endpoint_params(scene), **_asked(scene)}
    said, who = _SAID[code], text_at(reporter, "address")
    if code in FORBIDDEN and scene.check.kind in {"route", "ntp"}:
        return scene.cause(
            "ROUTE.FORBIDDEN", params["address"], "path.hops", reporter=who, said=said, **params
        )
    if code in FORBIDDEN:
        subject = f"{params['address']}:{params['port']}"
        return scene.cause("TCP.REJECTED", subject, "path.hops", reporter=who, said=said, **params)
    return scene.cause("ROUTE.UNREACHABLE", params["address"], "path.hops", reporter=who, said=said, **params)


def _asked(scene: Scene) -> dict[str, Any]:
    """Give where a question over UDP went, of a check that connects to nothing."""
    address, port = text_at(scene.facts, "ntp.address"), number_at(scene.facts, "ntp.port")
    return {"address": address, "port": int(port), "protocol": "udp"} if address and port is not None else {}


def _loop(scene: Scene) -> tuple[Cause, ...]:
    hops = [
        text_at(hop, "address") for hop in objects_at(scene.facts, "path.hops") if text_at(hop, "address")
    ]
    if flag_at(scene.facts, "path.is_reached") is True or len(hops) < 2 * _TURNS:
        return ()
    first, second = hops[-2], hops[-1]
    tail = hops[-2 * _TURNS :]
    if first == second or tail != [first, second] * _TURNS:
        return ()
    params = endpoint_params(scene)
    return (scene.cause("ROUTE.LOOP", params["address"], "path.hops", first=first, second=second, **params),)
