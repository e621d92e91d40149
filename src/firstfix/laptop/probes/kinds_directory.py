"""The probe of directories: their root, read without signing in."""

from __future__ import annotations

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.by_tls import reach_by_tls
from firstfix.laptop.probes.ldap import read_root
from firstfix.laptop.probes.reaching import reach
from firstfix.laptop.probes.second_look import with_second_look
from firstfix.laptop.probes.site import Seen, Site
from firstfix.laptop.probes.speaking_tls import is_unanswered, tls_instead

__all__ = ["probe_directory"]


async def probe_directory(site: Site, check: Check) -> Seen:
    """Give what a directory says about its root."""
    is_tls = check.is_set("tls")
    reached = await (reach_by_tls(site, check) if is_tls else reach(site, check))
    if reached.line is None:
        return reached.seen()
    root, instead = await with_second_look(
        read_root(reached.line, seconds=check.timeout_seconds),
        lambda: tls_instead(site, check),
        seconds=check.timeout_seconds,
        is_needed=lambda root: not is_tls and is_unanswered(root),
    )
    return reached.seen(ldap=root, **({"tls_instead": instead} if instead else {}))
