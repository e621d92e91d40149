"""The run file: everything that was observed, as canonical JSON, to be judged again and compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from firstfix.engines.custody.canonical import MAX_DEPTH, canonical_bytes
from firstfix.engines.diagnosis.facts import Fact, Facts, flag_at, frozen, list_at, number_at, text_at, thawed
from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds import KINDS
from firstfix.engines.diagnosis.observation import Observation, RawEvidence, Run, Vantage
from firstfix.engines.diagnosis.parameter import Value, problem_of
from firstfix.engines.diagnosis.spec import Check, Spec
from firstfix.engines.diagnosis.words import Status

__all__ = ["FORM", "RunFileError", "read_run", "run_document", "write_run"]

FORM: Final = "firstfix-preflight-run/1"
# A hundred checks with whole chains are 3 MB.
MOST_BYTES: Final = 64_000_000


class RunFileError(ValueError):
    """A run file that cannot be read, with the reason as a sentence."""


def write_run(spec: Spec, run: Run) -> bytes:
    """Give the run with its spec as canonical JSON (RFC 8785): the same run gives the same bytes."""
    return canonical_bytes(run_document(spec, run))


def run_document(spec: Spec, run: Run) -> dict[str, Any]:
    """Give the run with its spec as plain JSON values."""
    return {
        "form": FORM,
        "tool_version": run.tool_version,
        "spec": _spec_document(spec),
        "site": run.site,
        "started_at": run.started_at.isoformat(),
        "took_ms": run.took_ms,
        "is_complete": run.is_complete,
        "vantage": thawed(run.vantage.facts),
        "observations": [_observation_document(each) for _id, each in sorted(run.observations.items())],
    }


def read_run(content: bytes) -> tuple[Spec, Run]:
    """Give the spec and the run of a file. Raises RunFileError."""
    raw = _parsed(content)
    if text_at(raw, "form") != FORM:
        said = text_at(raw, "form") or "nothing"
        raise RunFileError(
            f"it says {said!r} about its form; {FORM!r} is what 'firstfix preflight --save' writes."
        )
    try:
        return _spec(raw["spec"]), _run(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RunFileError(f"it is no whole run file: {type(error).__name__} {error}.") from None


def _parsed(content: bytes) -> Facts:
    if len(content) > MOST_BYTES:
        raise RunFileError(f"it is {len(content):,} bytes long; {MOST_BYTES:,} are the most.")
    try:
        parsed = json.loads(content)
    except RecursionError:
        raise RunFileError("it is nested too deep.") from None
    except ValueError as error:
        raise RunFileError(f"it is no JSON: {error}.") from None
    if not isinstance(parsed, dict) or _depth(parsed) > MAX_DEPTH:
        raise RunFileError("it must hold one JSON object, not nested too deep.")
    facts: Facts = frozen(parsed)
    return facts


def _depth(value: Any, depth: int = 0) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if depth > MAX_DEPTH:
        return depth
    return max((_depth(each, depth + 1) for each in inner), default=depth)


def _spec_document(spec: Spec) -> dict[str, Any]:
    checks = [
        {
            "id": check.id,
            "kind": check.kind,
            "parameters": {name: thawed(value) for name, value in check.parameters.items()},
            "needs": list(check.needs),
            "severity": check.severity.value,
            "timeout_seconds": check.timeout_seconds,
            "request": dict(check.request),
        }
        for check in spec.checks
    ]
    return {"name": spec.name, "version": spec.version, "digest": spec.digest, "checks": checks}


def _observation_document(observation: Observation) -> dict[str, Any]:
    return {
        "check": observation.check_id,
        "kind": observation.kind,
        "started_at": observation.started_at.isoformat(),
        "took_ms": observation.took_ms,
        "facts": thawed(observation.facts),
        "raw": [
            {"name": each.name, "form": each.form, "text": each.text, "is_cut": each.is_cut}
            for each in observation.raw
        ],
        "error": observation.error,
    }


def _spec(raw: Facts) -> Spec:
    checks = tuple(_check(each) for each in list_at(raw, "checks"))
    return Spec(text_at(raw, "name"), text_at(raw, "version"), "", checks, text_at(raw, "digest"))


def _check(raw: Mapping[str, Fact]) -> Check:
    return Check(
        id=str(raw["id"]),
        kind=str(raw["kind"]),
        parameters=_parameters(KINDS[str(raw["kind"])], raw["parameters"]),
        needs=tuple(map(str, raw["needs"])),
        severity=Status(raw["severity"]),
        timeout_seconds=float(raw["timeout_seconds"]),
        request={str(language): str(text) for language, text in raw["request"].items()},
    )


def _parameters(kind: Kind, raw: Facts) -> Mapping[str, Value]:
    """Give the parameters of a check as they would be read from a spec; a file may hold anything."""
    for name, value in raw.items():
        parameter = kind.parameter(name)
        problem = problem_of(parameter, value) if parameter else "there is no such field."
        if problem is not None:
            raise ValueError(f"{kind.name}, {name}: {problem}")
    return dict(raw)


def _run(raw: Facts) -> Run:
    observations = (_observation(each) for each in list_at(raw, "observations"))
    return Run(
        spec_name=text_at(raw, "spec.name"),
        spec_version=text_at(raw, "spec.version"),
        spec_digest=text_at(raw, "spec.digest"),
        site=text_at(raw, "site"),
        tool_version=text_at(raw, "tool_version"),
        started_at=_moment(raw["started_at"]),
        took_ms=number_at(raw, "took_ms") or 0.0,
        vantage=Vantage(raw["vantage"]),
        observations={each.check_id: each for each in observations},
        is_complete=flag_at(raw, "is_complete") is not False,
    )


def _observation(raw: Facts) -> Observation:
    return Observation(
        check_id=str(raw["check"]),
        kind=str(raw["kind"]),
        started_at=_moment(raw["started_at"]),
        took_ms=number_at(raw, "took_ms") or 0.0,
        facts=dict(raw["facts"]),
        raw=tuple(
            RawEvidence(str(each["name"]), str(each["form"]), str(each["text"]), each["is_cut"] is True)
            for each in raw["raw"]
        ),
        error=text_at(raw, "error"),
    )


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC)
