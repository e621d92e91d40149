"""Two captures of the same traffic, one from each end: in which direction packets are lost between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from firstfix.engines.capture.batch import Bits, Numbers
from firstfix.engines.capture.crossing_names import Names, Sample
from firstfix.engines.capture.finding import Finding
from firstfix.engines.capture.tally import MOST_NUMBERS, Seen
from firstfix.engines.capture.telling import found, status_of, tenths
from firstfix.engines.diagnosis.words import Confidence, Status
from firstfix.engines.verdict import mark

__all__ = ["Comparison", "compare_ends"]

_WARNS, _FAILS = 0.005, 0.03
_LOST_WARNS, _LOST_FAILS = 3, 10
# Fewer common packets do not show that both captures are of the same traffic.
_LEAST_COMMON: Final = 10
# What is under way while a capture begins or ends is missing in one of them.
_EDGE_NS: Final = 1_000_000_000


@dataclass(frozen=True)
class Comparison:
    """What two captures show together. ``note`` says why they could not be compared, '' where they could.

    ``common`` packets are in both; the clock of the second is ahead by ``ahead_ns``.
    """

    findings: tuple[Finding, ...]
    common: int
    ahead_ns: int
    note: str = ""


def compare_ends(first: Sample, second: Sample, *, losing: frozenset[tuple[str, str]]) -> Comparison:
    """Give where packets are lost. ``losing`` are directions in which either capture shows repetitions."""
    mask = max(first.mask, second.mask)
    first, second = first.narrowed(mask), second.narrowed(mask)
    common, from_first, from_second = np.intersect1d(first.name, second.name, return_indices=True)
    if first.is_offloaded or second.is_offloaded:
        return Comparison((), len(common), 0, mark(
            "one of them was made before the network card cut packets or after it joined them; switch that "
            "off (ethtool -K NAME tso off gso off gro off) or capture at a mirror port"
        ))  # fmt: skip
    if len(common) < _LEAST_COMMON:
        return Comparison((), len(common), 0, mark("they have no packets in common"))
    ahead = int(np.median(second.at_ns[from_second] - first.at_ns[from_first]))
    span = _span(first, second, ahead)
    of_first, of_second = _Missing(first, second, span, 0), _Missing(second, first, span, ahead)
    findings = tuple(_told(of_first, of_second, losing))
    return Comparison(findings, len(common), ahead)


def _span(first: Sample, second: Sample, ahead_ns: int) -> tuple[int, int]:
    """Give from when to when both were made, by the first one's clock, without what was under way."""
    begin, begin_there = first.first_ns, second.first_ns - ahead_ns
    end, end_there = first.last_ns, second.last_ns - ahead_ns
    early = _EDGE_NS if abs(begin - begin_there) > _EDGE_NS else 0
    late = _EDGE_NS if abs(end - end_there) > _EDGE_NS else 0
    return max(begin, begin_there) + early, min(end, end_there) - late


class _Missing:
    """The packets of one capture that the other lacks, while both were made."""

    def __init__(self, here: Sample, there: Sample, span: tuple[int, int], ahead_ns: int) -> None:
        self.sample = here
        at_ns = here.at_ns - ahead_ns
        self.is_during: Bits = (at_ns >= span[0]) & (at_ns <= span[1])
        self.is_missing: Bits = self.is_during & _surplus(here.name, there.name)

    def seen(self, way: int) -> tuple[int, Seen]:
        """Give how many packets of a direction there are, and those that are missing at the other end."""
        is_way: Bits = self.sample.way == np.uint64(way)
        places = np.flatnonzero(is_way & self.is_missing)
        seen = Seen()
        for place in places[:MOST_NUMBERS].tolist():
            seen.note(int(self.sample.number[place]), int(self.sample.at_ns[place]))
        if len(places) > MOST_NUMBERS:
            last = int(places[-1])
            seen.note(int(self.sample.number[last]), int(self.sample.at_ns[last]), len(places) - MOST_NUMBERS)
        return int((is_way & self.is_during).sum()), seen

    def hops(self, way: int) -> float:
        """Give the time to live that packets of a direction have left here."""
        left: Numbers = self.sample.ttl[self.sample.way == np.uint64(way)]
        return float(np.median(left)) if len(left) else -1.0


def _surplus(here: Names, there: Names) -> Bits:
    """Tell which packets are here more often than there; of equal ones the later."""
    order = np.argsort(here, kind="stable")
    ordered = here[order]
    begin = np.searchsorted(ordered, ordered, side="left")
    rank = np.arange(len(here)) - begin
    sorted_there = np.sort(there)
    there_count = np.searchsorted(sorted_there, ordered, "right") - np.searchsorted(
        sorted_there, ordered, "left"
    )
    surplus = np.zeros(len(here), dtype=np.bool_)
    surplus[order] = rank >= there_count
    return surplus


def _told(first: _Missing, second: _Missing, losing: frozenset[tuple[str, str]]) -> Iterator[Finding]:
    ways = {**first.sample.addresses, **second.sample.addresses}
    told: set[tuple[str, str]] = set()
    known = set(ways.values())
    for way, (source, target) in ways.items():
        total, lost = _near_sender(first, second, way)
        # A direction that the other end does not know at all may take another way.
        is_there = way in second.sample.addresses and way in first.sample.addresses
        if not total or not (is_there or (target, source) in known):
            continue
        share = lost.count / total
        if lost.count >= _LOST_WARNS and share >= _WARNS:
            told.add((source, target))
            fails = lost.count >= _LOST_FAILS and share >= _FAILS
            yield found("PCAP.LOSS.BETWEEN", status_of(fails=fails), lost, source=source, target=target,
                        total=total, percent=tenths(100 * share))  # fmt: skip
    for source, target in sorted(losing - told):
        if (source, target) in known and (target, source) not in told:
            yield found("PCAP.LOSS.ELSEWHERE", Status.WARN, Seen(), confidence=Confidence.LIKELY,
                        source=source, target=target)  # fmt: skip


def _near_sender(first: _Missing, second: _Missing, way: int) -> tuple[int, Seen]:
    """Give what the end nearer to the sender has, and the other has not.

    Packets have more hops left near their sender; where they have as many at both ends, no router is between,
    and the end that has more of them is nearer.
    """
    hops = first.hops(way) - second.hops(way)
    of_first, of_second = first.seen(way), second.seen(way)
    if hops == 0 or -1.0 in {first.hops(way), second.hops(way)}:
        return max(of_first, of_second, key=lambda one: one[1].count)
    return of_first if hops > 0 else of_second
