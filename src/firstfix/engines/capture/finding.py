"""What a capture shows: a code with its sentence, whose fault it is, the packets that prove it, what to
ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firstfix.engines.diagnosis.words import Confidence, Domain, Status, Who
from firstfix.engines.verdict import Scalar

__all__ = ["CaptureCode", "Finding"]


@dataclass(frozen=True, slots=True)
class CaptureCode:
    """One thing that a capture can show. The code is stable: programs and people refer to it for years.

    ``sentence`` and ``ask`` are English templates with the finding's parameters, ``when`` says from when on
    it is told at all, and from when on as a failure.
    """

    code: str
    domain: Domain
    sentence: str
    who: Who
    ask: str
    when: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was seen, with the numbers of the first packets that show it, and how many do."""

    code: CaptureCode
    status: Status
    params: Mapping[str, Scalar]
    packets: tuple[int, ...]
    count: int
    confidence: Confidence = Confidence.CERTAIN
    first_ns: int = 0
    affected: tuple[str, ...] = field(default=())

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.code.sentence.format(**self.params)

    def request(self) -> str:
        """Give what to ask for, in English with its places filled."""
        return self.code.ask.format(**self.params)
