"""Every kind of check there is, as rows: spec, JSON Schema, probes, dry run and reference read them here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds.applications import APPLICATIONS
from firstfix.engines.diagnosis.kinds.devices import DEVICES
from firstfix.engines.diagnosis.kinds.fields import DNS_TYPES, SYSTEM
from firstfix.engines.diagnosis.kinds.ground import GROUND
from firstfix.engines.diagnosis.kinds.machine import MACHINE
from firstfix.engines.diagnosis.kinds.names import NAMES
from firstfix.engines.diagnosis.kinds.pages import PAGES
from firstfix.engines.diagnosis.kinds.transport import TRANSPORT
from firstfix.engines.diagnosis.kinds.tunnels import TUNNELS

__all__ = ["DNS_TYPES", "KINDS", "SYSTEM"]

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (*GROUND, *TUNNELS, *NAMES, *TRANSPORT, *APPLICATIONS, *PAGES, *DEVICES, *MACHINE)
}
"""Every kind by its name."""
