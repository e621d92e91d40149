"""What to ask for: a sentence for people and the same for programs, with the proof beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Final

from firstfix.engines.diagnosis.finding import Cause, Finding, Request
from firstfix.engines.diagnosis.scene import Scene
from firstfix.engines.diagnosis.spec import Check
from firstfix.engines.verdict import Scalar

__all__ = ["asked_once", "request_of", "request_text"]

# Whoever lets something pass needs to know from where to where; why somebody noticed makes no second request.
_PASSING: Final = frozenset({"allow", "allow_dns", "allow_locally", "allow_route", "allow_vpn"})
_PLACE = re.compile(r"\{(\w+)\}")


def request_of(cause: Cause, check: Check, scene: Scene) -> Request:
    """Give the request for a cause: the spec's own words where it has some, else those of the code."""
    params = cause.params
    port = params.get("port")
    return Request(
        who=cause.code.who.value,
        action=cause.code.action,
        text=request_text(cause, check, scene.source),
        source=scene.source,
        target=str(params.get("host", "")),
        address=str(params.get("address", "")),
        protocol=str(params.get("protocol", "")),
        port=port if isinstance(port, int) else None,
        proof=cause.evidence,
    )


def request_text(
    cause: Cause,
    check: Check,
    source: str,
    *,
    language: str = "en",
    translated: Callable[[str], str] = str,
) -> str:
    """Give what to ask for in a language: the spec's own words, which may be in English only, come first."""
    own = check.request.get(language) or check.request.get("en", "")
    return _filled(own, cause, source) if own else translated(cause.code.ask).format(**cause.params)


def asked_once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Give findings of which each thing is asked for by the first only: the same of the same, from and to.

    Every request names all checks that wait for it.
    """
    same: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        same.setdefault(_wish_of(finding.request), []).append(finding)
    return tuple(_merged(finding, same[_wish_of(finding.request)]) for finding in findings)


def _merged(finding: Finding, same: list[Finding]) -> Finding:
    waiting = (check for one in same for check in (one.check_id, *one.affected))
    asked_at = "" if same[0] is finding else same[0].check_id
    request = replace(finding.request, checks=tuple(dict.fromkeys(waiting)), asked_at=asked_at)
    return replace(finding, request=request)


def _wish_of(request: Request) -> Hashable:
    where = (request.source, request.address or request.target, request.protocol.casefold(), request.port)
    is_passing = request.action in _PASSING and any(where[1:])
    return request.who, request.action, where, "" if is_passing else request.text


def _filled(text: str, cause: Cause, source: str) -> str:
    """Give the spec's own request with its places filled; what is not known stays as it was written."""
    proof = "; ".join(f"{each.check_id} {each.path} = {each.value}" for each in cause.evidence)
    known: Mapping[str, Scalar] = {
        **cause.params,
        "src": source,
        "dst": cause.params.get("host", ""),
        "evidence": proof,
    }
    return _PLACE.sub(lambda found: str(known.get(found[1], found[0])), text)
