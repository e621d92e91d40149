"""Is it mended, and by what proof? A remediation ends with a later look at the very same thing (S1-D17)."""

from collections.abc import Iterator

from firstfix.engines.readiness.findings import Finding, verdict_of
from firstfix.engines.verdict import Holds, Missing, Verdict, mark

__all__ = ["judge_shown_again", "judge_shown_green"]

_LOOKERS = ("engineer", "support_specialist", "lead_specialist")


def judge_shown_green(*, check: str, status: str | None) -> Verdict:
    """Give whether a later run shows the check green; ``status`` is None where none looked at it again.

    Anybody's word that it is mended is kept, and is no proof.
    """
    return verdict_of("shown_green", _shown_green(check, status))


def judge_shown_again(*, check: str, status: str | None) -> Verdict:
    """Give whether a later run shows that the check fails still, or again."""
    return verdict_of("shown_again", _shown_again(check, status))


def _shown_green(check: str, status: str | None) -> Iterator[Finding]:
    if status == "pass":
        yield Holds("shown_green", mark("A later run shows that {check} holds."), {"check": check})
        return
    sentence = (
        mark("No later run looked at {check} again. Run the same checks again and upload the run.")
        if status is None
        else mark("The later run does not show that {check} holds. Run it again once it is mended.")
    )
    yield _missing("shown_green", sentence, check)


def _shown_again(check: str, status: str | None) -> Iterator[Finding]:
    if status in ("fail", "warn"):
        yield Holds("shown_again", mark("A later run shows that {check} fails."), {"check": check})
        return
    sentence = mark("No later run shows that {check} fails. Run the same checks again and upload the run.")
    yield _missing("shown_again", sentence, check)


def _missing(code: str, sentence: str, check: str) -> Missing:
    remedy = "record_diagnostic_run"
    return Missing(code, sentence, {"check": check}, who=_LOOKERS, remedy=remedy, waivable=False)
