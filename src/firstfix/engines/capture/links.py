"""Link headers, for a whole batch at once: where the network header lies, and of which protocol it is."""

from __future__ import annotations

from typing import Final

import numpy as np

from firstfix.engines.capture.batch import Batch, Bits, Numbers
from firstfix.engines.capture.runs import counted

__all__ = ["ARP", "IPV4", "IPV6", "LINK_NAMES", "NOT_READ", "network_headers"]

# EtherTypes (IANA, "IEEE 802 Numbers").
IPV4, ARP, IPV6 = 0x0800, 0x0806, 0x86DD
_TAGS: Final = (0x8100, 0x88A8, 0x9100)
_MOST_TAGS: Final = 4
_PPPOE: Final = 0x8864
# PPP's numbers of the two (IANA, "PPP DLL Protocol Numbers").
_PPP_IPV4, _PPP_IPV6 = 0x0021, 0x0057
# What stands for a protocol where the link type is not read.
NOT_READ: Final = -1

# Link types that are read (the registry of tcpdump.org); others are named by their number.
_NULL, _ETHERNET, _LOOP, _COOKED, _COOKED_2 = 0, 1, 108, 113, 276
_RAW: Final = (12, 14, 101, 228, 229)
LINK_NAMES: Final = {
    6: "Token Ring", 9: "PPP", 105: "802.11", 119: "802.11 with Prism", 127: "802.11 with radiotap",
    189: "USB", 195: "802.15.4", 220: "USB", 249: "USB", 252: "exported PDUs", 253: "Netlink",
}  # fmt: skip

# Families of addresses as BSD, macOS and Linux number them (the registry's words on LINKTYPE_NULL).
_FAMILIES_6: Final = (10, 24, 28, 30)


def network_headers(batch: Batch) -> tuple[Numbers, Numbers]:
    """Give where each packet's network header begins, and its EtherType."""
    if (batch.link == batch.link[0]).all():
        return _read(int(batch.link[0]), batch, batch.start)
    at, protocol = batch.start.copy(), np.full(len(batch), NOT_READ, dtype=np.int64)
    for link in counted(batch.link)[0].tolist():
        here = batch.link == link
        at[here], protocol[here] = _read(link, batch, batch.start[here])
    return at, protocol


def _read(link: int, batch: Batch, start: Numbers) -> tuple[Numbers, Numbers]:
    if link == _ETHERNET:
        return _tagged(batch, start + 14, batch.u16(start + 12))
    if link == _COOKED:
        return _tagged(batch, start + 16, batch.u16(start + 14))
    if link == _COOKED_2:
        return _tagged(batch, start + 20, batch.u16(start))
    if link in _RAW:
        return start, _by_version(batch.u8(start))
    if link in {_NULL, _LOOP}:
        return start + 4, _by_family(batch, start)
    return start, np.full(len(start), NOT_READ, dtype=np.int64)


def _tagged(batch: Batch, at: Numbers, protocol: Numbers) -> tuple[Numbers, Numbers]:
    """Step over VLAN tags, of which there are seldom more than two, and over PPPoE."""
    # Nearly all are IPv4 and IPv6, so that only the others are looked at.
    others = np.flatnonzero((protocol != IPV4) & (protocol != IPV6))
    for _ in range(_MOST_TAGS):
        others = others[np.isin(protocol[others], _TAGS)]
        if not len(others):
            break
        protocol[others] = batch.u16(at[others] + 2)
        at[others] += 4
    pppoe = np.flatnonzero(protocol == _PPPOE)
    if len(pppoe):
        inner = batch.u16(at[pppoe] + 6)
        protocol[pppoe] = np.where(inner == _PPP_IPV4, IPV4, np.where(inner == _PPP_IPV6, IPV6, _PPPOE))
        at[pppoe] += 8
    return at, protocol


def _by_version(first: Numbers) -> Numbers:
    version = first >> 4
    return np.where(version == 4, IPV4, np.where(version == 6, IPV6, NOT_READ))


def _by_family(batch: Batch, start: Numbers) -> Numbers:
    family = batch.u32(start)
    # The order is that of the machine that wrote it.
    family = np.where(family > 0xFFFF, _swapped(family), family)
    is_six: Bits = np.isin(family, _FAMILIES_6)
    return np.where(family == 2, IPV4, np.where(is_six, IPV6, NOT_READ))


def _swapped(word: Numbers) -> Numbers:
    return ((word & 0xFF) << 24) | ((word & 0xFF00) << 8) | ((word >> 8) & 0xFF00) | (word >> 24)
