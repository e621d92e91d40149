"""Two captures of the same traffic say in which direction packets are lost between them, and where not."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest

from firstfix.engines.capture import Comparison, Reader, compare_ends, sample_of
from tests.engines.capture.frames import ACK, CLIENT, SERVER, Frame, Talk, pcap

NOBODY: frozenset[tuple[str, str]] = frozenset()


def one_hop_on(frame: Frame, *, ahead: float = 0.0) -> Frame:
    """Give a packet as it is seen behind a router, by a clock that is ahead."""
    octets = bytearray(frame.octets)
    octets[22] -= 1
    return Frame(frame.at + 0.005 + ahead, bytes(octets))


@dataclass
class Ends:
    """The same talk from both ends: packets of the server are near it first."""

    near_client: list[Frame]
    near_server: list[Frame]

    def compared(self, losing: frozenset[tuple[str, str]] = NOBODY) -> Comparison:
        first, second = (
            sample_of(Reader(io.BytesIO(pcap(frames))).batches())
            for frames in (self.near_client, self.near_server)
        )
        return compare_ends(first, second, losing=losing)


def ends(*, to_client: int = 0, to_server: int = 0, ahead: float = 0.0) -> Ends:
    """Give a talk of 200 turns of which every so many packets are lost between the two captures."""
    talk = Talk().open()
    both = Ends([], [])
    for number in range(200):
        for side in (0, 1):
            frame = talk.send(side, bytes(100), wait=0.02)
            every = to_server if side == 0 else to_client
            is_lost = bool(every) and number % every == 7
            sender, receiver = (both.near_client, both.near_server)[:: 1 if side == 0 else -1]
            sender.append(frame if sender is both.near_client else Frame(frame.at + ahead, frame.octets))
            if not is_lost:
                receiver.append(one_hop_on(frame, ahead=ahead if receiver is both.near_server else 0.0))
    return both


def test_captures_that_hold_the_same_show_no_loss() -> None:
    comparison = ends().compared()
    assert comparison.findings == ()
    assert comparison.common == 400


def test_loss_is_told_in_its_direction_with_its_share() -> None:
    (finding,) = ends(to_server=10).compared().findings
    assert finding.code.code == "PCAP.LOSS.BETWEEN"
    assert (finding.params["source"], finding.params["target"]) == (CLIENT, SERVER)
    assert finding.count == 20
    assert finding.params["percent"] == pytest.approx(10.0, abs=0.5)
    (other,) = ends(to_client=10).compared().findings
    assert (other.params["source"], other.params["target"]) == (SERVER, CLIENT)


def test_clocks_that_differ_are_set_against_each_other() -> None:
    comparison = ends(to_client=10, ahead=7200.0).compared()
    assert [one.params["source"] for one in comparison.findings] == [SERVER]
    assert abs(comparison.ahead_ns / 1e9 - 7200) < 1


def test_a_capture_that_began_later_misses_nothing() -> None:
    both = ends()
    both.near_server = both.near_server[100:]
    assert both.compared().findings == ()


def test_repetitions_without_loss_between_lie_elsewhere() -> None:
    (finding,) = ends().compared(losing=frozenset({(CLIENT, SERVER)})).findings
    assert finding.code.code == "PCAP.LOSS.ELSEWHERE"


def test_captures_of_other_traffic_are_not_compared() -> None:
    both = ends()
    other = Talk(port=1, source="203.0.113.1").open()
    for _ in range(20):
        other.send(0, b"x", wait=0.1)
    both.near_server = other.frames
    comparison = both.compared()
    assert comparison.note
    assert comparison.findings == ()


def test_a_capture_from_before_packets_were_cut_is_not_compared() -> None:
    both = ends(to_client=10)
    talk = Talk(port=2).open()
    talk.send(1, bytes(20_000), ACK)
    both.near_server += talk.frames
    assert "cut" in both.compared().note
