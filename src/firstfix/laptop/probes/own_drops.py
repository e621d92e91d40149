"""What this computer drops by its own rules: its counters of packets, and whether one reaches the first hop.

Nobody without rights may read the rules themselves. The counters are everybody's: packets that were to be
sent and never went out, packets that came and were never handed on (RFC 4293, the case diagram of ipIfStats).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from firstfix.laptop.probes.door import Door, outcome_of
from firstfix.laptop.probes.icmp import IS_KNOWN, listen_for_errors, next_error, set_ttl
from firstfix.laptop.probes.tracing import hop_at

__all__ = ["OwnDrops", "look_at_first_hop", "tried_connection"]

_PROC: Final = Path("/proc/net")
# The first hop is in the same room; a wireless link takes tens of milliseconds.
_FIRST_HOP_SECONDS: Final = 0.3


class OwnDrops:
    """Counts packets that this computer dropped since this was made; empty facts where it does not tell."""

    def __init__(self, folder: Path = _PROC) -> None:
        self.folder = folder
        self._began = _counts(folder)

    def facts(self) -> dict[str, int]:
        """Give ``kept_out`` (never sent) and ``kept_in`` (never handed on); what is not told is left out."""
        now = _counts(self.folder)
        return {name: max(0, now[name] - self._began[name]) for name in self._began if name in now}


async def look_at_first_hop(door: Door, host: str, address: str, port: int) -> dict[str, Any]:
    """Give what becomes of a connection, and of a packet over UDP, that die at the first hop.

    The first hop tells of both (ICMP time exceeded); what it never hears of has not left this computer.
    """
    if not IS_KNOWN:
        return {}
    tcp, udp = await asyncio.gather(
        _connected_once(door, host, address, port), hop_at(door, host, address, 1, _FIRST_HOP_SECONDS)
    )
    heard = (udp or {}).get("icmp_type")
    return {"tcp": tcp, "udp": "expired" if heard == 11 else "silent" if udp is None else "reached"}


async def tried_connection(
    door: Door, host: str, address: str, port: int, *, seconds: float, ttl: int | None = None
) -> dict[str, Any]:
    """Give what becomes of one connection, which ends at once. ``ttl`` is after how many hops it dies."""
    opened = door.socket("tcp", host, address, port)
    try:
        listen_for_errors(opened)
        if ttl is not None:
            set_ttl(opened, ttl)
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(opened, (address, port))
    except OSError as error:
        return {**outcome_of(error), "icmp": next_error(opened) or {}}
    finally:
        opened.close()
    return {"outcome": "open"}


async def _connected_once(door: Door, host: str, address: str, port: int) -> str:
    facts = await tried_connection(door, host, address, port, ttl=1, seconds=_FIRST_HOP_SECONDS)
    return "expired" if (facts.get("icmp") or {}).get("icmp_type") == 11 else str(facts["outcome"])


def _counts(folder: Path) -> Mapping[str, int]:
    told = {**_pairs(folder / "snmp", "Ip"), **_pairs(folder / "netstat", "IpExt")}
    retried = _pairs(folder / "netstat", "TcpExt")
    counts: dict[str, int] = {}
    if "OutTransmits" in told:
        # What is cut into pieces is counted once on the way in and by its pieces on the way out.
        pieces = told["FragCreates"] - told["FragOKs"]
        sent = told["OutRequests"] + told["ForwDatagrams"] + pieces - told["OutDiscards"]
        counts["kept_out"] = sent - told["OutTransmits"]
    elif "TCPRetransFail" in retried:
        # Kernels before 6.8 do not count what goes out; that a packet of TCP could not be sent again, all do.
        counts["kept_out"] = retried["TCPRetransFail"]
    if "InReceives" in told:
        # Packets to groups that nobody here is in, and to everybody, are no rule's business.
        others = ("InHdrErrors", "InAddrErrors", "InUnknownProtos", "InDiscards", "ForwDatagrams")
        named = sum(told.get(name, 0) for name in (*others, "InNoRoutes", "InTruncatedPkts"))
        shared = told.get("InMcastPkts", 0) + told.get("InBcastPkts", 0)
        pieces = told["ReasmReqds"] - told["ReasmOKs"]
        counts["kept_in"] = told["InReceives"] - told["InDelivers"] - named - shared - pieces
    return counts


def _pairs(path: Path, group: str) -> dict[str, int]:
    """Give the numbers of one group: a line with their names, then a line with them."""
    try:
        lines = [line.split() for line in path.read_text(encoding="ascii", errors="replace").splitlines()]
    except OSError:
        return {}
    ours = [words[1:] for words in lines if words and words[0] == f"{group}:"]
    if len(ours) != 2:
        return {}
    return {name: int(value) for name, value in zip(*ours, strict=False) if value.lstrip("-").isdigit()}
