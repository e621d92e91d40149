"""What the judgement gives: causes with proof and what they exclude, requests, a verdict for each check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firstfix.engines.diagnosis.code import Code
from firstfix.engines.diagnosis.words import Confidence, Status
from firstfix.engines.verdict import Scalar

__all__ = ["Cause", "CheckVerdict", "Diagnosis", "Evidence", "Excluded", "Finding", "Request"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that carries a finding: the check that observed it, its path, and its value as text."""

    check_id: str
    path: str
    value: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """A cause that looks alike and is not it, and the fact that says so."""

    code: str
    because: Evidence


@dataclass(frozen=True, slots=True)
class Cause:
    """Why one check did not pass. Two checks with the same ``key`` suffer from the same thing.

    ``not_excluded`` are causes that look alike and that no fact here decides, each with the fact that comes
    nearest to doing so.
    """

    code: Code
    subject: str
    params: Mapping[str, Scalar] = field(default_factory=dict)
    confidence: Confidence = Confidence.CERTAIN
    evidence: tuple[Evidence, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    next_probe: str = ""
    not_excluded: tuple[Excluded, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Give what makes it the same cause: the code and what it is about."""
        return self.code.code, self.subject


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for. ``action`` and the fields are for programs, ``text`` for people.

    Empty where a field has no meaning: a certificate needs no port to be let through. ``checks`` are all that
    suffer from what is asked for, over all findings that ask for the same; of those only one asks, and the
    others name in ``asked_at`` the check at which it does.
    """

    who: str
    action: str
    text: str
    source: str = ""
    target: str = ""
    address: str = ""
    protocol: str = ""
    port: int | None = None
    proof: tuple[Evidence, ...] = ()
    checks: tuple[str, ...] = ()
    asked_at: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One cause, told once: at the check that shows it first, with every check that it takes along."""

    check_id: str
    status: Status
    cause: Cause
    affected: tuple[str, ...]
    request: Request

    @property
    def code(self) -> str:
        """Give the stable code."""
        return self.cause.code.code

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.cause.code.sentence.format(**self.cause.params)


@dataclass(frozen=True, slots=True)
class CheckVerdict:
    """What came of one check. ``because`` is a finding's code, or why nothing can be said.

    ``blocked_by`` is the check that shows the cause, where it is another one.
    """

    check_id: str
    status: Status
    because: str = ""
    blocked_by: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The judgement over a run: findings from the lowest layer up, verdicts in the order of the spec."""

    findings: tuple[Finding, ...]
    verdicts: tuple[CheckVerdict, ...]
