"""What every gate answers: what holds, what is missing, who can give it, and which right may go round it.

A gate never answers with a bare ``False``. The person in front of it must be able to read what is
missing and who can supply it (domain.md, "Gates"; style.md rule 4), so the answer is a value.

Sentences are English templates with ``{named}`` places. They are marked for translation with
:func:`mark` and translated at the edge, never here; what is stored is the code and the parameters.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

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
    style.md rule 1), or ``None`` where only waiting helps. ``waivable`` is false for what safety or
    the law demands: no right goes round it (S1-R17).
    """

    code: str
    sentence: str
    params: Mapping[str, Scalar] = field(default_factory=dict)
    who: tuple[str, ...] = ()
    remedy: str | None = None
    waivable: bool = True

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.sentence.format(**self.params)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A gate's answer: it passes when nothing is missing.

    ``override`` is the right that may go round this gate with a recorded reason, or ``None`` where
    nobody may. Even that right stops at what is not ``waivable`` (S1-R17).
    """

    gate: str
    holds: tuple[Holds, ...] = ()
    missing: tuple[Missing, ...] = ()
    override: str | None = None

    @property
    def passes(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing

    @property
    def binding(self) -> tuple[Missing, ...]:
        """Give what is missing and no right can go round (S1-R17)."""
        return tuple(lack for lack in self.missing if self.override is None or not lack.waivable)

    @property
    def may_be_overridden(self) -> bool:
        """Tell whether a recorded override would open this gate as a whole."""
        return not self.passes and not self.binding

    def overridden(self, codes: Collection[str]) -> Verdict:
        """Give this verdict after a recorded override of the missing ``codes``.

        What is binding stays missing whatever is asked, and what was overridden is said among the
        things that hold, so that the reader of the ledger sees it. The right itself is checked by the
        command, not here.
        """
        binding = self.binding
        lifted = tuple(lack for lack in self.missing if lack.code in codes and lack not in binding)
        left = tuple(lack for lack in self.missing if lack not in lifted)
        return replace(self, holds=self.holds + tuple(map(_as_overridden, lifted)), missing=left)


def _as_overridden(lack: Missing) -> Holds:
    return Holds(
        f"{lack.code}_overridden",
        mark("Overridden with a recorded reason: {lack}"),
        {"code": lack.code, "lack": lack.text()},
    )
