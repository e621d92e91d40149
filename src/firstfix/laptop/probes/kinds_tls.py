"""Probes of who the other side is: TLS handshakes, directly and through proxies."""

from __future__ import annotations

import asyncio
import ssl

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.by_tls import reach_by_tls
from firstfix.laptop.probes.reaching import reach
from firstfix.laptop.probes.site import Seen, Site
from firstfix.laptop.probes.wire import Line

__all__ = ["probe_proxy", "probe_tls"]

# A refusal comes one way there and back after the handshake; few are longer than this.
_AFTERWARDS_SECONDS = 0.5


async def probe_tls(site: Site, check: Check) -> Seen:
    """Give what a handshake shows; where a certificate of ours was asked for, what comes of having none."""
    reached = await reach_by_tls(site, check)
    facts = reached.facts.get("tls", {})
    if reached.line is not None and facts.get("asks_certificate"):
        facts |= await _afterwards(reached.line, min(_AFTERWARDS_SECONDS, check.timeout_seconds / 2))
    return reached.seen()


async def _afterwards(line: Line, seconds: float) -> dict[str, str]:
    """Give the refusal that TLS 1.3 sends only after the handshake (RFC 8446, section 4.4.2.4)."""
    try:
        async with asyncio.timeout(seconds):
            came = await line.receive()
    except TimeoutError:
        return {}
    except ssl.SSLError as error:
        return {"outcome": "refused", "said": error.reason or str(error)}
    except OSError as error:
        return {"outcome": "closed", "said": str(error)}
    return {} if came else {"outcome": "closed", "said": "closed after the handshake"}


async def probe_proxy(site: Site, check: Check) -> Seen:
    """Give whether a proxy opens a tunnel, and the certificates through it and past it."""
    if not check.is_set("compare_direct"):
        return (await reach(site, check)).seen()
    proxied, direct = await asyncio.gather(
        reach_by_tls(site, check), reach_by_tls(site, check, is_direct=True)
    )
    past = direct.seen()
    return proxied.seen(direct=past.facts.get("tls", {"outcome": "not_reached"}))
