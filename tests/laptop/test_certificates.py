"""Chains, revocation and certificates of ours, over real sockets and with an authority on this computer."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import ocsp
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.diagnosis import Diagnosis, Run, Status, diagnose, read_spec
from firstfix.laptop.probes import run_spec
from firstfix.laptop.probes.contacts import contacts_of
from firstfix.laptop.probes.stapling import Plain12, status_in
from firstfix.laptop.probes.tls13 import Secret13
from tests.engines.x509 import making as m
from tests.engines.x509.making import Made, an_authority, make
from tests.laptop.looking import check
from tests.laptop.pki import (
    DATES,
    ISSUER,
    ROOT,
    answer_of,
    leaf_of,
    list_of,
    long_list,
    passing_on,
    publishing,
    served,
)
from tests.laptop.servers import HERE, idle, listening
from tests.ports import free_port

GOOD, REVOKED = ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED


def pem(made: Made) -> str:
    return ssl.DER_cert_to_PEM_cert(made.der)


async def looked(folder: Path, context: ssl.SSLContext, **fields: Any) -> tuple[Diagnosis, Run]:
    async with listening(idle, context) as port:
        return await seen(folder, port, **fields)


async def seen(folder: Path, port: int, **fields: Any) -> tuple[Diagnosis, Run]:
    (folder / "live.pem").write_text(pem(ROOT), encoding="ascii")
    text = check("tls", port=port, trust=["file:live.pem"], **fields)
    spec = read_spec(f'[spec]\nname = "Test"\n{text}'.encode())
    observed = await run_spec(spec, folder)
    return diagnose(spec, observed), observed


def codes(diagnosis: Diagnosis) -> list[str]:
    return [finding.code for finding in diagnosis.findings]


def facts(observed: Run) -> Any:
    return observed.observations["it"].facts["tls"]


CHAINS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("TLS.NOT_AUTHORITY", {m.BASIC: m.basic(False)}, {}),
    ("TLS.NOT_AUTHORITY", {m.USAGE: m.usage(0)}, {}),
    ("TLS.NAME_FORBIDDEN", {m.CONSTRAINTS: m.constraints((), ["127.0.0.0/8"])}, {}),
    ("TLS.WRONG_PURPOSE", {}, {m.PURPOSES: m.purposes(m.CLIENT)}),
    ("TLS.UNREADABLE", {}, {"1.3.6.1.4.1.99999.1": (True, b"x")}),
    ("TLS.BAD_SIGNATURE", {}, {"spoiled": True}),
]


@pytest.mark.parametrize(("code", "authority", "leaf"), CHAINS)
def test_a_rule_that_a_chain_breaks_is_a_finding_of_its_own(
    code: str, authority: dict[str, Any], leaf: dict[str, Any], tmp_path: Path
) -> None:
    issuer = an_authority(ROOT, "Live Issuing CA", **{**DATES, **authority})
    diagnosis, _observed = asyncio.run(looked(tmp_path, served(leaf_of(issuer, **leaf), issuer)))
    assert codes(diagnosis) == [code]
    assert "{" not in diagnosis.findings[0].text() + diagnosis.findings[0].request.text


def test_what_only_strict_clients_refuse_is_told_where_it_is_asked_for(tmp_path: Path) -> None:
    context = served(leaf_of(**{m.AUTHORITY_KEY: None}), ISSUER)
    assert codes(asyncio.run(looked(tmp_path, context))[0]) == []
    diagnosis, _observed = asyncio.run(looked(tmp_path, context, strict=True))
    assert codes(diagnosis) == ["TLS.STRICT"]
    assert "RFC 5280, 4.2.1.1" in diagnosis.findings[0].text()


def asking(
    tmp_path: Path, pages: dict[str, bytes], *, listed: bool = True, timeout: float = 1.0, **given_: Any
) -> tuple[Diagnosis, Run, list[str]]:
    """Look at a server whose certificate names an authority here, which publishes pages."""
    asked: list[str] = []

    async def whole() -> tuple[Diagnosis, Run]:
        async with listening(publishing(pages, asked)) as pki:
            place = f"http://{HERE}:{pki}"
            leaf = leaf_of(**{
                m.ACCESS: m.access(ocsp=f"{place}/ocsp", issuer=f"{place}/ca.cer"),
                m.POINTS: m.point(f"{place}/ca.crl"),
            })  # fmt: skip
            pages.update({name: made(leaf) if callable(made) else made for name, made in given_.items()})
            chain = [leaf] if "/ca.cer" in pages else [leaf, ISSUER]
            fields = {"revocation": True, "pki": [place] if listed else None, "timeout": timeout}
            return await looked(tmp_path, served(*chain), **fields)

    diagnosis, observed = asyncio.run(whole())
    return diagnosis, observed, asked


def test_a_responder_that_is_listed_is_asked_and_believed(tmp_path: Path) -> None:
    good = asking(tmp_path, {}, **{"/ocsp": lambda leaf: answer_of(GOOD, leaf)})
    assert codes(good[0]) == []
    assert facts(good[1])["judged"]["statuses"][0]["standing"] == "good"
    revoked = asking(tmp_path, {}, **{"/ocsp": lambda leaf: answer_of(REVOKED, leaf)})
    assert codes(revoked[0]) == ["TLS.REVOKED"]
    assert "key" in revoked[0].findings[0].text().lower()


def test_a_list_is_read_where_no_responder_answers(tmp_path: Path) -> None:
    diagnosis, _observed, asked = asking(tmp_path, {}, **{"/ca.crl": list_of})
    assert codes(diagnosis) == ["TLS.REVOKED"]
    assert {path.split("/")[1] for path in asked} == {"ocsp", "ca.crl"}
    assert codes(asking(tmp_path, {}, **{"/ca.crl": lambda _leaf: list_of()})[0]) == []


def test_who_is_not_listed_is_not_asked_and_it_is_said(tmp_path: Path) -> None:
    diagnosis, observed, asked = asking(tmp_path, {}, listed=False)
    assert asked == []
    assert codes(diagnosis) == ["TLS.STATUS_UNKNOWN"]
    assert "'pki'" in diagnosis.findings[0].text()
    assert len(facts(observed)["authority"]["not_listed"]) == 2


def test_an_authority_that_does_not_answer_leaves_the_status_unknown_and_says_how(tmp_path: Path) -> None:
    diagnosis, _observed, _asked = asking(tmp_path, {})
    assert codes(diagnosis) == ["TLS.STATUS_UNKNOWN"]
    assert "status 404" in diagnosis.findings[0].text()


def test_a_missing_intermediate_is_fetched_and_kept_as_the_file_to_install(tmp_path: Path) -> None:
    diagnosis, observed, asked = asking(tmp_path, {"/ca.cer": ISSUER.der})
    assert "/ca.cer" in asked
    (finding,) = [each for each in diagnosis.findings if each.code == "TLS.MISSING_INTERMEDIATE"]
    assert finding.cause.confidence.value == "certain"
    kept = [each for each in observed.observations["it"].raw if each.name == "certificate to install"]
    assert [ssl.PEM_cert_to_DER_cert(each.text) for each in kept] == [ISSUER.der]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="There is no openssl here that packs.")
def test_an_intermediate_in_pkcs_7_is_the_file_to_install_as_well(tmp_path: Path) -> None:
    (tmp_path / "all.pem").write_text(pem(ROOT) + pem(ISSUER), encoding="ascii")
    words = ["openssl", "crl2pkcs7", "-nocrl", "-certfile", "all.pem", "-outform", "DER"]
    packed = subprocess.run(words, cwd=tmp_path, check=True, capture_output=True).stdout
    diagnosis, observed, _asked = asking(tmp_path, {"/ca.cer": packed})
    (finding,) = [each for each in diagnosis.findings if each.code == "TLS.MISSING_INTERMEDIATE"]
    assert finding.cause.confidence.value == "certain"
    kept = [each for each in observed.observations["it"].raw if each.name == "certificate to install"]
    assert [ssl.PEM_cert_to_DER_cert(each.text) for each in kept] == [ISSUER.der]


@pytest.mark.parametrize("is_revoked", [False, True])
def test_a_list_of_several_megabytes_is_read(is_revoked: bool, tmp_path: Path) -> None:
    def made(leaf: Made) -> bytes:
        content = long_list(*([leaf] if is_revoked else []), others=200_000)
        assert len(content) > 4_000_000
        return content

    diagnosis, _observed, _asked = asking(tmp_path, {}, timeout=20.0, **{"/ca.crl": made})
    assert codes(diagnosis) == (["TLS.REVOKED"] if is_revoked else [])


def test_of_a_list_beyond_the_limit_it_is_said_that_it_is_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstfix.laptop.probes.revocation._MOST_LIST_BYTES", 2_000_000)
    diagnosis, _observed, _asked = asking(tmp_path, {"/ca.crl": bytes(2_100_000)}, timeout=20.0)
    assert codes(diagnosis) == ["TLS.STATUS_UNKNOWN"]
    assert "longer than 2 MB" in diagnosis.findings[0].text()


def test_behind_a_proxy_the_authority_is_asked_through_it_and_signed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROXY_ACCOUNT", "field:secret")
    leaf = leaf_of(**{m.POINTS: m.point("http://pki.test/ca.crl")})
    asked: list[str] = []

    async def whole() -> tuple[Diagnosis, Run]:
        proxy = passing_on({"/ca.crl": list_of(leaf)}, asked, user="field:secret")
        async with listening(idle, served(leaf, ISSUER)) as port, listening(proxy) as at:
            through = {"proxy": f"http://{HERE}:{at}", "proxy_user_from": "PROXY_ACCOUNT"}
            return await seen(tmp_path, port, revocation=True, pki=["http://pki.test"], **through)

    diagnosis, observed = asyncio.run(whole())
    assert "GET http://pki.test/ca.crl" in asked
    assert codes(diagnosis) == ["TLS.REVOKED"]
    assert facts(observed)["authority"]["asked"][0]["outcome"] == "answered"


def test_behind_a_proxy_no_place_of_an_authority_is_contacted_directly() -> None:
    fields = {"proxy": "http://192.0.2.8:3128", "pki": ["http://pki.test/ca.crl"], "revocation": True}
    text = check("tls", port=443, **fields)
    contacts = contacts_of(read_spec(f'[spec]\nname = "Test"\n{text}'.encode()), ["192.0.2.53"], [])
    assert "pki.test" not in {each.host for each in contacts}
    assert ("192.0.2.8", 3128) in {(each.host, each.port) for each in contacts if "authority" in each.purpose}


def test_every_place_of_an_authority_that_may_be_asked_is_among_the_contacts() -> None:
    text = check("tls", port=443, revocation=True, pki=["http://pki.test/ca.crl", "http://192.0.2.7:8080"])
    contacts = contacts_of(read_spec(f'[spec]\nname = "Test"\n{text}'.encode()), ["192.0.2.53"], [])
    asked = {(each.protocol, each.host, each.port) for each in contacts if "authority" in each.purpose}
    assert asked == {("tcp", "pki.test", 80), ("tcp", "192.0.2.7", 8080)}
    assert any(each.purpose == "resolve pki.test" for each in contacts)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize(
    ("mode", "asks", "found"),
    [
        (ssl.CERT_NONE, False, []),
        (ssl.CERT_OPTIONAL, True, []),
        (ssl.CERT_REQUIRED, True, ["TLS.CLIENT_CERTIFICATE"]),
    ],
)
def test_a_server_that_asks_for_our_certificate_is_seen_in_the_handshake(
    version: ssl.TLSVersion, mode: ssl.VerifyMode, asks: bool, found: list[str], tmp_path: Path
) -> None:
    context = served(leaf_of(), ISSUER)
    context.maximum_version = version
    context.verify_mode = mode
    context.load_verify_locations(cadata=pem(ROOT))
    diagnosis, observed = asyncio.run(looked(tmp_path, context))
    assert facts(observed)["asks_certificate"] is asks
    assert codes(diagnosis) == found


@contextlib.contextmanager
def stapling(folder: Path, chain: list[Made], answer: bytes | None, *more: str) -> Iterator[int]:
    """Give the port of OpenSSL's server, which staples an answer where it has one; ``more`` are its words."""
    port = free_port()
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(chain[0].key.private_bytes(*form))
    for name, some in (("leaf.pem", chain[:1]), ("chain.pem", chain[1:])):
        (folder / name).write_text("".join(map(pem, some)), encoding="ascii")
    (folder / "answer.der").write_bytes(answer or b"")
    command = ["openssl", "s_server", "-accept", f"{HERE}:{port}", "-key", folder / "key.pem", "-cert"]
    command += [folder / "leaf.pem", "-cert_chain", folder / "chain.pem", "-quiet"]
    command += [*(["-status_file", folder / "answer.der"] if answer else []), *more]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            until_open(port)
            yield port
        finally:
            server.terminate()


def until_open(port: int) -> None:
    # A minute at least: only a failure takes that long.
    for _try in range(1200):
        with contextlib.suppress(OSError), socket.create_connection((HERE, port), 60):
            return
        time.sleep(0.05)
    raise AssertionError("openssl s_server does not listen")


SPOKEN: dict[str, list[str]] = {
    "TLS 1.2": ["-tls1_2"],
    "TLS 1.3": ["-tls1_3"],
    "either": [],
    "P-256 only": ["-tls1_3", "-groups", "P-256"],
    "AES 128": ["-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256"],
    "ChaCha20": ["-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"],
    "padded": ["-tls1_3", "-record_padding", "512"],
    "in small records": ["-tls1_3", "-split_send_frag", "512", "-max_send_frag", "512"],
}


@pytest.mark.skipif(shutil.which("openssl") is None, reason="There is no openssl here that staples.")
@pytest.mark.parametrize("spoken", SPOKEN)
@pytest.mark.parametrize("is_stapled", [True, False])
def test_what_is_stapled_is_seen_whatever_tls_is_spoken(
    is_stapled: bool, spoken: str, tmp_path: Path
) -> None:
    leaf = leaf_of()
    answer = answer_of(GOOD, leaf) if is_stapled else None
    with stapling(tmp_path, [leaf, ISSUER], answer, *SPOKEN[spoken]) as port:
        _diagnosis, observed = asyncio.run(seen(tmp_path, port, revocation=True, timeout=5.0))
    assert facts(observed)["is_stapled"] is is_stapled
    assert facts(observed)["judged"]["statuses"][0]["standing"] == ("good" if is_stapled else "untold")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="There is no openssl here that staples.")
def test_what_a_server_staples_to_keys_that_were_not_offered_stays_unknown(tmp_path: Path) -> None:
    leaf = leaf_of()
    words = ("-tls1_3", "-groups", "P-384")
    with stapling(tmp_path, [leaf, ISSUER], answer_of(GOOD, leaf), *words) as port:
        _diagnosis, observed = asyncio.run(seen(tmp_path, port, revocation=True, timeout=5.0))
    assert "is_stapled" not in facts(observed)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="There is no openssl here that staples.")
@pytest.mark.parametrize(
    ("status", "demands", "found"),
    [
        (GOOD, True, []),
        (REVOKED, False, ["TLS.REVOKED"]),
        (None, True, ["TLS.NOT_STAPLED"]),
        (None, False, []),
    ],
)
def test_what_a_server_staples_is_seen(
    status: ocsp.OCSPCertStatus | None, demands: bool, found: list[str], tmp_path: Path
) -> None:
    feature = {m.FEATURE: (False, m.tlv(0x30, m.number(5)))} if demands else {}
    leaf = leaf_of(**feature)
    answer = answer_of(status, leaf) if status else None
    with stapling(tmp_path, [leaf, ISSUER], answer) as port:
        diagnosis, observed = asyncio.run(seen(tmp_path, port, revocation=bool(status) or None, timeout=30))
    assert codes(diagnosis) == found
    if status:
        assert facts(observed)["is_stapled"] is True


def flight(*messages: tuple[int, bytes], size: int = 1000) -> bytes:
    """Give handshake messages in records of a size."""
    flow = b"".join(bytes([number]) + len(body).to_bytes(3, "big") + body for number, body in messages)
    parts = [flow[place : place + size] for place in range(0, len(flow), size)]
    return b"".join(b"\x16\x03\x03" + len(part).to_bytes(2, "big") + part for part in parts)


STATUS = b"\x01" + (4).to_bytes(3, "big") + b"OCSP"


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ([(2, b"hello"), (11, b"chain"), (22, STATUS), (14, b"")], b"OCSP"),
        ([(2, b"hello"), (11, b"chain"), (14, b"")], b""),
        ([(2, b"hello"), (11, b"chain")], None),
        ([(14, b"")], None),
    ],
)
def test_a_stapled_answer_is_found_across_records(
    messages: list[tuple[int, bytes]], said: bytes | None, size: int
) -> None:
    assert status_in(flight(*messages, size=size)) == said


SECRET = Secret13("here.test")


@given(st.binary(max_size=80))
def test_any_first_flight_is_read_without_an_exception(content: bytes) -> None:
    assert status_in(content) in {None, b""} or content
    assert SECRET.status_in(content) is None
    # Behind the beginning of a good hello there may be anything as well.
    assert SECRET.status_in(flight((2, b"\x03\x03" + bytes(32) + content))) is None


@given(st.text(max_size=60))
def test_a_hello_is_made_for_any_name(name: str) -> None:
    for hello in (Plain12(name).hello, Secret13(name).hello):
        assert hello[:3] == b"\x16\x03\x01"
        assert int.from_bytes(hello[3:5], "big") == len(hello) - 5


def test_a_certificate_trusted_by_itself_is_good(tmp_path: Path) -> None:
    alone = make("here.test", None, {m.NAMES: m.names(HERE), m.USAGE: m.usage(0)}, **DATES)
    (tmp_path / "alone.pem").write_text(pem(alone), encoding="ascii")

    async def whole() -> Diagnosis:
        async with listening(idle, served(alone)) as port:
            text = check("tls", port=port, trust=["file:alone.pem"])
            spec = read_spec(f'[spec]\nname = "Test"\n{text}'.encode())
            return diagnose(spec, await run_spec(spec, tmp_path))

    diagnosis = asyncio.run(whole())
    assert [each.status for each in diagnosis.verdicts] == [Status.PASS]
