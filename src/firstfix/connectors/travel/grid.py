"""What is known of all ways between some places, in as few bytes as a thousand places need."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from firstfix.engines.dispatch import Place

__all__ = ["NO_WAY_SECONDS", "Grid", "Spot", "spot_of"]

Spot = tuple[int, int]
"""A place in ten-thousandths of a degree (11 m): latitude, longitude. No more of it ever leaves."""

NO_WAY_SECONDS = -1
"""Where the service said that there is no way."""
_UNKNOWN = -2
_KNOWN, _NEEDED, _NO_MATTER = 0, 1, 2
_ONLY_NEEDED = bytes((0, 1, 0)).ljust(256, b"\0")
_ALSO_NO_MATTER = bytes((0, 1, 1)).ljust(256, b"\0")
_TEN_THOUSANDTHS = 10_000


def spot_of(place: Place) -> Spot:
    """Give the place as roughly as it may leave."""
    return round(place.latitude * _TEN_THOUSANDTHS), round(place.longitude * _TEN_THOUSANDTHS)


class Grid:
    """The seconds at the wheel between spots, each known, known from long ago, or missing."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        self.spots = spots
        self.size = len(spots)
        self._seconds = array("i", [_UNKNOWN]) * (self.size * self.size)
        # A value from long ago stays until there is a newer one.
        self._needs = bytearray((_NEEDED,)) * (self.size * self.size)
        for place in range(self.size):
            self.skip(place, place)

    def put(self, source: int, target: int, seconds: int, *, is_fresh: bool = True) -> None:
        """Note what was answered or remembered; a newer answer that there is no way counts, too."""
        cell = source * self.size + target
        self._seconds[cell] = seconds
        self._needs[cell] = _KNOWN if is_fresh else _NEEDED

    def skip(self, source: int, target: int) -> None:
        """Note that nobody needs to ask for this way; it may stand in a question all the same."""
        self._needs[source * self.size + target] = _NO_MATTER

    def missing_from(self, source: int) -> tuple[bytes, bytes]:
        """Give for each target whether it is to be asked for, and whether it may be."""
        needs = self._needs[source * self.size : (source + 1) * self.size]
        return bytes(needs.translate(_ONLY_NEEDED)), bytes(needs.translate(_ALSO_NO_MATTER))

    def rows(self) -> Iterator[Sequence[int]]:
        """Give the seconds row by row, below zero where nothing is known."""
        for source in range(self.size):
            yield self._seconds[source * self.size : (source + 1) * self.size]
