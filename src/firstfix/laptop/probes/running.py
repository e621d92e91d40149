"""A run: every check of a spec at the same time, each within its time, in one process."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from firstfix import __version__
from firstfix.engines.diagnosis import Check, Observation, Run, Spec, Vantage, frozen
from firstfix.laptop.probes.contacts import contacts_of
from firstfix.laptop.probes.door import Door
from firstfix.laptop.probes.kinds_dns import probe_dns
from firstfix.laptop.probes.kinds_ground import probe_gateway, probe_ground, probe_route
from firstfix.laptop.probes.kinds_stream import (
    probe_directory,
    probe_identity,
    probe_mail,
    probe_page,
    probe_port,
    probe_proxy,
    probe_tls,
)
from firstfix.laptop.probes.kinds_time import probe_time
from firstfix.laptop.probes.resolving import Names
from firstfix.laptop.probes.site import Seen, Site
from firstfix.laptop.probes.trust import TrustUnreadable
from firstfix.laptop.probes.vantage import arp_state, hosts_of, observe_vantage

__all__ = ["PROBES", "Told", "run_spec"]

Probe = Callable[[Site, Check], Awaitable[Seen]]
# Is told each observation as soon as it is there.
Told = Callable[[Observation], None]

PROBES: Final[Mapping[str, Probe]] = {
    "link": probe_ground,
    "address": probe_ground,
    "gateway": probe_gateway,
    "route": probe_route,
    "dns": probe_dns,
    "ntp": probe_time,
    "tcp": probe_port,
    "proxy": probe_proxy,
    "tls": probe_tls,
    "http": probe_page,
    "oidc": probe_identity,
    "smtp": probe_mail,
    "ldap": probe_directory,
}
"""The probe of every kind of check."""

# Name, connection, second look and handshake of one check may each take its time; nothing waits longer.
_STAGES: Final = 4


async def run_spec(spec: Spec, folder: Path, *, told: Told | None = None) -> Run:
    """Give the run of a spec from here. ``folder`` is where files that the spec names are.

    Where it is cancelled (Ctrl-C), it gives what was observed until then, and says that it is not complete.
    """
    started_at, began = datetime.now(UTC), time.monotonic()
    vantage = observe_vantage()
    site = _site(spec, folder, vantage)
    observed: dict[str, Observation] = {}

    async def observe(check: Check) -> None:
        moment = time.monotonic()
        seen, error = await _seen(site, check)
        at = started_at + timedelta(seconds=moment - began)
        took = _ms(moment)
        observation = Observation(check.id, check.kind, at, took, frozen(seen.facts), seen.raw, error)
        observed[check.id] = observation
        if told is not None:
            told(observation)

    is_complete = await _all_done([asyncio.create_task(observe(check)) for check in spec.checks])
    site.door.close()
    gateways = [{**one, "outcome": arp_state(one["address"])} for one in vantage["gateways"]]
    return Run(
        spec_name=spec.name,
        spec_version=spec.version,
        spec_digest=spec.digest,
        site=spec.site,
        tool_version=__version__,
        started_at=started_at,
        took_ms=_ms(began),
        vantage=Vantage(frozen({**vantage, "gateways": gateways})),
        observations=observed,
        is_complete=is_complete,
    )


async def _all_done(tasks: list[asyncio.Task[None]]) -> bool:
    """Wait for all; where somebody stops it, end the rest and tell that not all were done."""
    try:
        await asyncio.gather(*tasks)
    except asyncio.CancelledError:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return False
    return True


def _site(spec: Spec, folder: Path, vantage: dict[str, Any]) -> Site:
    gateways = [one["address"] for one in vantage["gateways"]]
    door = Door(contacts_of(spec, vantage["resolvers"], gateways))
    names = Names(door, vantage["resolvers"], hosts_of)
    return Site(door, names, folder, vantage, os.environ)


async def _seen(site: Site, check: Check) -> tuple[Seen, str]:
    """Give what a probe saw, and what kept it from looking."""
    try:
        async with asyncio.timeout(check.timeout_seconds * _STAGES):
            return await PROBES[check.kind](site, check), ""
    except TimeoutError:
        return Seen({}), "it did not end in time"
    except TrustUnreadable as error:
        return Seen({}), str(error)
    except OSError as error:
        return Seen({}), f"the system said: {error}"


def _ms(since: float) -> float:
    return round((time.monotonic() - since) * 1000, 3)
