"""A report says the same in the same order, in whatever pieces the file is read."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from firstfix.engines.capture import CODES, read_capture, report_document
from tests.engines.capture.frames import START, Frame, Talk, pcap
from tests.engines.capture.test_findings import FAULTS, answered, question

# Faults that are several findings each: places that refuse, names over UDP and TCP, pages that are missing.
PORTS = range(40_000, 40_006)


def refused(port: int) -> list[Frame]:
    talk = Talk(port=port, to_port=port - 30_000)
    talk.send(0, b"", 0x02)
    talk.send(1, b"", 0x14, wait=0.01)
    return talk.frames


def asked_over_tcp(port: int) -> list[Frame]:
    """Give a connection on which a name is asked for and does not exist."""
    message = question(port % 1000, f"n{port}.example.test", START).octets[42:]
    answer = message[:2] + b"\x81\x83" + message[4:]
    talk = Talk(port=port, to_port=53).open()
    talk.ask(*(len(one).to_bytes(2, "big") + one for one in (message, answer)))
    return talk.frames


SEVERAL = [frame for port in PORTS for frame in (*refused(port), *asked_over_tcp(port + 100))]
ALL = sorted(
    [*SEVERAL, *answered(404, 30), *(frame for frames, _status in FAULTS.values() for frame in frames)],
    key=lambda one: one.at,
)
CONTENT = pcap(ALL)
WHOLE = report_document(read_capture(io.BytesIO(CONTENT), chunk=1 << 24))


# A quarter of the usual examples: each reads the whole capture.
@settings(max_examples=25)
@given(st.integers(60, 6000))
def test_pieces_of_any_size_give_the_same_report(chunk: int) -> None:
    assert report_document(read_capture(io.BytesIO(CONTENT), chunk=chunk)) == WHOLE


def test_the_gravest_come_first_then_the_lowest_layer_then_the_first_packet() -> None:
    places = list(CODES)
    ranks = [
        (one["status"] == "warn", places.index(one["code"]), one["packets"]) for one in WHOLE["findings"]
    ]
    assert ranks == sorted(ranks)
    assert len(ranks) > 20
    codes = [one["code"] for one in WHOLE["findings"]]
    assert codes.count("PCAP.TCP.REFUSED") > len(PORTS) / 2


def test_the_packets_of_a_finding_are_the_first_that_show_it() -> None:
    frames = sorted(answered(404, 30), key=lambda one: one.at)
    (missing,) = read_capture(io.BytesIO(pcap(frames))).findings
    seen = [number for number, one in enumerate(frames, start=1) if b"HTTP/1.1 404" in one.octets]
    assert missing.packets == tuple(seen[:8])
