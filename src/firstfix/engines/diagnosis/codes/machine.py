"""This computer: room, memory, load, services."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who
from firstfix.engines.verdict import mark

__all__ = ["MACHINE"]

MACHINE: Final = (
    Code(
        "MACHINE.DISK", Domain.SYSTEM, Layer.APPLICATION, Symptom.ANSWER,
        mark("Only {found} are free at {place}; {least} are needed."),
        Who.SYSTEM, "free_disk",
        mark("Please free room at {place} on this computer: {found} are there, {least} are needed."),
    ),
    Code(
        "MACHINE.MEMORY", Domain.SYSTEM, Layer.APPLICATION, Symptom.ANSWER,
        mark("Only {found} of memory are available; {least} are needed."),
        Who.SYSTEM, "add_memory",
        mark(
            "Please give this computer more memory, or stop what uses it: {found} of {least} are "
            "available."
        ),
    ),
    Code(
        "MACHINE.LOAD", Domain.SYSTEM, Layer.APPLICATION, Symptom.QUALITY,
        mark("The load is {load} for each processor; {most} is the most."),
        Who.SYSTEM, "lower_load",
        mark("Please look what keeps this computer busy: {load} for each processor over five minutes."),
        is_warning=True,
    ),
    Code(
        "MACHINE.SERVICE_DOWN", Domain.SYSTEM, Layer.APPLICATION, Symptom.ANSWER,
        mark("The service {service} does not run: it is {state} ({detail})."),
        Who.SYSTEM, "start_service",
        mark("Please start the service {service} on this computer; it is {state} ({detail})."),
    ),
    Code(
        "MACHINE.NO_SERVICE", Domain.SYSTEM, Layer.APPLICATION, Symptom.ANSWER,
        mark("The service {service} is not installed on this computer."),
        Who.SYSTEM, "install_service",
        mark("Please install the service {service} on this computer."),
    ),
)  # fmt: skip
