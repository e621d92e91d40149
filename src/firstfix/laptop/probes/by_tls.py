"""TLS for kinds of checks that may do without: what reads certificates is loaded only where TLS is spoken."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable
from typing import Any, Final

from firstfix.engines.diagnosis import Check, Observation, Run, Spec
from firstfix.engines.diagnosis.facts import objects_at, text_at
from firstfix.laptop.probes.reaching import Reached
from firstfix.laptop.probes.site import Site
from firstfix.laptop.probes.wire import Line

__all__ = ["SMALL_SEGMENT", "Prelude", "load_what_speaks", "reach_by_tls", "secure", "with_chains_together"]

# What the least of all paths carries in one segment (RFC 9293, section 3.7.1: 536), with room for options.
SMALL_SEGMENT = 1160

Prelude = Callable[[Line], Awaitable[Any]]
_ALWAYS: Final = frozenset({"tls", "oidc", "saml"})
# Rules of firstfix.engines.x509 that another clock, or a certificate that another server sends, may settle.
_OPEN: Final = frozenset({"no_issuer", "unknown_root", "expired", "not_yet_valid"})
_WHERE_SET: Final = ("tls", "starttls", "compare_direct")


def load_what_speaks(check: Check) -> None:
    """Load what a check needs to speak TLS, if it does; later, loading would delay who waits for answers."""
    is_told = any(check.is_set(name) for name in _WHERE_SET) or check.text("transport") == "tls"
    if check.kind in _ALWAYS or is_told or check.text("read_back").startswith("https:"):
        _securing()
        if check.is_set("revocation"):
            importlib.import_module("firstfix.laptop.probes.stapling")
        if check.is_set("revocation") or check.texts("pki"):
            importlib.import_module("firstfix.laptop.probes.revocation")


async def reach_by_tls(
    site: Site, check: Check, *, is_direct: bool = False, most_segment: int = 0
) -> Reached:
    """Give a line with TLS, or how far it got; where TLS stays silent, small segments are tried."""
    reached: Reached = await _securing().reach_by_tls(
        site, check, is_direct=is_direct, most_segment=most_segment
    )
    return reached


async def secure(site: Site, check: Check, reached: Reached, *, prelude: Prelude | None = None) -> Reached:
    """Put TLS on a line. ``prelude`` is what has to be said before it on another connection (STARTTLS)."""
    secured: Reached = await _securing().secure(site, check, reached, prelude=prelude)
    return secured


def with_chains_together(spec: Spec, run: Run) -> Run:
    """Give a run in which a chain that lacks a certificate, or is out of date, is judged by what all saw."""
    if not any(_is_open(one) for one in run.observations.values()):
        return run
    judged: Run = importlib.import_module("firstfix.engines.diagnosis.chains_anew").with_chains_judged(
        spec, run
    )
    return judged


def _is_open(one: Observation) -> bool:
    rules = {text_at(each, "rule") for each in objects_at(one.facts, "tls.judged.faults")}
    return bool(rules & _OPEN)


def _securing() -> Any:
    return importlib.import_module("firstfix.laptop.probes.securing")
