"""Probes against real sockets on the loopback interface: what is served wrong is found, no more."""

from __future__ import annotations

import asyncio
import base64
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from firstfix.engines.diagnosis import Status, diagnose
from firstfix.engines.diagnosis.run_file import write_run
from tests.laptop.authority import good, intermediate, issue, root, server, serving
from tests.laptop.looking import check, codes, look, looked
from tests.laptop.servers import (
    HERE,
    answering,
    directory,
    hanging_up,
    idle,
    listening,
    mail,
    metadata,
    names,
    page,
    proxy,
    saying,
    time_of,
)

TRUST = {"trust": ["file:root.pem"]}


def run(test: Awaitable[Any]) -> Any:
    async def whole() -> Any:
        return await test

    return asyncio.run(whole())


def test_what_is_right_is_found_right(tmp_path: Path) -> None:
    async def whole() -> list[Status]:
        async with (
            listening(page(), good()) as web,
            listening(mail(context=good())) as post,
            listening(directory()) as tree,
            answering(time_of()) as clock,
            answering(names({"app.test": ["192.0.2.1"]})) as dns,
        ):
            diagnosis = await look(
                tmp_path,
                check("tcp", id="tcp", port=web),
                check("tls", id="tls", port=web, **TRUST),
                check("http", id="http", port=web, expect_contains="ready", **TRUST),
                check("smtp", id="mail", port=post, **TRUST),
                check("ldap", id="ldap", port=tree, expect_base="dc=test"),
                check("ntp", id="ntp", port=clock),
                check(
                    "dns", id="dns", name="app.test", resolvers=[HERE], port=dns, expect_values=["192.0.2.1"]
                ),
            )
            assert [finding.text() for finding in diagnosis.findings] == []
            return [verdict.status for verdict in diagnosis.verdicts]

    assert run(whole()) == [Status.PASS] * 7


def mute(question: bytes) -> bytes | None:
    return None if question else b""


def forged(question: bytes) -> bytes:
    """Answer without knowing the question, as somebody off the path does."""
    return b"\x24" + bytes(len(question) - 1)


def cut(question: bytes) -> bytes:
    return question[:7]


def other_root() -> Any:
    other = issue("Other Root", None, is_ca=True)
    return serving(issue("app.test", other, ips=[HERE]), other)


CERTIFICATES: list[tuple[str, Callable[[], Any]]] = [
    ("TLS.EXPIRED", lambda: serving(server(begins=-90, ends=-3), intermediate())),
    ("TLS.NOT_YET_VALID", lambda: serving(server(begins=3), intermediate())),
    ("TLS.EXPIRES_SOON", lambda: serving(server(ends=5), intermediate())),
    ("TLS.WRONG_HOST", lambda: serving(server(names=["other.test"], ips=["127.0.0.9"]), intermediate())),
    ("TLS.SELF_SIGNED", lambda: serving(issue("x", None, ips=[HERE]))),
    ("TLS.MISSING_INTERMEDIATE", lambda: serving(server())),
    ("TLS.WRONG_ORDER", lambda: serving(server(), root(), intermediate())),
    ("TLS.WEAK_KEY", lambda: serving(server(key=rsa.generate_private_key(65537, 1024)), intermediate())),
    ("TLS.UNKNOWN_ROOT", other_root),
]


@pytest.mark.parametrize(("code", "served"), CERTIFICATES, ids=[code for code, _served in CERTIFICATES])
def test_what_is_wrong_with_a_certificate_is_named(
    code: str, served: Callable[[], Any], tmp_path: Path
) -> None:
    async def whole() -> Any:
        async with listening(idle, served()) as port:
            return await looked(tmp_path, check("tls", port=port, **TRUST))

    spec, observed = run(whole())
    assert [finding.code for finding in diagnose(spec, observed).findings] == [code]
    assert "BEGIN CERTIFICATE" in observed.observations["it"].raw[0].text


def test_where_to_fetch_a_missing_intermediate_is_told(tmp_path: Path) -> None:
    async def whole() -> Any:
        served = serving(server(urls=["http://pki.test/issuing.crt"]))
        async with listening(idle, served) as port:
            return await look(tmp_path, check("tls", port=port, **TRUST))

    (finding,) = run(whole()).findings
    assert "CN=Test Issuing CA" in finding.request.text
    assert "http://pki.test/issuing.crt" in finding.request.text


HANDSHAKES = [("TLS.SILENT", idle), ("TLS.CLOSED", hanging_up), ("TLS.NOT_TLS", saying(b"SSH-2.0-x\r\n"))]


@pytest.mark.parametrize(("code", "handler"), HANDSHAKES, ids=[code for code, _handler in HANDSHAKES])
def test_what_is_no_tls_is_told_apart(code: str, handler: Any, tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with listening(handler) as port:
            return await codes(tmp_path, check("tls", port=port, timeout=0.4, **TRUST))

    assert run(whole()) == [code]


PAGES = [
    ("HTTP.STATUS", page(status=503), {}),
    ("HTTP.WORDS", page(b"other"), {"expect_contains": "ready"}),
    ("HTTP.PORTAL", page(status=302, Location="http://login.hotel.test/?x"), {}),
    ("HTTP.PORTAL", page(status=511), {}),
    ("APP.OTHER_PROTOCOL", saying(b"220 ftp\r\n"), {}),
    ("APP.CLOSED", hanging_up, {}),
    ("APP.SILENT", idle, {}),
]


@pytest.mark.parametrize(("code", "handler", "fields"), PAGES)
def test_what_is_wrong_with_a_page_is_named(code: str, handler: Any, fields: Any, tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with listening(handler) as port:
            return await codes(tmp_path, check("http", port=port, tls=False, timeout=0.4, **fields))

    assert run(whole()) == [code]


PROXIES = [
    ([], proxy(200), {}),
    (["PROXY.AUTH_NEEDED"], proxy(407, headers="Proxy-Authenticate: NTLM\r\n"), {}),
    (["PROXY.FORBIDDEN"], proxy(403), {}),
    (["PROXY.CANNOT_REACH"], proxy(504), {}),
    (["PROXY.NOT_A_PROXY"], saying(b"hello\r\n"), {}),
    (["PROXY.SILENT"], idle, {}),
]


@pytest.mark.parametrize(("found", "handler", "fields"), PROXIES)
def test_why_a_proxy_does_not_let_through_is_named(
    found: list[str], handler: Any, fields: Any, tmp_path: Path
) -> None:
    async def whole() -> list[str]:
        async with listening(handler) as port:
            named = {"proxy": f"http://{HERE}:{port}", "connect": "app.test:443", "timeout": 0.5}
            return await codes(tmp_path, check("proxy", **named, **fields))

    assert run(whole()) == found


def test_credentials_for_a_proxy_are_used_and_stand_in_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "service:t0p-secret"
    token = base64.b64encode(secret.encode()).decode()
    monkeypatch.setenv("SITE_PROXY", secret)

    async def whole() -> Any:
        async with listening(proxy(200, credentials=token)) as port:
            named = {"proxy": f"http://{HERE}:{port}", "connect": "app.test:443"}
            return await looked(tmp_path, check("proxy", proxy_user_from="SITE_PROXY", **named))

    spec, observed = run(whole())
    assert diagnose(spec, observed).findings == ()
    kept = write_run(spec, observed)
    assert b"t0p-secret" not in kept
    assert token.encode() not in kept


def test_a_proxy_that_opens_tls_is_found_by_two_chains(tmp_path: Path) -> None:
    inspector = issue("Corporate Inspection", None, is_ca=True)

    async def whole() -> Any:
        opened = serving(issue("app.test", inspector, ips=[HERE]), inspector)
        async with (
            listening(idle, good()) as direct,
            listening(idle, opened) as inspected,
            listening(proxy(200, target=inspected)) as port,
        ):
            named = {"proxy": f"http://{HERE}:{port}", "connect": f"{HERE}:{direct}", "compare_direct": True}
            return await look(tmp_path, check("proxy", **named))

    (finding,) = run(whole()).findings
    assert finding.code == "TLS.INTERCEPTED"
    assert "Corporate Inspection" in finding.text()


TIMES = [
    ([], time_of()),
    (["TIME.CLOCK_WRONG"], time_of(offset=90)),
    (["TIME.CLOCK_WRONG"], time_of(offset=-400 * 86_400)),
    (["TIME.UNSYNCHRONISED"], time_of(leap=3)),
    (["TIME.UNSYNCHRONISED"], time_of(stratum=16)),
    (["TIME.STRATUM"], time_of(stratum=9)),
    (["TIME.KISS"], time_of(kiss=b"RATE")),
    (["TIME.SILENT"], mute),
    (["TIME.SILENT"], forged),
]


@pytest.mark.parametrize(("found", "answer"), TIMES)
def test_what_a_time_server_says_is_judged(found: list[str], answer: Any, tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with answering(answer) as port:
            return await codes(tmp_path, check("ntp", port=port, timeout=0.4))

    assert run(whole()) == found


def test_of_two_time_servers_the_one_that_stands_alone_is_wrong(tmp_path: Path) -> None:
    async def whole() -> Any:
        async with answering(time_of()) as right, answering(time_of(offset=7200)) as wrong:
            return await look(tmp_path, check("ntp", id="a", port=right), check("ntp", id="b", port=wrong))

    assert [(one.code, one.check_id) for one in run(whole()).findings] == [("TIME.SERVER_WRONG", "b")]


def test_a_certificate_that_only_a_wrong_clock_refuses_is_no_finding_of_its_own(tmp_path: Path) -> None:
    async def whole() -> Any:
        future = serving(server(begins=390, ends=700), intermediate())
        async with answering(time_of(offset=400 * 86_400)) as clock, listening(idle, future) as port:
            checks = (check("tls", id="tls", port=port, **TRUST), check("ntp", id="ntp", port=clock))
            return await look(tmp_path, *checks)

    diagnosis = run(whole())
    assert [(one.code, one.check_id, one.affected) for one in diagnosis.findings] == [
        ("TIME.CLOCK_WRONG", "ntp", ("tls",))
    ]


ZONE = {"app.test": ["192.0.2.1"], "empty.test": []}
NAMES = [
    ([], names(ZONE), {}),
    (["DNS.NXDOMAIN"], names({}), {}),
    (["DNS.NO_DATA"], names(ZONE), {"name": "empty.test"}),
    (["DNS.SERVFAIL"], names({}, rcode=2), {}),
    (["DNS.REFUSED"], names({}, rcode=5), {}),
    (["DNS.WRONG_ANSWER"], names(ZONE), {"expect_values": ["192.0.2.2"]}),
    (["DNS.WRONG_ANSWER"], names(ZONE), {"expect_network": "10.0.0.0/8"}),
    (["DNS.HIJACKED"], names({}, invents="192.0.2.66"), {"expect_values": ["192.0.2.2"]}),
    ([], names({}), {"expect_none": True}),
    (["DNS.UNWANTED"], names(ZONE), {"expect_none": True}),
    (["DNS.SILENT"], mute, {}),
    (["DNS.SILENT"], cut, {}),
]


@pytest.mark.parametrize(("found", "answer", "fields"), NAMES)
def test_what_a_resolver_answers_is_judged(
    found: list[str], answer: Any, fields: Any, tmp_path: Path
) -> None:
    async def whole() -> list[str]:
        async with answering(answer) as port:
            named = {"name": "app.test", "resolvers": [HERE], "port": port, "timeout": 0.4}
            return await codes(tmp_path, check("dns", **{**named, **fields}))

    assert run(whole()) == found


def test_a_question_whose_first_packet_is_lost_is_asked_again(tmp_path: Path) -> None:
    told = names(ZONE)
    seen: dict[bytes, int] = {}

    def forgetful(content: bytes) -> bytes | None:
        seen[content] = seen.get(content, 0) + 1
        return told(content) if seen[content] > 1 else None

    async def whole() -> list[str]:
        async with answering(forgetful) as port:
            named = {"name": "app.test", "resolvers": [HERE], "port": port, "timeout": 3.0}
            return await codes(tmp_path, check("dns", **named))

    assert run(whole()) == []


def test_a_mail_server_without_starttls_is_found(tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with listening(mail(extensions=("SIZE", "8BITMIME"))) as port:
            return await codes(tmp_path, check("smtp", port=port, **TRUST))

    assert run(whole()) == ["SMTP.NO_STARTTLS"]


def test_a_mail_server_s_certificate_is_looked_at_after_starttls(tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with listening(mail(context=serving(server(ends=-1, begins=-9), intermediate()))) as port:
            return await codes(tmp_path, check("smtp", port=port, **TRUST))

    assert run(whole()) == ["TLS.EXPIRED"]


@pytest.mark.parametrize(
    ("found", "changes"),
    [([], {}), (["OIDC.METADATA"], {"jwks_uri": None}), (["OIDC.ISSUER"], {"issuer": "https://else.test"})],
)
def test_identity_metadata_are_judged(found: list[str], changes: dict[str, object], tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with listening(metadata(**{"issuer": "https://app.test", **changes}), good()) as port:
            named = {"port": port, "expect_issuer_url": "https://app.test"}
            return await codes(tmp_path, check("oidc", **named, **TRUST))

    assert run(whole()) == found


DIRECTORIES = [
    ("LDAP.OTHER_BASE", directory(("dc=else",))),
    ("LDAP.REFUSED", directory(result=1)),
    ("APP.OTHER_PROTOCOL", saying(b"HTTP/1.1 400 no\r\n")),
]


@pytest.mark.parametrize(("code", "handler"), DIRECTORIES, ids=[code for code, _handler in DIRECTORIES])
def test_what_a_directory_says_is_judged(code: str, handler: Any, tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with listening(handler) as port:
            return await codes(tmp_path, check("ldap", port=port, expect_base="dc=test"))

    assert run(whole()) == [code]


def test_a_closed_port_is_refused_and_may_be_what_is_wanted(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        port = taken.getsockname()[1]
        assert asyncio.run(codes(tmp_path, check("tcp", port=port))) == ["TCP.REFUSED"]
        assert asyncio.run(codes(tmp_path, check("tcp", port=port, expect_closed=True))) == []


def test_an_open_port_that_must_be_closed_is_found(tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with listening(idle) as port:
            return await codes(tmp_path, check("tcp", port=port, expect_closed=True))

    assert run(whole()) == ["TCP.OPEN"]


def test_roots_that_cannot_be_read_make_a_check_unknown_with_the_reason(tmp_path: Path) -> None:
    async def whole() -> Any:
        async with listening(idle, good()) as port:
            return await looked(tmp_path, check("tls", port=port, trust=["file:gone.pem"]))

    spec, observed = run(whole())
    assert [verdict.status for verdict in diagnose(spec, observed).verdicts] == [Status.UNKNOWN]
    assert "gone.pem" in observed.observations["it"].error
