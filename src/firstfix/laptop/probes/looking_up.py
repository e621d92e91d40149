"""A chain looked into: what the verifier says of it, and what its authority and the server say about it.

Whoever writes questions to them is loaded where they are asked (``by_tls.load_what_speaks``).
"""

from __future__ import annotations

import importlib
import ssl
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from firstfix.engines.diagnosis import Check, RawEvidence
from firstfix.engines.x509 import Anchors, ChainVerdict
from firstfix.engines.x509.bundles import pem_of
from firstfix.laptop.probes.chains import Told, chain_facts
from firstfix.laptop.probes.handshake import Dial, Handshake, root_of
from firstfix.laptop.probes.site import Site
from firstfix.laptop.probes.trust import verifying_context
from firstfix.laptop.probes.wire import PlainLine

__all__ = ["looked_up", "roots_of"]


async def looked_up(
    site: Site, check: Check, hands: Handshake, again: Dial
) -> tuple[dict[str, Any], tuple[RawEvidence, ...]]:
    """Give the verdict on a chain as facts, with the file that is missing as evidence where it was found.

    The authority is asked only where the check lists its places, and the server once more only where its
    stapled answer matters.
    """
    if not hands.chain:
        return {}, ()
    anchors, is_verified = _anchors(site, check, hands)
    judged = partial(
        chain_facts,
        hands.chain,
        anchors,
        server_name=str(hands.facts["server_name"]),
        is_verified=is_verified,
    )
    facts, verdict = judged()
    told, asked = await _told(site, check, verdict, partial(_stapled, again, check, hands))
    if told != Told():
        facts, verdict = judged(told=told)
    roots = anchors.issuers_among([*hands.chain, *told.spare])
    return {"judged": {**facts, "root_count": len(roots)}, **asked}, _evidence(verdict, roots)


@lru_cache(maxsize=8)
def roots_of(trust: tuple[str, ...], folder: str) -> Anchors:
    """Give what is trusted as certificates, for a verifier of our own. Raises TrustUnreadable."""
    ders = verifying_context(trust, "1.2", folder).get_ca_certs(binary_form=True)
    bundle = ssl.get_default_verify_paths().cafile
    if "os" in trust and not ders and bundle:
        # A store that is a folder of files is read by OpenSSL only when it looks for one of them.
        whole = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        whole.load_verify_locations(bundle)
        ders = whole.get_ca_certs(binary_form=True)
    return Anchors(ders)


def _anchors(site: Site, check: Check, hands: Handshake) -> tuple[Anchors, bool]:
    """Give the root to which this computer found a way, and that it did; else the whole store."""
    root = root_of(hands.line) if hands.line is not None else None
    if root is not None:
        return Anchors([root]), True
    return roots_of(check.texts("trust") or ("os",), str(site.folder)), False


async def _told(
    site: Site, check: Check, verdict: ChainVerdict, ask_server: Callable[[], Awaitable[bytes | None]]
) -> tuple[Told, dict[str, Any]]:
    """Give what others say about a chain, and whom of them we asked."""
    leaf = verdict.path[0] if verdict.path else None
    stapled = None
    if leaf is not None and (check.is_set("revocation") or leaf.must_staple):
        stapled = await ask_server()
        if stapled == b"" and leaf.must_staple:
            # Some servers fetch their answer only when the first client has asked for it.
            stapled = await ask_server()
    if not check.is_set("revocation") and not check.texts("pki"):
        return Told(stapled), _stapling(stapled)
    asking = importlib.import_module("firstfix.laptop.probes.revocation")
    told, asked = await asking.ask_authority(site, check, verdict)
    return Told(stapled, told.lists, told.answers, told.spare), {**_stapling(stapled), **asked}


def _stapling(stapled: bytes | None) -> dict[str, Any]:
    return {} if stapled is None else {"is_stapled": stapled != b""}


async def _stapled(again: Dial, check: Check, hands: Handshake) -> bytes | None:
    """Give what the server staples: over TLS 1.3 where it spoke that, over 1.2 where that told nothing."""
    asking = importlib.import_module("firstfix.laptop.probes.stapling")
    seen = hands.facts.get("seen", hands.facts)
    name, seconds = str(hands.facts["server_name"]), check.timeout_seconds
    for is_newest in (True, False) if seen.get("version") == "TLSv1.3" else (False,):
        line = await again()
        if line is None:
            return None
        try:
            found: bytes | None = await asking.stapled_answer(
                line, name, seconds=seconds, is_newest=is_newest
            )
        finally:
            if isinstance(line, PlainLine):
                line.close()
        if found is not None:
            return found
    return None


def _evidence(verdict: ChainVerdict, roots: Sequence[bytes]) -> tuple[RawEvidence, ...]:
    """Give the roots that matter, by which a kept run is judged anew, and the file that is missing."""
    trusted = tuple(RawEvidence("trusted root", "pem", pem_of(each)) for each in roots)
    missing = verdict.missing
    if missing is None or not missing.der:
        return trusted
    return (*trusted, RawEvidence("certificate to install", "pem", pem_of(missing.der)))
