"""Who will be missed, in words that a dispatcher can read to the customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from firstfix.engines.dispatch.planning.forecast_missed import Missed
from firstfix.engines.dispatch.planning.forecast_takers import Taker
from firstfix.engines.dispatch.planning.why_words import At, Lasting, Named, Place, Said
from firstfix.engines.verdict import mark

__all__ = ["late_sentences"]


def late_sentences(
    visit: str, starts: Mapping[str, int], miss: Missed, sureness: str, takers: Sequence[Taker]
) -> tuple[Said, ...]:
    """Say when a visit will start, what that misses, since when that is known, and who else could come.

    ``starts`` gives the ``planned`` and the ``expected`` start, and since when it is ``known``.
    """
    params: dict[str, Place] = {
        "visit": Named(visit),
        "planned": At(starts["planned"]),
        "start": At(starts["expected"]),
        "known": At(starts["known"]),
    }
    return (
        Said(f"late_{sureness}", _HOW_SURE[sureness], params),
        *_what_is_missed(params, miss),
        Said("known_since", mark("This is known since {known}."), params),
        *_help(takers),
    )


def _what_is_missed(params: dict[str, Place], miss: Missed) -> Iterator[Said]:
    if miss.window_minutes:
        sentence = mark("That is {minutes} after the end of the time agreed.")
        yield Said("misses_window", sentence, {**params, "minutes": Lasting(miss.window_minutes)})
    if miss.promise_minutes:
        sentence = mark("That is {minutes} of service time later than promised or planned.")
        yield Said("misses_promise", sentence, {**params, "minutes": Lasting(miss.promise_minutes)})


def _help(takers: Sequence[Taker]) -> Iterator[Said]:
    if not takers:
        yield Said("no_taker", mark("Nobody else could come with less delay."))
        return
    spot = takers[0].spot
    params: dict[str, Place] = {"technician": Named(spot.technician), "start": At(spot.starts)}
    yield Said("taker", mark("{technician} could start it at {start}."), params)


_HOW_SURE = {
    "sure": mark("{visit} was planned for {planned} and will start at about {start}."),
    "likely": mark("{visit} was planned for {planned} and will probably start at {start}."),
    "possible": mark("{visit} was planned for {planned} and may start as late as {start}."),
}
