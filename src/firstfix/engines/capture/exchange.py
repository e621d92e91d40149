"""Handshakes and turns: how long the network takes, and how long the server thinks."""

from __future__ import annotations

import numpy as np

from firstfix.engines.capture.batch import Bits, Numbers
from firstfix.engines.capture.flow_table import FlowTable
from firstfix.engines.capture.runs import Runs
from firstfix.engines.capture.segments import ACK, RST, SYN, Segments

__all__ = ["note_handshakes", "note_turns"]


def note_handshakes(segments: Segments, table: FlowTable) -> None:
    """Write down who opens, when that is answered, and the round trip that it shows."""
    rows, flows = table.rows, segments.flows
    row = segments.row[flows.begin]
    rows["last_at"][row] = segments.at_ns[flows.last]
    bits = segments.flags & (SYN | ACK)
    if not (segments.flags & SYN).any() and not ((rows["syns"][row] > 0) & (rows["rtt_ns"][row] == 0)).any():
        return
    _note_opening(segments, table, bits == SYN)
    is_answer = (bits == (SYN | ACK)) & (segments.side != rows["opener"][segments.row])
    first = flows.first(is_answer)
    news = (first >= 0) & (rows["answer_at"][row] == 0)
    rows["answer_at"][row[news]] = segments.at_ns[first[news]]
    rows["answer_number"][row[news]] = segments.number[first[news]]
    _note_round_trip(segments, table, bits == ACK)


def _note_opening(segments: Segments, table: FlowTable, is_syn: Bits) -> None:
    rows, flows = table.rows, segments.flows
    row, first = segments.row[flows.begin], flows.first(is_syn)
    news = (first >= 0) & (rows["syns"][row] == 0)
    place, of = first[news], row[news]
    rows["opener"][of], rows["syn_number"][of] = segments.side[place], segments.number[place]
    rows["syns"][row] += flows.count(is_syn)
    # The last SYN is the one that was answered, so the round trip counts from it.
    last = flows.latest(is_syn)[flows.last]
    rows["syn_at"][row[last >= 0]] = segments.at_ns[last[last >= 0]]


def _note_round_trip(segments: Segments, table: FlowTable, is_ack: Bits) -> None:
    rows, flows = table.rows, segments.flows
    row = segments.row[flows.begin]
    is_opener = segments.side == rows["opener"][segments.row]
    is_after = segments.at_ns >= rows["syn_at"][segments.row]
    place = flows.first(is_ack & is_opener & is_after)
    known = (place >= 0) & (rows["rtt_ns"][row] == 0) & (rows["syns"][row] > 0) & (rows["answer_at"][row] > 0)
    took = segments.at_ns[place[known]] - rows["syn_at"][row[known]]
    rows["rtt_ns"][row[known]] = np.maximum(took, 1)


def note_turns(segments: Segments, table: FlowTable, is_repeated: Bits) -> None:
    """Write down each turn from a request to the first octet of its answer by the side that was called."""
    place = np.flatnonzero((segments.length > 0) & ~is_repeated & ~segments.has(SYN | RST))
    if not len(place):
        return
    rows, row = table.rows, segments.row[place]
    runs, side, at_ns = Runs(row), segments.side[place], segments.at_ns[place]
    begin, last = runs.begin, runs.last
    # Sides are kept from 1 here, so that 0 says that nobody has spoken.
    side_before = runs.before(side + 1, rows["turn_side"][row[begin]])
    at_before = runs.before(at_ns, rows["turn_at"][row[begin]])
    is_answer = (side_before > 0) & (side_before != side + 1) & (side != rows["opener"][row])
    took = np.where(is_answer, at_ns - at_before, 0)
    _keep_longest(table, runs, row, took, segments.number[place])
    first = runs.first(is_answer)
    news = (first >= 0) & (rows["turns"][row[begin]] == 0)
    rows["first_turn_ns"][row[begin][news]] = took[first[news]]
    rows["turns"][row[begin]] += runs.count(is_answer)
    rows["turns_ns"][row[begin]] += runs.total(took)
    rows["turn_side"][row[begin]], rows["turn_at"][row[begin]] = side[last] + 1, at_ns[last]


def _keep_longest(table: FlowTable, runs: Runs, row: Numbers, took: Numbers, number: Numbers) -> None:
    rows, of = table.rows, row[runs.begin]
    longest = runs.largest(took)
    place = runs.first(took == longest[runs.run])
    is_longer = longest > rows["longest_turn_ns"][of]
    rows["longest_turn_ns"][of[is_longer]] = longest[is_longer]
    rows["longest_turn_number"][of[is_longer]] = number[place[is_longer]]
