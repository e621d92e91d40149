"""Lists and answers prove what they say, or are told as proving nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from firstfix.engines.x509 import ChainVerdict, Profile, Standing, judge_chain
from tests.engines.x509 import making as m
from tests.engines.x509.making import AT, Made, a_leaf, a_root, an_authority, asked

ROOT = a_root()
ISSUER = an_authority(ROOT)
LEAF = a_leaf(ISSUER)
SERIAL = x509.load_der_x509_certificate(LEAF.der).serial_number
DAY = timedelta(days=1)
SUPERSEDED = x509.ReasonFlags.superseded
STRANGE = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.9.9"), b"x")


def a_list(signer: Made = ISSUER, **changes: Any) -> bytes:
    """Give a revocation list. ``changes``: serials, begins, ends, number, scope, unknown, key."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(x509.load_der_x509_certificate(signer.der).subject)
        .last_update(changes.get("begins", AT - DAY))
        .next_update(changes.get("ends", AT + DAY))
        .add_extension(
            x509.AuthorityKeyIdentifier(changes.get("key_id", signer.key_id), None, None), critical=False
        )
    )
    if changes.get("number", True):
        builder = builder.add_extension(x509.CRLNumber(7), critical=changes.get("number") == "critical")
    for extension in changes.get("more", ()):
        builder = builder.add_extension(extension, critical=True)
    for serial in changes.get("serials", ()):
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(AT - 3 * DAY)
        entry = entry.add_extension(x509.CRLReason(changes.get("reason", SUPERSEDED)), critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(changes.get("key", signer.key), hashes.SHA256()).public_bytes(Encoding.DER)


def an_answer(status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD, **changes: Any) -> bytes:
    """Give a responder's answer. ``changes``: leaf, begins, ends, signer, shown, digest, spoiled."""
    is_revoked = status is ocsp.OCSPCertStatus.REVOKED
    signer: Made = changes.get("signer", ISSUER)
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=x509.load_der_x509_certificate(changes.get("leaf", LEAF).der),
        issuer=x509.load_der_x509_certificate(ISSUER.der),
        algorithm=changes.get("digest", hashes.SHA1()),
        cert_status=status,
        this_update=changes.get("begins", AT - DAY),
        next_update=changes.get("ends", AT + DAY),
        revocation_time=AT - 3 * DAY if is_revoked else None,
        revocation_reason=SUPERSEDED if is_revoked else None,
    )
    signing = x509.load_der_x509_certificate(signer.der)
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signing)
    if changes.get("shown"):
        builder = builder.certificates([signing])
    made = builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER)
    # The signature stands at the end, but for the certificates that are shown.
    return made[:-1] + bytes([made[-1] ^ 1]) if changes.get("spoiled") else made


def judged(**given: Any) -> ChainVerdict:
    leaf = given.pop("leaf", LEAF)
    return judge_chain(asked([leaf, ISSUER], ROOT, **given))


def standing(verdict: ChainVerdict) -> Standing:
    return verdict.statuses[0].standing


LISTS: list[tuple[str, dict[str, Any], Standing]] = [
    ("not on it", {}, Standing.GOOD),
    ("on it", {"serials": [5, SERIAL]}, Standing.REVOKED),
    ("taken off", {"serials": [SERIAL], "reason": x509.ReasonFlags.remove_from_crl}, Standing.GOOD),
    ("ended", {"ends": AT - timedelta(hours=1)}, Standing.UNUSABLE),
    ("not begun", {"begins": AT + timedelta(hours=1)}, Standing.UNUSABLE),
    ("forged", {"key": m.key_named("forger"), "serials": [SERIAL]}, Standing.UNUSABLE),
    ("no number", {"number": False}, Standing.UNUSABLE),
    ("critical number", {"number": "critical"}, Standing.UNUSABLE),
    ("changes only", {"more": [x509.DeltaCRLIndicator(1)]}, Standing.UNUSABLE),
    ("unknown", {"more": [STRANGE]}, Standing.UNUSABLE),
    ("another key's", {"key_id": b"another", "serials": [SERIAL]}, Standing.UNTOLD),
    ("another issuer's", {"signer": ROOT, "serials": [SERIAL]}, Standing.UNTOLD),
]


@pytest.mark.parametrize(("name", "changes", "expected"), LISTS)
def test_a_list_says_what_it_proves(name: str, changes: dict[str, Any], expected: Standing) -> None:
    changes = dict(changes)
    content = a_list(changes.pop("signer", ISSUER), **changes)
    verdict = judged(lists=[content])
    assert standing(verdict) is expected, name
    assert verdict.is_accepted == (expected in {Standing.GOOD, Standing.UNTOLD})


SCOPES: list[tuple[dict[str, Any], Standing]] = [
    ({"only_contains_user_certs": True}, Standing.REVOKED),
    ({"only_contains_ca_certs": True}, Standing.UNTOLD),
    ({"only_contains_attribute_certs": True}, Standing.UNTOLD),
    ({"indirect_crl": True}, Standing.UNUSABLE),
    ({"only_some_reasons": frozenset({SUPERSEDED})}, Standing.UNUSABLE),
    ({"full_name": [x509.UniformResourceIdentifier("http://a.test/1.crl")]}, Standing.REVOKED),
    ({"full_name": [x509.UniformResourceIdentifier("http://a.test/2.crl")]}, Standing.UNTOLD),
]


@pytest.mark.parametrize(("scope", "expected"), SCOPES)
def test_a_list_speaks_of_its_scope_only(scope: dict[str, Any], expected: Standing) -> None:
    parts = {
        "full_name": None, "relative_name": None, "only_contains_user_certs": False,
        "only_contains_ca_certs": False, "only_some_reasons": None, "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }  # fmt: skip
    point = x509.IssuingDistributionPoint(**{**parts, **scope})
    leaf = a_leaf(ISSUER, **{m.POINTS: m.point("http://a.test/1.crl")})
    verdict = judged(leaf=leaf, lists=[a_list(serials=[SERIAL], more=[point])])
    assert standing(verdict) is expected


def test_who_was_revoked_is_told_with_date_and_reason_whoever_else_is_content() -> None:
    verdict = judged(lists=[a_list(), a_list(serials=[SERIAL])], answers=[an_answer()], profile=Profile.FIELD)
    assert [each.rule.code for each in verdict.defects] == ["revoked"]
    assert verdict.defects[0].detail == "on 2026-05-29, superseded"


def test_a_revoked_authority_is_named_as_such() -> None:
    serial = x509.load_der_x509_certificate(ISSUER.der).serial_number
    verdict = judged(lists=[a_list(ROOT, serials=[serial])])
    assert [(each.rule.code, each.subject) for each in verdict.defects] == [("revoked", "CN=Issuing CA")]


def test_an_authority_that_may_not_sign_lists_proves_nothing_by_one() -> None:
    issuer = an_authority(ROOT, **{m.USAGE: m.usage(5)})
    verdict = judge_chain(asked([a_leaf(issuer), issuer], ROOT, lists=[a_list(issuer)]))
    assert verdict.statuses[0].standing is Standing.UNUSABLE


REVOKED, UNKNOWN = ocsp.OCSPCertStatus.REVOKED, ocsp.OCSPCertStatus.UNKNOWN
ANSWERS: list[tuple[str, ocsp.OCSPCertStatus, dict[str, Any], Standing]] = [
    ("good", ocsp.OCSPCertStatus.GOOD, {}, Standing.GOOD),
    ("by SHA-256", ocsp.OCSPCertStatus.GOOD, {"digest": hashes.SHA256()}, Standing.GOOD),
    ("revoked", REVOKED, {}, Standing.REVOKED),
    ("unknown", UNKNOWN, {}, Standing.UNUSABLE),
    ("ended", REVOKED, {"ends": AT - timedelta(hours=1)}, Standing.UNUSABLE),
    ("a little late", REVOKED, {"ends": AT - timedelta(seconds=200)}, Standing.REVOKED),
    ("without an end", REVOKED, {"ends": None}, Standing.REVOKED),
    ("old and without an end", REVOKED, {"begins": AT - 11 * DAY, "ends": None}, Standing.UNUSABLE),
    ("not begun", REVOKED, {"begins": AT + timedelta(hours=1)}, Standing.UNUSABLE),
    ("forged", REVOKED, {"spoiled": True}, Standing.UNUSABLE),
    ("about another", REVOKED, {"leaf": a_leaf(ISSUER, "web.test")}, Standing.UNTOLD),
]


@pytest.mark.parametrize(("name", "status", "changes", "expected"), ANSWERS)
def test_an_answer_says_what_it_proves(
    name: str, status: ocsp.OCSPCertStatus, changes: dict[str, Any], expected: Standing
) -> None:
    assert standing(judged(answers=[an_answer(status, **changes)])) is expected, name
    assert standing(judged(stapled=an_answer(status, **changes))) is expected, name


RESPONDERS: list[tuple[str, Made, Standing]] = [
    ("named", a_leaf(ISSUER, "Responder", **{m.PURPOSES: m.purposes("1.3.6.1.5.5.7.3.9")}), Standing.REVOKED),
    ("not named", a_leaf(ISSUER, "Responder"), Standing.UNUSABLE),
    (
        "a stranger's",
        a_leaf(ROOT, "Responder", **{m.PURPOSES: m.purposes("1.3.6.1.5.5.7.3.9")}),
        Standing.UNUSABLE,
    ),
    (
        "ended",
        a_leaf(ISSUER, "Responder", ends="260301000000Z", **{m.PURPOSES: m.purposes("1.3.6.1.5.5.7.3.9")}),
        Standing.UNUSABLE,
    ),
]


@pytest.mark.parametrize(("name", "signer", "expected"), RESPONDERS)
def test_only_whom_the_issuer_named_may_answer_for_it(name: str, signer: Made, expected: Standing) -> None:
    assert standing(judged(answers=[an_answer(REVOKED, signer=signer, shown=True)])) is expected, name


def test_a_responder_that_refuses_is_told_in_its_words() -> None:
    refusal = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
    verdict = judged(answers=[refusal.public_bytes(Encoding.DER)])
    assert (standing(verdict), verdict.statuses[0].detail) == (
        Standing.UNUSABLE,
        "the responder says try_later",
    )


@pytest.mark.parametrize(
    ("stapled", "is_right"),
    [(b"", False), (None, True), (an_answer(), True)],
    ids=["none", "not seen", "one"],
)
def test_a_certificate_that_demands_a_stapled_answer_gets_one(stapled: bytes | None, is_right: bool) -> None:
    leaf = a_leaf(ISSUER, **{m.FEATURE: (False, m.tlv(0x30, m.number(5)))})
    verdict = judged(leaf=leaf, stapled=stapled, profile=Profile.FIELD)
    assert verdict.is_accepted == is_right
    assert [each.rule.code for each in verdict.defects] == ([] if is_right else ["not_stapled"])


def test_what_proves_nothing_is_no_reason_to_refuse_in_the_field() -> None:
    verdict = judged(
        answers=[b"\x30\x00", an_answer(UNKNOWN)], lists=[b"", a_list(ends=AT - DAY)], profile=Profile.FIELD
    )
    assert verdict.is_accepted
    assert [each.rule.code for each in verdict.remarks] == ["status_unusable"]
