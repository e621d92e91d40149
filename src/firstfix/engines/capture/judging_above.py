"""What is wrong above the connection: TLS, HTTP, proxies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from firstfix.engines.capture.addresses import address_text
from firstfix.engines.capture.finding import Finding
from firstfix.engines.capture.http import Answered, HttpWatch
from firstfix.engines.capture.tally import Seen, Tally
from firstfix.engines.capture.telling import found, of_name, place_text, status_of
from firstfix.engines.capture.tls_ends import Shown, TlsEnds
from firstfix.engines.diagnosis.words import Confidence, Status
from firstfix.engines.verdict import Scalar

__all__ = ["ALERTS", "judge_http", "judge_tls"]

_MANY: Final = 3
_TENTH: Final = 0.1
_HALF: Final = 0.5
_SIGN_IN: Final = 407
# The registry "TLS Alerts" of IANA.
ALERTS: Final = {
    10: "unexpected_message", 20: "bad_record_mac", 21: "decryption_failed", 22: "record_overflow",
    30: "decompression_failure", 40: "handshake_failure", 41: "no_certificate", 42: "bad_certificate",
    43: "unsupported_certificate", 44: "certificate_revoked", 45: "certificate_expired",
    46: "certificate_unknown", 47: "illegal_parameter", 48: "unknown_ca", 49: "access_denied",
    50: "decode_error", 51: "decrypt_error", 70: "protocol_version", 71: "insufficient_security",
    80: "internal_error", 86: "inappropriate_fallback", 109: "missing_extension",
    110: "unsupported_extension", 112: "unrecognized_name", 113: "bad_certificate_status_response",
    115: "unknown_psk_identity", 116: "certificate_required", 120: "no_application_protocol",
}  # fmt: skip
_UNRECOGNISED: Final = 112


def judge_tls(ends: TlsEnds) -> Iterator[Finding]:
    """Give alerts, certificates that do not fit, clients that give up, servers that say nothing."""
    for (place, client, name, description, is_warning), seen in ends.alerts:
        # A server that has no host of this name warns and goes on (RFC 6066, 3).
        if is_warning and description == _UNRECOGNISED:
            continue
        alert = ALERTS.get(description, str(description))
        yield found("PCAP.TLS.ALERT", status_of(fails=not is_warning), seen, alert=alert,
                    sender=client or place_text(place), server=place_text(place),
                    name=of_name(name))  # fmt: skip
    for shown, seen in ends.wrong_name:
        yield found("PCAP.TLS.NAME", status_of(fails=shown.is_fatal), seen,
                    server=place_text(shown.place), name=shown.name, names=shown.names)  # fmt: skip
    yield from _dates("PCAP.TLS.EXPIRED", ends.expired)
    yield from _dates("PCAP.TLS.EARLY", ends.early)
    told = {shown.place for tally in (ends.wrong_name, ends.expired, ends.early) for shown, _seen in tally}
    yield from _given_up(ends, told)


def _dates(code: str, tally: Tally[Shown]) -> Iterator[Finding]:
    for shown, seen in tally:
        yield found(code, status_of(fails=shown.is_fatal), seen, confidence=Confidence.LIKELY,
                    server=place_text(shown.place), name=of_name(shown.name), days=shown.days)  # fmt: skip


def _given_up(ends: TlsEnds, told: set[tuple[str, int]]) -> Iterator[Finding]:
    for place, one in ends.places.items():
        params: dict[str, Scalar] = {
            "server": place_text(place), "name": of_name(one.name), "client": one.client
        }  # fmt: skip
        if one.given_up.count > 1 and not one.succeeded and place not in told:
            yield found(
                "PCAP.TLS.GIVEN_UP", Status.WARN, one.given_up, confidence=Confidence.POSSIBLE, **params
            )
        if one.silent.count:
            fails = one.silent.count >= _MANY and not one.succeeded
            yield found("PCAP.TLS.SILENT", status_of(fails=fails), one.silent, confidence=Confidence.LIKELY,
                        **params)  # fmt: skip


def judge_http(watch: HttpWatch) -> Iterator[Finding]:
    """Give statuses that say that something is wrong, of servers and of proxies."""
    for answered, seen in watch.answers:
        statuses: Counter[int] = watch.by_server.get(answered.server, Counter())
        total = max(sum(statuses.values()), 1)
        good = sum(count for status, count in statuses.items() if status < 400)
        octets, port = answered.server
        address = address_text(octets[:4] if not any(octets[4:]) else octets)
        server = place_text((address, port))
        yield from _answer(answered, seen, server, (total, good))


def _answer(answered: Answered, seen: Seen, server: str, counts: tuple[int, int]) -> Iterator[Finding]:
    total, good = counts
    status, host = answered.status, of_name(answered.host)
    if status == _SIGN_IN:
        # The first request is often sent without the sign-in, which the answer then asks for.
        if good < seen.count:
            yield found("PCAP.PROXY.SIGN_IN", status_of(fails=not good), seen,
                        server=server, host=answered.host or "?")  # fmt: skip
    elif answered.is_tunnel:
        yield found("PCAP.PROXY.REFUSED", status_of(fails=seen.count > 1), seen,
                    server=server, host=answered.host, status=status)  # fmt: skip
    elif status >= 500:
        fails = seen.count >= _MANY and seen.count >= _TENTH * total
        yield found("PCAP.HTTP.SERVER_ERROR", status_of(fails=fails), seen,
                    server=server, host=host, status=status)  # fmt: skip
    elif seen.count > 1 and seen.count >= _HALF * total:
        yield found("PCAP.HTTP.CLIENT_ERROR", Status.WARN, seen, server=server, host=host, status=status)
