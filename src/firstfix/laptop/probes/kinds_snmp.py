"""The probe of SNMP agents: what one says about itself, by a community (v2c) or a user (v3)."""

from __future__ import annotations

import importlib
import secrets
from dataclasses import replace
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.engines.diagnosis.hindrances import LONG_PASSWORD, NEEDS_PASSWORD
from firstfix.laptop.probes.datagram import exchange
from firstfix.laptop.probes.second_look import AFTER_SHARE, with_second_look
from firstfix.laptop.probes.site import CannotLook, Seen, Site, address_of, secret_of
from firstfix.laptop.probes.snmp_wire import (
    ASKED,
    REPORTABLE,
    Answer,
    Engine,
    Security,
    community_get,
    pdu,
    read_answer,
    usm_message,
)

__all__ = ["probe_snmp"]

Where = tuple[str, str, int]
# RFC 3414, section 8: a password shorter than this is refused by agents.
_LEAST_LETTERS = 8
# A hundredth of a second is the unit of sysUpTime (RFC 3418).
_TICKS = 100


async def probe_snmp(site: Site, check: Check) -> Seen:
    """Give what an agent says about itself, or what it reports instead."""
    host = check.text("host")
    address, facts = await address_of(site, check)
    if not address:
        return Seen(facts)
    where = (host, address, check.whole("port"))
    told = {"host": host, "address": address, "port": where[2], "version": check.text("version")}
    ask = _by_user if check.text("version") == "3" else _by_community
    return Seen({**facts, "snmp": {**told, **await ask(site, check, where)}})


async def _by_community(site: Site, check: Check, where: Where) -> dict[str, Any]:
    """Ask by a community; an agent is silent about a wrong one, so a second question asks for its engine."""
    community = secret_of(site, check, "community_from") or "public"
    number, seconds = _number(), check.timeout_seconds
    content = community_get(number, community.encode("utf-8"))
    facts, engine = await with_second_look(
        _answered(site, where, content, number, seconds),
        lambda: _engine(site, where, seconds * (1 - AFTER_SHARE)),
        seconds=seconds,
        is_needed=lambda told: told["outcome"] == "silent",
    )
    return facts if engine is None else {**facts, "discovery": engine}


async def _by_user(site: Site, check: Check, where: Where) -> dict[str, Any]:
    """Ask for the engine first, then by the user; without one the engine is all that is asked for."""
    found = await _engine(site, where, check.timeout_seconds)
    if found["outcome"] != "answered" or not check.text("user"):
        return found
    engine = Engine(
        bytes.fromhex(found["engine"]["id"]), found["engine"]["boots"], found["engine"]["seconds"]
    )
    security = importlib.import_module("firstfix.laptop.probes.snmp_user")
    user, seconds = _user(site, check, security), check.timeout_seconds
    # Some agents drop what they cannot decrypt without a word; whether they know the user tells them apart.
    facts, plain = await with_second_look(
        _asked_as(site, where, engine, user, seconds=seconds),
        lambda: _asked_as(
            site, where, engine, replace(user, privacy=""), seconds=seconds * (1 - AFTER_SHARE)
        ),
        seconds=seconds,
        is_needed=lambda told: bool(user.privacy) and told["outcome"] == "silent",
    )
    return {"engine": found["engine"], **facts, **({"without_privacy": plain} if plain else {})}


async def _asked_as(site: Site, where: Where, engine: Engine, user: Any, *, seconds: float) -> dict[str, Any]:
    """Ask by a user; an agent with another idea of its time is asked again (RFC 3414, section 3.2)."""
    security = importlib.import_module("firstfix.laptop.probes.snmp_user")
    facts: dict[str, Any] = {}
    for _try in range(2):
        number = _number()
        content = security.signed_get(number, engine, user, pdu(number, ASKED))
        facts, answer = await _exchanged(site, where, content, number, seconds)
        if answer is None:
            break
        facts |= _told(_proved(facts.pop("content"), answer, user, security))
        if facts.get("report") != "notInTimeWindows":
            break
        engine = answer.engine
    return facts


def _user(site: Site, check: Check, security: Any) -> Any:
    password, privacy = secret_of(site, check, "auth_from"), secret_of(site, check, "privacy_from")
    if privacy and not password:
        raise CannotLook(NEEDS_PASSWORD)
    if any(0 < len(each) < _LEAST_LETTERS for each in (password, privacy)):
        raise CannotLook(LONG_PASSWORD.format(count=_LEAST_LETTERS))
    return security.User(check.text("user"), check.text("auth") if password else "", password, privacy)


def _proved(content: bytes, answer: Answer, user: Any, security: Any) -> Answer | None:
    try:
        proved: Answer = security.opened(content, answer, user)
    except (ValueError, KeyError, IndexError):
        return None
    return proved


async def _engine(site: Site, where: Where, seconds: float) -> dict[str, Any]:
    """Ask an agent for its engine, as RFC 3414, section 4, has it: by nobody, for nothing."""
    number = _number()
    content = usm_message(number, REPORTABLE, Security(), _scoped(number))
    facts, answer = await _exchanged(site, where, content, number, seconds)
    facts.pop("content", None)
    if answer is None:
        return facts
    engine = {"id": answer.engine.id.hex(), "boots": answer.engine.boots, "seconds": answer.engine.seconds}
    return {**facts, "engine": engine}


def _scoped(number: int) -> bytes:
    return b"\x30" + bytes([len(body := b"\x04\x00\x04\x00" + pdu(number, ()))]) + body


async def _answered(site: Site, where: Where, content: bytes, number: int, seconds: float) -> dict[str, Any]:
    facts, answer = await _exchanged(site, where, content, number, seconds)
    facts.pop("content", None)
    return facts if answer is None else {**facts, **_told(answer)}


async def _exchanged(
    site: Site, where: Where, content: bytes, number: int, seconds: float
) -> tuple[dict[str, Any], Answer | None]:
    came, facts = await exchange(
        site.door, where, content, seconds=seconds, fits=lambda said: _number_in(said) == number
    )
    if came is None:
        return facts, None
    return {**facts, "outcome": "answered", "content": came}, read_answer(came)


def _number_in(content: bytes) -> int | None:
    try:
        return read_answer(content).number
    except ValueError:
        return None


def _told(answer: Answer | None) -> dict[str, Any]:
    """Give what an agent says; no values where it says only what was wrong."""
    if answer is None:
        return {"report": "unproved"}
    description, ticks, name = (answer.values.get(oid) for oid in ASKED)
    facts: dict[str, Any] = {"report": answer.report, "error": answer.error}
    if answer.report or answer.error:
        return facts
    facts |= {"description": str(description or ""), "name": str(name or "")}
    return {**facts, "uptime_seconds": ticks // _TICKS} if isinstance(ticks, int) else facts


def _number() -> int:
    return secrets.randbelow(2**31 - 1) + 1
