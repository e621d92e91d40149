"""What every gate answers: what holds, what is missing, who can give it, and which right may go round it.

A gate never answers with a bare ``False``. The person in front of it must be able to read what is
missing and who can supply it (domain.md, "Gates"; style.md rule 4), so the answer is a value.

Sentences are English templates with ``{named}`` places. They are marked for translation with
:func:`mark` and translated at the edge, never here; what is stored is the code and the parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Scalar = str | int | float | bool | None


def mark(template: str) -> str:
    """Mark an English template for the message catalogue and hand it back unchanged."""
    return template


@dataclass(frozen=True, slots=True)
class Holds:
    """One thing a gate asked for and found: ``code`` names it, ``sentence`` says what was found."""

    code: str
    sentence: str
    params: Mapping[str, Scalar] = field(default_factory=dict)

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.sentence.format(**self.params)


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing a gate asked for and did not find.

    ``who`` are the roles that can supply it, ``remedy`` the command that does (one name everywhere,
    style.md rule 1), or ``None`` where only waiting helps.
    """

    code: str
    sentence: str
    params: Mapping[str, Scalar] = field(default_factory=dict)
    who: tuple[str, ...] = ()
    remedy: str | None = None

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.sentence.format(**self.params)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A gate's answer: it passes when nothing is missing.

    ``override`` is the right that may go round this gate with a recorded reason, or ``None`` where
    nobody may (S1-R17: compliance is never waived in the field).
    """

    gate: str
    holds: tuple[Holds, ...] = ()
    missing: tuple[Missing, ...] = ()
    override: str | None = None

    @property
    def passes(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing
