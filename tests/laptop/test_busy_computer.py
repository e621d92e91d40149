"""A computer that was too busy to look properly looks again; what it missed is not blamed on the site."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from firstfix.cli.preflighting.telling import report_lines
from firstfix.engines.diagnosis import Diagnosis, Run, diagnose, read_spec
from firstfix.laptop.probes.lateness import Lateness
from tests.laptop.looking import check, looked
from tests.laptop.servers import hanging_up, listening, page

# With a second of time for a check, a quarter of it is too late.
BUSY_SECONDS = 0.6
TLS_HELLO = b"\x16"


def seen(folder: Path, *, is_busy: bool, bad_answers: int) -> tuple[Run, Diagnosis, int]:
    """Look at a page that hangs up at first, on a computer that is busy then or not; count what was asked."""
    asked = 0

    # The loop that looks is held up, as by a computer that lets it not run.
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        if await reader.readexactly(1) == TLS_HELLO:
            # Whoever hangs up is asked whether it speaks TLS; that is no look of its own.
            writer.close()
            return
        asked += 1
        if is_busy and asked == 1:
            time.sleep(BUSY_SECONDS)
        await (hanging_up if asked <= bad_answers else page())(reader, writer)

    async def whole() -> tuple[Run, Diagnosis]:
        async with listening(handler) as port:
            spec, run = await looked(folder, check("http", port=port, tls=False))
            return run, diagnose(spec, run)

    run, diagnosis = asyncio.run(whole())
    return run, diagnosis, asked


def test_what_failed_while_the_computer_was_busy_is_looked_at_again(tmp_path: Path) -> None:
    run, diagnosis, asked = seen(tmp_path, is_busy=True, bad_answers=1)
    assert diagnosis.findings == ()
    assert asked == 2
    assert run.vantage.facts["looked_again"] == ("it",)
    spec = read_spec(b'[spec]\nname = "Test"\n' + check("http", port=80).encode())
    assert any("looked twice at: it." in line for line in report_lines(spec, run, diagnosis))


def test_what_fails_at_the_second_look_too_is_a_finding(tmp_path: Path) -> None:
    _run, diagnosis, asked = seen(tmp_path, is_busy=True, bad_answers=9)
    assert [each.code for each in diagnosis.findings] == ["APP.CLOSED"]
    assert asked == 2


def test_what_passed_on_a_busy_computer_is_not_looked_at_again(tmp_path: Path) -> None:
    run, diagnosis, asked = seen(tmp_path, is_busy=True, bad_answers=0)
    assert diagnosis.findings == ()
    assert asked == 1
    assert "looked_again" not in run.vantage.facts


@pytest.mark.parametrize(
    ("span", "longest"),
    [((0, 1), 0.0), ((0, 2.5), 0.5), ((0, 9), 3.0), ((4.5, 9), 0.5), ((6, 9), 0.0)],
)
def test_lateness_counts_as_far_as_it_lies_in_a_look(span: tuple[float, float], longest: float) -> None:
    late = Lateness()
    late._late = [(2.0, 5.0), (1.0, 1.1)]
    assert late.longest_between(*span) == pytest.approx(longest, abs=0.1)
