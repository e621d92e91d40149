"""What a certificate in a capture shows: names and dates, whole or in pieces, whatever comes before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.capture.certificate import Certificate, read_certificate
from tests.engines.capture.frames import START, Talk, report_of
from tests.engines.capture.test_findings import SERVER_HELLO, hello, record

SEEN = datetime.fromtimestamp(START, tz=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())


def certificate(*names: str, begins: int = -30, ends: int = 30, subject: str = "app.example.test") -> bytes:
    """Give a certificate as DER that holds from and until so many days after the capture."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)])
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
        .serial_number(7).not_valid_before(SEEN + timedelta(days=begins))
        .not_valid_after(SEEN + timedelta(days=ends))
    )  # fmt: skip
    if names:
        listed = x509.SubjectAlternativeName([x509.DNSName(one) for one in names])
        builder = builder.add_extension(listed, critical=False)
    return builder.sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def shown(
    der: bytes, *, talks: bool = False, pieces: int = 1, asked: str = "app.example.test"
) -> dict[str, str]:
    """Give what a handshake of TLS 1.2 with this certificate shows."""
    inner = len(der).to_bytes(3, "big") + der
    body = len(inner).to_bytes(3, "big") + inner
    flight = SERVER_HELLO + record(22, b"\x0b" + len(body).to_bytes(3, "big") + body)
    talk = Talk().open()
    talk.send(0, hello(asked))
    size = -(-len(flight) // pieces)
    for at in range(0, len(flight), size):
        talk.send(1, flight[at : at + size], wait=0.01)
    if talks:
        talk.ask(record(20, b"\1") + record(23, bytes(500)), record(23, bytes(500)))
    talk.close()
    return {one.code.code: one.status.value for one in report_of(talk.frames).findings}


@pytest.mark.parametrize("pieces", [1, 2, 3, 50])
@pytest.mark.parametrize("talks", [True, False])
def test_what_does_not_fit_is_found_and_fails_where_nobody_goes_on(*, talks: bool, pieces: int) -> None:
    status = "warn" if talks else "fail"
    wrong = {
        "PCAP.TLS.NAME": certificate("other.example.test"),
        "PCAP.TLS.EXPIRED": certificate("app.example.test", begins=-60, ends=-2),
        "PCAP.TLS.EARLY": certificate("app.example.test", begins=5, ends=60),
    }
    for code, der in wrong.items():
        assert shown(der, talks=talks, pieces=pieces) == {code: status}


@pytest.mark.parametrize("names", [("app.example.test",), ("x.test", "*.example.test"), ()])
def test_a_certificate_that_fits_shows_nothing(names: tuple[str, ...]) -> None:
    assert shown(certificate(*names), talks=True) == {}


def test_a_star_stands_for_one_label_only() -> None:
    star = certificate("*.example.test")
    assert shown(star, talks=True, asked="a.b.example.test") == {"PCAP.TLS.NAME": "warn"}
    assert shown(star, talks=True, asked="example.test") == {"PCAP.TLS.NAME": "warn"}


def test_our_reading_of_a_certificate_agrees_with_an_independent_one() -> None:
    der = certificate("app.example.test", "*.example.test")
    known = x509.load_der_x509_certificate(der)
    assert read_certificate(der) == Certificate(
        known.not_valid_before_utc.timestamp(),
        known.not_valid_after_utc.timestamp(),
        ("app.example.test", "*.example.test"),
    )


WHOLE = certificate("app.example.test")


@given(st.integers(0, len(WHOLE)), st.binary(max_size=20))
def test_a_certificate_that_is_damaged_is_no_exception(at: int, junk: bytes) -> None:
    for der in (junk, WHOLE[:at], WHOLE[:at] + junk + WHOLE[at + len(junk) :]):
        read = read_certificate(der)
        assert read is None or read.not_after >= 0 or read.not_after < 0
