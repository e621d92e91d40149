"""What happened while a log was read: a sentence for everything that was left out, guessed or missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.log import Log
from firstfix.engines.verdict import mark

_LEFT_OUT: Final = {
    "width": mark("Rows with too many or too few fields, left out: {count} (rows {rows})."),
    "case": mark("Rows without a case, left out: {count} (rows {rows})."),
    "no_time": mark("Rows without a time, left out: {count} (rows {rows})."),
    "time": mark(
        "Rows with a time that cannot be read, left out: {count} (rows {rows}). Dates with slashes need"
        " time_format in the mapping: day_first or month_first."
    ),
    "broken": mark("Lines that are no CSV, left out: {count} (lines {rows})."),
}
_NEEDED: Final = ("case", "at", "kind")
# So many of the unknown words are named; the rest is a number.
_NAMED_WORDS: Final = 5


def reading_findings(log: Log) -> list[Finding]:
    """Give what the reader of figures has to know of how the log was read."""
    return [
        *_columns(log),
        *_sizes(log),
        *_left_out(log),
        *_doubles(log),
        *_times(log),
        *_words(log),
    ]


def _columns(log: Log) -> Iterator[Finding]:
    missing = log.account.missing_columns
    for name, column in missing:
        if name in _NEEDED:
            sentence = mark(
                "The log has no column {column}, so there are no events. Say in the mapping which is {name}."
            )
            yield Finding("column_needed", sentence, {"column": column, "name": name})
    if optional := [(name, column) for name, column in missing if name not in _NEEDED]:
        sentence = mark("The log has no columns for {names} ({columns}); what needs them is not shown.")
        names, columns = (", ".join(words) for words in zip(*optional, strict=True))
        yield Finding("columns_missing", sentence, {"names": names, "columns": columns})


def _sizes(log: Log) -> Iterator[Finding]:
    if not log.account.case_count:
        yield Finding("empty", mark("The log has no event that can be read, so there are no figures."))
    elif log.account.case_count == 1:
        yield Finding(
            "one_case", mark("The log has one case: every figure is of it, and nothing can be compared.")
        )


def _left_out(log: Log) -> Iterator[Finding]:
    for reason, count in sorted(log.account.left_out.items()):
        if reason in _LEFT_OUT:
            rows = ", ".join(map(str, log.account.examples[reason]))
            rows += ", ..." if count > len(log.account.examples[reason]) else ""
            yield Finding(f"left_out_{reason}", _LEFT_OUT[reason], {"count": count, "rows": rows})


def _doubles(log: Log) -> Iterator[Finding]:
    if count := log.account.left_out["double"]:
        sentence = mark(
            "Rows that say the same as another row of their case and moment: {count}. Each counts once."
        )
        yield Finding("doubles", sentence, {"count": count})


def _times(log: Log) -> Iterator[Finding]:
    ways = log.account.time_ways
    if len(ways) > 1:
        told = ", ".join(f"{way}: {count}" for way, count in ways.items())
        sentence = mark("Times are written in more than one way ({ways}); all were read.")
        yield Finding("mixed_times", sentence, {"ways": told})
    if len({"zone" in way for way in ways}) > 1:
        sentence = mark("Some times name a zone and some do not; those without were taken as UTC.")
        yield Finding("mixed_zones", sentence)
    if backward := log.account.backward_cases:
        sentence = mark(
            "Cases whose clock goes backwards from one row to the next: {count}. Their events were put in"
            " order."
        )
        yield Finding("backward", sentence, {"count": len(backward)}, tuple(backward))


def _words(log: Log) -> Iterator[Finding]:
    if unknown := log.account.unknown_kinds:
        words = ", ".join(word or '""' for word, _ in unknown.most_common(_NAMED_WORDS))
        sentence = mark(
            "Events with a state that the mapping does not know: {count} ({words}). They count as events and"
            " move no case."
        )
        yield Finding("unknown_states", sentence, {"count": unknown.total(), "words": words})
