"""What the hops of a path say: the second probe, which sends to the same host with rising TTL."""

from __future__ import annotations

from typing import Any, Final

from firstfix.engines.diagnosis.facts import Facts, facts_at, flag_at, number_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.scene import DATAGRAM_STAGES, Scene, endpoint_params
from firstfix.engines.diagnosis.unreachable import FORBIDDEN, SAID, is_own

__all__ = ["path_causes", "reporter_of"]

# About a port of TCP only a firewall says this; a host without one answers with a reset (RFC 9293, 3.10.7.1).
_PORT_UNREACHABLE: Final = 3
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
    connecting = facts_at(facts, "connect.icmp")
    if (number_at(connecting, "icmp_type"), number_at(connecting, "icmp_code")) == (3, _PORT_UNREACHABLE):
        return connecting
    for hop in (
        connecting,
        *(facts_at(facts, f"{stage}.icmp") for stage in DATAGRAM_STAGES),
        *objects_at(facts, "path.hops"),
    ):
        if number_at(hop, "icmp_type") == 3 and number_at(hop, "icmp_code") in SAID:
            return hop
    return {}


def _reported(scene: Scene, reporter: Facts) -> Cause:
    code = int(number_at(reporter, "icmp_code") or 0)
    params = {**endpoint_params(scene), **_asked(scene)}
    said, who = SAID.get(code, "port unreachable"), text_at(reporter, "address")
    # Who calls a host unreachable that answers elsewhere means this one port of it.
    is_filtered = code in {*FORBIDDEN, _PORT_UNREACHABLE} or params["address"] in scene.world.alive
    if is_filtered and params["protocol"] == "tcp" and is_own(scene.world.vantage, who):
        return scene.cause(
            "TCP.LOCAL_BLOCK", f"{params['address']}:{params['port']}", "connect.icmp", **params
        )
    if is_filtered and (scene.check.kind == "route" or params["protocol"] == "udp"):
        return scene.cause(
            "ROUTE.FORBIDDEN", params["address"], "path.hops", reporter=who, said=said, **params
        )
    if is_filtered:
        subject = f"{params['address']}:{params['port']}"
        return scene.cause("TCP.REJECTED", subject, "path.hops", reporter=who, said=said, **params)
    return scene.cause("ROUTE.UNREACHABLE", params["address"], "path.hops", reporter=who, said=said, **params)


def _asked(scene: Scene) -> dict[str, Any]:
    """Give where a question over UDP went, of a check that connects to nothing."""
    for stage in DATAGRAM_STAGES:
        address, port = text_at(scene.facts, f"{stage}.address"), number_at(scene.facts, f"{stage}.port")
        if address and port is not None:
            return {"address": address, "port": int(port), "protocol": "udp"}
    return {}


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
