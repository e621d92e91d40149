"""Rules for what this computer stands in the way of itself: its firewall, its file of hosts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from firstfix.engines.diagnosis.facts import Facts, facts_at, flag_at, list_at, number_at, text_at
from firstfix.engines.diagnosis.finding import Cause, Evidence, Excluded
from firstfix.engines.diagnosis.kept_here import NOTHING_KEPT, is_kept
from firstfix.engines.diagnosis.rules.own_ways import asked_address
from firstfix.engines.diagnosis.scene import Scene, endpoint_params
from firstfix.engines.diagnosis.words import Symptom

__all__ = ["firewall_here", "kept_connection", "overridden", "weighed"]

# One host that is kept out is a rule about that host; three are a rule about the world.
_ENOUGH: Final = 3
_HERE: Final = "FIREWALL.HERE"
# What a firewall of this computer that drops in silence looks like.
_ALIKE: Final = frozenset(
    {
        "TCP.SILENT_DROP", "TCP.NO_ANSWER", "HOST.SILENT", "ROUTE.DEAD", "DNS.SILENT", "DNS.UDP_BLOCKED",
        "TIME.SILENT", "SNMP.SILENT", "OPENVPN.SILENT", "DHCP.SILENT",
    }
)  # fmt: skip
# What shows that a name led to somebody else than was meant, or to nobody.
_ASTRAY: Final = frozenset({Symptom.SILENCE, Symptom.REFUSAL, Symptom.TRUST, Symptom.ANSWER})


def firewall_here(scene: Scene) -> tuple[Cause, ...]:
    """Give one cause for all where this computer keeps several hosts from its programs."""
    kept, address = scene.world.kept, asked_address(scene)
    # A question to everybody on the link is nobody's address.
    is_kept_too = address in kept or _is_suspect(scene) or (not address and _is_all_kept(scene))
    if len(kept) < _ENOUGH or not is_kept_too:
        return ()
    named = sorted(kept)
    told: dict[str, Any] = {"host": f"{len(named)} hosts", "count": len(named), "hosts": ", ".join(named)}
    cause = scene.cause(_HERE, "here", **told)
    return (replace(cause, evidence=tuple(kept[one] for one in named[:_ENOUGH])),)


def kept_connection(scene: Scene) -> Cause | None:
    """Give the one connection that this computer itself forbids, without a word about it."""
    if not is_kept(scene.facts):
        return None
    params = endpoint_params(scene)
    excluded = tuple(scene.excludes(code, "here") for code in ("TCP.SILENT_DROP", "TCP.REFUSED"))
    subject = f"{params['address']}:{params['port']}"
    return scene.cause("TCP.LOCAL_BLOCK", subject, "here", excluded=excluded, **params)


def weighed(scene: Scene, cause: Cause) -> Cause:
    """Give a cause of silence with what this computer's own counters say of its own firewall."""
    if cause.code.code not in _ALIKE:
        return cause
    drops = facts_at(scene.world.vantage, "drops")
    alike = Excluded(_HERE, Evidence(scene.check.id, "vantage.drops", _counted(drops)))
    if {name: number_at(drops, name) for name in NOTHING_KEPT} == NOTHING_KEPT:
        return replace(cause, excluded=(*cause.excluded, alike))
    return replace(cause, not_excluded=(*cause.not_excluded, alike))


def overridden(scene: Scene, found: Iterable[Cause]) -> tuple[Cause, ...]:
    """Give an entry of the file of hosts as the cause, where DNS says otherwise and it does not work."""
    other = [str(each) for each in list_at(scene.facts, "resolve.otherwise.addresses")]
    filed = [str(each) for each in list_at(scene.facts, "resolve.addresses")]
    is_astray = any(one.code.symptom in _ASTRAY and not one.code.is_warning for one in found)
    if flag_at(scene.facts, "resolve.is_filed") is not True or not other or not is_astray:
        return ()
    if set(filed) & set(other):
        return ()
    name = text_at(scene.facts, "resolve.name")
    told: dict[str, Any] = {
        "name": name, "host": name, "address": filed[0], "found": ", ".join(filed),
        "resolver": text_at(scene.facts, "resolve.otherwise.resolver"), "expected": ", ".join(other),
    }  # fmt: skip
    return (scene.cause("DNS.OVERRIDDEN", name.casefold(), "resolve.addresses", "resolve.otherwise", **told),)


def _is_all_kept(scene: Scene) -> bool:
    return {proof.path for proof in scene.world.kept.values()} == {"vantage.drops"}


def _is_suspect(scene: Scene) -> bool:
    """Tell whether the answers to a silent connection that was not looked at may be dropped here too."""
    is_silent = text_at(scene.facts, "connect.outcome") == "silent"
    was_looked_at = number_at(scene.facts, "here.answers_kept") is not None
    return is_silent and not was_looked_at and bool(number_at(scene.facts, "here.kept_in"))


def _counted(drops: Facts) -> str:
    counts = [f"{name} {int(number_at(drops, name) or 0)}" for name in NOTHING_KEPT if name in drops]
    return ", ".join(counts) or "not told by this system"
