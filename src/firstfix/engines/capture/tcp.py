"""What TCP does in a batch: retransmissions, gaps, windows, resets, turns; counted into the table of flows.

Which segment counts as retransmitted, out of order or lost follows the rules that Wireshark documents in its
user's guide under "TCP Analysis", so that figures can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from firstfix.engines.capture.batch import Bits, Numbers
from firstfix.engines.capture.flow_table import FlowTable, Rows
from firstfix.engines.capture.runs import Runs, counted, stable_order
from firstfix.engines.capture.segments import FIN, RST, SYN, Segments

__all__ = ["Ways", "follow"]

# The user's guide: a segment that comes within 20 ms of the last duplicate acknowledgement is retransmitted
# fast; one within 3 ms of the newest, where no round trip is known, is out of order.
_FAST_NS: Final = 20_000_000
_OUT_OF_ORDER_NS: Final = 3_000_000
_FAST_DUPLICATES: Final = 2
# Sequence numbers are compared by the shorter way round; no window reaches half as far (RFC 7323, 2.3).
_HALF: Final = 1 << 31
_FAR: Final = 1 << 30


@dataclass(frozen=True)
class Ways:
    """The segments by direction, with what each shows. ``order`` sorts the segments of a batch by
    direction.
    """

    order: Numbers
    runs: Runs
    rel: Numbers
    next_before: Numbers
    is_retransmitted: Bits
    is_copy: Bits
    is_out_of_order: Bits
    is_gap: Bits
    is_zero_window: Bits
    duplicates: Numbers


def follow(segments: Segments, table: FlowTable) -> Ways:
    """Give what the segments of a batch show, and bring the table up to date."""
    run = segments.flows.run * 2 + segments.side
    order = stable_order(run)
    return _Direction(segments, table, order, Runs(run[order])).followed()


class _Direction:
    """The segments of a batch sorted by direction, beside what the table knew of each direction before."""

    def __init__(self, segments: Segments, table: FlowTable, order: Numbers, runs: Runs) -> None:
        self.segments, self.table, self.order, self.runs = segments, table, order, runs
        self.row, self.side = segments.row[order], segments.side[order]
        self.seq, self.ack = segments.seq[order], segments.ack[order]
        self.length, self.window = segments.length[order], segments.window[order]
        self.at_ns, self.number = segments.at_ns[order], segments.number[order]
        self.flags = segments.flags[order]
        self.way: Rows = table.rows["way"][self.row[runs.begin], self.side[runs.begin]]
        self.is_new = self.way["packets"] == 0
        self.named = segments.packets.named[segments.place[order]]
        # Where the other side's latest segment is, -1 where the table must know it.
        self.opposite = self._opposite()
        self.absent = np.flatnonzero(self.opposite < 0)

    def followed(self) -> Ways:
        rel = self._unwrapped()
        grown = ((self.flags & (SYN | FIN)) != 0).astype(np.int64)
        after = rel + self.length + grown
        first = np.where(self.is_new, after[self.runs.begin], self.way["next_rel"])
        is_probe = (self.length == 1) & (self._of_opposite("window", self.window) == 0)
        is_probe &= self._has_opposite()
        newest = self.runs.running_max(np.where(is_probe, rel, after), first)
        before = self.runs.before(newest, first)
        is_known = ~(self.runs.is_first & self.is_new[self.runs.run])
        is_probe &= is_known & (rel == before)
        shown = self._judged(rel, after, before, is_known & ~is_probe)
        self._write(newest, shown)
        return shown

    def _unwrapped(self) -> Numbers:
        """Give sequence numbers that do not wrap; each is the number of the wire but for multiples of
        2**32.
        """
        begin = self.runs.begin
        last_seq = np.where(self.is_new, self.seq[begin], self.way["last_seq"])
        last_rel = np.where(self.is_new, self.seq[begin], self.way["last_rel"])
        step = _signed(self.seq - self.runs.before(self.seq, last_seq))
        rel = self.runs.running_sum(step, last_rel)
        for run in counted(self.runs.run[np.abs(step) > _FAR])[0].tolist():
            self._unwrap_again(rel, run)
        return rel

    def _unwrap_again(self, rel: Numbers, run: int) -> None:
        """Take each number of a direction as near as can be to the newest: only leaps need that, one by
        one.
        """
        newest = None if self.is_new[run] else int(self.way["next_rel"][run])
        for place in range(int(self.runs.begin[run]), int(self.runs.last[run]) + 1):
            seq, grown = int(self.seq[place]), int(self.length[place]) + bool(self.flags[place] & (SYN | FIN))
            near = seq if newest is None else newest + ((seq - newest + _HALF) % (2 * _HALF)) - _HALF
            rel[place] = near
            newest = near + grown if newest is None else max(newest, near + grown)

    def _opposite(self) -> Numbers:
        """Give the place (by direction) of the other side's latest segment; -1 where there is none."""
        segments = self.segments
        # Both sides speak in turn: the other one's latest stands before a stretch of this one.
        stretches = Runs(segments.flows.run * 2 + segments.side)
        latest = np.where(stretches.start > segments.flows.start, stretches.start - 1, -1)[self.order]
        # Once to and once back: where a segment of the order by time stands in the order by direction.
        back = np.empty_like(self.order)
        back[self.order] = np.arange(len(self.order))
        return np.where(latest >= 0, back[latest], -1)

    def _has_opposite(self) -> Bits:
        has_it = np.ones(len(self.order), dtype=np.bool_)
        absent = self.absent
        has_it[absent] = self.table.rows["way"]["packets"][self.row[absent], 1 - self.side[absent]] > 0
        return has_it

    def _of_opposite(self, field: str, values: Numbers) -> Numbers:
        """Give what the other side showed last, here or as the table knows it."""
        found, absent = values[self.opposite], self.absent
        found[absent] = self.table.rows["way"][field][self.row[absent], 1 - self.side[absent]]
        return found

    def _judged(self, rel: Numbers, after: Numbers, before: Numbers, is_known: Bits) -> Ways:
        length, flags = self.length, self.flags
        is_plain = (flags & (SYN | FIN | RST)) == 0
        is_alive = is_known & is_plain & (length <= 1) & (rel == before - 1)
        has_substance = (length > 0) | ((flags & (SYN | FIN)) != 0)
        is_old = is_known & has_substance & (rel < before)
        judged = has_substance & ~(is_old & is_alive) & is_known
        # A probe of a closed window may have come before it: then the octet is repeated with new ones.
        is_old &= ~((length > 1) & (rel == before - 1))
        acked = self._of_opposite("ack", self.ack)
        is_spurious = judged & (length > 0) & (acked != 0) & (_signed(self.seq + length - acked) <= 0)
        duplicates = self._duplicates(rel, before, is_plain & is_known)
        is_moved = judged & is_old & ~is_spurious & (after != before)
        if is_moved.any():
            is_moved &= ~self._comes_fast(duplicates, acked) & self._comes_near(after, before)
        is_retransmitted = (is_spurious | (judged & is_old)) & ~is_moved
        return Ways(
            order=self.order,
            runs=self.runs,
            rel=rel,
            next_before=before,
            is_retransmitted=is_retransmitted,
            is_copy=self._copies(is_retransmitted),
            is_out_of_order=is_moved,
            is_gap=is_known & (rel > before) & ((flags & RST) == 0),
            is_zero_window=(self.window == 0) & is_plain,
            duplicates=duplicates,
        )

    def _comes_fast(self, duplicates: Numbers, acked: Numbers) -> Bits:
        """Tell which are what duplicate acknowledgements just asked for."""
        is_asked = (acked == self.seq) & (self._of_opposite("dup", duplicates) >= _FAST_DUPLICATES)
        is_fast: Bits = is_asked & (self.at_ns - self._of_opposite("ack_at", self.at_ns) < _FAST_NS)
        return is_fast

    def _comes_near(self, after: Numbers, before: Numbers) -> Bits:
        """Tell which come so soon after the newest that they only took another way."""
        rtt = self.table.rows["rtt_ns"][self.row[self.runs.begin]]
        patience = np.where(rtt > 0, rtt, _OUT_OF_ORDER_NS)[self.runs.run]
        is_near: Bits = self.at_ns - self._newest_at(after, before) < patience
        return is_near

    def _copies(self, is_retransmitted: Bits) -> Bits:
        """Tell which repeat the segment before them even in IP's identification: the same packet, seen
        twice.
        """
        if not is_retransmitted.any():
            return is_retransmitted
        is_copy = is_retransmitted & (self.named > 0)
        for field, column in (
            ("named", self.named), ("last_seq", self.seq), ("ack", self.ack), ("length", self.length),
            ("flags", self.flags),
        ):  # fmt: skip
            is_copy &= column == self.runs.before(column, np.where(self.is_new, -1, self.way[field]))
        return is_copy

    def _duplicates(self, rel: Numbers, before: Numbers, is_plain: Bits) -> Numbers:
        """Give after each segment how many duplicate acknowledgements in a row its side has sent."""
        runs, way = self.runs, self.way
        ack_before = runs.before(self.ack, np.where(self.is_new, -1, way["ack"]))
        window_before = runs.before(self.window, np.where(self.is_new, -1, way["window"]))
        is_duplicate = is_plain & (self.length == 0) & (self.window > 0) & (self.window == window_before)
        is_duplicate &= (rel == before) & (self.ack == ack_before)
        total = runs.running_sum(is_duplicate.astype(np.int64), np.zeros(len(runs.begin), dtype=np.int64))
        changed = runs.latest(self.ack != ack_before)
        since = total - np.where(changed >= 0, total[changed], 0)
        return since + np.where(changed >= 0, 0, way["dup"][runs.run])

    def _newest_at(self, after: Numbers, before: Numbers) -> Numbers:
        """Give when the newest number before each segment was sent."""
        is_newer = (after > before) | (self.runs.is_first & self.is_new[self.runs.run])
        newest = self.runs.latest(is_newer)
        place = self.runs.before(newest, np.full(len(self.runs.begin), -1))
        return np.where(place >= 0, self.at_ns[place], self.way["next_at"][self.runs.run])

    def _write(self, newest: Numbers, shown: Ways) -> None:
        """Bring the table's directions up to date."""
        runs, way, begin, last = self.runs, self.way, self.runs.begin, self.runs.last
        has_syn = (self.flags[begin] & SYN) != 0
        base = np.where(has_syn, self.seq[begin], (self.seq[begin] - 1) & 0xFFFF_FFFF)
        way["base"] = np.where(self.is_new, base, way["base"])
        way["ttl"] = np.where(self.is_new, self._ttl(begin), way["ttl"])
        place = runs.latest(newest > shown.next_before)[last]
        since = np.where(self.is_new, self.at_ns[begin], way["next_at"])
        way["next_at"] = np.where(place >= 0, self.at_ns[place], since)
        way["next_rel"], way["last_rel"], way["last_seq"] = newest[last], shown.rel[last], self.seq[last]
        way["ack"], way["ack_at"], way["window"] = self.ack[last], self.at_ns[last], self.window[last]
        way["dup"], way["named"] = shown.duplicates[last], self.named[last]
        way["length"], way["flags"] = self.length[last], self.flags[last]
        self._count(shown)
        self.table.rows["way"][self.row[begin], self.side[begin]] = way

    def _ttl(self, place: Numbers) -> Numbers:
        return self.segments.packets.ttl[self.segments.place[self.order[place]]]

    def _count(self, shown: Ways) -> None:
        runs, way = self.runs, self.way
        way["packets"] += runs.last - runs.begin + 1
        way["segments"] += runs.count(self.length > 0)
        way["octets"] += runs.total(self.length)
        way["longest"] = np.maximum(way["longest"], runs.largest(self.length))
        way["fin"] |= runs.count((self.flags & FIN) != 0) > 0
        way["out_of_order"] += runs.count(shown.is_out_of_order)
        way["gaps"] += runs.count(shown.is_gap)
        is_reset = (self.flags & RST) != 0
        way["retransmitted"] += runs.count(shown.is_retransmitted)
        way["copies"] += runs.count(shown.is_copy)
        # A SYN that is sent again tells that somebody is silent, a copy tells of how it was captured.
        has_octets = (self.length > 0) & ((self.flags & SYN) == 0)
        self._note("again", shown.is_retransmitted & has_octets & ~shown.is_copy)
        self._note("zero_windows", shown.is_zero_window)
        first = self._note("resets", is_reset)
        if len(first):
            place = runs.first(is_reset)[first]
            way["resets_at"][first], way["reset_ttl"][first] = self.at_ns[place], self._ttl(place)
        self._note_stuck(shown)
        self._note_stalls(shown)

    def _note_stuck(self, shown: Ways) -> None:
        """Count how often the same segment is sent again and again, as one is that is too large for the
        path.
        """
        way = self.way
        for place in np.flatnonzero(shown.is_retransmitted & ~shown.is_copy & (self.length > 0)).tolist():
            run, rel = self.runs.run[place], shown.rel[place]
            if way["stuck_rel"][run] != rel or not way["stuck_count"][run]:
                way["stuck_rel"][run], way["stuck_count"][run] = rel, 0
                way["stuck_number"][run] = self.number[place]
            way["stuck_size"][run] = self.length[place]
            way["stuck_count"][run] += 1

    def _note_stalls(self, shown: Ways) -> None:
        """Add up how long windows stay closed."""
        way, runs, is_zero = self.way, self.runs, shown.is_zero_window
        if not is_zero.any() and not way["zero_since"].any():
            return
        was_zero = runs.before(is_zero.astype(np.int64), (way["zero_since"] > 0).astype(np.int64)) > 0
        is_open = (self.window > 0) | ((self.flags & (SYN | FIN | RST)) != 0)
        for place in np.flatnonzero((is_zero & ~was_zero) | (is_open & was_zero)).tolist():
            run, at_ns = runs.run[place], self.at_ns[place]
            if is_zero[place]:
                way["zero_since"][run] = at_ns
            elif way["zero_since"][run]:
                way["zero_ns"][run] += max(at_ns - way["zero_since"][run], 0)
                way["zero_since"][run] = 0

    def _note(self, field: str, is_it: Bits) -> Numbers:
        """Count something, keep the number of the packet that showed it first; give the runs where it is
        new.
        """
        counted, way = self.runs.count(is_it), self.way
        first = np.flatnonzero((counted > 0) & (way[field] == 0))
        way[field] += counted
        way[f"{field}_number"][first] = self.number[self.runs.first(is_it)[first]]
        return first


def _signed(difference: Numbers) -> Numbers:
    """Give a difference of sequence numbers as the shorter way round (RFC 9293, 3.4)."""
    wrapped: Numbers = ((difference + 0x8000_0000) & 0xFFFF_FFFF) - 0x8000_0000
    return wrapped
