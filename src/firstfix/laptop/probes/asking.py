"""Asking a resolver: over UDP first; over TCP where the answer is cut or nothing came, which tells why."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import Any

from firstfix.laptop.probes.contacts import DNS_PORT
from firstfix.laptop.probes.datagram import exchange
from firstfix.laptop.probes.dns_wire import Answer, Malformed, question, read_answer, reverse_name
from firstfix.laptop.probes.door import Door, outcome_of
from firstfix.laptop.probes.second_look import AFTER_SHARE, with_second_look
from firstfix.laptop.probes.wire import PlainLine

__all__ = ["ask", "ask_once"]

_OUTCOMES = {"NXDOMAIN": "nxdomain", "SERVFAIL": "servfail", "REFUSED": "refused"}


async def ask(
    door: Door, resolver: str, name: str, kind: str, *, seconds: float, port: int = DNS_PORT
) -> dict[str, Any]:
    """Give the facts of an answer: outcome, values, time; and of the second question where one was needed."""
    asked = reverse_name(name) if kind == "PTR" and _is_address(name) else name
    facts, second = await with_second_look(
        ask_once(door, resolver, asked, kind, seconds=seconds, port=port),
        lambda: _ask_by_tcp(door, resolver, asked, kind, seconds=seconds * (1 - AFTER_SHARE), port=port),
        seconds=seconds,
        is_needed=_is_unexplained,
    )
    told = {"name": name, "type": kind, "resolver": resolver, **facts}
    if second is None:
        return told
    if facts.get("is_truncated"):
        was_answered = second["outcome"] == "answered"
        return {**told, **(second if was_answered else {"outcome": "truncated"}), "tcp": second}
    return {**told, "tcp": second}


def _is_unexplained(facts: dict[str, Any]) -> bool:
    return facts["outcome"] in {"silent", "unreachable"} or bool(facts.get("is_truncated"))


async def ask_once(
    door: Door, resolver: str, name: str, kind: str, *, seconds: float, port: int = DNS_PORT
) -> dict[str, Any]:
    """Give the facts of one answer over UDP."""
    number = secrets.randbelow(65_536)
    try:
        content = question(number, name, kind)
    except ValueError as error:
        return {"outcome": "error", "said": str(error), "values": []}
    answer, facts = await exchange(
        door,
        (resolver, resolver, port),
        content,
        seconds=seconds,
        fits=lambda said: _fits(said, number, name, kind),
    )
    if answer is None:
        # Nobody listening is no resolver either; a resolver that refuses says so in DNS.
        return {
            **facts,
            "outcome": "silent" if facts["outcome"] == "refused" else facts["outcome"],
            "values": [],
        }
    return {**facts, **_facts(read_answer(answer, number, name, kind))}


async def _ask_by_tcp(
    door: Door, resolver: str, name: str, kind: str, *, seconds: float, port: int
) -> dict[str, Any]:
    number, began = secrets.randbelow(65_536), time.monotonic()
    content = question(number, name, kind)
    opened = door.socket("tcp", resolver, resolver, port)
    line = PlainLine(opened)
    try:
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(opened, (resolver, port))
            # RFC 7766, section 8: two bytes with the length stand before each message.
            await line.send(len(content).to_bytes(2, "big") + content)
            answer = read_answer(await _framed(line), number, name, kind)
    except Malformed as error:
        return {"outcome": "malformed", "said": str(error)}
    except OSError as error:
        facts = outcome_of(error)
        # A refused connection is no answer; a resolver that refuses says so in DNS.
        return {**facts, "outcome": "closed" if facts["outcome"] == "refused" else facts["outcome"]}
    finally:
        line.close()
    return {**_facts(answer), "took_ms": round((time.monotonic() - began) * 1000, 3)}


async def _framed(line: PlainLine) -> bytes:
    content = b""
    while len(content) < 2 or len(content) < 2 + int.from_bytes(content[:2], "big"):
        more = await line.receive()
        if not more:
            raise ConnectionResetError("closed before the answer was whole")
        content += more
    return content[2 : 2 + int.from_bytes(content[:2], "big")]


def _facts(answer: Answer) -> dict[str, Any]:
    outcome = _OUTCOMES.get(answer.rcode, "servfail")
    if answer.rcode == "NOERROR":
        outcome = "answered" if answer.values else "no_data"
    return {
        "outcome": outcome,
        "rcode": answer.rcode,
        "values": sorted(answer.values),
        "aliases": list(answer.aliases),
        "is_truncated": answer.is_truncated,
        "ttl_seconds": answer.least_ttl,
    }


def _fits(content: bytes, number: int, name: str, kind: str) -> bool:
    try:
        read_answer(content, number, name, kind)
    except Malformed:
        return False
    return True


def _is_address(name: str) -> bool:
    return ":" in name or name.replace(".", "").isdigit()
