"""The probe of directories: their root, read without signing in."""

from __future__ import annotations

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.by_tls import reach_by_tls
from firstfix.laptop.probes.ldap import read_root
from firstfix.laptop.probes.reaching import reach
from firstfix.laptop.probes.site import Seen, Site

__all__ = ["probe_directory"]


async def probe_directory(site: Site, check: Check) -> Seen:
    """Give what a directory says about its root."""
    reached = await (reach_by_tls(site, check) if check.is_set("tls") else reach(site, check))
    if reached.line is None:
        return reached.seen()
    return reached.seen(ldap=await read_root(reached.line, seconds=check.timeout_seconds))
