"""The probe of directories: their root, read without signing in."""

from __future__ import annotations

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.by_tls import reach_by_tls
from firstfix.laptop.probes.ldap import read_root
from firstfix.laptop.probes.reaching import reach
from firstfix.laptop.probes.site import Seen, Site
from firstfix.laptop.probes.speaking_tls import asked_in_the_clear

__all__ = ["probe_directory"]


async def probe_directory(site: Site, check: Check) -> Seen:
    """Give what a directory says about its root."""
    is_tls = check.is_set("tls")
    reached = await (reach_by_tls(site, check) if is_tls else reach(site, check))
    if reached.line is None:
        return reached.seen()
    asking = read_root(reached.line, seconds=check.timeout_seconds)
    root = await asking if is_tls else await asked_in_the_clear(site, check, reached, asking)
    return reached.seen(ldap=root)
