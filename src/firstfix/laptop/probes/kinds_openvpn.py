"""The probe of OpenVPN: whether a server answers, and what the client here says about itself."""

from __future__ import annotations

import asyncio
import secrets
import time
from pathlib import Path
from typing import Any, Final

from firstfix.engines.diagnosis import Check
from firstfix.laptop.probes.contacts import endpoint_of
from firstfix.laptop.probes.datagram import exchange
from firstfix.laptop.probes.door import Door, outcome_of
from firstfix.laptop.probes.reaching import reach
from firstfix.laptop.probes.site import Seen, Site, address_of, secret_of
from firstfix.laptop.probes.wire import Line, PlainLine

__all__ = ["first_packet", "is_answer", "probe_openvpn"]

# OpenVPN's wire protocol: the opcode is in the upper five bits; 7 is the reset of a client, 8 of a server.
_CLIENT_RESET, _SERVER_RESET = 7 << 3, 8 << 3
_SESSION_BYTES: Final = 8
_MOST_BYTES: Final = 64_000


async def probe_openvpn(site: Site, check: Check) -> Seen:
    """Give whether a server answers, and the state of the client where it can be asked."""
    asking = _by_datagram if check.text("transport") == "udp" else _by_stream
    jobs = (asking(site, check), _managed(site, check))
    facts, managed = await asyncio.gather(*jobs)
    told = facts.get("openvpn", {})
    if told.get("outcome") == "silent" and check.is_set("silent_to_strangers"):
        # With tls-auth or tls-crypt a server drops what is not signed with its key: silence says nothing.
        told["outcome"] = "undecided"
    status = {"status": _status(check.text("status_file"))} if check.text("status_file") else {}
    return Seen({**facts, "openvpn": {**told, **managed, **status}})


def first_packet(session: bytes) -> bytes:
    """Give a hard reset: opcode and key 0, our session, no acknowledgements, packet 0."""
    return bytes([_CLIENT_RESET]) + session + b"\x00" + bytes(4)


def is_answer(content: bytes, session: bytes) -> bool:
    """Tell whether a packet is a server's hard reset that acknowledges ours."""
    return len(content) >= 14 and content[0] & 0xF8 == _SERVER_RESET and session in content[9:]


async def _by_datagram(site: Site, check: Check) -> dict[str, Any]:
    host = check.text("host")
    address, facts = await address_of(site, check)
    if not address:
        return facts
    session = secrets.token_bytes(_SESSION_BYTES)
    port = check.whole("port")
    answer, told = await exchange(
        site.door,
        (host, address, port),
        first_packet(session),
        seconds=check.timeout_seconds,
        fits=lambda content: is_answer(content, session),
    )
    outcome = {"outcome": "answered"} if answer is not None else {}
    return {**facts, "openvpn": {"host": host, "address": address, "port": port, **told, **outcome}}


async def _by_stream(site: Site, check: Check) -> dict[str, Any]:
    reached = await reach(site, check)
    if reached.line is None:
        return reached.seen().facts
    session = secrets.token_bytes(_SESSION_BYTES)
    packet = first_packet(session)
    try:
        async with asyncio.timeout(check.timeout_seconds):
            # Over TCP two bytes with the length stand before each packet.
            await reached.line.send(len(packet).to_bytes(2, "big") + packet)
            content = await reached.line.receive()
        outcome = "answered" if is_answer(content[2:], session) else "other_protocol" if content else "closed"
    except TimeoutError:
        outcome = "silent"
    except OSError:
        outcome = "closed"
    return reached.seen(openvpn={"outcome": outcome}).facts


async def _managed(site: Site, check: Check) -> dict[str, Any]:
    """Ask the management interface of the client here for its state."""
    if not check.text("management"):
        return {}
    host, port = endpoint_of(check.text("management"))
    password = secret_of(site, check, "management_password_from")
    try:
        async with asyncio.timeout(check.timeout_seconds):
            said = await _state(site.door, host, port, password)
    except OSError as error:
        return {"management": {"outcome": outcome_of(error)["outcome"]}}
    # "1700000000,CONNECTED,SUCCESS,10.8.0.2,192.0.2.1": when, state, why, address in the tunnel, server.
    fields = next((each.split(",") for each in said.splitlines() if each[:10].isdigit()), [])
    if len(fields) < 2:
        return {"management": {"outcome": "refused" if "PASSWORD" in said else "other_protocol"}}
    told = {"state": fields[1][:40], "detail": fields[2][:80] if len(fields) > 2 else ""}
    return {"management": {"outcome": "answered", **told}}


async def _state(door: Door, host: str, port: int, password: str) -> str:
    opened = door.socket("tcp", host, host, port)
    line = PlainLine(opened)
    try:
        await asyncio.get_running_loop().sock_connect(opened, (host, port))
        if password:
            await line.send(password.encode("utf-8") + b"\n")
        await line.send(b"state\n")
        return await _said(line, is_told_password=bool(password))
    finally:
        line.close()


async def _said(line: Line, *, is_told_password: bool) -> str:
    content = b""
    while len(content) < _MOST_BYTES and b"END" not in content:
        more = await line.receive()
        content += more
        if not more or (b"ENTER PASSWORD" in content and not is_told_password):
            break
    return content.decode("utf-8", "replace")


def _status(name: str) -> dict[str, Any]:
    """Give how long ago the client or server wrote its status file."""
    try:
        found = Path(name).stat()
    except PermissionError:
        return {"outcome": "denied", "file": name}
    except (OSError, ValueError):
        return {"outcome": "missing", "file": name}
    return {"outcome": "found", "file": name, "age_seconds": round(max(0.0, time.time() - found.st_mtime), 1)}
