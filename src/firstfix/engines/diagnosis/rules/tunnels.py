"""Rules for VPNs: OpenVPN and WireGuard, as far as a stranger and an ordinary user may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from firstfix.engines.diagnosis.facts import Facts, flag_at, number_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.rules.datagram import cause_at, datagram_params, silent_below
from firstfix.engines.diagnosis.scene import Scene, endpoint_params
from firstfix.engines.diagnosis.words import Confidence

__all__ = ["openvpn_causes", "wireguard_causes"]


def openvpn_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with a server, and with the client that runs here."""
    own = [*_client_causes(scene)]
    state = text_at(scene.facts, "openvpn.management.state")
    if state == "CONNECTED":
        # Whoever is connected has been answered, whatever a stranger's packet met.
        return own
    return (*_server_causes(scene), *own)


def _server_causes(scene: Scene) -> Iterator[Cause]:
    outcome = text_at(scene.facts, "openvpn.outcome")
    is_udp = scene.check.text("transport") == "udp"
    params = datagram_params(scene, "openvpn") if is_udp else endpoint_params(scene)
    if outcome in {"silent", "unreachable"}:
        below = silent_below(scene, params["address"]) if is_udp else ()
        yield from below or (
            cause_at(scene, "OPENVPN.SILENT", params, "openvpn.outcome", confidence=Confidence.POSSIBLE),
        )
    elif outcome == "refused":
        gone = (scene.excludes("OPENVPN.SILENT", "openvpn.errno"),)
        yield cause_at(scene, "OPENVPN.NOT_LISTENING", params, "openvpn.errno", excluded=gone)
    elif outcome in {"closed", "other_protocol"}:
        yield cause_at(scene, "OPENVPN.OTHER_PROTOCOL", params, "openvpn.outcome")


def _client_causes(scene: Scene) -> Iterator[Cause]:
    params: dict[str, Any] = {"host": scene.check.text("host"), "address": "this computer", "protocol": "udp"}
    params["port"] = scene.check.whole("port")
    outcome, place = text_at(scene.facts, "openvpn.management.outcome"), scene.check.text("management")
    state = text_at(scene.facts, "openvpn.management.state")
    if outcome == "answered" and state != "CONNECTED":
        detail = text_at(scene.facts, "openvpn.management.detail") or "no reason given"
        told: dict[str, Any] = {"state": state, "detail": detail}
        yield cause_at(scene, "OPENVPN.NOT_CONNECTED", params, "openvpn.management.state", **told)
    elif outcome not in {"", "answered"}:
        path = "openvpn.management.outcome"
        yield cause_at(scene, "OPENVPN.NO_MANAGEMENT", params, path, place=place, said=outcome)
    age, most = number_at(scene.facts, "openvpn.status.age_seconds"), scene.check.number("max_age")
    file = text_at(scene.facts, "openvpn.status.file")
    if text_at(scene.facts, "openvpn.status.outcome") == "missing":
        yield cause_at(scene, "OPENVPN.NO_STATUS", params, "openvpn.status.outcome", file=file)
    elif age is not None and most is not None and age > most:
        more: dict[str, Any] = {"file": file, "age": f"{age:.0f}", "most": f"{most:g}"}
        yield cause_at(scene, "OPENVPN.STALE_STATUS", params, "openvpn.status.age_seconds", **more)


def wireguard_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with a tunnel; nothing is concluded from an endpoint that keeps silent."""
    interface = text_at(scene.facts, "wireguard.interface") or "any"
    params: dict[str, Any] = {"interface": interface, "host": interface, "address": interface}
    if text_at(scene.facts, "wireguard.outcome") == "not_there":
        yield cause_at(scene, "WIREGUARD.MISSING", params, "wireguard.outcome")
        return
    if flag_at(scene.facts, "wireguard.is_up") is False:
        yield cause_at(scene, "WIREGUARD.DOWN", params, "wireguard.is_up")
        return
    if text_at(scene.facts, "wireguard.endpoint.outcome") == "refused":
        host, port = (
            text_at(scene.facts, "wireguard.endpoint.host"),
            number_at(scene.facts, "wireguard.endpoint.port"),
        )
        told = {**params, "host": host, "address": text_at(scene.facts, "wireguard.endpoint.address")}
        told |= {"port": int(port or 0), "protocol": "udp"}
        yield cause_at(scene, "WIREGUARD.REFUSED", told, "wireguard.endpoint.outcome")
    elif flag_at(scene.facts, "wireguard.is_readable") is True:
        yield from _peer_causes(scene, params)
    else:
        yield from _counted(scene, params)


def _peer_causes(scene: Scene, params: dict[str, Any]) -> Iterator[Cause]:
    wanted = scene.check.text("peer")
    peers = objects_at(scene.facts, "wireguard.peers")
    peers = [one for one in peers if not wanted or text_at(one, "public_key") == wanted]
    if not peers:
        yield cause_at(scene, "WIREGUARD.NO_PEER", params, "wireguard.peers", peer=wanted or "any")
    for one in peers:
        yield from _handshake(scene, params, one)


def _handshake(scene: Scene, params: dict[str, Any], peer: Facts) -> Iterator[Cause]:
    age, most = number_at(peer, "handshake_age_seconds"), scene.check.number("max_handshake_age")
    told: dict[str, Any] = {
        "peer": text_at(peer, "public_key"),
        "endpoint": text_at(peer, "endpoint") or "no endpoint",
    }
    if age is None:
        yield cause_at(scene, "WIREGUARD.NO_HANDSHAKE", params, "wireguard.peers", **told)
    elif most is not None and age > most:
        # A tunnel that nobody uses and nothing keeps alive shakes no hands and is well.
        keeps = flag_at(peer, "keeps_alive") is True
        sure = Confidence.CERTAIN if keeps else Confidence.POSSIBLE
        told |= {"age": round(age), "most": most}
        yield cause_at(scene, "WIREGUARD.OLD_HANDSHAKE", params, "wireguard.peers", confidence=sure, **told)


def _counted(scene: Scene, params: dict[str, Any]) -> Iterator[Cause]:
    """Say what counters alone show: something went out and nothing ever came back."""
    received, sent = (number_at(scene.facts, f"wireguard.{word}_bytes") for word in ("rx", "tx"))
    if sent and received == 0:
        paths = ("wireguard.tx_bytes", "wireguard.rx_bytes")
        yield cause_at(scene, "WIREGUARD.NO_RETURN", params, *paths, confidence=Confidence.LIKELY)
