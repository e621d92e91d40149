"""Every cause that can be found, as rows, one file a layer; a code begins with what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.codes.applications import APPLICATIONS
from firstfix.engines.diagnosis.codes.clocks import CLOCKS
from firstfix.engines.diagnosis.codes.devices import DEVICES
from firstfix.engines.diagnosis.codes.ground import GROUND
from firstfix.engines.diagnosis.codes.machine import MACHINE
from firstfix.engines.diagnosis.codes.names import NAMES
from firstfix.engines.diagnosis.codes.offers import OFFERS
from firstfix.engines.diagnosis.codes.own_rules import OWN_RULES
from firstfix.engines.diagnosis.codes.pages import PAGES
from firstfix.engines.diagnosis.codes.proxies import PROXIES
from firstfix.engines.diagnosis.codes.senders import SENDERS
from firstfix.engines.diagnosis.codes.tls import TLS
from firstfix.engines.diagnosis.codes.transport import TRANSPORT
from firstfix.engines.diagnosis.codes.tunnels import TUNNELS

__all__ = ["CODES"]

CODES: Final[Mapping[str, Code]] = {
    code.code: code
    for code in (
        *GROUND,
        *OFFERS,
        *OWN_RULES,
        *TUNNELS,
        *NAMES,
        *CLOCKS,
        *SENDERS,
        *TRANSPORT,
        *PROXIES,
        *TLS,
        *APPLICATIONS,
        *PAGES,
        *DEVICES,
        *MACHINE,
    )
}
"""Every code, from the lowest layer of the causal graph up."""
