"""What tshark counts in a capture: an oracle by other hands. It is asked, never shipped."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["FIGURES", "Counted", "counted_by_tshark", "is_there", "not_read_by_us"]

FIGURES = ("resets", "zero windows", "retransmissions", "rcodes", "alerts")
_FIELDS = (
    "frame.protocols", "_ws.malformed", "tcp.flags.reset", "tcp.analysis.zero_window",
    "tcp.analysis.retransmission", "dns.flags.rcode", "tls.alert_message",
)  # fmt: skip
# Layers that carry packets in packets, or that say the same by other means: we name them and go no deeper.
_WRAPPED = {
    "gre", "gtp", "geneve", "vxlan", "teredo", "ayiya", "l2tp", "mpls", "nsh", "erspan", "http2",
    "http3", "quic", "wlan", "wlan_radio", "radiotap", "fddi", "tr", "ppp", "pptp", "sll2", "capwap",
    "6to4", "exported_pdu", "ipsec", "esp", "socks", "rtsp",
}  # fmt: skip


# Both look at the same: DNS by its ports only, and TLS behind an IRC server's STARTTLS, too.
_LIKE_US = ("--disable-heuristic", "dns_udp", "-d", "tcp.port==6667,tls")


@dataclass
class Counted:
    """The figures of one capture. ``is_malformed`` where tshark finds a packet that it cannot read."""

    figures: Counter[str] = field(default_factory=Counter)
    is_malformed: bool = False
    wrappings: set[str] = field(default_factory=set)


def is_there() -> bool:
    """Tell whether tshark can be asked."""
    return shutil.which("tshark") is not None


def counted_by_tshark(path: Path) -> Counted:
    """Give what tshark counts in a file, with names not looked up and no preferences of this account."""
    fields = [word for name in _FIELDS for word in ("-e", name)]
    command = ["tshark", "-n", *_LIKE_US, "-r", str(path), "-T", "fields", *fields]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")
    counted = Counted()
    for line in answer.stdout.splitlines():
        _count(counted, dict(zip(_FIELDS, line.split("\t"), strict=False)))
    return counted


def _count(counted: Counted, row: dict[str, str]) -> None:
    counted.is_malformed |= bool(row.get("_ws.malformed"))
    layers = row["frame.protocols"].split(":")
    counted.wrappings |= not_read_by_us(layers)
    figures = counted.figures
    figures["resets"] += "1" in row.get("tcp.flags.reset", "").split(",")
    figures["zero windows"] += bool(row.get("tcp.analysis.zero_window"))
    figures["retransmissions"] += bool(row.get("tcp.analysis.retransmission"))
    figures["rcodes"] += sum(bool(one) for one in row.get("dns.flags.rcode", "").split(","))
    figures["alerts"] += sum(bool(one) for one in row.get("tls.alert_message", "").split(","))


def not_read_by_us(layers: list[str]) -> set[str]:
    """Give the layers of a packet in which another one lies that we do not look into."""
    found = _WRAPPED & set(layers)
    if layers.count("ip") + layers.count("ipv6") > 1:
        found.add("icmp quoting a packet" if {"icmp", "icmpv6"} & set(layers) else "ip in ip")
    return found
