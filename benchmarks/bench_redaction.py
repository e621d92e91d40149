"""How much the redaction rules find: ``python benchmarks/bench_redaction.py [eval.jsonl]``.

The corpus holds planted secrets and personal data with their places (see its attribution). Recall
counts a span as found when it is covered whole. Precision counts a replacement as right when it
overlaps a labelled span; it is taken over the rows that are labelled completely or hold nothing. The
rules are not tuned to the corpus: names, addresses and dates in it are beyond them and count as missed.
Prints a table and stores it in ``benchmarks/results/redaction.json``.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from firstfix.engines.redaction import kinds_for, redact

RESULT = Path(__file__).parent / "results" / "redaction.json"
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "redaction" / "eval.dev.jsonl"
# Labels of the corpus that the rules of this engine speak about, beside every `secret:`.
IN_SCOPE = ("CREDIT_CARD", "IBAN_CODE", "IBAN", "EMAIL_ADDRESS", "EMAIL")


@dataclass(frozen=True)
class Found:
    """What was found in one source: spans whole, replacements right, rows with nothing in them touched."""

    source: str
    rows: int
    spans: int
    found: int
    recall: float | None
    judged: int
    right: int
    precision: float | None
    empty_rows: int
    empty_rows_touched: int


def main() -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--no-store", action="store_true")
    given = parser.parse_args()
    rows = [json.loads(line) for line in given.corpus.read_text(encoding="utf-8").splitlines()]
    started = time.process_time()
    table = [*measure(rows), in_scope(rows)]
    cpu_seconds = time.process_time() - started
    show(table)
    if not given.no_store:
        store(table, cpu_seconds, sum(len(row["text"]) for row in rows))


def measure(rows: list[dict]) -> list[Found]:
    """Give one line a source and a line over all."""
    sources = sorted({row["source"] for row in rows})
    lines = [judged([row for row in rows if row["source"] == source], source) for source in sources]
    return [*lines, judged(rows, "all")]


def in_scope(rows: list[dict]) -> Found:
    """Give the line over the labels that these rules speak about."""
    kept = [
        row | {"spans": [span for span in row["spans"] if is_in_scope(span["kind"])], "complete": False}
        for row in rows
        if row["label"] == "pos"
    ]
    return judged([row for row in kept if row["spans"]], "in scope")


def is_in_scope(kind: str) -> bool:
    """Tell whether the rules claim to find a label."""
    family, _, name = kind.partition(":")
    return family == "secret" or name.upper() in IN_SCOPE


def judged(rows: Iterable[dict], name: str) -> Found:
    """Give recall and precision over some rows."""
    count: Counter[str] = Counter()
    for row in rows:
        count += judged_row(row)
    return Found(
        source=name,
        rows=count["rows"],
        spans=count["spans"],
        found=count["found"],
        recall=ratio(count["found"], count["spans"]),
        judged=count["judged"],
        right=count["right"],
        precision=ratio(count["right"], count["judged"]),
        empty_rows=count["empty"],
        empty_rows_touched=count["touched"],
    )


def judged_row(row: dict) -> Counter[str]:
    """Give the counts of one row."""
    replaced = [(one.start, one.end) for one in redact(row["text"], kinds=kinds_for("public")).replacements]
    spans = [(span["start"], span["end"]) for span in row["spans"]]
    count = Counter(rows=1, spans=len(spans))
    count["found"] = sum(any(a <= start and end <= b for a, b in replaced) for start, end in spans)
    if row["complete"] or row["label"] == "neg":
        count["judged"] = len(replaced)
        count["right"] = sum(any(a < end and start < b for start, end in spans) for a, b in replaced)
    if row["label"] == "neg":
        count["empty"] = 1
        count["touched"] = int(bool(replaced))
    return count


def ratio(part: int, whole: int) -> float | None:
    """Give a share, or nothing over nothing."""
    return round(part / whole, 4) if whole else None


def show(table: list[Found]) -> None:
    """Print the table."""
    print("source                spans  found  recall  judged  right  precision  empty  touched")
    for line in table:
        recall = "-" if line.recall is None else f"{line.recall:.3f}"
        precision = "-" if line.precision is None else f"{line.precision:.3f}"
        print(
            f"{line.source:<20}{line.spans:>7}{line.found:>7}{recall:>8}{line.judged:>8}{line.right:>7}"
            f"{precision:>11}{line.empty_rows:>7}{line.empty_rows_touched:>9}"
        )


def store(table: list[Found], cpu_seconds: float, characters: int) -> None:
    """Keep the result beside those of the other engines."""
    RESULT.parent.mkdir(exist_ok=True)
    stored = {
        "table": [asdict(line) for line in table],
        "cpu_seconds": round(cpu_seconds, 2),
        "characters": characters,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    RESULT.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
