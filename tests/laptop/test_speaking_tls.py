"""TLS where something else is asked for, and certificates that are sent along and needed by nobody."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.laptop.authority import good, intermediate, issue, root, server, serving
from tests.laptop.looking import check, codes, look
from tests.laptop.servers import directory, hanging_up, idle, listening, mail, page, saying

ASKED: list[tuple[str, dict[str, Any]]] = [
    ("http", {"tls": False}),
    ("smtp", {}),
    ("ldap", {}),
    ("pac", {}),
    ("metrics", {"metric": "up"}),
]


@pytest.mark.parametrize(("kind", "fields"), ASKED, ids=[kind for kind, _fields in ASKED])
def test_a_port_that_speaks_tls_instead_is_named_as_that(
    kind: str, fields: dict[str, Any], tmp_path: Path
) -> None:
    async def whole() -> Any:
        async with listening(idle, good()) as port:
            return await look(tmp_path, check(kind, port=port, timeout=0.8, **fields))

    (finding,) = asyncio.run(whole()).findings
    assert (finding.code, finding.request.action) == ("APP.OTHER_PROTOCOL", "name_port")
    assert "without TLS" in finding.text()


@pytest.mark.parametrize(("kind", "fields"), ASKED, ids=[kind for kind, _fields in ASKED])
@pytest.mark.parametrize(
    ("handler", "code"),
    [
        (idle, "APP.SILENT"),
        (hanging_up, "APP.CLOSED"),
        (saying(b"\x16 but no TLS\r\n"), "APP.OTHER_PROTOCOL"),
    ],
    ids=["silent", "closed", "other"],
)
def test_what_answers_no_hello_stays_what_it_was(
    handler: Any, code: str, kind: str, fields: dict[str, Any], tmp_path: Path
) -> None:
    async def whole() -> Any:
        async with listening(handler) as port:
            return await look(tmp_path, check(kind, port=port, timeout=0.4, **fields))

    (finding,) = asyncio.run(whole()).findings
    # Who is greeted by nobody has said nothing that could be answered.
    assert finding.code == ("APP.SILENT" if kind == "smtp" else code)
    assert "without TLS" not in finding.text()


@pytest.mark.parametrize(
    ("kind", "handler"),
    [("http", page()), ("smtp", mail()), ("ldap", directory())],
    ids=["http", "smtp", "ldap"],
)
def test_who_answers_as_asked_is_not_asked_for_tls(kind: str, handler: Any, tmp_path: Path) -> None:
    connections = 0

    async def counted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await handler(reader, writer)

    async def whole() -> list[str]:
        fields = {"http": {"tls": False}, "smtp": {"starttls": False}}.get(kind, {})
        async with listening(counted) as port:
            return await codes(tmp_path, check(kind, port=port, timeout=30.0, **fields))

    assert asyncio.run(whole()) == []
    assert connections == 1


def served_with(*more: Any) -> Any:
    return serving(server(), intermediate(), *more)


def of_another_root() -> Any:
    """Give the trusted root as another one has signed it, until some time ago."""
    other = issue("Old Root", None, is_ca=True)
    return issue("Test Root", other, is_ca=True, key=root().key, begins=-900, ends=-3)


def test_an_old_signature_of_a_trusted_root_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(root().pem)

    async def whole() -> list[str]:
        async with listening(idle, served_with(of_another_root())) as port:
            return await codes(
                tmp_path, check("tls", port=port, server_name="app.test", trust=["file:ca.pem"])
            )

    assert asyncio.run(whole()) == []


def test_an_ended_intermediate_that_the_way_needs_is_one(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(root().pem)
    ended = issue("Test Issuing CA", root(), is_ca=True, key=intermediate().key, begins=-900, ends=-3)

    async def whole() -> list[str]:
        async with listening(idle, serving(server(), ended)) as port:
            return await codes(
                tmp_path, check("tls", port=port, server_name="app.test", trust=["file:ca.pem"])
            )

    assert asyncio.run(whole()) == ["TLS.EXPIRED"]
