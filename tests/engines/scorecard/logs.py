"""Small logs in words, for tests: one line an event."""

from __future__ import annotations

from firstfix.engines.scorecard.known_mappings import PLAIN
from firstfix.engines.scorecard.log import Log
from firstfix.engines.scorecard.scoring import Cases
from firstfix.engines.scorecard.table_log import read_table

START = "2026-03-02 08:00"


def plain_log(text: str) -> Log:
    """Give the log of a CSV text in our own words; spaces around a field do not count."""
    lines = [",".join(part.strip() for part in line.split(",")) for line in text.strip().splitlines()]
    return read_table([f"{line}\n" for line in lines], PLAIN)


def plain_cases(text: str) -> Cases:
    """Give the cases of such a text, ready to be scored."""
    return Cases(plain_log(text))
