"""The rule for a host that is silent as a whole: several of its ports, and none of it answers."""

from __future__ import annotations

from typing import Any

from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.scene import Scene
from firstfix.engines.diagnosis.words import Confidence

__all__ = ["silent_host"]


def silent_host(scene: Scene, address: str) -> tuple[Cause, ...]:
    """Give the silence of a whole host as the one cause, where more than one of its ports shows it."""
    ports = scene.world.silent.get(address, frozenset())
    if len(ports) < 2 or address in scene.world.alive:
        return ()
    told: dict[str, Any] = {"host": address, "address": address, "ports": ", ".join(sorted(ports))}
    likely = Confidence.LIKELY
    return (scene.cause("HOST.SILENT", address, "connect.outcome", confidence=likely, **told),)
