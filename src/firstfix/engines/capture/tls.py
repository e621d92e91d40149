"""TLS as far as it can be read without keys: alerts, the name asked for, the certificate shown, who gives
up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from firstfix.engines.capture.certificate import Certificate, read_certificate
from firstfix.engines.capture.flow_table import FlowTable
from firstfix.engines.capture.payloads import MOST_TAIL, Payloads, Stretch
from firstfix.engines.capture.tally import Tally
from firstfix.engines.capture.tls_messages import (
    CERTIFICATE,
    CLIENT_HELLO,
    SERVER_HELLO,
    first_certificate,
    handshake_messages,
    server_name,
)

__all__ = ["Alert", "TlsSession", "TlsWatch"]

# Content types of records (RFC 8446, 5.1); the heartbeat is RFC 6520's.
_CHANGE, _ALERT, _HANDSHAKE, _APPLICATION, _HEARTBEAT = 20, 21, 22, 23, 24
_HEADER: Final = 5
# RFC 8446, 5.2 allows 2**14 + 256 octets, RFC 5246 2**14 + 2048.
_LONGEST: Final = 16_384 + 2048
_MOST_SESSIONS: Final = 20_000
# Of one session, which ends with its first fatal one.
_MOST_ALERTS: Final = 16
# A certificate message of more than this carries more than a chain.
_MOST_HANDSHAKE: Final = 65_536
# Of all sessions together: some thousand certificates that come in pieces at the same time.
_MOST_KEPT: Final = 32 << 20
# Octets of names in a certificate from which on it counts: most have one or two names.
_LARGE: Final = 2048


@dataclass(slots=True)
class _Way:
    """One direction of one session: where the next record begins, and what was kept of unfinished ones."""

    next_rel: int
    tail: bytes = b""
    handshake: bytes = b""
    is_encrypted: bool = False
    application_octets: int = 0
    record_count: int = 0
    is_over: bool = False

    @property
    def kept_octets(self) -> int:
        """Give how many octets wait here for others."""
        return len(self.tail) + len(self.handshake)


@dataclass(slots=True)
class TlsSession:
    """What one connection showed. Sides are those of the table of flows, -1 until it is known who asks."""

    asker: int = -1
    name: str = ""
    hello_number: int = 0
    hello_at_ns: int = 0
    answer_number: int = 0
    certificate: Certificate | None = None
    certificate_number: int = 0
    certificate_at_ns: int = 0
    certificate_octets: int = 0
    alerts: list[Alert] = field(default_factory=list)
    ways: dict[int, _Way] = field(default_factory=dict)

    @property
    def kept_octets(self) -> int:
        """Give how many octets wait here for others, or are names of a large certificate."""
        return self.certificate_octets + sum(way.kept_octets for way in self.ways.values())

    def application_octets(self, side: int) -> int:
        """Give how many octets of application data a side sent, sealed ones of its handshake among them."""
        return self.ways[side].application_octets if side in self.ways else 0


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert: who sent it, what it says; -1 where it is sealed."""

    side: int
    level: int
    description: int
    number: int
    at_ns: int


class TlsWatch:
    """Follows the records of every session."""

    def __init__(self) -> None:
        self.sessions: dict[int, TlsSession] = {}
        self.alerts: Tally[str] = Tally()
        self.alert_count = 0
        self.kept_octets = 0

    def leave(self, serial: int) -> TlsSession | None:
        """Give the session of a conversation that is over, and follow it no further."""
        session = self.sessions.pop(serial, None)
        self.kept_octets -= session.kept_octets if session else 0
        return session

    def see(self, payloads: Payloads, table: FlowTable) -> None:
        """Take the octets of a batch."""
        segments, word = payloads.segments, payloads.word
        row = segments.row[payloads.place]
        # A handshake record of any version up to 3.4, which is how TLS 1.3 counts.
        begins = (word >> 8 & 0xFFFF00 == 0x160300) & (word >> 8 & 0xFF <= 4)
        table.rows["is_tls"][row[begins]] = 1
        runs = payloads.runs
        is_tls = table.rows["is_tls"][row[runs.begin]] == 1
        begin = runs.begin[is_tls]
        if not len(begin):
            return
        serial, side = table.rows["serial"][row[begin]], segments.side[payloads.place[begin]]
        of = np.flatnonzero(is_tls[runs.run])
        place = payloads.place[of]
        columns = tuple(
            one.tolist() for one in (
                payloads.rel[of], segments.payload[place], segments.seen[place], segments.number[place],
                segments.at_ns[place],
            )
        )  # fmt: skip
        # Where each direction begins and ends among the chosen segments.
        after = np.cumsum(runs.last[is_tls] + 1 - begin).tolist()
        for one, way_side, first, last in zip(
            serial.tolist(), side.tolist(), [0, *after], after, strict=False
        ):
            self._way(self._session(one), way_side, payloads.octets, [each[first:last] for each in columns])

    def _way(self, session: TlsSession, side: int, octets: memoryview, columns: list[list[int]]) -> None:
        way = session.ways.get(side)
        if way is None:
            way = session.ways[side] = _Way(columns[0][0])
        elif way.is_over:
            return
        kept_before = session.certificate_octets + way.kept_octets
        self._walk(session, side, way, Stretch(octets, way.tail, way.next_rel, columns))
        self.kept_octets += session.certificate_octets + way.kept_octets - kept_before
        if self.kept_octets > _MOST_KEPT:
            self._forget_pieces()

    def _forget_pieces(self) -> None:
        """Let go of unfinished messages and large certificates: so many are there only to cost memory."""
        for session in self.sessions.values():
            if session.certificate_octets:
                session.certificate, session.certificate_octets = None, 0
            for way in session.ways.values():
                way.tail = way.handshake = b""
        self.kept_octets = 0

    def _session(self, serial: int) -> TlsSession:
        session = self.sessions.get(serial)
        if session is None:
            if len(self.sessions) >= _MOST_SESSIONS:
                self.leave(next(iter(self.sessions)))
            session = self.sessions[serial] = TlsSession()
        return session

    def _walk(self, session: TlsSession, side: int, way: _Way, stretch: Stretch) -> None:
        while not way.is_over:
            head = stretch.read(way.next_rel, _HEADER)
            if len(head) < _HEADER:
                goes_on = self._stepped_over_hole(way, stretch)
            elif _CHANGE <= head[0] <= _HEARTBEAT and head[1] == 3 and (head[3] << 8 | head[4]) <= _LONGEST:
                goes_on = self._stepped_over_record(session, side, way, stretch, head)
            else:
                goes_on = self._stepped_over_other_words(way, stretch)
            if not goes_on:
                return

    def _stepped_over_record(
        self, session: TlsSession, side: int, way: _Way, stretch: Stretch, head: bytes
    ) -> bool:
        """Take a record; false where it has to wait for the rest of it."""
        kind, size = head[0], head[3] << 8 | head[4]
        if kind == _APPLICATION:
            way.application_octets += size
        elif kind == _CHANGE:
            way.is_encrypted = True
        elif (kind == _ALERT or (kind == _HANDSHAKE and not way.is_encrypted)) and not self._record(
            session, side, way, stretch, (kind, size)
        ):
            return False
        way.next_rel += _HEADER + size
        way.record_count += 1
        return True

    def _stepped_over_other_words(self, way: _Way, stretch: Stretch) -> bool:
        """Look for a record further on: not yet (STARTTLS, CONNECT), or from now on others speak."""
        if way.record_count:
            way.is_over, way.tail = True, b""
            return False
        following = stretch.next_segment(way.next_rel)
        way.tail, way.next_rel = b"", stretch.end if following is None else following
        return following is not None

    def _stepped_over_hole(self, way: _Way, stretch: Stretch) -> bool:
        """Keep what is unfinished for the next batch; where something is missing, go on behind it."""
        following = stretch.next_segment(way.next_rel)
        if following is None:
            way.tail = stretch.read(way.next_rel, MOST_TAIL)
            return False
        kept = stretch.read(way.next_rel, _HEADER)
        if following > way.next_rel + len(kept):
            way.tail, way.next_rel, way.handshake, way.record_count = b"", following, b"", 0
            return True
        way.tail = kept
        return False

    def _record(
        self, session: TlsSession, side: int, way: _Way, stretch: Stretch, what: tuple[int, int]
    ) -> bool:
        """Take one record; false where it has to wait for the rest of it."""
        kind, size = what
        body = stretch.read(way.next_rel + _HEADER, size)
        if len(body) < size and stretch.next_segment(way.next_rel + _HEADER + len(body)) is None:
            way.tail = stretch.read(way.next_rel, MOST_TAIL)
            return False
        place = stretch.segment_at(way.next_rel + _HEADER + max(size - 1, 0))
        number, at_ns = stretch.number[place], stretch.at_ns[place]
        if kind == _ALERT:
            self._alert(session, side, body, number, at_ns)
        else:
            way.handshake = (way.handshake + body)[:_MOST_HANDSHAKE]
            self._messages(session, side, way, number, at_ns)
        return True

    def _alert(self, session: TlsSession, side: int, body: bytes, number: int, at_ns: int) -> None:
        self.alert_count += 1
        is_plain = len(body) == 2 and body[0] in {1, 2}
        level, description = (body[0], body[1]) if is_plain else (-1, -1)
        if len(session.alerts) < _MOST_ALERTS:
            session.alerts.append(Alert(side, level, description, number, at_ns))

    def _messages(self, session: TlsSession, side: int, way: _Way, number: int, at_ns: int) -> None:
        used = 0
        for kind, body, end in handshake_messages(way.handshake):
            used = end
            if kind == CLIENT_HELLO:
                session.asker, session.name = side, server_name(body)
                session.hello_number, session.hello_at_ns = number, at_ns
            elif kind == SERVER_HELLO:
                session.answer_number = number
                session.asker = 1 - side
            elif kind == CERTIFICATE and side != session.asker and session.certificate is None:
                shown = read_certificate(first_certificate(body))
                size = sum(map(len, shown.names)) if shown else 0
                session.certificate, session.certificate_octets = shown, size if size > _LARGE else 0
                session.certificate_number, session.certificate_at_ns = number, at_ns
        way.handshake = way.handshake[used:]
