"""What happened while a log was read: a sentence for everything that was left out, guessed or missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from firstfix.engines.scorecard.finding import Finding
from firstfix.engines.scorecard.log import Log
from firstfix.engines.verdict import Scalar, mark

_LEFT_OUT: Final = {
    "width": mark("Rows with too many or too few fields, left out: {count} (rows {rows})."),
    "case": mark("Rows without a case, left out: {count} (rows {rows})."),
    "no_time": mark("Rows without a time, left out: {count} (rows {rows})."),
    "time": mark("Rows with a time that cannot be read, left out: {count} (rows {rows}), such as {times}."),
    "slashes": mark(
        "Rows with a time that cannot be read, left out: {count} (rows {rows}), such as {times}. Dates with"
        " slashes need time_format in the mapping: day_first or month_first."
    ),
    "broken": mark("Lines that are no CSV, left out: {count} (lines {rows})."),
}
_NEEDED: Final = ("case", "at", "kind")
# So many of the unknown words are named; the rest is a number.
_NAMED_WORDS: Final = 5
# So much of a header is shown where it is not understood: enough to know it by.
_NAMED_COLUMNS: Final = 12
_WORD_WIDTH: Final = 40
_TIMES_SHOWN: Final = 3


def reading_findings(log: Log) -> list[Finding]:
    """Give what the reader of figures has to know of how the log was read."""
    return [
        *_columns(log),
        *_letters(log),
        *_sizes(log),
        *_left_out(log),
        *_doubles(log),
        *_times(log),
        *_words(log),
    ]


def _columns(log: Log) -> Iterator[Finding]:
    account = log.account
    if doubled := account.doubled_columns:
        sentence = mark("Columns that the log has more than once: {columns}. The first of each is read.")
        yield Finding("doubled_columns", sentence, {"columns": ", ".join(doubled)})
    needed = [column for name, column in account.missing_columns if name in _NEEDED]
    if needed:
        sentence = mark(
            "The log has no column {columns}, so there are no events. Its first line is: {header}. Name the"
            " columns of case, time and kind there, or say in a mapping which they are."
        )
        header = ", ".join(_short(name) for name in account.columns[:_NAMED_COLUMNS]) or '""'
        header += ", ..." if len(account.columns) > _NAMED_COLUMNS else ""
        yield Finding("column_needed", sentence, {"columns": ", ".join(needed), "header": header})
        return
    if missing := account.missing_columns:
        sentence = mark("The log has no columns for {names}; what needs them is not shown.")
        told = (name if name == column else f"{name} ({column})" for name, column in missing)
        yield Finding("columns_missing", sentence, {"names": ", ".join(told)})


def _short(word: str) -> str:
    return word if len(word) <= _WORD_WIDTH else f"{word[:_WORD_WIDTH]}..."


def _letters(log: Log) -> Iterator[Finding]:
    if count := log.account.misread_count:
        sentence = mark(
            "Places with letters that are no UTF-8: {count}. They were read as Windows-1252, as older"
            " spreadsheets write it; look whether names with letters such as ü are right."
        )
        yield Finding("misread_letters", sentence, {"count": count})
    if place := log.account.broken_off:
        sentence = mark(
            "The file breaks off: {place} What stands before it was read; what comes after is not in any"
            " figure."
        )
        yield Finding("broken_off", sentence, {"place": place})


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
            params: dict[str, Scalar] = {"count": count, "rows": rows}
            told = dict.fromkeys(map(_short, log.account.unread_times)) if reason == "time" else {}
            if told:
                params["times"] = ", ".join(list(told)[:_TIMES_SHOWN])
            sentence = _LEFT_OUT["slashes" if any("/" in text for text in told) else reason]
            yield Finding(f"left_out_{reason}", sentence, params)


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
