"""Whether TLS is spoken where something else was asked for: one hello, and what answers it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.reaching import Reached, reach
from firstfix.laptop.probes.second_look import AFTER_SHARE, with_second_look
from firstfix.laptop.probes.site import Site
from firstfix.laptop.probes.tls_wire import HANDSHAKE, hello_of

__all__ = ["asked_in_the_clear", "is_unanswered", "tls_instead"]

# RFC 8446, section 5.1: an alert is an answer in TLS as well; all versions have a 3 behind the type.
_ALERT, _VERSION = 21, 3
# Suites of TLS 1.3 and 1.2 that most servers know; one that knows none of them answers with an alert.
_SUITES = (0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030)
# RFC 8446, sections 4.2.1, 4.2.3, 4.2.7: versions, signatures and groups without which nobody agrees.
_EXTENSIONS = (
    (43, bytes.fromhex("0403040303")),
    (13, bytes.fromhex("00080403080404010501")),
    (10, bytes.fromhex("0004001d0017")),
    # RFC 8446, section 4.2.8: no share of a key yet; whoever wants one says so, which is answer enough.
    (51, bytes.fromhex("0000")),
)


def is_unanswered(facts: dict[str, Any]) -> bool:
    """Tell whether a question in the clear was met by silence, a cut, or words of another protocol."""
    return facts["outcome"] in {"silent", "closed", "other_protocol"}


async def asked_in_the_clear(
    site: Site, check: Check, reached: Reached, asking: Coroutine[Any, Any, dict[str, Any]]
) -> dict[str, Any]:
    """Give the facts of a question; where it is not answered, ``reached`` also tells whether TLS would be."""
    facts, instead = await with_second_look(
        asking, lambda: tls_instead(site, check), seconds=check.timeout_seconds, is_needed=is_unanswered
    )
    if instead is not None:
        reached.facts["tls_instead"] = instead
    return facts


async def tls_instead(site: Site, check: Check) -> dict[str, Any]:
    """Give whether the port answers a TLS hello, by a handshake or an alert, on a connection of its own."""
    reached = await reach(site, check)
    try:
        if reached.line is None:
            return {"outcome": "not_reached"}
        name = check.text("server_name") or check.text("host")
        async with asyncio.timeout(check.timeout_seconds * (1 - AFTER_SHARE)):
            await reached.line.send(hello_of(name, _SUITES, _EXTENSIONS))
            said = await reached.line.receive()
    except TimeoutError:
        return {"outcome": "silent"}
    except OSError:
        return {"outcome": "closed"}
    finally:
        reached.seen()
    is_record = len(said) > 2 and said[0] in {HANDSHAKE, _ALERT} and said[1] == _VERSION
    return {"outcome": "answered" if is_record else "other_protocol" if said else "closed"}
