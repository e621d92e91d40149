"""The kind of check of this computer itself."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds.fields import NUMBER, TEXT, TEXTS, WHOLE
from firstfix.engines.diagnosis.parameter import Parameter
from firstfix.engines.diagnosis.words import Layer

__all__ = ["MACHINE"]

MACHINE: Final = (
    Kind(
        "machine",
        Layer.APPLICATION,
        "This computer has room, memory and time, and its services run (systemd). Nobody is contacted.",
        (
            Parameter("path", TEXT, "Where room is needed.", default="/"),
            Parameter("min_free_gib", NUMBER, "GiB that must be free there.", least=0, most=1_000_000),
            Parameter("min_free_percent", NUMBER, "Share that must be free there.", least=0, most=100),
            Parameter("min_available_mib", WHOLE, "MiB of memory that must be available.", least=0),
            Parameter(
                "max_load_per_cpu",
                NUMBER,
                "Warn above this load over five minutes, for each processor.",
                least=0.01,
                most=1_000,
            ),
            Parameter("services", TEXTS, "Services that must run, such as chrony.service."),
        ),
    ),
)
