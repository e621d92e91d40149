"""The rule for questions over UDP: what silence and refusal mean is the same for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from firstfix.engines.diagnosis.facts import Facts, number_at, text_at
from firstfix.engines.diagnosis.finding import Cause, Excluded
from firstfix.engines.diagnosis.rules.ground import ground_causes
from firstfix.engines.diagnosis.rules.own_rules import firewall_here
from firstfix.engines.diagnosis.rules.path import path_causes
from firstfix.engines.diagnosis.rules.silence import silent_host
from firstfix.engines.diagnosis.scene import DATAGRAM_STAGES, Scene
from firstfix.engines.diagnosis.words import Confidence

__all__ = ["cause_at", "datagram_causes", "datagram_params", "silent_below", "subject_of"]


def datagram_causes(scene: Scene) -> Iterable[Cause]:
    """Give why a question over UDP never left this computer, or was answered by somebody else."""
    if text_at(scene.facts, "openvpn.management.state") == "CONNECTED":
        return
    for stage in DATAGRAM_STAGES:
        outcome = text_at(scene.facts, f"{stage}.outcome")
        if outcome == "denied":
            params = datagram_params(scene, stage)
            yield from firewall_here(scene) or (cause_at(scene, "UDP.LOCAL_BLOCK", params, f"{stage}.errno"),)
        elif outcome == "other_sender":
            told = {**datagram_params(scene, stage), **sender_of(scene.facts, stage)}
            yield cause_at(scene, "UDP.OTHER_SENDER", told, f"{stage}.sender", f"{stage}.sender_port")


def sender_of(facts: Facts, path: str) -> dict[str, Any]:
    """Give who answered instead of who was asked."""
    return {
        "sender": text_at(facts, f"{path}.sender"),
        "sender_port": int(number_at(facts, f"{path}.sender_port") or 0),
    }


def datagram_params(scene: Scene, stage: str) -> dict[str, Any]:
    """Give host, address, port and protocol of what a check asked over UDP."""
    host = scene.check.text("host")
    port = number_at(scene.facts, f"{stage}.port")
    return {
        "host": host,
        "address": text_at(scene.facts, f"{stage}.address") or host,
        "port": int(port) if port is not None else scene.check.whole("port"),
        "protocol": "udp",
    }


def subject_of(params: dict[str, Any]) -> str:
    """Give what a fault of one port is about, or of one peer behind an interface."""
    if "port" not in params:
        return f"{params['interface']}:{params.get('peer', '')}"
    return f"{params['address']}:{params['port']}/{params['protocol']}"


def cause_at(
    scene: Scene,
    code: str,
    params: dict[str, Any],
    *paths: str,
    confidence: Confidence = Confidence.CERTAIN,
    excluded: tuple[Excluded, ...] = (),
    **more: Any,
) -> Cause:
    """Give a cause about the port or the interface that ``params`` name."""
    told = {**params, **more}
    return scene.cause(code, subject_of(told), *paths, confidence=confidence, excluded=excluded, **told)


def silent_below(scene: Scene, address: str) -> tuple[Cause, ...]:
    """Give what stands below an answer that did not come: the ground, the path, the whole host."""
    return ground_causes(scene) or path_causes(scene) or silent_host(scene, address)
