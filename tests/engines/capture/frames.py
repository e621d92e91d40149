"""Packets and capture files for tests, built octet by octet, so that every field can be wrong on purpose."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

from firstfix.engines.capture import CaptureReport, read_capture

CLIENT, SERVER = "192.0.2.10", "198.51.100.20"
SYN, ACK, FIN, RST, PSH = 0x02, 0x10, 0x01, 0x04, 0x08
START = 1_700_000_000.0


@dataclass(frozen=True)
class Frame:
    """One packet: when (seconds), and its octets."""

    at: float
    octets: bytes


def ethernet(payload: bytes, kind: int = 0x0800, *, tags: tuple[int, ...] = ()) -> bytes:
    tagged = b"".join(struct.pack(">HH", tag, 7) for tag in tags)
    return b"\x02\0\0\0\0\1" + b"\x02\0\0\0\0\2" + tagged + struct.pack(">H", kind) + payload


def ip(payload: bytes, protocol: int, source: str = CLIENT, target: str = SERVER, **fields: int) -> bytes:
    """Give an IPv4 or IPv6 packet, as the addresses are."""
    who, whom = ip_address(source), ip_address(target)
    ttl, named, fragment = fields.get("ttl", 64), fields.get("named", 0), fields.get("fragment", 0)
    if who.version == 6:
        return struct.pack(">IHBB", 6 << 28, len(payload), protocol, ttl) + who.packed + whom.packed + payload
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), named, fragment, ttl, protocol, 0)
    return head + who.packed + whom.packed + payload


def tcp(
    port: int, to_port: int, seq: int, ack: int, flags: int, payload: bytes = b"", window: int = 8192
) -> bytes:
    head = struct.pack(
        ">HHIIBBHHH", port, to_port, seq & 0xFFFFFFFF, ack & 0xFFFFFFFF, 0x50, flags, window, 0, 0
    )
    return head + payload


def udp(port: int, to_port: int, payload: bytes) -> bytes:
    return struct.pack(">HHHH", port, to_port, 8 + len(payload), 0) + payload


def datagram(at: float, source: str, target: str, port: int, to_port: int, payload: bytes) -> Frame:
    kind = 0x86DD if ":" in source else 0x0800
    return Frame(at, ethernet(ip(udp(port, to_port, payload), 17, source, target), kind))


class Talk:
    """A TCP connection whose packets are written as it goes on. ``frames`` are what was captured."""

    def __init__(
        self, *, port: int = 40000, to_port: int = 443, source: str = CLIENT, target: str = SERVER,
        at: float = START, rtt: float = 0.02,
    ) -> None:  # fmt: skip
        self.ends = ((source, port), (target, to_port))
        self.at, self.rtt = at, rtt
        self.seq = [1000, 5000]
        self.frames: list[Frame] = []
        self.named = 1

    def send(
        self, side: int, payload: bytes = b"", flags: int = ACK | PSH, *, wait: float = 0.0, **fields: int
    ) -> Frame:
        """Send from a side (0 is the client); ``seq`` repeats an earlier number and moves nothing on."""
        self.at += wait
        (source, port), (target, to_port) = self.ends[side], self.ends[1 - side]
        seq = fields.get("seq", self.seq[side])
        ack = fields.get("ack", self.seq[1 - side]) if flags & ACK else 0
        segment = tcp(port, to_port, seq, ack, flags, payload, fields.get("window", 8192))
        self.named += 1
        packet = ip(segment, 6, source, target, ttl=fields.get("ttl", 64 - 8 * side), named=self.named)
        frame = Frame(self.at, ethernet(packet, 0x86DD if ":" in source else 0x0800))
        self.frames.append(frame)
        if "seq" not in fields:
            self.seq[side] += len(payload) + bool(flags & (SYN | FIN))
        return frame

    def open(self) -> Talk:
        self.send(0, b"", SYN)
        self.send(1, b"", SYN | ACK, wait=self.rtt)
        self.send(0, b"", ACK, wait=0.0001)
        return self

    def ask(self, request: bytes, answer: bytes, *, thinks: float = 0.01) -> Talk:
        self.send(0, request)
        self.send(1, answer, wait=self.rtt + thinks)
        self.send(0, b"", ACK, wait=0.0001)
        return self

    def close(self) -> Talk:
        self.send(0, b"", FIN | ACK)
        self.send(1, b"", FIN | ACK, wait=self.rtt)
        self.send(0, b"", ACK)
        return self


def pcap(frames: Iterable[Frame], *, order: str = "<", nano: bool = False, link: int = 1) -> bytes:
    """Give a pcap file."""
    magic, unit = (0xA1B23C4D, 1_000_000_000) if nano else (0xA1B2C3D4, 1_000_000)
    parts = [struct.pack(f"{order}IHHiIII", magic, 2, 4, 0, 0, 262144, link)]
    for one in frames:
        seconds, fraction = int(one.at), round((one.at - int(one.at)) * unit) % unit
        parts.append(struct.pack(f"{order}IIII", seconds, fraction, len(one.octets), len(one.octets)))
        parts.append(one.octets)
    return b"".join(parts)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    length = struct.pack(f"{order}I", 12 + len(body))
    return struct.pack(f"{order}I", kind) + length + body + length


def section(order: str = "<") -> bytes:
    return block(0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(order: str = "<", *, link: int = 1, power: int = 6) -> bytes:
    option = struct.pack(f"{order}HHB3xHH", 9, 1, power, 0, 0)
    return block(1, struct.pack(f"{order}HHI", link, 0, 262144) + option, order)


def enhanced(one: Frame, order: str = "<", *, number: int = 0, power: int = 6) -> bytes:
    units = round(one.at * 10**power)
    head = struct.pack(
        f"{order}IIIII", number, units >> 32, units & 0xFFFFFFFF, len(one.octets), len(one.octets)
    )
    return block(6, head + one.octets, order)


def report_of(frames: Iterable[Frame]) -> CaptureReport:
    """Give the report of packets in the order of their times."""
    return read_capture(io.BytesIO(pcap(sorted(frames, key=lambda one: one.at))))


def codes_of(frames: Iterable[Frame]) -> dict[str, str]:
    """Give the codes that packets show, with their statuses."""
    return {one.code.code: one.status.value for one in report_of(frames).findings}
