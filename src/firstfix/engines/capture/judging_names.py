"""What is wrong with names and time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import median
from typing import Final

from firstfix.engines.capture.dns import DnsWatch
from firstfix.engines.capture.finding import Finding
from firstfix.engines.capture.ntp import NtpServer, NtpWatch
from firstfix.engines.capture.tally import MOST_NUMBERS, Seen
from firstfix.engines.capture.telling import found, status_of, tenths
from firstfix.engines.diagnosis.words import Confidence, Status

__all__ = ["judge_dns", "judge_ntp"]

# RFC 1035, 4.1.1.
_SERVFAIL, _NXDOMAIN, _REFUSED = 2, 3, 5
_CODES: Final = {_SERVFAIL: "PCAP.DNS.SERVFAIL", _REFUSED: "PCAP.DNS.REFUSED"}
# From these shares on it is more than a name that is wrong.
_TENTH: Final = 0.1
_FIFTH: Final = 0.2
_HALF: Final = 0.5
# From 1 s on people see it in time stamps; Kerberos refuses from 300 s on (RFC 4120, 3.1.3).
_OFFSET_WARNS: Final = 1.0
_OFFSET_FAILS: Final = 300.0
_NTP_SECONDS: Final = 2.0
_MANY: Final = 3


def judge_dns(watch: DnsWatch) -> Iterator[Finding]:
    """Give servers that are silent, fail, refuse, do not know a name, or are slow."""
    by_server: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    proofs: dict[tuple[int, str, str], Seen] = {}
    for (rcode, server, name), seen in watch.failed:
        by_server[rcode, server][name] += seen.count
        proofs[rcode, server, name] = seen
    # A search list tries names beside the right one, which begin with the same label.
    answered = {name.partition(".")[0] for name in watch.answered_names()} if by_server else set()
    for (rcode, server), names in by_server.items():
        total = watch.servers[server].answered if server in watch.servers else names.total()
        if rcode == _NXDOMAIN:
            missing = Counter({name: count for name, count in names.items() if _is_missed(name, answered)})
            yield from _missing_names(server, missing, total, proofs)
        else:
            yield from _error(rcode, server, names, total, proofs)
    yield from _silent(watch)
    yield from _slow(watch)


def _error(
    rcode: int, server: str, names: Counter[str], total: int, proofs: dict[tuple[int, str, str], Seen]
) -> Iterator[Finding]:
    together = Seen()
    for name in names:
        _merge(together, proofs[rcode, server, name])
    share, is_known = together.count / max(total, 1), rcode in _CODES
    fails = is_known and together.count > 1 and share >= _TENTH
    if not is_known and (together.count < 2 or share < _TENTH):
        return
    name = names.most_common(1)[0][0]
    yield found(_CODES.get(rcode, "PCAP.DNS.ERROR"), status_of(fails=fails), together,
                server=server, name=name, rcode=rcode)  # fmt: skip


def _is_missed(name: str, answered: set[str]) -> bool:
    """Tell whether somebody misses a name: it is whole, not an address, and nothing like it was answered."""
    return "." in name and not name.endswith(".arpa") and name.partition(".")[0] not in answered


def _missing_names(
    server: str, missing: Counter[str], total: int, proofs: dict[tuple[int, str, str], Seen]
) -> Iterator[Finding]:
    if not missing or missing.total() / max(total, 1) < _TENTH:
        return
    together = Seen()
    for name in missing:
        _merge(together, proofs[_NXDOMAIN, server, name])
    name = max(missing, key=lambda each: missing[each])
    yield found("PCAP.DNS.NXDOMAIN", Status.WARN, together, server=server, name=name, names=len(missing))


def _silent(watch: DnsWatch) -> Iterator[Finding]:
    by_server: dict[str, tuple[Seen, str]] = {}
    for (server, name), seen in watch.silent:
        together, _first = by_server.setdefault(server, (Seen(), name))
        _merge(together, seen)
    for server, (seen, name) in by_server.items():
        answered = watch.servers[server].answered if server in watch.servers else 0
        fails = seen.count >= _MANY and seen.count >= _FIFTH * (answered + seen.count)
        confidence = Confidence.CERTAIN if answered else Confidence.LIKELY
        yield found("PCAP.DNS.SILENT", status_of(fails=fails), seen, confidence=confidence,
                    server=server, name=name)  # fmt: skip


def _slow(watch: DnsWatch) -> Iterator[Finding]:
    for server, answers in watch.servers.items():
        slow = answers.slow
        if slow is None or slow.count < _TENTH * answers.answered:
            continue
        fails = slow.count >= _MANY and slow.count >= _HALF * answers.answered
        seconds = tenths(answers.slowest_ns / 1e9)
        yield found("PCAP.DNS.SLOW", status_of(fails=fails), slow, server=server, seconds=seconds)


def _merge(together: Seen, seen: Seen) -> None:
    for number in seen.numbers:
        together.note(number, seen.first_ns, 0)
    together.note(seen.numbers[0], seen.last_ns, seen.count)
    together.numbers = sorted(set(together.numbers))


def judge_ntp(watch: NtpWatch) -> Iterator[Finding]:
    """Give time servers that are silent, send away, have no time, or another one."""
    for address, server in watch.servers.items():
        if not server.answered.count:
            yield from _no_time(address, server.asked)
        else:
            yield from _answers(address, server)


def _no_time(address: str, asked: Seen) -> Iterator[Finding]:
    if asked.count > 1 and asked.seconds >= _NTP_SECONDS:
        yield found("PCAP.NTP.SILENT", status_of(fails=asked.count >= _MANY), asked,
                    confidence=Confidence.LIKELY, server=address)  # fmt: skip


def _answers(address: str, server: NtpServer) -> Iterator[Finding]:
    sent_away = sum(seen.count for seen in server.kisses.values())
    for kiss, seen in server.kisses.items():
        fails = sent_away == server.answered.count
        yield found("PCAP.NTP.KISS", status_of(fails=fails), seen, server=address, kiss=kiss)
    if server.unsynchronised.count:
        fails = server.unsynchronised.count > 1
        yield found("PCAP.NTP.UNSYNCHRONISED", status_of(fails=fails), server.unsynchronised, server=address)
    if server.offsets_seconds:
        middle = median(offset for offset, _number in server.offsets_seconds)
        if abs(middle) >= _OFFSET_WARNS:
            seen = Seen(
                len(server.offsets_seconds),
                numbers=[one for _offset, one in server.offsets_seconds[:MOST_NUMBERS]],
            )
            fails = abs(middle) >= _OFFSET_FAILS
            yield found("PCAP.NTP.OFFSET", status_of(fails=fails), seen, confidence=Confidence.LIKELY,
                        server=address, seconds=tenths(abs(middle)))  # fmt: skip
