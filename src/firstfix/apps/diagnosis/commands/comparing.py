"""What is different from the run before, in a form that can be kept and shown."""

from __future__ import annotations

from typing import Any

from firstfix.apps.diagnosis.commands.reading import judged_blob
from firstfix.apps.diagnosis.models import DiagnosticRun
from firstfix.engines.diagnosis.comparing import changes_between
from firstfix.engines.diagnosis.judged import JudgedRun
from firstfix.kernel.refusal import Refused

__all__ = ["changes_since", "shortened"]

# Beyond these a person compares the files themselves: firstfix preflight diff before.json after.json.
_MOST_CHANGES = 100
# A certificate's name and a resolver's answer fit; a whole page does not.
_LONGEST_TEXT = 500


def changes_since(previous: DiagnosticRun | None, judged: JudgedRun) -> list[dict[str, Any]]:
    """Give the differences to the run before, verdicts first; none where its file is gone."""
    if previous is None or previous.evidence.blob is None:
        return []
    try:
        before = judged_blob(previous.evidence.blob)
    except Refused:
        # Erased since, or judged more strictly by this version: the verdicts that were kept still stand.
        return []
    changes = changes_between((before.spec, before.run), (judged.spec, judged.run))
    return [
        shortened({"path": one.path, "before": one.before, "after": one.after, "checks": list(one.checks)})
        for one in changes[:_MOST_CHANGES]
    ]


def shortened(part: Any) -> Any:
    """Give JSON values in which no text is longer than a page can show."""
    if isinstance(part, str):
        return part if len(part) <= _LONGEST_TEXT else f"{part[: _LONGEST_TEXT - 1]}…"
    if isinstance(part, dict):
        return {name: shortened(value) for name, value in part.items()}
    return [shortened(value) for value in part] if isinstance(part, list | tuple) else part
