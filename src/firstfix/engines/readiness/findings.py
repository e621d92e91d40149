"""From single findings to one verdict."""

from collections.abc import Iterable

from firstfix.engines.verdict import Holds, Missing, Verdict

__all__ = ["Finding", "verdict_of"]

Finding = Holds | Missing


def verdict_of(gate: str, findings: Iterable[Finding], *, override: str | None = None) -> Verdict:
    """Give the verdict of ``gate``: what was found and what was not, each in the order of the checks."""
    found = tuple(findings)
    return Verdict(
        gate=gate,
        holds=tuple(finding for finding in found if isinstance(finding, Holds)),
        missing=tuple(finding for finding in found if isinstance(finding, Missing)),
        override=override,
    )
