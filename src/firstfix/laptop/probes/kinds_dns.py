"""The probe of names: one question to each resolver, and one for a name that nobody may answer."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.engines.diagnosis.kinds import SYSTEM
from firstfix.laptop.probes.asking import Way, ask, ask_once
from firstfix.laptop.probes.site import Seen, Site

__all__ = ["probe_dns"]


async def probe_dns(site: Site, check: Check) -> Seen:
    """Give what each resolver answers for a name, and whether it makes answers up."""
    system = site.vantage["resolvers"]
    named = [each for one in check.texts("resolvers") for each in (system if one == SYSTEM else (one,))]
    answers = await asyncio.gather(*(_answer(site, check, each) for each in dict.fromkeys(named)))
    return Seen({"dns": {"answers": list(answers)}})


async def _answer(site: Site, check: Check, resolver: str) -> dict[str, Any]:
    seconds, way = check.timeout_seconds, Way(check.whole("port"), wants_proof=check.is_set("dnssec"))
    # RFC 6761, section 6.4: nothing under .invalid exists; who answers it rewrites answers.
    canary = f"firstfix-{secrets.token_hex(6)}.invalid"
    made_up, completed, told = await asyncio.gather(
        ask_once(site.door, resolver, canary, "A", seconds=seconds, way=way),
        _completed(site, check, resolver, way),
        ask(site.door, resolver, check.text("name"), check.text("type"), seconds=seconds, way=way),
    )
    facts = _chosen(check, told, completed)
    made = {
        "outcome": made_up["outcome"],
        "values": made_up.get("values", []),
        "icmp": made_up.get("icmp", {}),
    }
    return {**facts, "canary": made}


async def _completed(site: Site, check: Check, resolver: str, way: Way) -> list[dict[str, Any]]:
    """Ask for the name below each search domain of this computer, as programs do for short names."""
    if not check.is_set("search"):
        return []
    name, seconds = check.text("name").rstrip("."), check.timeout_seconds
    asked = (
        ask(site.door, resolver, f"{name}.{domain}", check.text("type"), seconds=seconds, way=way)
        for domain in site.vantage.get("search", ())
    )
    return list(await asyncio.gather(*asked))


def _chosen(check: Check, told: dict[str, Any], completed: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the answer that programs use: resolv.conf(5) completes a name without dots first."""
    if not check.is_set("search"):
        return told
    search = [{name: each.get(name, ()) for name in ("name", "outcome", "values")} for each in completed]
    if "." in check.text("name").rstrip("."):
        return {**told, "search": search}
    found = next((each for each in completed if each["outcome"] == "answered"), told)
    return {**found, "search": search}
