"""Over the corpus of captures: no exception, and tshark's counts (issue 5) where it is there to be asked."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from firstfix.engines.capture import CaptureReport, read_capture, report_document
from tests.engines.capture.tshark import FIGURES, counted_by_tshark, is_there

# The benchmark asks about every capture and tries 100,000 damaged ones; here a share of both has to do.
EVERY = 6
EVERY_ASKED = 12
DAMAGED = 600


def captures(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "captures").rglob("*.pcap*") if path.is_file())


def figures_of(report: CaptureReport) -> Counter[str]:
    counts = report.counts
    return Counter({
        "resets": counts.get("tcp resets", 0),
        "zero windows": counts.get("tcp zero windows", 0),
        "retransmissions": counts.get("tcp retransmissions", 0),
        "rcodes": sum(count for name, count in counts.items() if name.startswith("dns rcode ")),
        "alerts": counts["tls alerts"],
    })  # fmt: skip


@pytest.mark.data
def test_every_capture_is_read_without_an_exception(data_folder: Path) -> None:
    read = 0
    for path in captures(data_folder):
        with path.open("rb") as stream:
            report = read_capture(stream)
        assert all(finding.text() and finding.request() for finding in report.findings), path
        read += report.counts["packets"]
    assert read > 20_000


@pytest.mark.data
def test_batches_of_any_size_say_the_same(data_folder: Path) -> None:
    for path in captures(data_folder)[::EVERY]:
        content = path.read_bytes()
        whole, pieces = (
            report_document(read_capture(io.BytesIO(content), chunk=size)) for size in (1 << 24, 2000)
        )
        assert whole == pieces, path


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Give a capture of which some octets are others, some are missing, or some are there twice."""
    octets = bytearray(content)
    for _ in range(chance.randrange(1, 20)):
        at = chance.randrange(len(octets))
        match chance.randrange(4):
            case 0:
                octets[at] = chance.randrange(256)
            case 1:
                octets[at : at + 4] = chance.choice([b"\0" * 4, b"\xff" * 4, b"\x7f\xff\xff\xff"])
            case 2:
                del octets[at : at + chance.randrange(1, 40)]
            case _:
                octets[at:at] = octets[at : at + chance.randrange(1, 200)]
        if not octets:
            return b""
    return bytes(octets)


@pytest.mark.data
def test_no_damage_is_an_exception(data_folder: Path) -> None:
    chance = random.Random(5)
    paths = [path for path in captures(data_folder) if path.stat().st_size < 50_000]
    for _ in range(DAMAGED):
        hostile = damaged(chance.choice(paths).read_bytes(), chance)
        report = read_capture(io.BytesIO(hostile), chunk=chance.choice([500, 1 << 20]))
        assert all(finding.text() and finding.request() for finding in report.findings)


def comparable(folder: Path) -> Iterator[tuple[Counter[str], Counter[str]]]:
    """Give both counts of captures that hold something; not where tshark marks something malformed."""
    read = [(path, figures_of(read_capture(io.BytesIO(path.read_bytes())))) for path in captures(folder)]
    for path, ours in [(path, ours) for path, ours in read if ours.total()][::EVERY_ASKED]:
        theirs = counted_by_tshark(path)
        if not theirs.is_malformed and not theirs.wrappings:
            yield ours, theirs.figures


@pytest.mark.data
def test_counts_are_those_of_tshark(data_folder: Path) -> None:
    if not is_there():
        pytest.skip("tshark is not installed (apt install tshark); it is only asked here.")
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for our_figures, their_figures in comparable(data_folder):
        ours += our_figures
        theirs += their_figures
    assert theirs.total() > 20
    assert {name: ours[name] for name in FIGURES} == {name: theirs[name] for name in FIGURES}
