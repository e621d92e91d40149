"""Files of both formats give the same packets, whole or damaged, whatever the size of the pieces."""

from __future__ import annotations

import gzip
import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.capture import Reader, read_capture
from tests.engines.capture.frames import Frame, Talk, block, enhanced, interface, pcap, section

TALK = Talk().open().ask(b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n" * 40).close()
FRAMES = TALK.frames


def packets(content: bytes, chunk: int = 1 << 20) -> tuple[list[tuple[int, bytes]], Reader]:
    """Give time in microseconds and octets of each packet, and the reader for what it knows at the end."""
    reader = Reader(io.BytesIO(content), chunk=chunk)
    found = []
    for batch in reader.batches():
        for at_ns, start, captured in zip(batch.at_ns, batch.start, batch.captured, strict=True):
            found.append((int(at_ns) // 1000, bytes(batch.octets[start : start + captured])))
    return found, reader


def micros(frames: list[Frame]) -> list[tuple[int, bytes]]:
    return [(round(one.at * 1_000_000), one.octets) for one in frames]


def near(found: list[tuple[int, bytes]], frames: list[Frame]) -> bool:
    """Tell whether the packets are the same, and their times, but for what a float rounds."""
    same = [one for _at, one in found] == [one.octets for one in frames]
    return same and all(
        abs(at - wanted) <= 1 for (at, _), (wanted, _) in zip(found, micros(frames), strict=True)
    )


def pcapng(order: str = "<", power: int = 6) -> bytes:
    return section(order) + interface(order, power=power) + b"".join(
        enhanced(one, order, power=power) for one in FRAMES
    )  # fmt: skip


FILES = {
    "little": pcap(FRAMES),
    "big": pcap(FRAMES, order=">"),
    "nanoseconds": pcap(FRAMES, nano=True),
    "pcapng": pcapng(),
    "pcapng, big": pcapng(">"),
    "pcapng, nanoseconds": pcapng(power=9),
    "pcapng, finer than nanoseconds": pcapng(power=10),
    "gzip": gzip.compress(pcap(FRAMES)),
    "gzip of two members": gzip.compress(pcap(FRAMES)[:500]) + gzip.compress(pcap(FRAMES)[500:]),
    "pcapng in gzip": gzip.compress(pcapng()),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("chunk", [1, 37, 1000, 1 << 20])
def test_every_form_gives_the_same_packets_in_pieces_of_any_size(name: str, chunk: int) -> None:
    found, reader = packets(FILES[name], chunk)
    assert near(found, FRAMES)
    assert reader.damage is None
    assert reader.packet_count == len(FRAMES)


def test_sections_of_either_order_and_several_interfaces_are_read_on() -> None:
    raw = Frame(FRAMES[0].at, FRAMES[0].octets[14:])
    content = (
        section() + interface() + interface(link=101, power=9) + enhanced(FRAMES[0])
        + enhanced(raw, number=1, power=9) + block(4, b"names") + section(">") + interface(">")
        + enhanced(FRAMES[1], ">")
    )  # fmt: skip
    found, reader = packets(content)
    assert [one for _at, one in found] == [FRAMES[0].octets, raw.octets, FRAMES[1].octets]
    assert reader.damage is None
    report = read_capture(io.BytesIO(content))
    assert report.counts["tcp segments"] == 3


def test_simple_and_obsolete_blocks_are_read() -> None:
    octets = FRAMES[0].octets
    old = struct.pack("<HHIIII", 0, 0, 0, 1_000_000, len(octets), len(octets)) + octets
    content = section() + interface() + block(3, struct.pack("<I", len(octets)) + octets) + block(2, old)
    found, _reader = packets(content)
    assert [one for _at, one in found] == [octets, octets]
    assert found[1][0] == 1_000_000


DAMAGES = [
    (b"", "it is empty", 0),
    (b"#!/bin/sh and more than a header", "neither pcap nor pcapng", 0),
    (pcap(FRAMES)[:-1], "ends in the middle of a packet", len(pcap(FRAMES[:-1]))),
    (pcap(FRAMES) + b"\xff" * 40, "claims 4294967295 octets", len(pcap(FRAMES))),
    (pcapng()[:-1], "ends in the middle", len(pcapng()) - len(enhanced(FRAMES[-1]))),
    (pcapng() + struct.pack("<III", 6, 3, 3), "a length that no block has", len(pcapng())),
    (pcapng() + block(0x0A0D0D0A, bytes(16)), "no byte order", len(pcapng())),
    (gzip.compress(pcap(FRAMES))[:-12], "ends in the middle", None),
    (gzip.compress(pcap(FRAMES))[:10] + b"\xff" * 99, "damaged", 0),
]


@pytest.mark.parametrize(("content", "said", "offset"), DAMAGES, ids=[said for _, said, _ in DAMAGES])
@pytest.mark.parametrize("chunk", [100, 1 << 20])
def test_a_damaged_file_gives_what_lies_before_and_says_where(
    content: bytes, said: str, offset: int | None, chunk: int
) -> None:
    found, reader = packets(content, chunk)
    assert reader.damage is not None
    assert said in reader.damage.text()
    if offset is not None:
        assert reader.damage.offset == offset
    whole = [one.octets for one in FRAMES]
    assert [one for _at, one in found] == whole[: len(found)]


def test_a_file_that_is_cut_off_keeps_all_whole_packets() -> None:
    found, _reader = packets(pcap(FRAMES)[:-1])
    assert len(found) == len(FRAMES) - 1


@given(st.binary(max_size=400), st.sampled_from(sorted(FILES)), st.integers(0, 2000), st.integers(1, 4000))
def test_no_file_whatever_is_an_exception(junk: bytes, name: str, at: int, chunk: int) -> None:
    content = FILES[name]
    for hostile in (
        junk,
        content[:at] + junk + content[at:],
        content[:at] + junk + content[at + len(junk) :],
    ):
        report = read_capture(io.BytesIO(hostile), chunk=chunk)
        assert report.counts["packets"] >= 0
        for finding in report.findings:
            assert finding.text()
            assert finding.request()
