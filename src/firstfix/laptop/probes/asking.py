"""Asking a resolver: over UDP first; over TCP where the answer is cut or nothing came, which tells why."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, replace
from typing import Any

from firstfix.laptop.probes.contacts import DNS_PORT
from firstfix.laptop.probes.datagram import exchange
from firstfix.laptop.probes.dns_wire import (
    Answer,
    Malformed,
    question,
    question_about_itself,
    read_answer,
    reverse_name,
)
from firstfix.laptop.probes.door import Door, outcome_of
from firstfix.laptop.probes.second_look import AFTER_SHARE, with_second_look
from firstfix.laptop.probes.wire import PlainLine

__all__ = ["Way", "ask", "ask_once"]


@dataclass(frozen=True, slots=True)
class Way:
    """How a resolver is asked: at which port, with proof (DNSSEC), without checking any, without EDNS.

    Or about itself: what servers answer without asking anybody (CHAOS; RFC 4892).
    """

    port: int = DNS_PORT
    wants_proof: bool = False
    is_unchecked: bool = False
    is_plain: bool = False
    is_about_itself: bool = False


# RFC 6891, section 7: what resolvers say that know no EDNS; programs then ask without it, or never do.
_KNOW_NO_EDNS = frozenset({"FORMERR", "NOTIMP"})
# RFC 4892, section 2: a name that every server answers by itself, if only to refuse it.
_ABOUT_ITSELF = "version.bind"
_OUTCOMES = {"NXDOMAIN": "nxdomain", "SERVFAIL": "servfail", "REFUSED": "refused"}


async def ask(
    door: Door, resolver: str, name: str, kind: str, *, seconds: float, way: Way = Way()
) -> dict[str, Any]:
    """Give the facts of an answer: outcome, values, time; and of the second question where one was needed."""
    asked = reverse_name(name) if kind == "PTR" and _is_address(name) else name
    facts, second = await with_second_look(
        ask_once(door, resolver, asked, kind, seconds=seconds, way=way),
        lambda: _ask_otherwise(door, resolver, asked, kind, seconds=seconds * (1 - AFTER_SHARE), way=way),
        seconds=seconds,
        is_needed=_is_unexplained,
    )
    told = {"name": name, "type": kind, "resolver": resolver, **facts}
    if facts["outcome"] == "servfail":
        # RFC 4035, section 3.2.2: who answers without checking has found the record and not its proof.
        rest, unchecked = seconds * (1 - AFTER_SHARE), replace(way, is_unchecked=True)
        found = await ask_once(door, resolver, asked, kind, seconds=rest, way=unchecked)
        told["unchecked"] = {"outcome": found["outcome"], "values": found["values"]}
    if second is None:
        return told
    tcp, plain, itself = second
    if _is_lost(facts):
        told["itself"] = {"outcome": itself["outcome"]}
    if plain is not None and not _is_lost(plain) and _is_lost(facts):
        # Something drops questions with EDNS alone; programs that ask without it are answered (RFC 6891, 7).
        told = {**told, **plain, "knows_edns": False, "is_edns_dropped": True}
    if told.get("is_truncated"):
        return {**told, **(tcp if tcp["outcome"] == "answered" else {"outcome": "truncated"}), "tcp": tcp}
    return {**told, "tcp": tcp}


def _is_lost(facts: dict[str, Any]) -> bool:
    return facts["outcome"] in {"silent", "unreachable"}


def _is_unexplained(facts: dict[str, Any]) -> bool:
    return _is_lost(facts) or bool(facts.get("is_truncated"))


async def _ask_otherwise(
    door: Door, resolver: str, name: str, kind: str, *, seconds: float, way: Way
) -> tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any]]:
    """Give the answers over TCP, over UDP without EDNS where that is no loss, and about the resolver itself.

    The last one tells whether the resolver lives, and only those whom it asks do not.
    """
    itself = replace(way, is_plain=True, is_about_itself=True)
    looks = [
        _ask_by_tcp(door, resolver, name, kind, seconds=seconds, way=way),
        ask_once(door, resolver, _ABOUT_ITSELF, "TXT", seconds=seconds, way=itself),
    ]
    if not (way.wants_proof or way.is_plain):
        looks.append(ask_once(door, resolver, name, kind, seconds=seconds, way=replace(way, is_plain=True)))
    tcp, own, *plain = await asyncio.gather(*looks)
    return tcp, plain[0] if plain else None, own


async def ask_once(
    door: Door, resolver: str, name: str, kind: str, *, seconds: float, way: Way = Way()
) -> dict[str, Any]:
    """Give the facts of one answer over UDP."""
    number = secrets.randbelow(65_536)
    try:
        content = _question(number, name, kind, way)
    except ValueError as error:
        return {"outcome": "error", "said": str(error), "values": []}
    began = time.monotonic()
    answer, facts = await exchange(
        door,
        (resolver, resolver, way.port),
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
    # It may answer the first question after the second went out, and then took all of that time.
    facts["took_ms"] = round((time.monotonic() - began) * 1000, 3)
    told = {**facts, **_facts(read_answer(answer, number, name, kind))}
    if _should_be_plain(told, way):
        plain = replace(way, is_plain=True)
        return {
            **await ask_once(door, resolver, name, kind, seconds=seconds, way=plain),
            "knows_edns": False,
        }
    return told


async def _ask_by_tcp(
    door: Door, resolver: str, name: str, kind: str, *, seconds: float, way: Way
) -> dict[str, Any]:
    """Give the facts of one answer over TCP."""
    told = await _asked_by_tcp(door, resolver, name, kind, seconds=seconds, way=way)
    if _should_be_plain(told, way):
        return await _asked_by_tcp(
            door, resolver, name, kind, seconds=seconds, way=replace(way, is_plain=True)
        )
    return told


def _should_be_plain(told: dict[str, Any], way: Way) -> bool:
    return told.get("rcode") in _KNOW_NO_EDNS and not (way.wants_proof or way.is_plain)


async def _asked_by_tcp(
    door: Door, resolver: str, name: str, kind: str, *, seconds: float, way: Way
) -> dict[str, Any]:
    number, began = secrets.randbelow(65_536), time.monotonic()
    content = _question(number, name, kind, way)
    opened = door.socket("tcp", resolver, resolver, way.port)
    line = PlainLine(opened)
    try:
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().sock_connect(opened, (resolver, way.port))
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


def _question(number: int, name: str, kind: str, way: Way) -> bytes:
    if way.is_about_itself:
        return question_about_itself(number, name)
    return question(
        number,
        name,
        kind,
        wants_proof=way.wants_proof,
        is_unchecked=way.is_unchecked,
        with_options=not way.is_plain,
    )


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
        "is_authenticated": answer.is_authenticated,
        "is_signed": answer.is_signed,
    }


def _fits(content: bytes, number: int, name: str, kind: str) -> bool:
    try:
        read_answer(content, number, name, kind)
    except Malformed:
        return False
    return True


def _is_address(name: str) -> bool:
    return ":" in name or name.replace(".", "").isdigit()
