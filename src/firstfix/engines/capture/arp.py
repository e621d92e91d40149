"""Who says that an address is theirs (RFC 826), and which address nobody answers for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from firstfix.engines.capture.batch import Numbers
from firstfix.engines.capture.headers import Packets
from firstfix.engines.capture.links import ARP
from firstfix.engines.capture.runs import Runs, counted, stable_order
from firstfix.engines.capture.tally import Seen

__all__ = ["ArpWatch", "Claim"]

_REQUEST: Final = 1
_KINDS: Final = (1, 2)
_NOBODY: Final = 0
_MOST_HOLDERS: Final = 16
# Hardware addresses of 6 octets, protocol addresses of IPv4.
_LENGTH: Final = 28
_FORM: Final = 0x0800_0604
_HEAD: Final = np.dtype({
    "names": ["form", "kind", "mac", "source", "target"], "formats": [">u4", "u1", ">u8", ">u4", ">u4"],
    "offsets": [2, 7, 8, 14, 24], "itemsize": _LENGTH,
})  # fmt: skip
_MOST_ADDRESSES: Final = 20_000
# Two that claim an address within this time both have it: a move takes longer, and is announced once.
TOGETHER_NS: Final = 60_000_000_000


@dataclass(slots=True)
class Claim:
    """Who claimed one address, in turn, and how often the claim went from one to another."""

    holder: int
    holders: dict[int, int]
    changes: Seen = field(default_factory=Seen)
    returns: Seen = field(default_factory=Seen)


class ArpWatch:
    """Follows the claims, and the questions that nobody answers.

    Addresses are numbers here: 32 bits for IPv4's, 48 for hardware's; who asks and for whom are one of 64.
    """

    def __init__(self) -> None:
        self.claims: dict[int, Claim] = {}
        self.unanswered: dict[int, Seen] = {}

    def see(self, packets: Packets) -> None:
        """Take the ARP messages of a batch."""
        messages = _messages(packets)
        if messages is not None:
            fresh = self._see_claims(messages)
            self._see_questions(messages, fresh)

    def _see_claims(self, messages: _Messages) -> dict[int, int]:
        """Take who claims what; give the addresses that are claimed for the first time, and where."""
        fresh: dict[int, int] = {}
        order = stable_order(messages.source)
        source, mac = messages.source[order], messages.mac[order]
        # Stretches in which one device speaks for one address; only the first and last of each matter.
        is_other = np.append(True, (source[1:] != source[:-1]) | (mac[1:] != mac[:-1]))
        runs = Runs(np.cumsum(is_other))
        first, last = order[runs.begin], order[runs.last]
        columns = (first, last, source[runs.begin], mac[runs.begin], messages.number[first],
                   messages.at_ns[first], messages.at_ns[last])  # fmt: skip
        stretches = zip(*(one.tolist() for one in columns), strict=True)
        claims = self.claims
        for begin, end, address, holder, number, first_ns, last_ns in sorted(stretches):
            claim = claims.get(address)
            if claim is None:
                if len(claims) < _MOST_ADDRESSES:
                    claims[address] = Claim(holder, {holder: last_ns})
                    fresh[address] = begin
            elif claim.holder == holder:
                claim.holders[holder] = last_ns
            else:
                _change(claim, holder, number, first_ns)
                if begin != end:
                    claim.holders[holder] = last_ns
        return fresh

    def _see_questions(self, messages: _Messages, fresh: dict[int, int]) -> None:
        """Take the questions for what nobody has claimed yet."""
        place = np.flatnonzero(messages.kind == _REQUEST)
        targets, _count = counted(messages.target[place])
        of = np.searchsorted(targets, messages.target[place])
        known, never = self.claims, len(messages.kind)
        since = [fresh.get(one, -1 if one in known else never) for one in targets.tolist()]
        place = place[place < np.array(since, dtype=np.int64)[of]]
        if not len(place):
            return
        ends = messages.source[place] << 32 | messages.target[place]
        order = stable_order(ends)
        ends, place = ends[order], place[order]
        runs = Runs(ends)
        number, at_ns = messages.number[place].tolist(), messages.at_ns[place].tolist()
        columns = (ends[runs.begin].view(np.uint64), place[runs.begin], runs.begin, runs.last + 1)
        pairs = zip(*(one.tolist() for one in columns), strict=True)
        for pair, _first, begin, end in sorted(pairs, key=lambda one: one[1]):
            self._note_questions(pair, number[begin:end], at_ns[begin:end])

    def _note_questions(self, ends: int, number: list[int], at_ns: list[int]) -> None:
        seen = self.unanswered.get(ends)
        if seen is None:
            if len(self.unanswered) >= _MOST_ADDRESSES:
                return
            seen = self.unanswered[ends] = Seen()
        seen.note_all(number, at_ns)


def _change(claim: Claim, mac: int, number: int, at_ns: int) -> None:
    claim.changes.note(number, at_ns)
    before = claim.holders.get(mac)
    if before is not None and at_ns - before <= TOGETHER_NS:
        claim.returns.note(number, at_ns)
    claim.holder = mac
    if before is not None or len(claim.holders) < _MOST_HOLDERS:
        claim.holders[mac] = at_ns


@dataclass(frozen=True, slots=True)
class _Messages:
    """Columns of messages: packet number, time, request or reply, who says it, for whom, whom it asks for."""

    number: Numbers
    at_ns: Numbers
    kind: Numbers
    mac: Numbers
    source: Numbers
    target: Numbers


def _messages(packets: Packets) -> _Messages | None:
    batch = packets.batch
    place = np.flatnonzero(packets.ethertype == ARP)
    if not len(place):
        return None
    at = packets.network[place]
    place = place[at + _LENGTH <= batch.start[place] + batch.captured[place]]
    heads = batch.heads(packets.network[place], _HEAD)
    # A sender of 0.0.0.0 only asks whether an address is free (RFC 5227).
    wanted = (heads["form"] == _FORM) & np.isin(heads["kind"], _KINDS) & (heads["source"] != _NOBODY)
    if not wanted.any():
        return None
    place, heads = place[wanted], heads[wanted]
    mac = (heads["mac"] >> np.uint64(16)).astype(np.int64)
    kind, source, target = (heads[name].astype(np.int64) for name in ("kind", "source", "target"))
    return _Messages(batch.number[place], batch.at_ns[place], kind, mac, source, target)
