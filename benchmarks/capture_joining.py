"""Makes one large capture out of many real ones.

Recipe. From the folder of captures all are taken, in the order of their names, that can stand in one file:
pcap or pcapng of Ethernet alone that can be read to its end, of whatever protocols, however short. They are
written one after the other, round after round, until the file has its size. In each round every packet gets
fresh times, addresses and ports, so that no conversation of one round continues another:
- times go on from where the file is (distances within a capture stay as they are),
- the two upper octets of IPv4 addresses, the second octet of loopback addresses and the second group of IPv6
  addresses are exchanged by the round and the capture, behind VLAN tags and PPPoE too; packets inside others
  stay as they are,
- dynamic ports of TCP and UDP (from 49152 on: RFC 6335, 6) move by a step of the round. Ports below stay:
  they may say what is spoken, and whoever goes by ports would leave packets undissected and look faster than
  he is. In one round tshark finds no layer less often with these ports and addresses than with the old ones.
Checksums are left as they were; neither reader verifies them.

Two choices are told apart, since they change what is compared:
- ``MADE_TO_HANG`` is left out. It is one packet of 63 kB of DNS names that point at each other, written to
  take decoders' time: tshark spends half a second on each, two thirds of its time on 0.004 % of the packets.
  What it takes with this capture is a measurement of its own.
- ``least_packets`` of 60 takes the long captures alone. That was the recipe at first; it leaves out nine
  captures of ten, and with them most protocols.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from firstfix.engines.capture import Reader

MEGABYTES = 80
MADE_TO_HANG = frozenset({"dns_fwdptr.pcap"})
_FIRST_SECOND = 1_700_000_000
_ETHERNET = 1
_FIRST_DYNAMIC_PORT = 49_152
_TAGS = (b"\x81\x00", b"\x88\xa8", b"\x91\x00")
_IPV4, _IPV6, _ARP = b"\x08\x00", b"\x86\xdd", b"\x08\x06"
# PPPoE's EtherType, and PPP's numbers of the two (IANA, "PPP DLL Protocol Numbers").
_PPPOE, _PPP = b"\x88\x64", {b"\x00\x21": _IPV4, b"\x00\x57": _IPV6}

Packet = tuple[int, bytes, int]


def join_captures(
    folder: Path,
    target: Path,
    *,
    megabytes: int = MEGABYTES,
    least_packets: int = 1,
    left_out: frozenset[str] = MADE_TO_HANG,
) -> dict[str, int]:
    """Write the file and say what it holds."""
    paths = [path for path in sorted(folder.rglob("*.pcap*")) if path.is_file() and path.name not in left_out]
    captures = [packets for path in paths if len(packets := read_packets(path)) >= least_packets]
    size = packet_count = rounds = 0
    clock = _FIRST_SECOND * 1_000_000
    with target.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, _ETHERNET))
        while size < megabytes * 1_000_000:
            for number, packets in enumerate(captures):
                clock = write_capture(file, packets, clock, rounds * len(captures) + number)
                packet_count += len(packets)
                size = file.tell()
                if size >= megabytes * 1_000_000:
                    break
            rounds += 1
    return {"captures": len(captures), "rounds": rounds, "packets": packet_count, "octets": size}


def read_packets(path: Path) -> list[Packet]:
    """Give time (microseconds), octets and length of each packet, nothing where the capture is not taken."""
    packets: list[Packet] = []
    with path.open("rb") as stream:
        reader = Reader(stream)
        for batch in reader.batches():
            if (batch.link != _ETHERNET).any():
                return []
            columns = (batch.at_ns // 1000, batch.start, batch.captured, batch.length)
            for at, start, captured, length in zip(*(one.tolist() for one in columns), strict=True):
                packets.append((at, batch.octets[start : start + captured].tobytes(), length))
    return [] if reader.damage else packets


def write_capture(file: BinaryIO, packets: list[Packet], clock: int, step: int) -> int:
    """Write one capture with fresh times, addresses and ports; give the time at its end."""
    begin, latest = packets[0][0], 0
    for at, octets, length in packets:
        # A clock that was set during a capture does not set that of the file.
        after = min(max(at - begin, 0), 3_600_000_000)
        latest = max(latest, after)
        fresh = renewed(octets, step)
        now = clock + after
        file.write(struct.pack("<IIII", now // 1_000_000, now % 1_000_000, len(fresh), length))
        file.write(fresh)
    return clock + latest + 1_000_000


def renewed(octets: bytes, step: int) -> bytes:
    """Give a packet with the addresses and ports of a step."""
    fresh = bytearray(octets)
    at, kind = network_of(octets)
    if kind == _IPV4 and len(octets) >= at + 20:
        renew_four(fresh, at + 12, step)
        renew_four(fresh, at + 16, step)
        if octets[at + 6] & 0x1F == 0 and octets[at + 7] == 0:
            renew_ports(fresh, at + (octets[at] & 15) * 4, octets[at + 9], step)
    elif kind == _IPV6 and len(octets) >= at + 40:
        renew_six(fresh, at + 8, step)
        renew_six(fresh, at + 24, step)
        renew_ports(fresh, at + 40, octets[at + 6], step)
    elif kind == _ARP and len(octets) >= at + 28:
        renew_four(fresh, at + 14, step)
        renew_four(fresh, at + 24, step)
    return bytes(fresh)


def network_of(octets: bytes) -> tuple[int, bytes]:
    """Give where the network header begins, and its EtherType."""
    at = 14
    while octets[at - 2 : at] in _TAGS:
        at += 4
    kind = octets[at - 2 : at]
    return (at + 8, _PPP.get(octets[at + 6 : at + 8], b"")) if kind == _PPPOE else (at, kind)


def renew_six(fresh: bytearray, place: int, step: int) -> None:
    """Exchange the second group of an address, unless it is for many."""
    if fresh[place] != 0xFF:
        fresh[place + 2 : place + 4] = struct.pack(">H", step & 0xFFFF)


def renew_four(fresh: bytearray, place: int, step: int) -> None:
    """Exchange the upper octets of an address, unless it is for many or for nobody; loopback stays there."""
    if 0 < fresh[place] < 224:
        if fresh[place] != 127:
            fresh[place] = 11 + (fresh[place] ^ step) % 100
        fresh[place + 1] = (fresh[place + 1] + (step >> 4)) & 0xFF


def renew_ports(fresh: bytearray, place: int, protocol: int, step: int) -> None:
    """Move the ports that only stand for a connection."""
    if protocol not in {6, 17} or len(fresh) < place + 4:
        return
    room = 65_536 - _FIRST_DYNAMIC_PORT
    for at in (place, place + 2):
        port = int.from_bytes(fresh[at : at + 2], "big")
        if port >= _FIRST_DYNAMIC_PORT:
            moved = _FIRST_DYNAMIC_PORT + (port - _FIRST_DYNAMIC_PORT + 7 * step) % room
            fresh[at : at + 2] = moved.to_bytes(2, "big")
