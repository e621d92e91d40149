"""What ended conversations show: who is silent, refuses, breaks off, loses, cannot take more, or is slow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firstfix.engines.capture.addresses import address_text
from firstfix.engines.capture.batch import Bits, Numbers
from firstfix.engines.capture.flow_table import Rows
from firstfix.engines.capture.headers import ODD, mixed
from firstfix.engines.capture.runs import Runs
from firstfix.engines.capture.tally import Seen, Tally
from firstfix.engines.capture.tls import TlsSession

__all__ = ["Conversations", "Loss", "Pair", "Place", "Stall", "Stuck", "Turns"]

# Whose resets come from elsewhere: routes of one direction seldom differ by more hops than these.
_OTHER_HOPS: Final = 2
# A connection that was tried once counts as unanswered only when this long has passed: the third try comes
# then (RFC 6298, 2: 1 s, doubled).
WAITED_NS: Final = 3_000_000_000
_MOST_PLACES: Final = 5000
# As many measurements of a place as its median and mean need.
_SAMPLE: Final = 200
_MOST_SAMPLES: Final = 1000
# Below this a segment passes every path (RFC 8200, 5: 1280 octets less headers); above, it may be too large.
_LARGE: Final = 1000
# The same segment this often in vain is no chance.
STUCK: Final = 3

Names = NDArray[np.uint64]
Place = tuple[str, int]
Pair = tuple[str, str]


@dataclass(slots=True)
class Stuck:
    """A large segment that never arrives."""

    size: int = 0
    seen: Seen = field(default_factory=Seen)


@dataclass(slots=True)
class Turns:
    """How long the way and the server take at one place, and who asked there first."""

    client: str
    connections: int = 0
    rtt_ns: list[int] = field(default_factory=list)
    first_ns: list[int] = field(default_factory=list)
    slowest_ns: int = 0
    slowest_number: int = 0
    rtt_number: int = 0

    def take(self, columns: _TurnColumns, begin: int, end: int) -> None:
        """Take the connections to this place, of which there is at least one."""
        self.connections += end - begin
        if end - begin == 1:
            self._take_one(columns, begin)
            return
        rtt_ns, longest_ns = columns.rtt_ns[begin:end], columns.longest_ns[begin:end]
        self.rtt_ns.extend([one for one in rtt_ns if one > 0][: _room(self.rtt_ns)])
        first_ns = zip(columns.first_ns[begin:end], columns.turns[begin:end], strict=True)
        self.first_ns.extend([one for one, turns in first_ns if turns > 0][: _room(self.first_ns)])
        slowest_ns = max(longest_ns)
        if slowest_ns > self.slowest_ns:
            self.slowest_ns = slowest_ns
            self.slowest_number = columns.longest_number[begin + longest_ns.index(slowest_ns)]
        farthest = rtt_ns.index(max(rtt_ns))
        self.rtt_number = self.rtt_number or columns.answer_number[begin + farthest]

    def _take_one(self, columns: _TurnColumns, of: int) -> None:
        """Take one connection as ``take`` does; most places have but one."""
        if columns.rtt_ns[of] > 0 and len(self.rtt_ns) < _MOST_SAMPLES:
            self.rtt_ns.append(columns.rtt_ns[of])
        if columns.turns[of] > 0 and len(self.first_ns) < _MOST_SAMPLES:
            self.first_ns.append(columns.first_ns[of])
        if columns.longest_ns[of] > self.slowest_ns:
            self.slowest_ns, self.slowest_number = columns.longest_ns[of], columns.longest_number[of]
        self.rtt_number = self.rtt_number or columns.answer_number[of]


def _room(measured: list[int]) -> int:
    """Give how many measurements are still taken; later ones of a long capture have theirs, too."""
    return min(_SAMPLE, max(_MOST_SAMPLES - len(measured), 0))


class _TurnColumns(NamedTuple):
    """What connections show about turns, the connections to one place beside each other."""

    rtt_ns: list[int]
    turns: list[int]
    first_ns: list[int]
    longest_ns: list[int]
    longest_number: list[int]
    answer_number: list[int]


_TURN_FIELDS: Final = (
    "rtt_ns", "turns", "first_turn_ns", "longest_turn_ns", "longest_turn_number", "answer_number",
)  # fmt: skip


@dataclass(slots=True)
class Loss:
    """What one direction between two addresses sent, and sent again."""

    name: int = 0
    again: Seen = field(default_factory=Seen)


@dataclass(slots=True)
class Stall:
    """How long one end could take nothing."""

    sender: str = ""
    ns: int = 0
    seen: Seen = field(default_factory=Seen)


class Conversations:
    """Gathers what conversations show when they leave the table."""

    def __init__(self, sessions_of: Callable[[int], TlsSession | None]) -> None:
        self.now_ns = 0
        self.silent: Tally[tuple[Place, str]] = Tally()
        self.refused: Tally[Place] = Tally()
        self.resets: Tally[tuple[str, str, Place]] = Tally()
        self.loss: dict[Pair, Loss] = {}
        self.stalls: dict[str, Stall] = {}
        self.turns: dict[Place, Turns] = {}
        self.stuck: dict[Pair, Stuck] = {}
        self.sent = Sent()
        self._sessions_of = sessions_of
        self.on_tls: Callable[[Place, str, Rows, TlsSession, int], None] = lambda *_words: None

    def retire(self, rows: Rows) -> None:
        """Take the rows of conversations that are over, or not followed further."""
        if not len(rows):
            return
        server, names, ends = 1 - rows["opener"], _names(rows), Ends(rows)
        self._retire_openings(rows, server)
        for row, side in np.argwhere(rows["way"]["again"] > 0).tolist():
            self._note_loss(rows[row], side, names[row])
        for row, side in np.argwhere(rows["way"]["zero_windows"] > 0).tolist():
            self._note_stall(rows[row], side)
        self._count_segments(rows, names)
        self._retire_turns(rows, server, names, ends)
        for row in np.flatnonzero(rows["is_tls"] == 1).tolist():
            session = self._sessions_of(int(rows["serial"][row]))
            if session is not None:
                side = int(server[row]) if session.asker < 0 else 1 - session.asker
                self.on_tls(ends.place(row, side), ends.address(row, 1 - side), rows[row], session, side)

    def _retire_openings(self, rows: Rows, server: Numbers) -> None:
        every = np.arange(len(rows))

        def back(field_name: str) -> Numbers:
            way: Numbers = rows["way"][field_name][every, server]
            return way

        def forth(field_name: str) -> Numbers:
            way: Numbers = rows["way"][field_name][every, 1 - server]
            return way

        is_opened, is_answered = rows["syns"] > 0, rows["answer_at"] > 0
        resets = back("resets")
        is_dumb: Bits = is_opened & (back("packets") == 0)
        is_waiting = is_dumb & ((rows["syns"] > 1) | (self.now_ns - rows["first_at"] >= WAITED_NS))
        # Whoever goes on after the SYN was answered out of sight of this capture.
        for row in np.flatnonzero(is_waiting & (forth("octets") == 0) & (forth("ack") == 0)).tolist():
            self._note_silent(rows[row], int(server[row]))
        is_refused = is_opened & ~is_answered & (resets > 0) & (resets == back("packets"))
        for row in np.flatnonzero(is_refused).tolist():
            self._note_refused(rows[row], int(server[row]))
        ended = ((resets > 0) | (forth("resets") > 0)) & ~is_refused
        for row in np.flatnonzero(ended & (back("fin") == 0) & (forth("fin") == 0)).tolist():
            self._note_reset(rows[row], int(server[row]))

    def _note_refused(self, row: Rows, server: int) -> None:
        back = row["way"][server]
        self.refused.note(place_of(row, server), int(back["resets_number"]), int(back["resets_at"]))

    def _note_silent(self, row: Rows, server: int) -> None:
        key = (place_of(row, server), address_of(row, 1 - server))
        self.silent.note(key, int(row["syn_number"]), int(row["first_at"]), int(row["syns"]))

    def _note_reset(self, row: Rows, server: int) -> None:
        """Count a reset while a request waits; after an answer it is only an impolite farewell."""
        back, forth = row["way"][server], row["way"][1 - server]
        if not forth["octets"] or row["turn_side"] != 2 - server:
            return
        is_back = back["resets"] > 0 and not (0 < forth["resets_at"] < back["resets_at"])
        sender = back if is_back else forth
        hops = abs(int(sender["reset_ttl"]) - int(sender["ttl"]))
        who = "between" if hops > _OTHER_HOPS else "server" if is_back else "client"
        key = (who, address_of(row, 1 - server), place_of(row, server))
        self.resets.note(key, int(sender["resets_number"]), int(sender["resets_at"]))

    def _note_loss(self, row: Rows, side: int, names: Names) -> None:
        way = row["way"][side]
        pair = (address_of(row, side), address_of(row, 1 - side))
        if pair not in self.loss and len(self.loss) >= _MOST_PLACES:
            return
        loss = self.loss.get(pair)
        if loss is None:
            loss = self.loss[pair] = Loss(int((names[side : side + 1] * ODD + names[1 - side])[0]))
        loss.again.note(int(way["again_number"]), int(row["first_at"]), int(way["again"]))
        loss.again.last_ns = max(loss.again.last_ns, int(row["last_at"]))
        if int(way["stuck_count"]) >= STUCK and way["stuck_size"] >= _LARGE:
            self._note_stuck(row, side, pair)

    def _note_stuck(self, row: Rows, side: int, pair: Pair) -> None:
        way, back = row["way"][side], row["way"][1 - side]
        is_acked = ((int(back["ack"]) - int(way["stuck_rel"]) - 1) & 0xFFFF_FFFF) < 1 << 31
        if is_acked or not back["packets"]:
            return
        if pair in self.stuck or len(self.stuck) < _MOST_PLACES:
            stuck = self.stuck.setdefault(pair, Stuck())
            stuck.size = max(stuck.size, int(way["stuck_size"]))
            stuck.seen.note(int(way["stuck_number"]), int(row["last_at"]), int(way["stuck_count"]))

    def _note_stall(self, row: Rows, side: int) -> None:
        way = row["way"][side]
        receiver = address_of(row, side)
        if receiver in self.stalls or len(self.stalls) < _MOST_PLACES:
            stall = self.stalls.setdefault(receiver, Stall())
            stall.sender = stall.sender or address_of(row, 1 - side)
            still = int(row["last_at"]) - int(way["zero_since"]) if way["zero_since"] else 0
            stall.ns += int(way["zero_ns"]) + still
            stall.seen.note(int(way["zero_windows_number"]), int(row["first_at"]), int(way["zero_windows"]))

    def _count_segments(self, rows: Rows, names: Names) -> None:
        for side in (0, 1):
            pair = names[:, side] * ODD + names[:, 1 - side]
            self.sent.add(pair, rows["way"]["segments"][:, side])

    def _retire_turns(self, rows: Rows, server: Numbers, names: Names, ends: Ends) -> None:
        chosen = np.flatnonzero(((rows["rtt_ns"] > 0) | (rows["turns"] > 0)) & (rows["syns"] > 0))
        if not len(chosen):
            return
        place = names[chosen, server[chosen]] * ODD + rows["port"][chosen, server[chosen]].astype(np.uint64)
        order = np.argsort(place, kind="stable")
        bounds = [0, *(np.flatnonzero(np.diff(place[order])) + 1).tolist(), len(order)]
        chosen = chosen[order]
        columns = _TurnColumns(*(rows[name][chosen].tolist() for name in _TURN_FIELDS))
        row_of, server_of = chosen.tolist(), server[chosen].tolist()
        for begin, end in pairwise(bounds):
            row, side = row_of[begin], server_of[begin]
            of_place = ends.place(row, side)
            turns = self.turns.get(of_place)
            if turns is None:
                if len(self.turns) >= _MOST_PLACES:
                    continue
                turns = self.turns[of_place] = Turns(ends.address(row, 1 - side))
            turns.take(columns, begin, end)


class Sent:
    """How many segments each direction between two addresses had, by a name of the two; bounded."""

    def __init__(self) -> None:
        self._count: dict[int, int] = {}

    def add(self, pair: Names, segments: Numbers) -> None:
        """Count segments for pairs."""
        order = np.argsort(pair)
        runs = Runs(pair[order].view(np.int64))
        names, sums = pair[order][runs.begin], runs.total(segments[order])
        for name, count in zip(names.tolist(), sums.tolist(), strict=True):
            if name in self._count or len(self._count) < 4 * _MOST_PLACES:
                self._count[name] = self._count.get(name, 0) + count

    def of(self, name: int) -> int:
        """Give the count of a pair."""
        return self._count.get(name, 0)


def _names(rows: Rows) -> Names:
    """Give a 64-bit name of each address, by side."""
    words = np.ascontiguousarray(rows["address"]).view(np.uint64)
    return mixed(words[..., 0]) ^ words[..., 1] * ODD


class Ends:
    """The addresses and ports of many conversations, read at once; each end by row and side."""

    def __init__(self, rows: Rows) -> None:
        self._octets = np.ascontiguousarray(rows["address"]).tobytes()
        self._width = np.where(rows["is_six"], 16, 4).tolist()
        self._port = rows["port"].tolist()

    def address(self, row: int, side: int) -> str:
        """Give the address of one end."""
        at = 16 * (2 * row + side)
        return address_text(self._octets[at : at + self._width[row]])

    def place(self, row: int, side: int) -> Place:
        """Give address and port of one end."""
        return self.address(row, side), self._port[row][side]


def address_of(row: Rows, side: int) -> str:
    """Give the address of one end."""
    octets = row["address"][side].tobytes()
    return address_text(octets if row["is_six"] else octets[:4])


def place_of(row: Rows, side: int) -> Place:
    """Give address and port of one end."""
    return address_of(row, side), int(row["port"][side])
