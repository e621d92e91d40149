"""TLS on top of a line that was reached, and what is to be known of the certificates behind it."""

from __future__ import annotations

from ssl import SSLContext
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.by_tls import SMALL_SEGMENT, Prelude
from firstfix.laptop.probes.handshake import shake_hands
from firstfix.laptop.probes.looking_up import looked_up
from firstfix.laptop.probes.reaching import Reached, reach, target_of
from firstfix.laptop.probes.second_look import AFTER_SHARE, with_second_look
from firstfix.laptop.probes.site import Site
from firstfix.laptop.probes.trust import TrustUnreadable, verifying_context
from firstfix.laptop.probes.wire import Line

__all__ = ["reach_by_tls", "secure"]


async def reach_by_tls(
    site: Site, check: Check, *, is_direct: bool = False, most_segment: int = 0
) -> Reached:
    """Give a line with TLS, or how far it got; where TLS stays silent, small segments are tried."""
    reached = await reach(site, check, is_direct=is_direct, most_segment=most_segment)
    if reached.line is None:
        return reached
    return await secure(site, check, reached, is_direct=is_direct)


async def secure(
    site: Site, check: Check, reached: Reached, *, is_direct: bool = False, prelude: Prelude | None = None
) -> Reached:
    """Put TLS on a line. ``prelude`` is what has to be said before it on another connection (STARTTLS)."""
    context = _context(site, check, reached)
    server_name = check.text("server_name") or target_of(check)[0]

    async def again(most_segment: int = 0) -> Line | None:
        other = await reach(site, check, is_direct=is_direct, most_segment=most_segment)
        reached.plain += other.plain
        if other.line is not None and prelude is not None:
            await prelude(other.line)
        return other.line

    if reached.line is None:
        return reached

    async def small() -> dict[str, Any]:
        line = await again(SMALL_SEGMENT)
        if line is None:
            return {"mss": SMALL_SEGMENT, "outcome": "not_reached"}
        second = await shake_hands(line, again, context, server_name, seconds=seconds * (1 - AFTER_SHARE))
        return {"mss": SMALL_SEGMENT, "outcome": second.facts["outcome"]}

    seconds = check.timeout_seconds
    hands, narrow = await with_second_look(
        shake_hands(reached.line, again, context, server_name, seconds=seconds),
        small,
        seconds=seconds,
        is_needed=lambda hands: hands.facts["outcome"] == "silent",
    )
    facts, raw = await looked_up(site, check, hands, again)
    reached.facts["tls"], reached.raw, reached.line = {**hands.facts, **facts}, (*hands.raw, *raw), hands.line
    if narrow is not None:
        reached.facts["small_segments"] = narrow
    return reached


def _context(site: Site, check: Check, reached: Reached) -> SSLContext:
    trust, least = check.texts("trust") or ("os",), check.text("min_version") or "1.2"
    try:
        return verifying_context(trust, least, str(site.folder))
    except TrustUnreadable:
        reached.seen()
        raise
