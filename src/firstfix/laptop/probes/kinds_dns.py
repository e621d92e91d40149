"""The probe of names: one question to each resolver, and one for a name that nobody may answer."""

from __future__ import annotations

import asyncio
import secrets
from typing import Any

from firstfix.engines.diagnosis import Check
from firstfix.engines.diagnosis.kinds import SYSTEM
from firstfix.laptop.probes.asking import ask, ask_once
from firstfix.laptop.probes.site import Seen, Site

__all__ = ["probe_dns"]


async def probe_dns(site: Site, check: Check) -> Seen:
    """Give what each resolver answers for a name, and whether it makes answers up."""
    system = site.vantage["resolvers"]
    named = [each for one in check.texts("resolvers") for each in (system if one == SYSTEM else (one,))]
    answers = await asyncio.gather(*(_answer(site, check, each) for each in dict.fromkeys(named)))
    return Seen({"dns": {"answers": list(answers)}})


async def _answer(site: Site, check: Check, resolver: str) -> dict[str, Any]:
    seconds, port = check.timeout_seconds, check.whole("port")
    # RFC 6761, section 6.4: nothing under .invalid exists; who answers it rewrites answers.
    canary = f"firstfix-{secrets.token_hex(6)}.invalid"
    told, made_up = await asyncio.gather(
        ask(site.door, resolver, check.text("name"), check.text("type"), seconds=seconds, port=port),
        ask_once(site.door, resolver, canary, "A", seconds=seconds, port=port),
    )
    return {**told, "canary": {"outcome": made_up["outcome"], "values": made_up.get("values", [])}}
