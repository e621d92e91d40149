"""The run file: everything that was observed, as canonical JSON, to be judged again and compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from firstfix.engines.custody.canonical import MAX_DEPTH, canonical_bytes, sha256_hex
from firstfix.engines.diagnosis.facts import Facts, flag_at, frozen, list_at, number_at, text_at, thawed
from firstfix.engines.diagnosis.kind import Kind
from firstfix.engines.diagnosis.kinds import KINDS
from firstfix.engines.diagnosis.lines import Places
from firstfix.engines.diagnosis.needs import needs_problems
from firstfix.engines.diagnosis.observation import MOST_RUN_BYTES, Observation, RawEvidence, Run, Vantage
from firstfix.engines.diagnosis.parameter import Value, problem_of, shown
from firstfix.engines.diagnosis.reading_check import is_check_id
from firstfix.engines.diagnosis.spec import Check, Spec
from firstfix.engines.diagnosis.words import Status

__all__ = ["FORM", "RunFileError", "read_run", "run_digest", "run_document", "write_run"]

FORM: Final = "firstfix-preflight-run/1"
# What stands in a kept file beside the run: what was concluded from it, and its digest.
_ADDED: Final = frozenset({"diagnosis", "digest"})


Read = TypeVar("Read")


class RunFileError(ValueError):
    """A run file that cannot be read, with the reason as a sentence.

    ``fault`` says what became of the file where that is all that matters: ``cut`` (it ends in the middle),
    ``changed`` (its digest does not fit) or ``foreign`` (it is something else); else it is empty.
    """

    def __init__(self, sentence: str, *, fault: str = "") -> None:
        self.fault = fault
        super().__init__(sentence)


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
    _refuse_changed(raw)
    with _told_of("the run"):
        return _spec(raw["spec"]), _run(raw)


def run_digest(document: Mapping[str, Any]) -> str:
    """Give the SHA-256 of a run's document over its canonical JSON, without what was added to it."""
    own = {name: value for name, value in document.items() if name not in _ADDED}
    return sha256_hex(canonical_bytes(own))


def _refuse_changed(raw: Facts) -> None:
    """Raise RunFileError for a file that says which digest it had and has another one now.

    It finds what a hand or a program changed without meaning harm. Whoever means harm writes the digest anew:
    only a signature would show that.
    """
    said = raw.get("digest")
    if said is not None and said != run_digest(thawed(raw)):
        raise RunFileError(
            "it was changed after it was written: its digest does not fit. Use the file as it was saved.",
            fault="changed",
        )


@contextmanager
def _told_of(place: str) -> Iterator[None]:
    """Say of what cannot be read where it stands and what is wrong with it."""
    try:
        yield
    except RunFileError:
        raise
    except KeyError as error:
        raise RunFileError(f"{place}: {shown(error.args[0])} is missing.") from None
    except (ValueError, OverflowError) as error:
        raise RunFileError(f"{place}: {str(error).rstrip('.')}.") from None
    except (TypeError, AttributeError):
        raise RunFileError(f"{place}: a value is of another type than 'firstfix preflight' writes.") from None


def _parsed(content: bytes) -> Facts:
    if len(content) > MOST_RUN_BYTES:
        raise RunFileError(f"it is longer than {MOST_RUN_BYTES:,} bytes, which are the most.")
    try:
        parsed = json.loads(content)
    except RecursionError:
        raise RunFileError("it is nested too deep.") from None
    except UnicodeDecodeError as error:
        raise RunFileError(
            f"it is no JSON: byte {error.start} is no UTF-8.", fault=_fault_of(content)
        ) from None
    except ValueError as error:
        fault = _fault_of(content)
        advice = " It ends in the middle: copy it again from where it was saved." if fault == "cut" else ""
        raise RunFileError(f"it is no JSON: {error}.{advice}", fault=fault) from None
    if not isinstance(parsed, dict) or _depth(parsed) > MAX_DEPTH:
        raise RunFileError("it must hold one JSON object, not nested too deep.")
    with _told_of("the run"):
        # What could not be written again, such as numbers that no computer agrees on, is told now.
        canonical_bytes(parsed)
    facts: Facts = frozen(parsed)
    return facts


def _fault_of(content: bytes) -> str:
    """Give what became of a file that is no JSON: whoever wrote a run began and ended with a brace."""
    if content.lstrip()[:1] != b"{":
        return "foreign"
    return "" if content.rstrip()[-1:] == b"}" else "cut"


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
    checks = tuple(
        _placed(f"spec.checks[{n}]", _check, each) for n, each in enumerate(list_at(raw, "checks"))
    )
    if not checks:
        raise RunFileError("spec.checks: there is no check in it.")
    for problem in needs_problems(checks, Places({})):
        raise RunFileError(f"spec.checks: {problem.sentence}")
    return Spec(text_at(raw, "name"), text_at(raw, "version"), "", checks, text_at(raw, "digest"))


def _placed(place: str, read: Callable[[Facts], Read], raw: Facts) -> Read:
    with _told_of(place):
        return read(raw)


def _check(raw: Facts) -> Check:
    kind = KINDS.get(str(raw["kind"]))
    if kind is None:
        said = (
            f"this version knows no check of the kind {shown(raw['kind'])}; a newer one may have written it"
        )
        raise ValueError(said)
    if not is_check_id(raw["id"]):
        raise ValueError(f"{shown(raw['id'])} is no name of a check")
    return Check(
        id=raw["id"],
        kind=kind.name,
        parameters=_parameters(kind, raw["parameters"]),
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
    observations = [
        _placed(f"observations[{n}]", _observation, each)
        for n, each in enumerate(list_at(raw, "observations"))
    ]
    if not isinstance(raw["vantage"], Mapping):
        raise RunFileError("vantage: it must be an object.")
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
