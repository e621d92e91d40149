"""Rules for what speaks on top: HTTP, identity metadata, mail, directories."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from firstfix.engines.diagnosis.facts import flag_at, list_at, number_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.rules.handshake import tls_params
from firstfix.engines.diagnosis.rules.transport import narrow_path, slow_causes, swallowed
from firstfix.engines.diagnosis.scene import Scene

__all__ = ["http_causes", "ldap_causes", "oidc_causes", "smtp_causes"]

# RFC 6585, section 6: a network asks to sign in first.
_NETWORK_AUTHENTICATION = 511
_REDIRECTS = range(300, 400)
_GO_AHEAD = 220


def http_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with a page's answer."""
    broken = [*_broken(scene, "http", "HTTP")]
    if broken:
        return broken
    status = int(number_at(scene.facts, "http.status") or 0)
    expected = scene.check.wholes("expect.status") or (200,)
    path = scene.check.text("path")
    if _is_portal(scene, status, expected):
        location = text_at(scene.facts, "http.location") or "a sign-in page"
        return (_cause(scene, "HTTP.PORTAL", "http.status", "http.location", location=location),)
    if status not in expected:
        said = ", ".join(map(str, expected))
        return (_cause(scene, "HTTP.STATUS", "http.status", status=status, expected=said, path=path),)
    if flag_at(scene.facts, "http.has_words") is False:
        wanted = scene.check.text("expect.contains")
        return (_cause(scene, "HTTP.WORDS", "http.has_words", expected=wanted, path=path),)
    return slow_causes(scene)


def oidc_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with an identity provider's metadata (OpenID Connect Discovery 1.0, section 3)."""
    found = [*http_causes(scene)]
    if any(not cause.code.is_warning for cause in found):
        return found
    path = scene.check.text("path")
    missing = ", ".join(map(str, list_at(scene.facts, "oidc.missing")))
    if flag_at(scene.facts, "oidc.is_json") is not True:
        return (_cause(scene, "OIDC.METADATA", "oidc.is_json", said="it is no JSON object", path=path),)
    if missing:
        return (_cause(scene, "OIDC.METADATA", "oidc.missing", said=f"{missing} is missing", path=path),)
    issuer, expected = text_at(scene.facts, "oidc.issuer"), _issuer(scene)
    if issuer != expected:
        return (_cause(scene, "OIDC.ISSUER", "oidc.issuer", found=issuer, expected=expected),)
    return found


def smtp_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong before TLS with a mail server."""
    broken = [*_broken(scene, "smtp", "SMTP")]
    if broken:
        return broken
    code = int(number_at(scene.facts, "smtp.code") or 0)
    if not 200 <= code < 300:
        return (_cause(scene, "SMTP.REFUSED", "smtp.said", said=text_at(scene.facts, "smtp.said")),)
    if scene.check.is_set("starttls") and flag_at(scene.facts, "smtp.offers_starttls") is not True:
        return (_cause(scene, "SMTP.NO_STARTTLS", "smtp.extensions"),)
    said = text_at(scene.facts, "smtp.starttls_said")
    # RFC 3207, section 4: only 220 lets TLS begin; who offers it and says otherwise has none to give.
    if said and number_at(scene.facts, "smtp.starttls_code") != _GO_AHEAD:
        return (_cause(scene, "TLS.REJECTED", "smtp.starttls_said", said=said),)
    return ()


def ldap_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with a directory's root (RFC 4511, section 4.1.9; RFC 4512, section 5.1)."""
    broken = [*_broken(scene, "ldap", "LDAP")]
    if broken:
        return broken
    result = int(number_at(scene.facts, "ldap.result") or 0)
    if result != 0:
        return (_cause(scene, "LDAP.REFUSED", "ldap.result", result=result),)
    expected = scene.check.text("expect.base").casefold()
    bases = [str(each) for each in list_at(scene.facts, "ldap.bases")]
    if expected and expected not in {base.casefold() for base in bases}:
        found = ", ".join(bases) or "no naming context"
        wanted = scene.check.text("expect.base")
        return (_cause(scene, "LDAP.OTHER_BASE", "ldap.bases", found=found, expected=wanted),)
    return ()


def _issuer(scene: Scene) -> str:
    """Give the issuer that the metadata must name: what the spec says, else what their own place implies."""
    expected = scene.check.text("expect.issuer_url")
    if expected:
        return expected
    port = scene.check.whole("port")
    place = scene.check.text("path").removesuffix("/.well-known/openid-configuration")
    return f"https://{scene.check.text('host')}{'' if port == 443 else f':{port}'}{place}"


def _broken(scene: Scene, stage: str, protocol: str) -> Iterable[Cause]:
    outcome = text_at(scene.facts, f"{stage}.outcome")
    path = f"{stage}.outcome"
    if text_at(scene.facts, "tls_instead.outcome") == "answered":
        # Whoever waits for a hello of TLS says nothing to a question in the clear, or cuts it.
        yield _cause(
            scene, "APP.OTHER_PROTOCOL", "tls_instead.outcome", path, protocol=f"{protocol} without TLS"
        )
    elif outcome == "silent" and text_at(scene.facts, "small_segments.outcome") == "answered":
        yield narrow_path(scene)
    elif outcome == "silent":
        yield swallowed(scene, stage) or _cause(scene, "APP.SILENT", path, protocol=protocol)
    elif outcome == "closed":
        yield _cause(scene, "APP.CLOSED", path, protocol=protocol)
    elif outcome == "other_protocol":
        yield _cause(scene, "APP.OTHER_PROTOCOL", path, protocol=protocol)


def _is_portal(scene: Scene, status: int, expected: tuple[int, ...]) -> bool:
    if status == _NETWORK_AUTHENTICATION:
        return True
    elsewhere = text_at(scene.facts, "http.location_host")
    # Over TLS nobody can redirect in another's name; there it is the server's own wish.
    is_open = text_at(scene.facts, "tls.outcome") == ""
    return is_open and status in _REDIRECTS and status not in expected and elsewhere not in {"", _host(scene)}


def _host(scene: Scene) -> str:
    return scene.check.text("host").casefold()


def _cause(scene: Scene, code: str, *paths: str, **more: Any) -> Cause:
    params = {**tls_params(scene), **more}
    return scene.cause(code, f"{params['address']}:{params['port']}", *paths, **params)
