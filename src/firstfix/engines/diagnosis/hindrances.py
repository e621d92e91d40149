"""What keeps a probe from looking: kept in English, told in any language."""

from __future__ import annotations

from typing import Final

from firstfix.engines.verdict import mark

__all__ = [
    "BELONGS_TO_CLIENT",
    "HINDRANCES",
    "LONG_PASSWORD",
    "NEEDS_PASSWORD",
    "NEEDS_PORT",
    "NOT_SENT",
    "NOT_TOLD",
    "NO_HANDSHAKES",
    "NO_ROOTS",
    "NO_VALUE",
    "NO_WIREGUARD",
    "UNUSABLE",
]

NO_VALUE: Final = mark("the environment variable {variable} ({field}) has no value")
NEEDS_PASSWORD: Final = mark("privacy_from needs auth_from: SNMPv3 has no privacy without authentication")
LONG_PASSWORD: Final = mark("a password of SNMPv3 has {count} letters or more (RFC 3414)")
NEEDS_PORT: Final = mark(
    "answers come to UDP port {port}, which needs a right: CAP_NET_BIND_SERVICE on Linux, "
    "an administrator elsewhere"
)
BELONGS_TO_CLIENT: Final = mark("a DHCP client of this computer holds UDP port {port}")
UNUSABLE: Final = mark("interface {interface} cannot be used: {said}")
NOT_SENT: Final = mark("nothing can be sent on interface {interface}: {said}")
NO_WIREGUARD: Final = mark("this system does not tell of WireGuard's interfaces without its own program")
NO_HANDSHAKES: Final = mark(
    "the age of handshakes needs a right: CAP_NET_ADMIN on Linux (root, or 'wg' allowed to this user)"
)
NOT_TOLD: Final = mark("this system does not tell: {parts}")
NO_ROOTS: Final = mark("{file}: no certificates can be read from it ({said})")

HINDRANCES: Final = (
    NO_VALUE, NEEDS_PASSWORD, LONG_PASSWORD, NEEDS_PORT, BELONGS_TO_CLIENT, UNUSABLE, NOT_SENT, NO_WIREGUARD,
    NO_HANDSHAKES, NOT_TOLD, NO_ROOTS,
    # What a run says of any probe (laptop.probes.running).
    mark("it did not end in time"),
    mark("the system said: {said}"),
    mark("a mistake in this program ({kind} in {file}, line {line}); please report it"),
    mark("a mistake in this program ({kind}); please report it"),
)  # fmt: skip
"""Every sentence of a probe that could not look. A run keeps them filled and in English, so that any version
reads it; ``retold`` finds the sentence again."""
