"""A slow answer is asked for again: one lost packet, or one busy moment of this computer, is no slow server.

A lost SYN costs one second (RFC 6298, section 2.1), a lost request a third of one on most paths; who may take
500 ms is then late by no fault of its own. Two lost in a row are rare, and a server that is slow stays slow.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from firstfix.engines.diagnosis import Check, answer_ms, frozen, is_slow
from firstfix.laptop.probes.site import Seen

__all__ = ["with_quickest_look"]

_MORE_LOOKS = 2
# Looking again costs whoever waits for the run no more than this beyond the time that a check has (issue 5).
_GRACE_SECONDS = 0.25


async def with_quickest_look(
    seen: Seen, again: Callable[[], Awaitable[Seen]], check: Check, *, began: float
) -> Seen:
    """Give the quickest of up to three looks, with the time of each, where the first was slower than allowed.

    ``began`` is when the first one did (``time.monotonic()``). A look that finds no answer, or none before
    the check's time is over, is no quicker one: what was seen before stays.
    """
    looks = [seen]
    while len(looks) <= _MORE_LOOKS and is_slow(check, frozen(looks[-1].facts)):
        left = began + check.timeout_seconds + _GRACE_SECONDS - time.monotonic()
        try:
            async with asyncio.timeout(max(_GRACE_SECONDS, left)):
                looks.append(await again())
        except OSError:  # and TimeoutError, which is one
            break
    if len(looks) == 1:
        return seen
    answered = [(took, each) for each in looks if (took := answer_ms(check, frozen(each.facts))) is not None]
    quickest = min(answered, key=lambda one: one[0])[1]
    return replace(quickest, facts={**quickest.facts, "looks": [{"took_ms": took} for took, _ in answered]})
