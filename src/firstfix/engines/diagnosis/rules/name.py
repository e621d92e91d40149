"""Rules for names: silent, refused, missing, wrong, rewritten, or answered differently here and there."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from firstfix.engines.diagnosis.answer_time import overrun
from firstfix.engines.diagnosis.facts import Facts, flag_at, list_at, number_at, objects_at, text_at
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.rules.ground import ground_causes
from firstfix.engines.diagnosis.rules.own_rules import firewall_here
from firstfix.engines.diagnosis.rules.silence import silent_host
from firstfix.engines.diagnosis.scene import Scene
from firstfix.engines.diagnosis.words import Confidence

__all__ = ["dns_causes", "resolve_causes"]

_CODES: Final[Mapping[str, str]] = {
    "no_resolver": "DNS.NO_RESOLVER",
    "refused": "DNS.REFUSED",
    "servfail": "DNS.SERVFAIL",
    "nxdomain": "DNS.NXDOMAIN",
    "no_data": "DNS.NO_DATA",
}
# Every name suffers from these, so they are about the resolver.
_ABOUT_RESOLVER: Final = frozenset(
    {
        "DNS.SILENT",
        "DNS.UDP_BLOCKED",
        "DNS.NO_UPSTREAM",
        "DNS.REFUSED",
        "DNS.NO_RESOLVER",
        "DNS.HIJACKED",
        "DNS.OTHER_SENDER",
    }
)
# What a resolver says in DNS, whatever it is.
_SAID: Final = frozenset({"answered", "nxdomain", "no_data", "servfail", "refused"})
# What it says of a name that it does not have.
_UNFOUND: Final = frozenset({"nxdomain", "no_data", "refused"})
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def resolve_causes(scene: Scene) -> Iterable[Cause]:
    """Give why the name that a check connects to gave no address."""
    answer = scene.facts.get("resolve")
    if isinstance(answer, Mapping) and text_at(answer, "outcome") != "answered":
        yield from _failed(scene, answer, "resolve")


def dns_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with the answers that a check asked for."""
    answers = objects_at(scene.facts, "dns.answers")
    if not answers:
        yield from _failed(scene, {"outcome": "no_resolver", "name": scene.check.text("name")}, "dns.answers")
        return
    wrong = [*_unfound_short(scene, answers)] or [
        cause for answer in answers for cause in _answer_causes(scene, answer)
    ]
    yield from wrong or _disagreement(scene, answers)
    for answer in answers:
        yield from _wildcard(scene, answer)
        yield from _slow(scene, answer)


def _unfound_short(scene: Scene, answers: list[Facts]) -> Iterable[Cause]:
    """Give one cause where no resolver finds a short name below any search domain of this computer.

    Programs never ask for the short name alone (resolv.conf(5)), so it is not missing in DNS: what they put
    behind it is wrong, or it is missing there.
    """
    name = scene.check.text("name").rstrip(".")
    is_short = scene.check.is_set("search") and "." not in name and not scene.check.is_set("expect.none")
    outcomes = {text_at(one, "outcome") for each in answers for one in (each, *objects_at(each, "search"))}
    if not is_short or not outcomes <= _UNFOUND or "nxdomain" not in outcomes:
        return
    domains = ", ".join(map(str, list_at(scene.world.vantage, "search"))) or "none"
    yield _cause(scene, "DNS.SEARCH_DOMAIN", answers[0], domains=domains)


def _answer_causes(scene: Scene, answer: Facts) -> Iterable[Cause]:
    outcome = text_at(answer, "outcome")
    if scene.check.is_set("expect.none"):
        if outcome in {"nxdomain", "no_data"}:
            return
        if outcome == "answered":
            yield _hijacked(scene, answer) or _cause(scene, "DNS.UNWANTED", answer)
            return
    if outcome != "answered":
        # Who makes answers up knows nothing of what it has not made up.
        made_up = _hijacked(scene, answer) if outcome in {"nxdomain", "no_data"} else None
        yield from (made_up,) if made_up else _failed(scene, answer, "dns.answers")
        return
    expected = _unfulfilled(scene, answer)
    if expected:
        yield _hijacked(scene, answer) or _wrong(scene, answer, expected)
    elif scene.check.is_set("dnssec") and flag_at(answer, "is_authenticated") is False:
        code = "DNS.NOT_VALIDATED" if flag_at(answer, "is_signed") is True else "DNS.NOT_SIGNED"
        yield _cause(scene, code, answer)


def _failed(scene: Scene, answer: Facts, path: str) -> Iterable[Cause]:
    outcome = text_at(answer, "outcome")
    if outcome in {"silent", "unreachable"}:
        ground = ground_causes(scene) or silent_host(scene, text_at(answer, "resolver"))
        yield from ground or (_silent(scene, answer, path),)
        return
    if outcome == "denied":
        yield from firewall_here(scene) or (_kept_names(scene, answer, path),)
    elif outcome == "other_sender":
        port = int(number_at(answer, "sender_port") or 0)
        told: dict[str, str | int] = {"sender": text_at(answer, "sender"), "sender_port": port}
        yield _cause(scene, "DNS.OTHER_SENDER", answer, path=path, port=53, protocol="udp", **told)
    elif outcome == "truncated":
        yield _cause(scene, "DNS.TCP_BLOCKED", answer, path=path, port=53, protocol="tcp")
    elif outcome == "servfail" and text_at(answer, "unchecked.outcome") in {
        "answered",
        "no_data",
        "nxdomain",
    }:
        yield _unproved(scene, answer, path)
    elif outcome in _CODES:
        yield _cause(scene, _CODES[outcome], answer, path=path)


def _kept_names(scene: Scene, answer: Facts, path: str) -> Cause:
    """Give the rule of this computer against names: one cause, however many resolvers it keeps."""
    cause = _cause(scene, "DNS.LOCAL_BLOCK", answer, path=path, port=53, protocol="udp")
    named = ", ".join(sorted({*scene.world.kept, text_at(answer, "resolver")}))
    params = {**cause.params, "resolver": named, "host": named, "endpoint": named}
    return replace(cause, subject="here", params=params)


def _unproved(scene: Scene, answer: Facts, path: str) -> Cause:
    """Separate a proof that fails (DNSSEC) from a zone that cannot be reached: unchecked, it answers."""
    cause = _cause(scene, "DNS.DNSSEC_BROKEN", answer, path=path)
    excluded = scene.excludes("DNS.SERVFAIL", path)
    return Cause(cause.code, cause.subject, cause.params, cause.confidence, cause.evidence, (excluded,))


def _silent(scene: Scene, answer: Facts, path: str) -> Cause:
    """Separate a resolver that is gone from UDP that is dropped: the same question over TCP tells."""
    if text_at(answer, "tcp.outcome") in _SAID:
        return _cause(scene, "DNS.UDP_BLOCKED", answer, path=path, port=53, protocol="udp")
    if text_at(answer, "itself.outcome") in _SAID:
        cause = _cause(scene, "DNS.NO_UPSTREAM", answer, path=path)
        return replace(cause, excluded=(scene.excludes("DNS.SILENT", path),))
    return _cause(scene, "DNS.SILENT", answer, path=path, port=53, protocol="udp")


def _cause(scene: Scene, code: str, answer: Facts, path: str = "dns.answers", **more: str | int) -> Cause:
    resolver = text_at(answer, "resolver") or "this computer"
    name = text_at(answer, "name") or scene.check.text("name") or scene.check.text("host")
    # A resolver that fails for several names fails by itself.
    is_failing = code == "DNS.SERVFAIL" and len(scene.world.failing.get(resolver, ())) > 1
    is_about_resolver = code in _ABOUT_RESOLVER or is_failing
    subject = resolver if is_about_resolver else name.rstrip(".").casefold()
    params: dict[str, Any] = {
        "name": name,
        "type": text_at(answer, "type") or scene.check.text("type") or "A",
        "resolver": resolver,
        "host": resolver,
        "address": resolver,
        "found": _values(answer),
        **more,
    }
    return scene.cause(code, subject, path, **params)


def _hijacked(scene: Scene, answer: Facts) -> Cause | None:
    """Give the cause that a resolver answers even names that cannot exist (RFC 6761, section 6.4)."""
    if text_at(answer, "canary.outcome") != "answered":
        return None
    return _cause(scene, "DNS.HIJACKED", answer, found=", ".join(map(str, list_at(answer, "canary.values"))))


def _wrong(scene: Scene, answer: Facts, expected: str) -> Cause:
    cause = _cause(scene, "DNS.WRONG_ANSWER", answer, expected=expected)
    if text_at(answer, "canary.outcome") != "nxdomain":
        return cause
    excluded = scene.excludes("DNS.HIJACKED", "dns.answers")
    return Cause(cause.code, cause.subject, cause.params, cause.confidence, cause.evidence, (excluded,))


def _unfulfilled(scene: Scene, answer: Facts) -> str:
    """Give what was expected and is not so, in words; empty where all is as expected."""
    found = _value_set(answer)
    wanted = {_plain(value) for value in scene.check.texts("expect.values")}
    if wanted and found != wanted:
        return ", ".join(sorted(wanted))
    addresses = [address for value in found for address in _addresses(value)]
    return next((words for words, holds in _address_rules(scene) if not all(map(holds, addresses))), "")


def _address_rules(scene: Scene) -> Iterable[tuple[str, Callable[[_Address], bool]]]:
    network = scene.check.text("expect.network")
    if network:
        inside = ipaddress.ip_network(network)
        yield f"an address in {network}", lambda address: address in inside
    wants_private = scene.check.parameters.get("expect.private")
    if isinstance(wants_private, bool):
        words = "a private address" if wants_private else "a public address"
        yield words, lambda address: address.is_private == wants_private


def _disagreement(scene: Scene, answers: list[Facts]) -> Iterable[Cause]:
    if not scene.check.is_set("same_everywhere"):
        return
    made_up = [cause for answer in answers if (cause := _hijacked(scene, answer)) is not None]
    if made_up:
        yield from made_up
        return
    first = answers[0]
    for other in answers[1:]:
        if _value_set(first) != _value_set(other):
            yield _cause(
                scene,
                "DNS.SPLIT_HORIZON",
                first,
                other=text_at(other, "resolver"),
                other_found=_values(other),
            )
            return


def _wildcard(scene: Scene, answer: Facts) -> Iterable[Cause]:
    """Give a warning where a whole name is answered below a search domain too: programs may get that one."""
    if "." not in scene.check.text("name").rstrip("."):
        return
    found = next((one for one in objects_at(answer, "search") if text_at(one, "outcome") == "answered"), None)
    if found is not None:
        told = {"other": text_at(found, "name"), "other_found": _values(found)}
        yield _cause(scene, "DNS.SEARCH_WILDCARD", answer, **told)


def _slow(scene: Scene, answer: Facts) -> Iterable[Cause]:
    if times := overrun(scene.check, number_at(answer, "took_ms")):
        yield scene.cause(
            "APP.SLOW",
            f"{scene.check.id}:slow",
            "dns.answers",
            confidence=Confidence.CERTAIN,
            host=text_at(answer, "resolver"),
            **times,
        )


def _values(answer: Facts) -> str:
    return ", ".join(map(str, list_at(answer, "values"))) or text_at(answer, "outcome") or "nothing"


def _value_set(answer: Facts) -> set[str]:
    return {_plain(value) for value in list_at(answer, "values")}


def _plain(value: object) -> str:
    return str(value).rstrip(".").casefold()


def _addresses(value: str) -> list[_Address]:
    try:
        return [ipaddress.ip_address(value)]
    except ValueError:
        return []
