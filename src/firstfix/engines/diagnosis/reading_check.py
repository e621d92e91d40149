"""Reading one check of a spec: its own fields, and the parameters that its kind declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds import KINDS, SYSTEM
from firstfix.engines.diagnosis.lines import Places
from firstfix.engines.diagnosis.parameter import Form, Parameter, ParameterType, Value, problem_of, shown
from firstfix.engines.diagnosis.spec import Check, Problem
from firstfix.engines.diagnosis.suggesting import suggested
from firstfix.engines.diagnosis.words import Status

__all__ = ["OWN_FIELDS", "SEVERITIES", "is_check_id", "read_check"]

SEVERITIES: Final = (Status.FAIL.value, Status.WARN.value)
LONGEST_TIMEOUT: Final = 120
OWN_FIELDS: Final = (
    Parameter("id", ParameterType.TEXT, "Name of the check in this spec, such as dns.app.", is_required=True),
    Parameter("kind", ParameterType.TEXT, "What is checked.", is_required=True, choices=tuple(KINDS)),
    Parameter("needs", ParameterType.TEXTS, "Checks that must hold before this one can."),
    Parameter(
        "severity", ParameterType.TEXT, "What a fault means.", default=Status.FAIL.value, choices=SEVERITIES
    ),
    Parameter(
        "timeout", ParameterType.NUMBER, "Seconds that one answer may take; the spec's when left out.",
        least=0.05, most=LONGEST_TIMEOUT,
    ),
)  # fmt: skip
"""The fields that every check has, beside ``request`` (a text by language) and those of its kind."""

_ID = re.compile(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?")
_ADDRESSES = Parameter("resolvers", ParameterType.TEXT, "", form=Form.ADDRESS)


def read_check(
    raw: Mapping[str, Any], number: int, *, places: Places, timeout: float
) -> tuple[Check | None, list[Problem]]:
    """Give the check that a table holds, or None and what is wrong in it."""
    kind = KINDS.get(raw["kind"]) if isinstance(raw.get("kind"), str) else None
    fields = _flat(raw, kind)
    problems = [
        Problem(f"{_named(raw)}{sentence}", places.line("check", number, field))
        for field, sentence in _mistakes(fields, kind)
    ]
    if problems or kind is None:
        return None, problems
    return _check(fields, kind, timeout), []


def is_check_id(name: object) -> bool:
    """Tell whether a check may be called so."""
    return isinstance(name, str) and _ID.fullmatch(name) is not None


def _check(fields: Mapping[str, Any], kind: Kind, timeout: float) -> Check:
    return Check(
        id=fields["id"],
        kind=kind.name,
        parameters=_parameters(fields, kind),
        needs=tuple(fields.get("needs", ())),
        severity=Status(fields.get("severity", Status.FAIL.value)),
        timeout_seconds=float(fields.get("timeout", timeout)),
        request=dict(fields.get("request", {})),
    )


def _flat(raw: Mapping[str, Any], kind: Kind | None) -> dict[str, Any]:
    """Give ``expect = {private = true}`` as ``expect.private``, where the kind calls it so."""
    names = [parameter.name for parameter in kind.parameters] if kind else []
    known = {name.partition(".")[0] for name in names if "." in name}
    flat: dict[str, Any] = {}
    for name, value in raw.items():
        if name in known and isinstance(value, dict):
            flat.update({f"{name}.{inner}": each for inner, each in value.items()})
        else:
            flat[name] = value
    return flat


def _named(raw: Mapping[str, Any]) -> str:
    name = raw.get("id")
    return f"{name}: " if is_check_id(name) else ""


def _mistakes(fields: Mapping[str, Any], kind: Kind | None) -> Iterator[tuple[str, str]]:
    """Give the field and the sentence of everything that is wrong in a check."""
    for parameter in OWN_FIELDS:
        yield from _mistake(parameter, fields)
    name = fields.get("id")
    if isinstance(name, str) and not is_check_id(name):
        yield "id", f"{shown(name)} must be small letters, digits, dots, - and _, 64 at most."
    if kind is None:
        return
    for parameter in kind.parameters:
        yield from _mistake(parameter, fields)
    yield from _request_mistakes(fields.get("request", {}))
    yield from _unknown(fields, kind)
    yield from _resolver_mistakes(fields.get("resolvers"))
    yield from _crossed_bounds(fields)


def _mistake(parameter: Parameter, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if parameter.name not in fields:
        if parameter.is_required:
            yield parameter.name, f"{parameter.name} is missing. {parameter.meaning}"
        return
    value = fields[parameter.name]
    if parameter.name == "kind" and isinstance(value, str) and value not in KINDS:
        yield "kind", f"there is no kind {shown(value)}. {suggested(value, list(KINDS))}"
        return
    problem = problem_of(parameter, value)
    if problem is not None:
        yield parameter.name, f"{parameter.name}: {problem}"


def _request_mistakes(request: object) -> Iterator[tuple[str, str]]:
    if isinstance(request, dict) and all(isinstance(text, str) for text in request.values()):
        return
    yield "request", 'request: must be texts by language, such as request.en = "Please allow ...".'


def _unknown(fields: Mapping[str, Any], kind: Kind) -> Iterator[tuple[str, str]]:
    known = [parameter.name for parameter in (*OWN_FIELDS, *kind.parameters)] + ["request"]
    for name in fields:
        if name not in known:
            yield name, f"a check of kind {kind.name} has no field {shown(name)}. {suggested(name, known)}"


def _resolver_mistakes(resolvers: object) -> Iterator[tuple[str, str]]:
    """Resolvers are addresses: who asks for a name by a name would ask in a circle."""
    for each in resolvers if isinstance(resolvers, list) else ():
        problem = problem_of(_ADDRESSES, each) if each != SYSTEM else None
        if problem is not None:
            yield "resolvers", f"resolvers: {problem}"


def _crossed_bounds(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    least, most = fields.get("expect.least"), fields.get("expect.most")
    if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
        yield "expect.most", f"expect.most: {most} is less than expect.least, so no value could pass."


def _parameters(fields: Mapping[str, Any], kind: Kind) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for parameter in kind.parameters:
        value = fields.get(parameter.name, parameter.default)
        if value is not None:
            values[parameter.name] = tuple(value) if isinstance(value, list) else value
    return values
