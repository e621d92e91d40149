"""What is wrong with connections: silence, refusals, resets, loss, closed windows, slowness, narrow paths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from firstfix.engines.capture.conversations import Conversations, Pair, Place, Turns
from firstfix.engines.capture.finding import Finding
from firstfix.engines.capture.tally import Seen
from firstfix.engines.capture.telling import found, median_of, place_text, status_of, tenths
from firstfix.engines.diagnosis.words import Confidence, Status

__all__ = ["judge_transport"]

_MANY: Final = 3
_TENTH: Final = 0.1
# TCP halves its speed with each loss: from some percent on it hardly moves (RFC 5681). One percent is a bad
# wireless line on which people still work.
_LOSS_WARNS, _LOSS_FAILS = 0.02, 0.05
_LOST_WARNS, _LOST_FAILS = 5, 10
_LOSS_SECONDS: Final = 1.0
# A reader that is behind for a moment closes its window, and that is how it should be; people notice half a
# second.
_STALL_WARNS_NS, _STALL_FAILS_NS = 500_000_000, 3_000_000_000
# 300 ms is a geostationary satellite's half; ITU-T G.114 calls 150 ms one way the limit of good talk.
_FAR_WARNS_NS, _FAR_FAILS_NS = 300_000_000, 1_000_000_000
_SLOW_WARNS_NS, _SLOW_FAILS_NS = 1_000_000_000, 5_000_000_000
_RESETS: Final = {
    "server": "PCAP.TCP.RESET_BY_SERVER",
    "client": "PCAP.TCP.RESET_BY_CLIENT",
    "between": "PCAP.TCP.RESET_BETWEEN",
}


def judge_transport(
    conversations: Conversations, narrow: dict[str, int], explained: set[Place]
) -> Iterator[Finding]:
    """Give what conversations show; ``narrow`` has the sizes that routers told for targets.

    At ``explained`` places a reset has a cause above TCP that is told there.
    """
    yield from _silent(conversations)
    yield from _refused(conversations)
    yield from _resets(conversations, explained)
    stuck = set(conversations.stuck)
    yield from _black_holes(conversations, narrow)
    yield from _loss(conversations, stuck)
    yield from _stalls(conversations)
    for place, turns in conversations.turns.items():
        yield from _slowness(place, turns)


def _silent(conversations: Conversations) -> Iterator[Finding]:
    places: dict[Place, Seen] = {}
    clients: dict[Place, str] = {}
    tries: Counter[Place] = Counter()
    for (place, client), seen in conversations.silent:
        together = places.setdefault(place, Seen())
        for number in seen.numbers:
            together.note(number, seen.first_ns)
        tries[place] += seen.count
        clients.setdefault(place, client)
    for place, seen in places.items():
        answered = place in conversations.turns
        fails = tries[place] >= _MANY and not answered
        yield found("PCAP.TCP.SILENT", status_of(fails=fails), seen, confidence=Confidence.LIKELY,
                    count=tries[place], server=place_text(place), client=clients[place])  # fmt: skip


def _refused(conversations: Conversations) -> Iterator[Finding]:
    for place, seen in conversations.refused:
        fails = seen.count > 1 and place not in conversations.turns
        yield found("PCAP.TCP.REFUSED", status_of(fails=fails), seen, server=place_text(place))


def _resets(conversations: Conversations, explained: set[Place]) -> Iterator[Finding]:
    for (who, client, place), seen in conversations.resets:
        if place in explained:
            continue
        turns = conversations.turns.get(place)
        share = seen.count / max(turns.connections if turns else seen.count, 1)
        yield found(_RESETS[who], status_of(fails=seen.count > 1 and share >= _TENTH), seen,
                    confidence=Confidence.LIKELY, server=place_text(place), client=client)  # fmt: skip


def _black_holes(conversations: Conversations, narrow: dict[str, int]) -> Iterator[Finding]:
    for (source, target), stuck in conversations.stuck.items():
        # Where a router told the size, the path is narrow but not black; the sender did not listen.
        confidence = Confidence.LIKELY if target not in narrow else Confidence.CERTAIN
        yield found("PCAP.MTU.BLACK_HOLE", Status.FAIL, stuck.seen, confidence=confidence,
                    source=source, target=target, size=stuck.size)  # fmt: skip


def _loss(conversations: Conversations, stuck: set[Pair]) -> Iterator[Finding]:
    for pair, loss in conversations.loss.items():
        again = loss.again
        total = max(conversations.sent.of(loss.name), again.count)
        share = again.count / max(total, 1)
        if pair in stuck or again.count < _LOST_WARNS or share < _LOSS_WARNS:
            continue
        is_long = again.seconds >= _LOSS_SECONDS
        fails = share >= _LOSS_FAILS and again.count >= _LOST_FAILS and is_long
        source, target = pair
        yield found("PCAP.TCP.LOSS", status_of(fails=fails), again, confidence=Confidence.LIKELY,
                    source=source, target=target, total=total, percent=tenths(100 * share))  # fmt: skip


def _stalls(conversations: Conversations) -> Iterator[Finding]:
    for receiver, stall in conversations.stalls.items():
        if stall.ns >= _STALL_WARNS_NS:
            fails = stall.ns >= _STALL_FAILS_NS
            yield found("PCAP.TCP.ZERO_WINDOW", status_of(fails=fails), stall.seen,
                        receiver=receiver, sender=stall.sender, seconds=tenths(stall.ns / 1e9))  # fmt: skip


def _slowness(place: Place, turns: Turns) -> Iterator[Finding]:
    """Tell the network's time from the server's: what the handshake takes is the way, the rest is thought."""
    if max(turns.rtt_ns, default=0) < _FAR_WARNS_NS and max(turns.first_ns, default=0) < _SLOW_WARNS_NS:
        return
    rtt_ns = median_of(turns.rtt_ns)
    mean_ns = sum(turns.first_ns) / len(turns.first_ns) if turns.first_ns else 0.0
    thinks_ns = max(mean_ns - rtt_ns, 0.0)
    server, ms = place_text(place), round(rtt_ns / 1e6)
    if rtt_ns >= _FAR_WARNS_NS:
        seen = Seen(len(turns.rtt_ns), numbers=[turns.rtt_number] if turns.rtt_number else [])
        fails = rtt_ns >= _FAR_FAILS_NS and len(turns.rtt_ns) >= _MANY
        yield found("PCAP.TCP.SLOW_NETWORK", status_of(fails=fails), seen,
                    server=server, client=turns.client, ms=ms)  # fmt: skip
    # Loss and a long way lengthen an answer as well: the server is slow only by what is far beyond both.
    if thinks_ns >= max(_SLOW_WARNS_NS, 3 * rtt_ns):
        seen = Seen(len(turns.first_ns), numbers=[turns.slowest_number])
        fails = thinks_ns >= _SLOW_FAILS_NS and len(turns.first_ns) >= _MANY
        yield found("PCAP.TCP.SLOW_SERVER", status_of(fails=fails), seen, confidence=Confidence.LIKELY,
                    server=server, ms=ms, seconds=tenths(thinks_ns / 1e9))  # fmt: skip
