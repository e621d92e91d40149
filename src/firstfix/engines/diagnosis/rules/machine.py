"""Rules for this computer itself: room, memory, load, services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from firstfix.engines.diagnosis.facts import flag_at, number_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.scene import Scene

__all__ = ["machine_causes"]

# Parameter, fact, code: what must not be less.
_FLOORS: Final = (
    ("min_free_gib", "machine.disk.free_gib", "MACHINE.DISK", "GiB"),
    ("min_free_percent", "machine.disk.free_percent", "MACHINE.DISK", "%"),
    ("min_available_mib", "machine.memory.available_mib", "MACHINE.MEMORY", "MiB"),
)


def machine_causes(scene: Scene) -> Iterable[Cause]:
    """Give what this computer lacks."""
    yield from _floors(scene)
    load, most = number_at(scene.facts, "machine.load.per_cpu"), scene.check.number("max_load_per_cpu")
    if load is not None and most is not None and load > most:
        yield _cause(scene, "MACHINE.LOAD", "load", "machine.load.per_cpu", load=load, most=most)
    for one in objects_at(scene.facts, "machine.services"):
        name, state = text_at(one, "name"), text_at(one, "state")
        told = {"service": name, "state": state, "detail": text_at(one, "detail")}
        if flag_at(one, "is_installed") is False:
            yield _cause(scene, "MACHINE.NO_SERVICE", name, "machine.services", **told)
        elif state != "active":
            yield _cause(scene, "MACHINE.SERVICE_DOWN", name, "machine.services", **told)


def _floors(scene: Scene) -> Iterator[Cause]:
    for parameter, path, code, unit in _FLOORS:
        found, least = number_at(scene.facts, path), scene.check.number(parameter)
        if found is not None and least is not None and found < least:
            told = {"found": f"{found:g} {unit}", "least": f"{least:g} {unit}"}
            yield _cause(
                scene, code, parameter, path, place=text_at(scene.facts, "machine.disk.path"), **told
            )


def _cause(scene: Scene, code: str, about: str, path: str, **more: Any) -> Cause:
    return scene.cause(code, f"machine:{about}", path, host="this computer", **more)
