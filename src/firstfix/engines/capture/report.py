"""The report of a capture: findings, the gravest first, what was counted, what was not read, what is
damaged.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

from firstfix.engines.capture.codes import CODES
from firstfix.engines.capture.damage import Damage
from firstfix.engines.capture.finding import Finding
from firstfix.engines.capture.judging_above import judge_http, judge_tls
from firstfix.engines.capture.judging_ground import judge_arp, judge_dhcp, judge_icmp
from firstfix.engines.capture.judging_names import judge_dns, judge_ntp
from firstfix.engines.capture.judging_transport import judge_transport
from firstfix.engines.capture.reading import Reader
from firstfix.engines.capture.walking import CHUNK
from firstfix.engines.capture.watch import Watch
from firstfix.engines.diagnosis.words import Status

__all__ = ["CaptureReport", "read_capture", "report_of"]


# Codes stand in their table from the lowest layer up.
_LAYERS: Final = {code: place for place, code in enumerate(CODES)}


@dataclass(frozen=True)
class CaptureReport:
    """What a capture shows. ``damage`` says where reading had to stop; what lies before it is in here.

    ``counts`` are of segments and packets, ``unread`` what was seen and not looked into, ``first_ns`` and
    ``last_ns`` the times of the first and last packet (nanoseconds since 1970, 0 without packets).
    """

    findings: tuple[Finding, ...]
    counts: Mapping[str, int]
    unread: Mapping[str, int]
    first_ns: int
    last_ns: int
    damage: Damage | None

    @property
    def is_whole(self) -> bool:
        """Tell whether the file could be read to its end."""
        return self.damage is None


def read_capture(stream: IO[bytes], *, chunk: int = CHUNK) -> CaptureReport:
    """Give the report of a capture file, which is read once and never held whole."""
    reader, watch = Reader(stream, chunk=chunk), Watch()
    with _without_collecting():
        for batch in reader.batches():
            watch.see(batch)
        watch.finish()
        return report_of(watch, reader.damage)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let nobody look for cycles of references: reading makes none, and looking was a fifth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def report_of(watch: Watch, damage: Damage | None = None) -> CaptureReport:
    """Give the report of what was watched."""
    findings = [
        *judge_arp(watch.arp),
        *judge_dhcp(watch.dhcp),
        *judge_dhcp(watch.dhcp6),
        *judge_icmp(watch.icmp),
        *judge_dns(watch.dns),
        *judge_ntp(watch.ntp),
        *judge_transport(watch.conversations, watch.icmp.narrow, watch.tls_ends.unfinished()),
        *judge_tls(watch.tls_ends),
        *judge_http(watch.http),
    ]
    return CaptureReport(
        findings=tuple(sorted(findings, key=_rank)),
        counts=_counts(watch),
        unread=dict(sorted(watch.unread.items(), key=lambda one: (-one[1], one[0]))),
        first_ns=watch.span.first_ns,
        last_ns=watch.span.last_ns,
        damage=damage,
    )


def _rank(finding: Finding) -> tuple[bool, int, tuple[int, ...], tuple[str, ...]]:
    """Give what findings are sorted by, whatever the batches were.

    The gravest come first, then the lowest layer, as causes come before what they cause, then first packets.
    """
    is_warning = finding.status is not Status.FAIL
    words = tuple(str(value) for value in finding.params.values())
    return is_warning, _LAYERS[finding.code.code], finding.packets, words


def _counts(watch: Watch) -> dict[str, int]:
    rcodes = {f"dns rcode {rcode}": count for rcode, count in sorted(watch.dns.rcodes.items())}
    statuses = {f"http status {status}": count for status, count in sorted(watch.http.statuses.items())}
    return {**dict(watch.counts), "tls alerts": watch.tls.alert_count, **rcodes, **statuses}
