"""A run: every check of a spec at the same time, each within its time, in one process."""

from __future__ import annotations

import asyncio
import importlib
import os
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from firstfix import __version__
from firstfix.engines.diagnosis import Check, Observation, Run, Spec, Status, Vantage, diagnose, frozen
from firstfix.laptop.probes.by_tls import load_what_speaks, with_chains_together
from firstfix.laptop.probes.contacts import contacts_of
from firstfix.laptop.probes.door import Door
from firstfix.laptop.probes.kept_answers import KeptAnswers
from firstfix.laptop.probes.lateness import Lateness
from firstfix.laptop.probes.own_drops import OwnDrops
from firstfix.laptop.probes.resolving import Names
from firstfix.laptop.probes.site import CannotLook, Seen, Site
from firstfix.laptop.probes.slow_answers import with_quickest_look
from firstfix.laptop.probes.stopping import stopped_by_sigterm
from firstfix.laptop.probes.trust import TrustUnreadable
from firstfix.laptop.probes.vantage import arp_state, hosts_of, observe_vantage

__all__ = ["PROBES", "Told", "probe_of", "run_spec"]

Probe = Callable[[Site, Check], Awaitable[Seen]]
# Is told each observation as soon as it is there.
Told = Callable[[Observation], None]

PROBES: Final[Mapping[str, str]] = {
    "link": "kinds_ground.probe_ground",
    "address": "kinds_ground.probe_ground",
    "dhcp": "kinds_dhcp.probe_dhcp",
    "gateway": "kinds_ground.probe_gateway",
    "route": "kinds_ground.probe_route",
    "dns": "kinds_dns.probe_dns",
    "ntp": "kinds_time.probe_time",
    "snmp": "kinds_snmp.probe_snmp",
    "syslog": "kinds_syslog.probe_syslog",
    "openvpn": "kinds_openvpn.probe_openvpn",
    "wireguard": "kinds_wireguard.probe_wireguard",
    "machine": "kinds_machine.probe_machine",
    "tcp": "kinds_port.probe_port",
    "proxy": "kinds_tls.probe_proxy",
    "tls": "kinds_tls.probe_tls",
    "http": "kinds_web.probe_page",
    "oidc": "kinds_web.probe_identity",
    "saml": "kinds_saml.probe_saml",
    "metrics": "kinds_metrics.probe_metrics",
    "pac": "kinds_pac.probe_pac",
    "smtp": "kinds_mail.probe_mail",
    "ldap": "kinds_directory.probe_directory",
}
"""Where the probe of every kind of check is; a run loads those of its spec only."""

# Name, connection, second look and handshake of one check may each take its time; nothing waits longer.
_STAGES: Final = 4
# Half of a check's time is the first look's (second_look); who was away for half of that may have missed it.
_LATE_SHARE: Final = 0.25


def probe_of(kind: str) -> Probe:
    """Give the probe of a kind of check, loaded now if it was not yet."""
    module, _, name = PROBES[kind].partition(".")
    probe: Probe = getattr(importlib.import_module(f"firstfix.laptop.probes.{module}"), name)
    return probe


async def run_spec(spec: Spec, folder: Path, *, told: Told | None = None) -> Run:
    """Give the run of a spec from here. ``folder`` is where files that the spec names are.

    Where it is cancelled (Ctrl-C, SIGTERM), it gives what was observed until then, and says that it is not
    complete. What looked ill while this computer was too busy to take answers is looked at once more.
    """
    looking = _Looking(spec, folder, told)
    with stopped_by_sigterm():
        async with Lateness() as late:
            is_complete = await looking.look(spec.checks)
        missed = looking.missed(late) if is_complete else []
        if missed:
            is_complete = await looking.look_again(missed)
    return with_chains_together(spec, looking.run(is_complete=is_complete))


class _Looking:
    """One run while it goes on: what was observed until now, and when."""

    def __init__(self, spec: Spec, folder: Path, told: Told | None) -> None:
        self._spec, self._folder, self._told = spec, folder, told
        # Loading takes time from whoever waits for an answer, so all of it comes before the first question.
        self._probes = {check.kind: probe_of(check.kind) for check in spec.checks}
        for check in spec.checks:
            load_what_speaks(check)
        self._started_at, self._began = datetime.now(UTC), time.monotonic()
        self._vantage = observe_vantage()
        self._observed: dict[str, Observation] = {}
        self._spans: dict[str, tuple[float, float]] = {}
        self._drops = OwnDrops()

    async def look(self, checks: Sequence[Check]) -> bool:
        """Observe checks at the same time; tell whether all were done."""
        site = _site(self._spec, self._folder, self._vantage)
        try:
            is_complete = await _all_done([asyncio.create_task(self._observe(site, one)) for one in checks])
            if is_complete:
                self._observed |= await site.kept_answers.added_to(self._observed)
            return is_complete
        except asyncio.CancelledError:
            return False
        finally:
            site.kept_answers.end()
            site.door.close()

    async def look_again(self, checks: Sequence[Check]) -> bool:
        """Observe checks once more, and keep with the vantage which these were."""
        self._vantage["looked_again"] = [check.id for check in checks]
        return await self.look(checks)

    def missed(self, late: Lateness) -> list[Check]:
        """Give the checks that did not pass while this computer was late by a good part of their time."""
        lateness = {check_id: late.longest_between(*span) for check_id, span in self._spans.items()}
        late_checks = [
            one for one in self._spec.checks if lateness[one.id] > one.timeout_seconds * _LATE_SHARE
        ]
        if not late_checks:
            return []
        verdicts = diagnose(self._spec, self.run(is_complete=True)).verdicts
        passed = {verdict.check_id for verdict in verdicts if verdict.status is Status.PASS}
        return [check for check in late_checks if check.id not in passed]

    def run(self, *, is_complete: bool) -> Run:
        """Give the run as it is now."""
        gateways = [{**one, "outcome": arp_state(one["address"])} for one in self._vantage["gateways"]]
        routes = [{**one, "outcome": arp_state(one["gateway"])} for one in self._vantage["routes"]]
        told = {**self._vantage, "gateways": gateways, "routes": routes, "drops": self._drops.facts()}
        return Run(
            spec_name=self._spec.name,
            spec_version=self._spec.version,
            spec_digest=self._spec.digest,
            site=self._spec.site,
            tool_version=__version__,
            started_at=self._started_at,
            took_ms=_ms(self._began),
            vantage=Vantage(frozen(told)),
            observations=dict(self._observed),
            is_complete=is_complete,
        )

    async def _observe(self, site: Site, check: Check) -> None:
        moment = time.monotonic()
        seen, error = await _seen(self._probes[check.kind], site, check)
        at = self._started_at + timedelta(seconds=moment - self._began)
        took = _ms(moment)
        observation = Observation(check.id, check.kind, at, took, frozen(seen.facts), seen.raw, error)
        self._observed[check.id] = observation
        self._spans[check.id] = moment, time.monotonic()
        if self._told is not None:
            self._told(observation)


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
    drops = OwnDrops()
    return Site(door, names, folder, vantage, os.environ, drops, KeptAnswers(door, drops))


async def _seen(probe: Probe, site: Site, check: Check) -> tuple[Seen, str]:
    """Give what a probe saw, and what kept it from looking; a mistake in one probe ends no other one."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(check.timeout_seconds * _STAGES):
            seen = await probe(site, check)
        seen = await with_quickest_look(seen, lambda: probe(site, check), check, began=began)
        return seen, seen.hindrance
    except TimeoutError:
        return Seen({}), "it did not end in time"
    except (CannotLook, TrustUnreadable) as error:
        return Seen({}), str(error)
    except OSError as error:
        return Seen({}), f"the system said: {error}"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this check's alone
        return Seen({}), _mistake_at(error)


def _mistake_at(error: Exception) -> str:
    """Say which mistake in the program it was and where; its own words might hold a secret."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"a mistake in this program ({type(error).__name__}{where}); please report it"


def _ms(since: float) -> float:
    return round((time.monotonic() - since) * 1000, 3)
