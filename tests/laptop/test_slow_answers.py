"""Slow answers are looked at again: what is slow once is no fault, what stays slow is one."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firstfix.engines.diagnosis import Diagnosis, Run, diagnose, read_spec
from firstfix.laptop.probes.site import Seen
from firstfix.laptop.probes.slow_answers import with_quickest_look
from tests.laptop.looking import check, look, looked
from tests.laptop.servers import answering, hanging_up, listening, names, page

ALLOWED_MS = 150


def seen(folder: Path, *delays_ms: int | None) -> tuple[Run, Diagnosis]:
    """Look at a page that takes these times, the last one again and again; None hangs up."""
    waits = _each_then_the_last(delays_ms)

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        delay = next(waits)
        if delay is None:
            await hanging_up(reader, writer)
            return
        await asyncio.sleep(delay / 1000)
        await page()(reader, writer)

    async def whole() -> tuple[Run, Diagnosis]:
        async with listening(handler) as port:
            spec, run = await looked(
                folder, check("http", port=port, tls=False, max_ms=ALLOWED_MS, timeout=10)
            )
            return run, diagnose(spec, run)

    return asyncio.run(whole())


def _each_then_the_last(delays: tuple[Any, ...]) -> Iterator[Any]:
    yield from delays
    while True:
        yield delays[-1]


def _looks(run: Run) -> int:
    return len(run.observations["it"].facts.get("looks", ()))


@pytest.mark.parametrize("delays", [(300, 0), (300, 300, 0)], ids=["once", "twice"])
def test_what_is_slow_at_first_and_then_quick_is_no_fault(tmp_path: Path, delays: tuple[int, ...]) -> None:
    run, diagnosis = seen(tmp_path, *delays)
    assert diagnosis.findings == ()
    assert _looks(run) == len(delays)


def test_what_stays_slow_is_told_with_its_quickest_answer(tmp_path: Path) -> None:
    run, diagnosis = seen(tmp_path, 400, 300, 500)
    (finding,) = diagnosis.findings
    assert finding.code == "APP.SLOW"
    times = [look["took_ms"] for look in run.observations["it"].facts["looks"]]
    assert finding.cause.params["took"] == pytest.approx(min(times), abs=0.1)
    assert len(times) == 3
    assert max(times) > min(times)


def test_a_quick_answer_is_not_asked_for_again(tmp_path: Path) -> None:
    run, diagnosis = seen(tmp_path, 0, None)
    assert diagnosis.findings == ()
    assert _looks(run) == 0


def test_a_second_look_that_fails_leaves_what_was_seen(tmp_path: Path) -> None:
    run, diagnosis = seen(tmp_path, 300, None)
    assert [each.code for each in diagnosis.findings] == ["APP.SLOW"]
    assert run.observations["it"].facts["http"]["status"] == 200


def test_looking_again_ends_when_the_time_of_the_check_is_over() -> None:
    spec = read_spec(
        b'[spec]\nname = "Test"\n' + check("http", port=80, max_ms=ALLOWED_MS, timeout=60).encode()
    )
    slow = Seen({"http": {"status": 200, "took_ms": 2.0 * ALLOWED_MS}})

    async def whole() -> Seen:
        began = time.monotonic() - spec.checks[0].timeout_seconds
        return await with_quickest_look(slow, asyncio.Event().wait, spec.checks[0], began=began)  # type: ignore[arg-type]

    assert asyncio.run(whole()) is slow, "the second look was given up"


@pytest.mark.parametrize(("slow_times", "found"), [(1, []), (99, ["APP.SLOW"])], ids=["once", "always"])
def test_a_slow_resolver_is_asked_again_too(tmp_path: Path, slow_times: int, found: list[str]) -> None:
    delays = iter([True] * slow_times)
    answer = names({"app.test": ["192.0.2.1"]})

    def slow(question: bytes) -> bytes:
        if b"app" in question and next(delays, False):
            time.sleep(2 * ALLOWED_MS / 1000)
        return answer(question)

    async def whole() -> tuple[Run, Diagnosis]:
        async with answering(slow) as port:
            one = check(
                "dns", name="app.test", resolvers=["127.0.0.1"], port=port, max_ms=ALLOWED_MS, timeout=10
            )
            spec, run = await looked(tmp_path, one)
            return run, diagnose(spec, run)

    run, diagnosis = asyncio.run(whole())
    assert [each.code for each in diagnosis.findings] == found
    assert _looks(run) == min(3, slow_times + 1)


def test_a_resolver_that_answers_after_the_second_question_took_the_time_since_the_first(
    tmp_path: Path,
) -> None:
    answer, asked = names({"app.test": ["192.0.2.1"]}), Counter[bytes]()

    def late(question: bytes) -> bytes | None:
        asked[question] += 1
        return answer(question) if asked[question] == 2 or b"app" not in question else None

    async def whole() -> Diagnosis:
        async with answering(late) as port:
            return await look(
                tmp_path,
                check("dns", name="app.test", resolvers=["127.0.0.1"], port=port, max_ms=500, timeout=10),
            )

    assert [each.code for each in asyncio.run(whole()).findings] == ["APP.SLOW"]
