"""HTTP that can be read: what was asked, which status came (RFC 9110, RFC 9112)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from firstfix.engines.capture.flow_table import FlowTable
from firstfix.engines.capture.payloads import Payloads
from firstfix.engines.capture.tally import Tally

__all__ = ["Answered", "HttpWatch"]

_MOST_WAITING: Final = 20_000
# Requests of one connection before their answers: pipelining (RFC 9112, 9.3.2), which few clients do.
_MOST_ASKED: Final = 100
# The first four octets of a status line, and of the methods that are used.
_STATUS: Final = int.from_bytes(b"HTTP", "big")
_METHODS: Final = tuple(
    int.from_bytes(word, "big")
    for word in (b"GET ", b"POST", b"HEAD", b"PUT ", b"DELE", b"CONN", b"OPTI", b"PATC", b"PROP")
)
# As many octets of a segment are looked at for its status line, and for the headers of a request.
_STATUS_LINE, _HEADERS = 128, 2048

# Address in 16 octets, port.
Server = tuple[bytes, int]


@dataclass(frozen=True, slots=True)
class Answered:
    """One kind of answer: from whom, for which host, with which status, whether a tunnel was asked for."""

    server: Server
    host: str
    status: int
    is_tunnel: bool


class HttpWatch:
    """Pairs requests with statuses on each connection."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.answers: Tally[Answered] = Tally()
        self.by_server: dict[Server, Counter[int]] = {}
        self._asked: dict[int, list[tuple[str, bool]]] = {}
        self.waiting_count = 0

    def see(self, payloads: Payloads, table: FlowTable) -> None:
        """Take the octets of a batch."""
        is_status = payloads.word == _STATUS
        wanted = np.flatnonzero(is_status | np.isin(payloads.word, _METHODS))
        if not len(wanted):
            return
        segments, raw = payloads.segments, payloads.octets
        place = payloads.place[wanted]
        # As they were captured, since requests and answers are on two sides of a conversation.
        order = np.argsort(segments.number[place])
        wanted, place = wanted[order], place[order]
        row = segments.row[place]
        serial, side = table.rows["serial"][row], segments.side[place]
        addresses, ports = table.rows["address"][row, side].tobytes(), table.rows["port"][row, side]
        begin = segments.payload[place]
        end = begin + np.minimum(segments.seen[place], np.where(is_status[wanted], _STATUS_LINE, _HEADERS))
        columns = (serial, begin, end, ports, segments.number[place], segments.at_ns[place],
                   is_status[wanted])  # fmt: skip
        for at, (one, first, last, port, number, at_ns, is_answer) in enumerate(
            zip(*(each.tolist() for each in columns), strict=True)
        ):
            head = raw[first:last].tobytes()
            if is_answer:
                server = (addresses[16 * at : 16 * at + 16], port)
                self._status(head, one, server, number, at_ns)
            else:
                self._request(head, one)

    def _request(self, head: bytes, serial: int) -> None:
        words = head[: head.find(b"\r\n") if b"\r\n" in head else len(head)].split(b" ")
        if len(words) < 3 or not words[-1].startswith(b"HTTP/"):
            return
        is_tunnel = words[0] == b"CONNECT"
        host = words[1] if is_tunnel else _host(head)
        if len(self._asked) > _MOST_WAITING or self.waiting_count > 2 * _MOST_WAITING:
            self._asked.clear()
            self.waiting_count = 0
        asked = self._asked.setdefault(serial, [])
        if len(asked) < _MOST_ASKED:
            asked.append((host.decode("ascii", "backslashreplace")[:255], is_tunnel))
            self.waiting_count += 1

    def _status(self, head: bytes, serial: int, server: Server, number: int, at_ns: int) -> None:
        status = _status_of(head)
        if status is None:
            return
        self.statuses[status] += 1
        asked = self._asked.get(serial)
        host, is_tunnel = asked[0] if asked else ("", False)
        # 1xx only announces an answer.
        if asked and status >= 200:
            asked.pop(0)
            self.waiting_count -= 1
        statuses = self.by_server.get(server)
        if statuses is not None:
            statuses[status] += 1
        elif len(self.by_server) < _MOST_WAITING:
            self.by_server[server] = Counter({status: 1})
        if status >= 400:
            self.answers.note(Answered(server, host, status, is_tunnel), number, at_ns)


def _status_of(head: bytes) -> int | None:
    line = head.partition(b"\n")[0].split(None, 2)
    if len(line) < 2 or not line[0].startswith(b"HTTP/1.") or len(line[1]) != 3 or not line[1].isdigit():
        return None
    return int(line[1])


# A header's name is written in any case, its value between blanks (RFC 9112, 5).
_HOST: Final = re.compile(rb"\r\n[ \t]*host[ \t]*:([^\r\n]*)", re.IGNORECASE)


def _host(head: bytes) -> bytes:
    found = _HOST.search(head)
    return found[1].strip() if found else b""
