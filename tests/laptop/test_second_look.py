"""Two probes of one thing: both have ended when the look at it has, however that ended."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from firstfix.laptop.probes.second_look import with_second_look


@pytest.mark.parametrize(("seconds", "begun"), [(600.0, ["first"]), (0.0, ["first", "second"])])
def test_a_look_that_is_given_up_leaves_no_probe_that_goes_on(seconds: float, begun: list[str]) -> None:
    began: list[str] = []
    ended: list[str] = []
    all_began = asyncio.Event()

    async def probe(name: str) -> None:
        began.append(name)
        if began == begun:
            all_began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    async def whole() -> None:
        look = with_second_look(
            probe("first"), lambda: probe("second"), seconds=seconds, is_needed=lambda _answer: True
        )
        looking = asyncio.create_task(look)
        await all_began.wait()
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking
        assert ended == begun

    asyncio.run(whole())
