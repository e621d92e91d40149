"""How the page says figures, and what it leaves of the log's own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from firstfix.engines.redaction import kinds_for, redact
from firstfix.engines.scorecard import Finding, Trace
from firstfix.engines.scorecard.event import PARTIES
from firstfix.engines.verdict import Scalar, mark

__all__ = ["Speech"]

# Languages that write one half as 0,5.
_COMMA: Final = frozenset({"de"})
_HOUR_MINUTES: Final = 60
# Above two days hours say little; above two hours minutes are too many.
_DAYS_FROM: Final = 48.0
_MINUTES_UNTIL: Final = 2.0
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS: Final = kinds_for("customer")
SEGMENTS: Final[Mapping[str, str]] = {
    "job_type": mark("type of job"),
    "priority": mark("priority"),
    "category": mark("category"),
    "group": mark("group"),
    "month": mark("month"),
    "week": mark("week"),
    "day": mark("day"),
    "customer": mark("customer"),
    "site": mark("site"),
    "asset": mark("asset"),
}


@dataclass(frozen=True, slots=True)
class Speech:
    """One language's way with figures. The page is handed on, so the log's words pass redaction first."""

    code: str
    gettext: Callable[[str], str]

    def said(self, sentence: str, **places: Scalar) -> str:
        """Give a sentence in the page's language with its places filled."""
        return self.gettext(sentence).format(**{name: self._place(one) for name, one in places.items()})

    def found(self, finding: Finding | Trace) -> str:
        """Give the sentence of a finding or a trace."""
        return self._decimal(self.said(finding.sentence, **dict(finding.params)))

    def word(self, text: str) -> str:
        """Give a word of the log without secrets, account numbers and mail addresses."""
        return redact(text, kinds=_KINDS).text

    def segment(self, name: str) -> str:
        """Give what a segment is called."""
        return self.gettext(SEGMENTS[name]) if name in SEGMENTS else name.replace("_", " ")

    def party(self, name: str) -> str:
        """Give who was waited for."""
        return self.gettext(PARTIES[name]) if name in PARTIES else name

    def figure(self, figure: float | None, unit: str) -> str:
        """Give a figure of a measure: a share in percent, a time in the unit that suits it, a count."""
        if figure is None:
            return "–"
        if unit in {"share", "time_share"}:
            return f"{self.number(figure * 100, 1)}\N{NARROW NO-BREAK SPACE}%"
        return self.number(figure, 0) if unit == "cases" else self.time(figure)

    def time(self, hours: float) -> str:
        """Give a length of time by the clock."""
        if abs(hours) >= _DAYS_FROM:
            return self.said(mark("{days} days"), days=self.number(hours / 24, 1))
        if abs(hours) < _MINUTES_UNTIL:
            return f"{self.number(hours * _HOUR_MINUTES, 0)} min"
        return f"{self.number(hours, 1)} h"

    def between(self, interval: tuple[float, float], unit: str) -> str:
        """Give the two ends of an interval."""
        low, high = (self.figure(end, unit) for end in interval)
        return self.said(mark("{low} to {high}"), low=low, high=high)

    def number(self, number: float, digits: int) -> str:
        """Give a number with thin spaces between thousands, which read right in every language."""
        told = f"{number:,.{digits}f}".replace(",", "\N{NARROW NO-BREAK SPACE}").replace(
            "-", "\N{MINUS SIGN}"
        )
        return self._decimal(told)

    def date(self, moment: int) -> str:
        """Give the day of a moment of the log."""
        return (_EPOCH + timedelta(seconds=moment)).date().isoformat()

    def _place(self, value: Scalar) -> Scalar:
        return self.word(value) if isinstance(value, str) else value

    def _decimal(self, told: str) -> str:
        """Give a text with this language's sign between whole and part; dates and names keep their points."""
        if self.code not in _COMMA:
            return told
        signs = list(told)
        for place in range(1, len(told) - 1):
            is_inside = told[place - 1].isdecimal() and told[place + 1].isdecimal()
            if told[place] == "." and is_inside:
                signs[place] = ","
        return "".join(signs)
