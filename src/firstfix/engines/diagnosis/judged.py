"""A run that a stranger sent: read, held against the rules of specs, judged anew; or one sentence why not.

Nothing in the file is believed but what was observed. A diagnosis or a request that stands in it is not even
looked at: causes, sentences and requests come from this version of the judgement alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from firstfix.engines.custody.canonical import canonical_bytes, sha256_hex
from firstfix.engines.diagnosis.chains_anew import with_chains_judged
from firstfix.engines.diagnosis.facts import thawed
from firstfix.engines.diagnosis.finding import CheckVerdict, Diagnosis
from firstfix.engines.diagnosis.judging import diagnose
from firstfix.engines.diagnosis.lines import Places
from firstfix.engines.diagnosis.needs import needs_problems
from firstfix.engines.diagnosis.observation import Run
from firstfix.engines.diagnosis.parameter import shown
from firstfix.engines.diagnosis.run_file import RunFileError, read_run, run_digest, run_document
from firstfix.engines.diagnosis.spec import Check, Spec
from firstfix.engines.verdict import Scalar, mark

__all__ = [
    "MOST_CHECKS",
    "MOST_UPLOADED_BYTES",
    "JudgedRun",
    "RunRefused",
    "digest_of",
    "fingerprint_of",
    "judge_run",
]

# A hundred checks with whole chains are 3 MB (run_file.MOST_BYTES); a server judges for many at once.
MOST_UPLOADED_BYTES: Final = 8_000_000
# The largest spec that we ship has 22 checks, and a row is kept for each.
MOST_CHECKS: Final = 300
# The letter itself, not a text that spells it: RFC 8785 writes a backslash of the text as two.
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
# As long as the field of a page that holds a name.
_LONGEST_NAME: Final = 200
_ID: Final = re.compile(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?")
# Clocks outside these years tell nothing about when a run was taken (kernel.commands.inputs holds the same).
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
# The longest probe waits two minutes (reading_check.LONGEST_TIMEOUT), and a run as long as its slowest wait.
_LONGEST_RUN_MS: Final = 24 * 3_600_000


class RunRefused(ValueError):
    """A run that is not taken in: ``code`` for programs, ``template`` and ``params`` for people."""

    def __init__(self, code: str, template: str, **params: Scalar) -> None:
        self.code = code
        self.template = template
        self.params: Mapping[str, Scalar] = params
        super().__init__(template.format(**params))


@dataclass(frozen=True, slots=True)
class JudgedRun:
    """A run with its spec and what this version makes of it; ``digest`` is the same for the same run."""

    spec: Spec
    run: Run
    diagnosis: Diagnosis
    digest: str

    @property
    def ended_at(self) -> datetime:
        """Give when the last observation was made, by the clock of the computer that made it."""
        return self.run.started_at + timedelta(milliseconds=self.run.took_ms)

    def verdict(self, check_id: str) -> CheckVerdict | None:
        """Give what came of one check, None where the spec does not ask for it."""
        return next((each for each in self.diagnosis.verdicts if each.check_id == check_id), None)


def judge_run(content: bytes) -> JudgedRun:
    """Give the run that the bytes of a kept run hold, judged anew. Raises RunRefused with one sentence."""
    if len(content) > MOST_UPLOADED_BYTES:
        raise RunRefused("run_too_large", _TOO_LARGE, megabytes=MOST_UPLOADED_BYTES // 1_000_000)
    try:
        spec, run = read_run(content)
    except RunFileError as error:
        if error.fault:
            raise RunRefused(f"run_{error.fault}", _FAULTS[error.fault]) from None
        raise RunRefused("run_unreadable", _UNREADABLE, problem=str(error)) from None
    problem = next(_problems(spec, run), None)
    if problem is not None:
        raise problem
    return JudgedRun(spec, run, _diagnosed(spec, run), _digest(spec, run))


def fingerprint_of(check: Check) -> str:
    """Give what makes a check the same one in another run: its kind and its parameters, not its name.

    Else a run against another host, under the same name, would show that this one is mended.
    """
    parameters = {name: thawed(value) for name, value in check.parameters.items()}
    return sha256_hex(canonical_bytes({"kind": check.kind, "parameters": parameters}))


def _problems(spec: Spec, run: Run) -> Iterator[RunRefused]:
    yield from _spec_problems(spec)
    known = {check.id: check.kind for check in spec.checks}
    for check_id, observation in run.observations.items():
        if known.get(check_id) != observation.kind:
            yield RunRefused("run_of_another_spec", _ANOTHER_SPEC, check=shown(check_id))
    moments = (run.started_at, *(each.started_at for each in run.observations.values()))
    if not all(_FIRST_YEAR <= moment.year <= _LAST_YEAR for moment in moments):
        yield RunRefused("run_of_no_time", _NO_TIME, first=_FIRST_YEAR, last=_LAST_YEAR)
    if not 0 <= run.took_ms <= _LONGEST_RUN_MS:
        yield RunRefused("run_unreadable", _UNREADABLE, problem="took_ms must be milliseconds of one day.")
    if not run.observations:
        yield RunRefused("run_is_empty", _EMPTY)


def _spec_problems(spec: Spec) -> Iterator[RunRefused]:
    if len(spec.checks) > MOST_CHECKS:
        yield RunRefused("run_too_large", _TOO_MANY, count=len(spec.checks), most=MOST_CHECKS)
        return
    if not spec.name or len(spec.name) > _LONGEST_NAME or len(spec.version) > _LONGEST_NAME:
        yield RunRefused("run_unreadable", _UNREADABLE, problem="its spec has no name, or one too long.")
    for check in spec.checks:
        if not _ID.fullmatch(check.id):
            said = f"{shown(check.id)} is no name of a check."
            yield RunRefused("run_unreadable", _UNREADABLE, problem=said)
    for each in needs_problems(spec.checks, Places({})):
        yield RunRefused("run_unreadable", _UNREADABLE, problem=each.sentence)


def _diagnosed(spec: Spec, run: Run) -> Diagnosis:
    try:
        return diagnose(spec, with_chains_judged(spec, run))
    except Exception as error:  # noqa: BLE001 - whatever strange facts set off, their sender hears of it
        raise RunRefused("run_not_judged", _NOT_JUDGED, kind=type(error).__name__) from None


def digest_of(spec: Spec, run: Run) -> str:
    """Give what is the same for the same run, however its file is written: SHA-256 over canonical JSON."""
    return run_digest(run_document(spec, run))


def _digest(spec: Spec, run: Run) -> str:
    document: dict[str, Any] = run_document(spec, run)
    try:
        written = canonical_bytes(document)
    except ValueError as error:
        raise RunRefused("run_unreadable", _UNREADABLE, problem=str(error)) from None
    if _NUL.search(written):
        # The databases that it is kept in have no such letter.
        raise RunRefused("run_unreadable", _UNREADABLE, problem="it holds a NUL character.")
    return sha256_hex(written)


_TOO_LARGE: Final = mark(
    "The file is larger than {megabytes} MB. No preflight run is; choose what --save wrote."
)
_TOO_MANY: Final = mark("The run has {count} checks; {most} are the most. Run the spec in parts.")
_UNREADABLE: Final = mark(
    "The file cannot be read as a kept run: {problem} Save the run again with 'firstfix preflight --save'."
)
_FAULTS: Final[Mapping[str, str]] = {
    "cut": mark("The file ends in the middle. Copy it again from the computer that saved it."),
    "changed": mark(
        "The run was changed after it was saved. Use the file as 'firstfix preflight --save' wrote it."
    ),
    "foreign": mark("This is no kept run. Choose the file that 'firstfix preflight --save' wrote."),
}
_ANOTHER_SPEC: Final = mark(
    "The run observed {check}, which its own spec does not ask for like that. Its parts are of two runs: save"
    " it again."
)
_NO_TIME: Final = mark(
    "The run says that it was taken before {first} or after {last}. Set the clock of that computer, and run"
    " it again."
)
_EMPTY: Final = mark("The run observed nothing. Run the checks again and wait until they are done.")
_NOT_JUDGED: Final = mark(
    "The run holds values that no probe gives ({kind}), so nothing can be concluded from it. Run it again."
)
