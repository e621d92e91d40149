"""Which ways are not known yet, cut into questions that a service answers at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isqrt

from firstfix.connectors.travel.grid import Grid

__all__ = ["Block", "blocks_of", "cut", "quartered"]


@dataclass(frozen=True, slots=True)
class Block:
    """The ways from each of ``sources`` to each of ``targets``, by their numbers in the grid."""

    sources: Sequence[int]
    targets: Sequence[int]

    @property
    def pair_count(self) -> int:
        """Count its ways."""
        return len(self.sources) * len(self.targets)

    @property
    def places(self) -> list[int]:
        """Give all its places once, the sources first."""
        return list(dict.fromkeys([*self.sources, *self.targets]))

    def without(self, places: frozenset[int]) -> Block:
        """Give the block without the ways from and to these places."""
        return Block(*([one for one in side if one not in places] for side in (self.sources, self.targets)))

    def those_of(self, places: frozenset[int]) -> tuple[Block, Block]:
        """Give the ways from these places, and those to them."""
        starts, ends = ([one for one in side if one in places] for side in (self.sources, self.targets))
        return Block(starts, self.targets), Block(self.sources, ends)


def blocks_of(grid: Grid) -> list[Block]:
    """Give what is missing as few blocks: places that miss the same targets ask together."""
    missing = [(source, *grid.missing_from(source)) for source in range(grid.size)]
    missing = [(source, needed, allowed) for source, needed, allowed in missing if any(needed)]
    # The way from a place to itself needs no answer, but without it no two places would miss the same.
    common = Counter(targets for _, needed, allowed in missing for targets in {needed, allowed})
    together: dict[bytes, list[int]] = defaultdict(list)
    for source, needed, allowed in missing:
        together[max(needed, allowed, key=common.__getitem__)].append(source)
    return [
        Block(sources, [target for target, is_asked in enumerate(targets) if is_asked])
        for targets, sources in together.items()
    ]


def cut(block: Block, *, most_pairs: int, most_places: int) -> Iterator[Block]:
    """Give the block in parts of at most so many ways, and so many places on both sides together."""
    side, source_count = isqrt(most_pairs), len(block.sources)
    widest = max(side, most_pairs // source_count)
    width = max(1, min(widest, most_places - min(source_count, side), len(block.targets)))
    height = max(1, min(most_pairs // width, most_places - width))
    for top in range(0, len(block.sources), height):
        for left in range(0, len(block.targets), width):
            yield Block(block.sources[top : top + height], block.targets[left : left + width])


def quartered(block: Block) -> list[Block]:
    """Give the block in up to four parts, or nothing where it is a single way."""
    if block.pair_count <= 1:
        return []
    tops, lefts = _halves(block.sources), _halves(block.targets)
    return [Block(top, left) for top in tops for left in lefts]


def _halves(places: Sequence[int]) -> list[Sequence[int]]:
    middle = len(places) // 2
    return [half for half in (places[:middle], places[middle:]) if half]
