"""Rules for silence as a whole: of a host with several ports, and of everybody behind the gateway."""

from __future__ import annotations

from typing import Any

from firstfix.engines.diagnosis.facts import number_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.scene import Scene
from firstfix.engines.diagnosis.unreachable import FORBIDDEN, SAID
from firstfix.engines.diagnosis.words import Confidence

__all__ = ["silent_beyond", "silent_host"]

# One silent host may be off, and two may be one machine; the third says that it is the way.
_ENOUGH = 3


def silent_host(scene: Scene, address: str) -> tuple[Cause, ...]:
    """Give the silence of a whole host as the one cause, where more than one of its ports shows it."""
    ports = scene.world.silent.get(address, frozenset())
    if len(ports) < 2 or address in scene.world.alive:
        return ()
    told: dict[str, Any] = {"host": address, "address": address, "ports": ", ".join(sorted(ports))}
    likely = Confidence.LIKELY
    return (scene.cause("HOST.SILENT", address, "connect.outcome", confidence=likely, **told),)


def silent_beyond(scene: Scene) -> tuple[Cause, ...]:
    """Give one cause for all where nobody elsewhere answers: what a router says of it, else silence."""
    count = len(scene.world.unreached)
    if count < _ENOUGH or scene.world.alive:
        return ()
    gateways = ", ".join(text_at(one, "address") for one in objects_at(scene.world.vantage, "gateways"))
    told: dict[str, Any] = {"host": f"{count} hosts", "gateway": gateways, "count": count}
    for said, proof in scene.world.reports:
        kind = int(number_at(said, "icmp_code") or 0)
        code = "ROUTE.FORBIDDEN" if kind in FORBIDDEN else "ROUTE.UNREACHABLE"
        reporter = text_at(said, "address")
        cause = scene.cause(code, "beyond", reporter=reporter, said=SAID[kind], **told)
        return (Cause(cause.code, cause.subject, cause.params, cause.confidence, (proof,)),)
    told["last_hop"] = text_at(scene.facts, "path.last_hop") or gateways
    return (scene.cause("ROUTE.DEAD", "beyond", "path.last_hop", confidence=Confidence.LIKELY, **told),)
