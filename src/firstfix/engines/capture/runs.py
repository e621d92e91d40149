"""Running sums and maxima over columns that hold many conversations one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from firstfix.engines.capture.batch import Bits, Numbers

__all__ = ["Runs", "counted", "stable_order"]

# Far more than sequence numbers of one batch can differ, and 2**17 runs of it still fit into 64 bits.
_APART = 1 << 42


def stable_order(names: Numbers) -> Numbers:
    """Give the order that sorts names; equal ones stay as they stand.

    Names and places are sorted as one number, which processors do several at a time. Where a name leaves too
    little room for the place, its lowest bits are left out; where they matter, the slow way is taken.
    """
    bits = len(names).bit_length()
    if not len(names) or (names.max() < 1 << (62 - bits) and names.min() >= 0):
        return np.sort(names << bits | np.arange(len(names))) & ((1 << bits) - 1)
    order = np.sort(names >> bits << bits | np.arange(len(names))) & ((1 << bits) - 1)
    ordered = names[order]
    if (ordered[1:] < ordered[:-1]).any():
        return np.argsort(names, kind="stable")
    return order


def counted(values: NDArray[Any]) -> tuple[NDArray[Any], Numbers]:
    """Give the different values in rising order, and how often each is there.

    As ``numpy.unique`` does, whose first call loads 20 ms of modules for masked arrays.
    """
    ordered = np.sort(values)
    begin = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    return ordered[begin], np.diff(begin, append=len(ordered))


class Runs:
    """Elements that stand beside each other and have the same name are one run."""

    def __init__(self, name: Numbers) -> None:
        self.is_first = np.ones(len(name), dtype=np.bool_)
        self.is_first[1:] = name[1:] != name[:-1]
        self.begin = np.flatnonzero(self.is_first)
        self.last = np.append(self.begin[1:], len(name))[: len(self.begin)] - 1
        self.run = np.cumsum(self.is_first) - 1
        self.start = self.begin[self.run]

    def before(self, values: Numbers, initial: Numbers) -> Numbers:
        """Give for each element the value before it; ``initial`` has the one before each run."""
        shifted = np.empty_like(values)
        shifted[1:] = values[:-1]
        shifted[self.begin] = initial
        return shifted

    def running_sum(self, values: Numbers, initial: Numbers) -> Numbers:
        """Give for each element the sum up to it within its run."""
        total = np.cumsum(values)
        summed: Numbers = total + (initial - total[self.begin] + values[self.begin])[self.run]
        return summed

    def running_max(self, values: Numbers, initial: Numbers) -> Numbers:
        """Give for each element the largest up to it within its run."""
        # Values below the initial one change nothing; so all runs can be laid above each other.
        ground, above = initial[self.run], self.run * _APART
        laid = np.minimum(np.maximum(values - ground, 0), _APART - 1) + above
        highest: Numbers = np.maximum.accumulate(laid) - above + ground
        return highest

    def latest(self, is_it: Bits) -> Numbers:
        """Give the place of the latest element up to each for which it is true; -1 where its run has none."""
        place = np.append(-1, np.flatnonzero(is_it))[np.cumsum(is_it)]
        return np.where(place >= self.start, place, -1)

    def count(self, is_it: Bits) -> Numbers:
        """Give for each run in how many of its elements it is true."""
        return np.bincount(self.run[is_it], minlength=len(self.begin))

    def total(self, values: Numbers) -> Numbers:
        """Give the sum of each run."""
        return np.add.reduceat(values, self.begin)

    def first(self, is_it: Bits) -> Numbers:
        """Give for each run the place of its first element for which it is true; -1 where there is none."""
        first = np.full(len(self.begin), -1)
        # Of several places of one run the one that is written last stays.
        place = np.flatnonzero(is_it)[::-1]
        first[self.run[place]] = place
        return first

    def largest(self, values: Numbers) -> Numbers:
        """Give the largest value of each run."""
        return np.maximum.reduceat(values, self.begin)
