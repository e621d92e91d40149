"""How a cause looks to whatever depends on it: the sets that rows of codes name."""

from __future__ import annotations

from typing import Final

from firstfix.engines.diagnosis.words import Symptom

__all__ = ["AS_CUT_OFF", "AS_ELSEWHERE", "AS_NAMELESS", "AS_SILENT", "AS_UNREACHED"]

AS_SILENT: Final = frozenset({Symptom.SILENCE})
AS_NAMELESS: Final = frozenset({Symptom.NAME})
# Nothing works, not even names.
AS_CUT_OFF: Final = AS_SILENT | AS_NAMELESS
# A port that is not reached: nothing comes back, or a refusal.
AS_UNREACHED: Final = frozenset({Symptom.SILENCE, Symptom.REFUSAL})
# Another host than was meant answers, in whatever way it does.
AS_ELSEWHERE: Final = frozenset({Symptom.SILENCE, Symptom.REFUSAL, Symptom.TRUST, Symptom.ANSWER})
