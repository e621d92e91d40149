"""Rules for pages that are meant for programs: metrics, SAML metadata, proxy auto-configuration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from firstfix.engines.diagnosis.facts import (
    Facts,
    facts_at,
    flag_at,
    list_at,
    moment_at,
    number_at,
    objects_at,
    text_at,
)
from firstfix.engines.diagnosis.finding import Cause
from firstfix.engines.diagnosis.rules.application import http_causes
from firstfix.engines.diagnosis.rules.handshake import tls_params
from firstfix.engines.diagnosis.scene import Scene
from firstfix.engines.diagnosis.words import Confidence

__all__ = ["metrics_causes", "pac_causes", "saml_causes"]

# Clocks of two machines that keep time agree better than this (RFC 5905: tens of milliseconds).
_AHEAD_SECONDS: Final = 60.0
# What is larger cannot be seconds since 1970 before the year 5138, so it is milliseconds.
_MILLISECONDS_FROM: Final = 1e11


def metrics_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with a metric: missing, stale, or out of its bounds."""
    found = [*http_causes(scene)]
    if any(not cause.code.is_warning for cause in found):
        return found
    metric = scene.check.text("metric")
    if not number_at(scene.facts, "metrics.series_count"):
        return (_cause(scene, "METRICS.NONE", "metrics.series_count"),)
    series = objects_at(scene.facts, "metrics.series")
    if not series:
        is_read = text_at(scene.facts, "metrics.outcome") != "error"
        return (_cause(scene, "METRICS.MISSING", "metrics.series", metric=metric),) if is_read else ()
    return (*found, *_stale(scene, series), *_out_of_bounds(scene, series))


def _stale(scene: Scene, series: list[Facts]) -> Iterator[Cause]:
    most = scene.check.number("max_age")
    moments = [number for one in series if (number := number_at(one, "value")) is not None]
    if most is None or not moments:
        return
    now = scene.now.timestamp()
    oldest, newest = (_seconds(value) for value in (min(moments), max(moments)))
    told: dict[str, Any] = {"metric": scene.check.text("metric"), "most": most}
    sure = Confidence.CERTAIN if scene.world.clock_evidence else Confidence.LIKELY
    if newest - now > _AHEAD_SECONDS:
        yield _cause(
            scene, "METRICS.AHEAD", "metrics.series", confidence=sure, ahead=round(newest - now), **told
        )
    elif now - oldest > most:
        yield _cause(
            scene, "METRICS.STALE", "metrics.series", confidence=sure, age=round(now - oldest), **told
        )


def _out_of_bounds(scene: Scene, series: list[Facts]) -> Iterator[Cause]:
    least, most = scene.check.number("expect.least"), scene.check.number("expect.most")
    if least is None and most is None:
        return
    for one in series:
        value = number_at(one, "value")
        if value is None or (least is not None and value < least) or (most is not None and value > most):
            labels = ", ".join(f"{name}={label}" for name, label in facts_at(one, "labels").items())
            told: dict[str, Any] = {
                "value": str(one.get("value")),
                "labels": f" ({labels})" if labels else "",
            }
            bounds = f"{'-∞' if least is None else f'{least:g}'} … {'∞' if most is None else f'{most:g}'}"
            metric = scene.check.text("metric")
            yield _cause(
                scene, "METRICS.OUT_OF_BOUNDS", "metrics.series", metric=metric, bounds=bounds, **told
            )
            return


def _seconds(value: float) -> float:
    return value / 1000 if value > _MILLISECONDS_FROM else value


def saml_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with a provider's metadata."""
    found = [*http_causes(scene)]
    if any(not cause.code.is_warning for cause in found):
        return found
    entities = objects_at(scene.facts, "saml.entities")
    said = text_at(scene.facts, "saml.said")
    if said or not entities:
        return (_cause(scene, "SAML.METADATA", "saml.said", said=said or "they are empty"),)
    expected = scene.check.text("expect.entity_id")
    named = [text_at(one, "entity_id") for one in entities]
    if expected and expected not in named:
        return (_cause(scene, "SAML.ENTITY", "saml.entities", found=", ".join(named[:5]), expected=expected),)
    entity = next(one for one in entities if not expected or text_at(one, "entity_id") == expected)
    roles = list_at(entity, "roles")
    if roles and "idp" not in roles:
        # saml-metadata-2.0-os, section 2.4.3: who signs people in says so by this element.
        said = "they describe a service, and no provider of identities (IDPSSODescriptor)"
        return (_cause(scene, "SAML.METADATA", "saml.entities", said=said),)
    return (*found, *_validity(scene, entity), *_signing(scene, entity), *_endpoints(scene, entity))


def _validity(scene: Scene, entity: Facts) -> Iterator[Cause]:
    until = moment_at(entity, "valid_until")
    if until is not None and until < scene.now:
        yield _cause(scene, "SAML.EXPIRED", "saml.entities", ended=f"{until:%Y-%m-%d %H:%M} UTC")


def _signing(scene: Scene, entity: Facts) -> Iterator[Cause]:
    """Judge the keys together: providers publish the next one beside the present one."""
    keys = [one for one in objects_at(entity, "signing") if flag_at(one, "is_readable") is True]
    ends = [moment for one in keys if (moment := moment_at(one, "not_after")) is not None]
    if not ends:
        yield _cause(scene, "SAML.NO_KEY", "saml.entities")
        return
    last, now = max(ends), scene.now
    told: dict[str, Any] = {
        "ended": f"{last:%Y-%m-%d}",
        "subject": text_at(keys[ends.index(last)], "subject"),
    }
    if last < now:
        yield _cause(scene, "SAML.KEY_EXPIRED", "saml.entities", **told)
    elif (days := (last - now).days) < scene.check.whole("min_key_days"):
        yield _cause(scene, "SAML.KEY_EXPIRES_SOON", "saml.entities", days=days, **told)


def _endpoints(scene: Scene, entity: Facts) -> Iterator[Cause]:
    endpoints = objects_at(entity, "endpoints")
    wanted = scene.check.text("expect.binding")
    bindings = {text_at(one, "binding") for one in endpoints}
    if wanted and wanted not in bindings:
        found = ", ".join(sorted(bindings)) or "none"
        yield _cause(scene, "SAML.BINDING", "saml.entities", found=found, expected=wanted)
    plain = next((one for one in endpoints if text_at(one, "location").startswith("http://")), None)
    if plain is not None:
        yield _cause(scene, "SAML.PLAIN_ENDPOINT", "saml.entities", location=text_at(plain, "location"))


def pac_causes(scene: Scene) -> Iterable[Cause]:
    """Give what is wrong with a PAC file, as far as that can be told without running it."""
    found = [*http_causes(scene)]
    if any(not cause.code.is_warning for cause in found):
        return found
    if flag_at(scene.facts, "pac.has_function") is not True:
        return (_cause(scene, "PAC.NO_FUNCTION", "pac.has_function"),)
    expected = scene.check.text("expect.proxy")
    named = [str(each) for each in list_at(scene.facts, "pac.proxies")]
    if expected and expected.casefold() not in {each.casefold() for each in named}:
        told = ", ".join(named) or "none"
        return (_cause(scene, "PAC.OTHER_PROXY", "pac.proxies", found=told, expected=expected),)
    if expected and flag_at(scene.facts, "pac.is_constant") is not True:
        return (_cause(scene, "PAC.UNEVALUATED", "pac.is_constant", expected=expected),)
    return found


def _cause(
    scene: Scene, code: str, path: str, *, confidence: Confidence = Confidence.CERTAIN, **more: Any
) -> Cause:
    params = {**tls_params(scene), "path": scene.check.text("path"), **more}
    subject = f"{params['address']}:{params['port']}{params['path']}"
    return scene.cause(code, subject, path, confidence=confidence, **params)
