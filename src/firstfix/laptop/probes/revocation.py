"""Asking the authority of a chain: responders, revocation lists, issuers; only those that the check lists."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from firstfix.engines.diagnosis import Check
from firstfix.engines.x509 import Certificate, ChainVerdict
from firstfix.engines.x509.bundles import certificates_in, der_of
from firstfix.engines.x509.oids import Oid
from firstfix.laptop.probes.chains import Told
from firstfix.laptop.probes.connecting import connect
from firstfix.laptop.probes.contacts import place_of, proxy_of
from firstfix.laptop.probes.site import Site
from firstfix.laptop.probes.tunnel import sign_in_of
from firstfix.laptop.probes.web import Asking, Page, fetch

__all__ = ["ask_authority"]

# A chain has three or four certificates with a responder and a list each.
_MOST_QUESTIONS = 8
# Lists of whole countries' authorities have some tens of MB; a longer one is not for somebody's laptop.
_MOST_LIST_BYTES = 32_000_000
# An answer has 2 kB with its signer, a file of all certificates of an authority some tens.
_MOST_OTHER_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class _Question:
    """What is fetched from where: an answer about a certificate, a list, or an issuer."""

    kind: str
    url: str
    path: str

    @property
    def most_bytes(self) -> int:
        """Give how much is read of the answer."""
        return _MOST_LIST_BYTES if self.kind == "list" else _MOST_OTHER_BYTES


async def ask_authority(site: Site, check: Check, verdict: ChainVerdict) -> tuple[Told, dict[str, Any]]:
    """Give what the places that a chain names say, and which of them were asked, answered, or not listed."""
    listed = {place_of(url) for url in check.texts("pki")}
    questions = list(dict.fromkeys(_questions(check, verdict)))
    may = [each for each in questions if place_of(each.url) in listed][:_MOST_QUESTIONS]
    answers = await asyncio.gather(*(_asked(site, check, each) for each in may))
    found: dict[str, list[bytes]] = {"answer": [], "list": [], "issuer": []}
    asked = []
    for question, (facts, body) in zip(may, answers, strict=True):
        asked.append({"kind": question.kind, "url": question.url, **facts})
        if body and question.kind == "issuer":
            found["issuer"] += certificates_in(body)
        elif body:
            found[question.kind].append(der_of(body))
    kept = {each.url for each in may}
    not_listed = sorted({each.url for each in questions} - kept)
    told = Told(None, tuple(found["list"]), tuple(found["answer"]), tuple(found["issuer"]))
    return told, {"authority": {"asked": asked, "not_listed": not_listed}}


def _questions(check: Check, verdict: ChainVerdict) -> Iterator[_Question]:
    """Give what there is to ask: revocation where it was asked for, the issuer where it is missing."""
    if verdict.missing is not None:
        for url in verdict.missing.urls:
            yield _Question("issuer", url, _path(url))
    if not check.is_set("revocation"):
        return
    for one, issuer in zip(verdict.path, verdict.path[1:], strict=False):
        for url in one.places_of(Oid.OCSP):
            content = _ocsp_question(one, issuer)
            if content:
                # RFC 6960, appendix A.1: a question may stand in the path.
                path = f"{_path(url).rstrip('/')}/{quote(base64.b64encode(content), safe='')}"
                yield _Question("answer", url, path)
        for url in one.crl_places:
            yield _Question("list", url, _path(url))


async def _asked(site: Site, check: Check, question: _Question) -> tuple[dict[str, Any], bytes]:
    """Give how a place answered, and what it sent: through the proxy where the check has one."""
    place, proxy = place_of(question.url), check.text("proxy")
    host, port = proxy_of(proxy) if proxy else place
    seconds = check.timeout_seconds
    resolved = await site.names.resolve(host, seconds=seconds)
    if not resolved["addresses"]:
        return {"outcome": f"name {resolved['outcome']}"}, b""
    site.door.learn(host, resolved["addresses"])
    line, facts = await connect(site.door, host, resolved["addresses"], port, seconds=seconds)
    if line is None:
        return {"outcome": facts["outcome"]}, b""
    asking = Asking(*place, question.path, most_bytes=question.most_bytes)
    if proxy:
        # RFC 9112, section 3.2.2: a proxy is asked for the whole address.
        whole = f"http://{urlsplit(question.url).netloc}{question.path}"
        sign_in = sign_in_of(site.secrets.get(check.text("proxy_user_from"), ""))
        asking = replace(asking, path=whole, headers=sign_in)
    try:
        return _answered(await fetch(line, asking, seconds=seconds), question, seconds)
    finally:
        line.close()


def _answered(page: Page, question: _Question, seconds: float) -> tuple[dict[str, Any], bytes]:
    outcome = page.facts["outcome"]
    if outcome == "silent" and page.received_count:
        megabytes = page.received_count / 1_000_000
        return {"outcome": f"only {megabytes:.1f} MB came in {seconds:g} s (timeout)"}, b""
    if outcome == "answered" and page.facts["status"] != 200:
        return {"outcome": f"status {page.facts['status']}"}, b""
    if outcome == "answered" and page.is_cut:
        return {"outcome": f"longer than {question.most_bytes // 1_000_000} MB"}, b""
    return {"outcome": outcome}, page.body if outcome == "answered" else b""


def _ocsp_question(one: Certificate, issuer: Certificate) -> bytes:
    try:
        read = [x509.load_der_x509_certificate(each.der) for each in (one, issuer)]
        # RFC 5019, section 2.1.1: responders know the hash by SHA-1; nothing is proven by it.
        builder = ocsp.OCSPRequestBuilder().add_certificate(read[0], read[1], hashes.SHA1())  # noqa: S303
        return builder.build().public_bytes(Encoding.DER)
    except (ValueError, TypeError):
        return b""


def _path(url: str) -> str:
    parts = urlsplit(url)
    path = parts.path or "/"
    return quote(f"{path}?{parts.query}" if parts.query else path, safe="/?&=%:@!$'()*+,;~-._")
