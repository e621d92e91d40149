"""What a finding code is: its sentence, whose fault it is, what it explains, and what to ask whom for."""

from __future__ import annotations

from dataclasses import dataclass

from firstfix.engines.diagnosis.words import Domain, Layer, Symptom, Who

__all__ = ["Code"]


@dataclass(frozen=True, slots=True)
class Code:
    """One cause that can be found. The code is stable: programs and people refer to it for years.

    ``symptom`` is how it looks at the check that shows it, ``explains`` how it looks to what depends on it.
    ``sentence`` and ``ask`` are English templates with the finding's parameters. ``action`` names the change
    for a program. What only ever deserves attention ``is_warning``.
    """

    code: str
    domain: Domain
    layer: Layer
    symptom: Symptom
    sentence: str
    who: Who
    action: str
    ask: str
    explains: frozenset[Symptom] = frozenset()
    is_warning: bool = False
