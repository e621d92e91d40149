"""The probe of ports: whether they take connections."""

from __future__ import annotations

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.reaching import reach
from firstfix.laptop.probes.site import Seen, Site

__all__ = ["probe_port"]


async def probe_port(site: Site, check: Check) -> Seen:
    """Give whether a port takes connections."""
    return (await reach(site, check)).seen()
