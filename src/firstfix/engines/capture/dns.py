"""Names: which server answers, what, how soon. Messages of RFC 1035 over UDP and TCP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from firstfix.engines.capture.datagrams import Datagram
from firstfix.engines.capture.tally import Seen, Tally

__all__ = ["PORTS", "DnsAnswers", "DnsWatch", "name_at"]

# DNS, multicast DNS (RFC 6762), LLMNR (RFC 4795); only the first has servers.
PORTS: Final = (53, 5353, 5355)
_UNICAST: Final = 53
_HEADER: Final = 12
# resolv.conf(5): a resolver waits 5 s before it asks again.
PATIENCE_NS: Final = 5_000_000_000
# People call a page slow whose names take longer than this; a resolver's first retry on Windows comes then.
SLOW_NS: Final = 1_000_000_000
_IS_ANSWER: Final = 0x80
_MOST_WAITING: Final = 20_000
_MOST_SERVERS: Final = 1000
_MOST_JUMPS: Final = 16


@dataclass(slots=True)
class _Question:
    number: int
    at_ns: int
    server: str
    message: bytes
    tries: int = 1


@dataclass(slots=True)
class DnsAnswers:
    """What one server gave in all."""

    answered: int = 0
    slow: Seen | None = None
    slowest_ns: int = 0


class DnsWatch:
    """Pairs questions with answers."""

    def __init__(self) -> None:
        self.rcodes: Counter[int] = Counter()
        self.failed: Tally[tuple[int, str, str]] = Tally()
        self.silent: Tally[tuple[str, str]] = Tally()
        self.servers: dict[str, DnsAnswers] = {}
        self._answered: set[bytes] = set()
        self._waiting: dict[tuple[str, int, str, bytes], _Question] = {}

    def see(self, datagrams: Iterable[Datagram]) -> None:
        """Take the datagrams of a batch."""
        last_ns = 0
        for one in datagrams:
            if len(one.octets) >= _HEADER:
                self.message(one)
                last_ns = one.at_ns
        if len(self._waiting) > _MOST_WAITING:
            self._give_up(last_ns)

    def message(self, one: Datagram) -> None:
        """Take one message."""
        octets = one.octets
        if octets[2] < _IS_ANSWER:
            if one.to_port == _UNICAST:
                self._ask(one)
            return
        rcode = octets[3] & 15
        self.rcodes[rcode] += 1
        if one.port == _UNICAST:
            self._answer(one, rcode)

    def finish(self, last_ns: int) -> None:
        """Count as unanswered what was asked long enough before the end, or asked again."""
        self._give_up(last_ns)

    def answered_names(self) -> set[str]:
        """Give the names for which an answer came, be it an empty one."""
        return {name_at(bytes(_HEADER) + question, _HEADER)[0] for question in self._answered}

    def _ask(self, one: Datagram) -> None:
        key = (one.source, one.port, one.target, one.octets[:2])
        waiting = self._waiting.get(key)
        if waiting is None:
            self._waiting[key] = _Question(one.number, one.at_ns, one.target, one.octets)
        else:
            waiting.tries += 1

    def _answer(self, one: Datagram, rcode: int) -> None:
        octets = one.octets
        question = self._waiting.pop((one.target, one.to_port, one.source, octets[:2]), None)
        answers = self._server(one.source)
        answers.answered += 1
        if rcode:
            name, kind = name_at(octets, _HEADER)
            self.failed.note((rcode, one.source, name or kind), one.number, one.at_ns)
        elif len(self._answered) < _MOST_WAITING:
            # The question comes first, up to the root; it is read only where names are missing.
            self._answered.add(octets[_HEADER : octets.find(b"\0", _HEADER)])
        if question is not None and one.at_ns - question.at_ns >= SLOW_NS:
            self._note_slow(answers, one, one.at_ns - question.at_ns)

    def _server(self, address: str) -> DnsAnswers:
        answers = self.servers.get(address)
        if answers is None:
            answers = DnsAnswers()
            if len(self.servers) < _MOST_SERVERS:
                self.servers[address] = answers
        return answers

    def _note_slow(self, answers: DnsAnswers, one: Datagram, took_ns: int) -> None:
        answers.slow = answers.slow or Seen()
        answers.slow.note(one.number, one.at_ns)
        answers.slowest_ns = max(answers.slowest_ns, took_ns)

    def _give_up(self, now_ns: int) -> None:
        left: dict[tuple[str, int, str, bytes], _Question] = {}
        for key, one in self._waiting.items():
            if one.tries > 1 or now_ns - one.at_ns >= PATIENCE_NS:
                name, _kind = name_at(one.message, _HEADER)
                self.silent.note((one.server, name), one.number, one.at_ns, one.tries)
            else:
                left[key] = one
        # What is asked faster than that is a flood, of which nothing more can be said.
        self._waiting = left if len(left) <= _MOST_WAITING else {}


def name_at(message: bytes, at: int) -> tuple[str, str]:
    """Give the name at a place, without its last dot, and '' or '.' for the root; compressed names are
    followed.
    """
    labels: list[str] = []
    for _ in range(128 + _MOST_JUMPS):
        if at >= len(message):
            break
        length = message[at]
        if length >= 0xC0 and at + 1 < len(message):
            to = (length & 0x3F) << 8 | message[at + 1]
            # A pointer leads back (RFC 1035, 4.1.4); one that does not is made to confuse.
            if to >= at:
                break
            at = to
            continue
        if length == 0 or length > 63:
            break
        labels.append(message[at + 1 : at + 1 + length].decode("ascii", "backslashreplace"))
        at += 1 + length
    return ".".join(labels).lower()[:255], "" if labels else "."
