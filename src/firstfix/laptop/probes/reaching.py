"""From a host to a line that speaks: name, connection, proxy, TLS; each stage leaves its facts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from ssl import SSLContext
from typing import Any

from firstfix.engines.diagnosis import Check, RawEvidence
from firstfix.laptop.probes.connecting import connect
from firstfix.laptop.probes.contacts import endpoint_of, proxy_of
from firstfix.laptop.probes.handshake import shake_hands
from firstfix.laptop.probes.second_look import AFTER_SHARE, with_second_look
from firstfix.laptop.probes.site import Seen, Site
from firstfix.laptop.probes.tracing import trace
from firstfix.laptop.probes.trust import TrustUnreadable, verifying_context
from firstfix.laptop.probes.tunnel import open_tunnel
from firstfix.laptop.probes.wire import Line, PlainLine

__all__ = ["SMALL_SEGMENT", "Reached", "reach", "reach_by_tls", "secure", "target_of"]

# What the least of all paths carries in one segment (RFC 9293, section 3.7.1: 536), with room for options.
SMALL_SEGMENT = 1160

Prelude = Callable[[Line], Awaitable[Any]]


class Reached:
    """How far it went: the facts of each stage, and the line where there is one."""

    def __init__(self, facts: dict[str, Any], line: Line | None = None) -> None:
        self.facts = facts
        self.line = line
        self.raw: tuple[RawEvidence, ...] = ()
        self.plain: list[PlainLine] = [line] if isinstance(line, PlainLine) else []

    def seen(self, **stages: Any) -> Seen:
        """Give what was seen, with more stages, and end all connections."""
        for each in self.plain:
            with suppress(OSError):
                each.close()
        return Seen({**self.facts, **stages}, self.raw)


def target_of(check: Check) -> tuple[str, int]:
    """Give the host and the port that a check is about, whether or not it goes through a proxy."""
    return (
        endpoint_of(check.text("connect"))
        if check.text("connect")
        else (check.text("host"), check.whole("port"))
    )


async def reach(site: Site, check: Check, *, is_direct: bool = False, most_segment: int = 0) -> Reached:
    """Give a line to what a check is about: directly, or through its proxy; or how far it got."""
    proxy = "" if is_direct else check.text("proxy")
    host, port = proxy_of(proxy) if proxy else target_of(check)
    seconds = check.timeout_seconds
    facts: dict[str, Any] = {}
    addresses = [check.text("address")] if check.text("address") and not proxy else []
    if not addresses:
        facts["resolve"] = await site.names.resolve(host, seconds=seconds)
        addresses = facts["resolve"]["addresses"]
    if not addresses:
        return Reached(facts)
    site.door.learn(host, addresses)
    (line, facts["connect"]), path = await with_second_look(
        connect(site.door, host, addresses, port, seconds=seconds, most_segment=most_segment),
        lambda: trace(site.door, host, addresses[0], seconds=seconds * (1 - AFTER_SHARE)),
        seconds=seconds,
        is_needed=_is_unexplained,
    )
    if line is None:
        return Reached({**facts, "path": path} if path else facts)
    if not proxy:
        return Reached(facts, line)
    return await _through(site, check, facts, line)


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
    reached.facts["tls"], reached.raw, reached.line = hands.facts, hands.raw, hands.line
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


async def _through(site: Site, check: Check, facts: dict[str, Any], line: PlainLine) -> Reached:
    host, port = target_of(check)
    credentials = site.secrets.get(check.text("proxy_user_from"), "")
    tunnel = await open_tunnel(line, host, port, credentials=credentials, seconds=check.timeout_seconds)
    facts["proxy"] = {"proxy": check.text("proxy").rstrip("/"), **tunnel}
    if tunnel["outcome"] == "open":
        return Reached(facts, line)
    line.close()
    return Reached(facts)


def _is_unexplained(tried: tuple[PlainLine | None, dict[str, Any]]) -> bool:
    """Tell whether no connection was made and the network said nothing about it."""
    facts = tried[1]
    return facts["outcome"] in {"silent", "unreachable"} and not facts.get("icmp")
