"""What the scorecard says without being asked: one sentence, its figures, and the cases behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firstfix.engines.verdict import Scalar


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about a log, with the figures in it and the cases that it is about.

    ``code`` is stored and compared, ``sentence`` is an English template that the edge translates.
    """

    code: str
    sentence: str
    params: Mapping[str, Scalar] = field(default_factory=dict)
    cases: tuple[str, ...] = ()

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.sentence.format(**self.params)
