"""Rules for reaching a port: dropped, refused, rejected, forbidden here, or narrower than it says."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any

from firstfix.engines.diagnosis.answer_time import answer_path, overrun
from firstfix.engines.diagnosis.facts import flag_at, number_at, text_at
from firstfix.engines.diagnosis.finding import Cause, Excluded
from firstfix.engines.diagnosis.rules.ground import ground_causes
from firstfix.engines.diagnosis.rules.own_rules import firewall_here, kept_connection
from firstfix.engines.diagnosis.rules.path import path_causes
from firstfix.engines.diagnosis.rules.silence import silent_host
from firstfix.engines.diagnosis.scene import Scene, endpoint_params
from firstfix.engines.diagnosis.words import Confidence

__all__ = ["route_causes", "slow_causes", "transport_causes", "unanswered_causes"]

# A 40-byte header of IPv4 and TCP below 1,200 bytes, the least that IPv6 paths must carry less its headers
# (RFC 8200, section 5: 1,280).
SAFE_MSS = 1160


def transport_causes(scene: Scene) -> Iterable[Cause]:
    """Give why a connection could not be made, or should not have been."""
    outcome = text_at(scene.facts, "connect.outcome")
    if scene.check.is_set("expect.closed"):
        if outcome == "open":
            yield _at_endpoint(scene, "TCP.OPEN", "connect.outcome")
        return
    if outcome == "open":
        yield from slow_causes(scene) if scene.check.kind == "tcp" else ()
        yield from _silent_family(scene)
    elif outcome == "denied":
        yield from firewall_here(scene) or (_at_endpoint(scene, "TCP.LOCAL_BLOCK", "connect.errno"),)
    elif outcome == "refused":
        between = kept_connection(scene) or _reset_between(scene)
        yield from path_causes(scene) or (between or _refused(scene),)
    elif outcome in {"silent", "unreachable"}:
        yield from unanswered_causes(scene)


def _silent_family(scene: Scene) -> Iterable[Cause]:
    """Give a warning where one family of addresses of a name works and the other does not (RFC 8305)."""
    silent = text_at(scene.facts, "connect.beside.address")
    if silent:
        told: dict[str, Any] = {
            **endpoint_params(scene),
            "silent": silent,
            "family": text_at(scene.facts, "connect.beside.family"),
        }
        subject = f"{silent}:{told['port']}"
        yield scene.cause("TCP.FAMILY_SILENT", subject, "connect.beside.outcome", **told)


def unanswered_causes(scene: Scene) -> Iterable[Cause]:
    """Give why nothing, or only 'unreachable', came back: first what all stands on, then the path."""
    ground = () if _is_here(text_at(scene.facts, "connect.address")) else ground_causes(scene)
    kept = kept_connection(scene)
    found = ground or ((kept,) if kept else path_causes(scene))
    if found:
        return found
    if text_at(scene.facts, "connect.outcome") == "unreachable":
        return (_at_endpoint(scene, "TCP.UNREACHABLE", "connect.errno", said=_said(scene)),)
    return (_dropped(scene),)


def route_causes(scene: Scene) -> Iterable[Cause]:
    """Give why packets do not find their way to a host; whoever answered at all has been found."""
    address = text_at(scene.facts, "connect.address")
    is_found = flag_at(scene.facts, "path.is_reached") is True or address in scene.world.alive
    ground = () if is_found or _is_here(address) else ground_causes(scene)
    if is_found or ground:
        return ground
    # Where a check of a port met the same silence, that says more than packets that nobody had to answer.
    silent = scene.world.silent.get(address, frozenset())
    return path_causes(scene) or silent_host(scene, address) or _silent_port(scene, silent)


def _silent_port(scene: Scene, ports: frozenset[str]) -> tuple[Cause, ...]:
    """Give the one port of TCP that is silent as the cause, else that the path is lost."""
    port = next((int(one.removeprefix("tcp ")) for one in sorted(ports) if one.startswith("tcp ")), None)
    return (_lost(scene) if port is None else _no_answer(scene, port),)


def _lost(scene: Scene) -> Cause:
    params = endpoint_params(scene)
    return scene.cause(
        "ROUTE.ENDS",
        params["address"],
        "path.hops",
        confidence=Confidence.POSSIBLE,
        last_hop=text_at(scene.facts, "path.last_hop") or "this computer",
        hop_count=int(number_at(scene.facts, "path.hop_count") or 0),
        **params,
    )


def slow_causes(scene: Scene) -> Iterable[Cause]:
    """Give a warning where an answer took longer than the check allows."""
    path = answer_path(scene.check)
    if times := overrun(scene.check, number_at(scene.facts, path)):
        yield scene.cause("APP.SLOW", f"{scene.check.id}:slow", path, **times, **endpoint_params(scene))


def narrow_path(scene: Scene) -> Cause:
    """Give the cause that small segments pass where large ones vanish."""
    params = endpoint_params(scene)
    excluded = (scene.excludes("TLS.SILENT", "small_segments.outcome"),)
    # Paths to several hosts are narrow at the same place; whether one is not, nobody can tell from here.
    return scene.cause(
        "MTU.BLACKHOLE",
        "path",
        "small_segments.outcome",
        "small_segments.mss",
        excluded=excluded,
        mss=int(number_at(scene.facts, "small_segments.mss") or SAFE_MSS),
        **params,
    )


def swallowed(scene: Scene, stage: str) -> Cause | None:
    """Give the cause that the way drops what follows a connection; a server that hangs acknowledges it."""
    path = f"{stage}.is_swallowed"
    if flag_at(scene.facts, path) is not True:
        return None
    excluded = (scene.excludes("TLS.SILENT", path), scene.excludes("APP.SILENT", path))
    return _at_endpoint(scene, "TCP.SWALLOWED", path, confidence=Confidence.LIKELY, excluded=excluded)


def _reset_between(scene: Scene) -> Cause | None:
    """Give the cause that somebody on the way refuses in the name of the host; a short packet shows it."""
    if text_at(scene.facts, "reset.outcome") != "refused":
        return None
    params = endpoint_params(scene)
    return scene.cause(
        "TCP.RESET_BETWEEN",
        f"{params['address']}:{params['port']}",
        "reset.outcome",
        "reset.sent_hops",
        excluded=(scene.excludes("TCP.REFUSED", "reset.outcome"),),
        sent=int(number_at(scene.facts, "reset.sent_hops") or 0),
        hops=int(number_at(scene.facts, "reset.host_hops") or 0),
        **params,
    )


def _refused(scene: Scene) -> Cause:
    alive = (
        scene.excludes("TCP.NO_ANSWER", "connect.errno"),
        scene.excludes("TCP.SILENT_DROP", "connect.errno"),
    )
    return _at_endpoint(scene, "TCP.REFUSED", "connect.errno", confidence=Confidence.LIKELY, excluded=alive)


def _dropped(scene: Scene) -> Cause:
    answered = (
        scene.excludes("TCP.REFUSED", "connect.outcome"),
        scene.excludes("TCP.REJECTED", "connect.outcome"),
    )
    address = text_at(scene.facts, "connect.address")
    proof = scene.world.alive.get(address)
    if proof is not None:
        gone = Excluded("TCP.NO_ANSWER", proof)
        return _at_endpoint(scene, "TCP.SILENT_DROP", "connect.outcome", excluded=(*answered, gone))
    if flag_at(scene.facts, "path.is_reached") is True:
        here = scene.excludes("TCP.NO_ANSWER", "path.last_hop")
        return _at_endpoint(scene, "TCP.SILENT_DROP", "connect.outcome", excluded=(*answered, here))
    host = silent_host(scene, address)
    return host[0] if host else _no_answer(scene, int(endpoint_params(scene)["port"]), answered)


def _no_answer(scene: Scene, port: int, excluded: tuple[Excluded, ...] = ()) -> Cause:
    params = {**endpoint_params(scene), "port": port}
    possible = Confidence.POSSIBLE
    subject = f"{params['address']}:{port}"
    return scene.cause(
        "TCP.NO_ANSWER", subject, "connect.outcome", confidence=possible, excluded=excluded, **params
    )


def _at_endpoint(
    scene: Scene,
    code: str,
    path: str,
    *,
    confidence: Confidence = Confidence.CERTAIN,
    excluded: tuple[Excluded, ...] = (),
    said: str = "",
) -> Cause:
    params = endpoint_params(scene)
    subject = f"{params['address']}:{params['port']}"
    return scene.cause(code, subject, path, confidence=confidence, excluded=excluded, said=said, **params)


def _said(scene: Scene) -> str:
    return text_at(scene.facts, "connect.said") or text_at(scene.facts, "connect.errno") or "unreachable"


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False
