"""Rules for proxies: no way through without credentials, forbidden, unable, or opening what it passes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from firstfix.engines.diagnosis.facts import flag_at, list_at, number_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.scene import Scene

__all__ = ["inspection_causes", "proxy_causes"]

# RFC 9110: 407 asks for credentials, 403 forbids; 502 to 504 say that the proxy got no further itself.
_NEEDS_CREDENTIALS, _UNABLE = 407, range(500, 600)


def proxy_causes(scene: Scene) -> Iterable[Cause]:
    """Give why a proxy did not open a tunnel."""
    outcome = text_at(scene.facts, "proxy.outcome")
    params = _params(scene)
    if outcome in {"", "open"}:
        return
    if outcome == "answered":
        code = _code_of(int(number_at(scene.facts, "proxy.status") or 0), scene)
        subject = params["proxy"] if code.startswith("PROXY.AUTH") else f"{params['host']}:{params['port']}"
        yield scene.cause(code, subject, "proxy.status", "proxy.schemes", **params)
    elif outcome == "silent":
        yield scene.cause("PROXY.SILENT", f"{params['host']}:{params['port']}", "proxy.outcome", **params)
    else:
        yield scene.cause("PROXY.NOT_A_PROXY", params["proxy"], "proxy.outcome", **params)


def inspection_causes(scene: Scene) -> Iterable[Cause]:
    """Give what a proxy does to TLS that works without it: opens it, or carries nothing in its tunnel."""
    direct = objects_at(scene.facts, "direct.certificates")
    proxied = objects_at(scene.facts, "tls.certificates")
    if direct and not proxied:
        yield from _dead_tunnel(scene)
    if not direct or not proxied:
        return
    expected, found = text_at(direct[0], "issuer"), text_at(proxied[0], "issuer")
    if expected != found:
        params = _params(scene)
        paths = ("direct.certificates", "tls.certificates")
        told = {**params, "issuer": found, "expected": expected}
        yield scene.cause("TLS.INTERCEPTED", f"issuer:{found}", *paths, **told)


def _dead_tunnel(scene: Scene) -> Iterable[Cause]:
    """Give a tunnel that was opened and carries nothing: silent, or cut where it should go on."""
    code = {"silent": "PROXY.SILENT", "closed": "PROXY.CANNOT_REACH", "refused": "PROXY.CANNOT_REACH"}.get(
        text_at(scene.facts, "tls.outcome")
    )
    if code is not None:
        params = _params(scene)
        excluded = (scene.excludes("TLS.SILENT", "direct.outcome"),)
        subject = f"{params['host']}:{params['port']}"
        yield scene.cause(code, subject, "tls.outcome", "direct.outcome", excluded=excluded, **params)


def _code_of(status: int, scene: Scene) -> str:
    if status == _NEEDS_CREDENTIALS:
        has_given = flag_at(scene.facts, "proxy.has_credentials") is True
        schemes = {str(each).casefold() for each in list_at(scene.facts, "proxy.schemes")}
        if has_given and schemes and "basic" not in schemes:
            return "PROXY.AUTH_SCHEME"
        return "PROXY.AUTH_REFUSED" if has_given else "PROXY.AUTH_NEEDED"
    return "PROXY.CANNOT_REACH" if status in _UNABLE else "PROXY.FORBIDDEN"


def _params(scene: Scene) -> dict[str, Any]:
    schemes = ", ".join(map(str, list_at(scene.facts, "proxy.schemes")))
    return {
        "proxy": text_at(scene.facts, "proxy.proxy") or scene.check.text("proxy"),
        "host": text_at(scene.facts, "proxy.host") or scene.check.text("host"),
        "address": text_at(scene.facts, "proxy.host") or scene.check.text("host"),
        "port": int(number_at(scene.facts, "proxy.port") or scene.check.whole("port")),
        "status": int(number_at(scene.facts, "proxy.status") or 0),
        "schemes": schemes or "no scheme named",
        "protocol": "tcp",
    }
