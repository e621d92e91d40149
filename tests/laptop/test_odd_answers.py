"""Answers that are cut, declined, or odd but right: what is half said is told, what programs take is not."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.laptop.looking import check, codes
from tests.laptop.servers import HERE, Handler, answering, listening, names, saying

READY = b"ready" * 40


def found_by(folder: Path, handler: Handler, kind: str, **fields: Any) -> list[str]:
    async def whole() -> list[str]:
        async with listening(handler) as port:
            return await codes(folder, check(kind, port=port, **fields))

    return asyncio.run(whole())


def head(*lines: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", *lines, "", ""]).encode()


LENGTH, CHUNKED = f"Content-Length: {len(READY)}", "Transfer-Encoding: chunked"
PAGES = [
    ("whole", [], head(LENGTH) + READY),
    ("no length at all", [], head() + READY),
    ("chunks", [], head(CHUNKED) + b"c8\r\n" + READY + b"\r\n0\r\n\r\n"),
    ("a word across chunks", [], head(CHUNKED) + b"3\r\nrea\r\n2\r\ndy\r\n0\r\n\r\n"),
    ("trailers", [], head(CHUNKED) + b"5\r\nready\r\n0\r\nDigest: x\r\n\r\n"),
    ("a hint before it", [], b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + head(LENGTH) + READY),
    ("an older version", [], b"HTTP/1.0 200 OK\r\n\r\n" + READY),
    ("cut by length", ["APP.CLOSED"], head(LENGTH) + READY[:-1]),
    ("cut in a chunk", ["APP.CLOSED"], head(CHUNKED) + b"c8\r\n" + READY[:-9]),
    ("cut before the last chunk", ["APP.CLOSED"], head(CHUNKED) + b"c8\r\n" + READY + b"\r\n"),
    ("cut in the head", ["APP.CLOSED"], b"HTTP/1.1 200 OK\r\nContent-Len"),
]


@pytest.mark.parametrize(("found", "content"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES])
def test_a_page_is_whole_or_cut(found: list[str], content: bytes, tmp_path: Path) -> None:
    assert found_by(tmp_path, saying(content), "http", tls=False, expect_contains="ready") == found


def test_the_end_of_chunks_is_seen_though_the_connection_stays_open(tmp_path: Path) -> None:
    async def staying(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head(CHUNKED) + b"5\r\nready\r\n0\r\n\r\n")
        await reader.read()

    assert found_by(tmp_path, staying, "http", tls=False, expect_contains="ready") == []


def mailing(ehlo: bytes, starttls: bytes | None = b"220 go on\r\n") -> Handler:
    """Give a mail server that greets and answers these; None answers nothing."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test ready\r\n")
        while line := await reader.readline():
            said = ehlo if line.startswith(b"EHLO") else starttls
            writer.write(said or b"")

    return handler


OFFER = b"250-mail.test\r\n250 STARTTLS\r\n"
MAILS = [
    ("SMTP.REFUSED", mailing(b"550 5.7.1 your address is on a list\r\n")),
    ("SMTP.REFUSED", mailing(b"421 too many connections\r\n")),
    ("SMTP.REFUSED", mailing(b"504 5.5.2 need a whole name\r\n")),
    ("SMTP.NO_STARTTLS", mailing(b"502 not implemented\r\n")),
    ("TLS.REJECTED", mailing(OFFER, b"454 4.7.0 TLS not available\r\n")),
    ("APP.SILENT", mailing(OFFER, None)),
]


@pytest.mark.parametrize(("code", "handler"), MAILS)
def test_what_a_mail_server_declines_is_named(code: str, handler: Handler, tmp_path: Path) -> None:
    assert found_by(tmp_path, handler, "smtp") == [code]


def test_a_directory_that_says_why_it_hangs_up_is_heard(tmp_path: Path) -> None:
    reason = b"\x0a\x01\x34\x04\x00\x04\x00\x8a\x161.3.6.1.4.1.1466.20036"
    notice = b"\x02\x01\x00\x78" + bytes([len(reason)]) + reason
    handler = saying(b"\x30" + bytes([len(notice)]) + notice)
    assert found_by(tmp_path, handler, "ldap") == ["LDAP.REFUSED"]


async def resetting(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """End each connection by a reset as soon as it is made."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


@pytest.mark.parametrize(
    ("kind", "code"), [("ldap", "APP.CLOSED"), ("smtp", "APP.CLOSED"), ("tls", "TLS.CLOSED")]
)
def test_a_connection_that_is_reset_at_once_was_made_all_the_same(
    kind: str, code: str, tmp_path: Path
) -> None:
    assert found_by(tmp_path, resetting, kind) == [code]


def knowing_no_options(answer: Callable[[bytes], bytes], rcode: int) -> Callable[[bytes], bytes]:
    """Give a resolver that refuses whatever has options (EDNS), as old ones and some firewalls do."""

    def told(question: bytes) -> bytes:
        has_options = question[10:12] != b"\x00\x00"
        refusal = question[:2] + struct.pack("!HHHHH", 0x8180 | rcode, 0, 0, 0, 0)
        return refusal if has_options else answer(question)

    return told


@pytest.mark.parametrize("rcode", [1, 4])
def test_a_resolver_that_knows_no_options_is_asked_without(rcode: int, tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with answering(knowing_no_options(names({"app.test": ["192.0.2.1"]}), rcode)) as port:
            return await codes(tmp_path, check("dns", name="app.test", resolvers=[HERE], port=port))

    assert asyncio.run(whole()) == []


@pytest.mark.parametrize("rcode", [1, 4])
def test_a_resolver_that_refuses_every_question_is_not_asked_for_ever(rcode: int, tmp_path: Path) -> None:
    async def whole() -> list[str]:
        async with answering(names({}, rcode=rcode)) as port:
            return await codes(tmp_path, check("dns", name="app.test", resolvers=[HERE], port=port))

    assert asyncio.run(whole()) == ["DNS.SERVFAIL"]
