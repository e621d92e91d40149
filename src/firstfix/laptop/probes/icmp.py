"""What routers and hosts say about our packets: ICMP errors from the queue of an ordinary socket, no root.

Linux hands them to whoever sets IP_RECVERR. Elsewhere there is no such queue; then nothing is known of them.
"""

from __future__ import annotations

import socket
import struct
import sys
from typing import Any, Final

__all__ = ["IS_KNOWN", "listen_for_errors", "next_error", "set_ttl"]

IS_KNOWN: Final = sys.platform == "linux"

# linux/in.h, linux/in6.h, linux/socket.h: the same on every architecture.
_IP_RECVERR: Final = 11
_IPV6_RECVERR: Final = 25
_MSG_ERRQUEUE: Final = 0x2000
_ORIGINS: Final = {2: "icmp", 3: "icmp6"}
# linux/errqueue.h: errno, origin, type, code, padding, info, data; then the address of whoever sent it.
_EXTENDED: Final = struct.Struct("=IBBBBII")
# RFC 4443, section 3.1: what ICMPv6 says about unreachable destinations, as ICMP says it (RFC 792, RFC 1812).
_AS_ICMP: Final = {
    (1, 0): (3, 0),
    (1, 1): (3, 13),
    (1, 3): (3, 1),
    (1, 4): (3, 3),
    (1, 5): (3, 13),
    (1, 6): (3, 13),
    (3, 0): (11, 0),
}


def listen_for_errors(opened: socket.socket) -> None:
    """Have a socket keep the ICMP errors about what it sends, where the system can."""
    if IS_KNOWN and opened.family == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
    elif IS_KNOWN:
        opened.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)


def set_ttl(opened: socket.socket, hops: int) -> None:
    """Have packets of a socket die after so many hops."""
    if opened.family == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, hops)
    else:
        opened.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, hops)


def next_error(opened: socket.socket) -> dict[str, Any] | None:
    """Give the next ICMP error as facts, type and code as of IPv4, and who sent it; None without one."""
    if not IS_KNOWN:
        return None
    try:
        _content, controls, _flags, _address = opened.recvmsg(512, 512, _MSG_ERRQUEUE)
    except OSError:
        return None
    for level, kind, content in controls:
        if (level, kind) in {(socket.IPPROTO_IP, _IP_RECVERR), (socket.IPPROTO_IPV6, _IPV6_RECVERR)}:
            return _facts(content)
    return {}


def _facts(content: bytes) -> dict[str, Any]:
    if len(content) < _EXTENDED.size:
        return {}
    _number, origin, kind, code, _pad, info, _more = _EXTENDED.unpack_from(content)
    if origin not in _ORIGINS:
        return {}
    if _ORIGINS[origin] == "icmp6":
        kind, code = _AS_ICMP.get((kind, code), (kind, code))
    facts: dict[str, Any] = {
        "icmp_type": kind,
        "icmp_code": code,
        "address": _sender(content[_EXTENDED.size :]),
    }
    return {**facts, "mtu": info} if (kind, code) == (3, 4) else facts


def _sender(content: bytes) -> str:
    family = int.from_bytes(content[:2], sys.byteorder) if len(content) >= 16 else 0
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, content[4:8])
    if family == socket.AF_INET6 and len(content) >= 24:
        return socket.inet_ntop(socket.AF_INET6, content[8:24])
    return ""
