"""The faults of the lab: folders found at run time, each drawn with parameters of its own for every seed."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import combinations
from pathlib import Path
from typing import Any

from firstfix.engines.diagnosis import CODES

__all__ = ["FAULTS", "Drawn", "Fault", "are_compatible", "faults_in", "pairs_of"]

FAULTS = Path(__file__).parent / "faults"


@dataclass(frozen=True, slots=True)
class Fault:
    """One folder: ``apply``, ``revert``, and what ``expected.toml`` says."""

    folder: Path
    expected: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Give the name of the folder."""
        return self.folder.name

    def missing(self, installed: Iterable[str]) -> list[str]:
        """Give the programs that it needs and that are not here."""
        return sorted({*self.expected.get("needs", ())} - {*installed})

    def drawn(self, seed: int) -> Drawn:
        """Give the fault with parameters drawn by a seed."""
        drawing = random.Random(f"{self.name} {seed}")
        words = {name: _one(drawing, choices) for name, choices in self.expected.get("draw", {}).items()}
        return Drawn(self, words)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A fault with its parameters."""

    fault: Fault
    words: Mapping[str, str]

    @property
    def code(self) -> str:
        """Give the code that has to be found; empty where nothing may be found."""
        return self._filled(self.fault.expected["code"])

    @property
    def domain(self) -> str:
        """Give the fault domain that has to be found."""
        return CODES[self.code].domain.value if self.code in CODES else ""

    @property
    def touches(self) -> frozenset[str]:
        """Give what it changes; two faults of one thing are not made at once."""
        return frozenset(map(self._filled, self.fault.expected.get("touches", ())))

    @property
    def asks(self) -> str:
        """Give what is asked beside the lab's own spec, as checks; the one who looks learns no more by it."""
        return str(self.fault.expected.get("asks", ""))

    @property
    def mended_by(self) -> tuple[str, ...]:
        """Give what has to be asked for to have it taken back by ``revert``, such as ``allow $APP:443``.

        Patterns of an action and a place; what the lab's people do for any fault needs none.
        """
        return tuple(map(self._filled, self.fault.expected.get("mended_by", ())))

    @property
    def is_alone(self) -> bool:
        """Tell whether it hides whatever else is wrong."""
        return bool(self.fault.expected.get("alone", False))

    def is_shown_by(self, check_id: str) -> bool:
        """Tell whether a check is one that may show it."""
        return any(fnmatch(check_id, self._filled(each)) for each in self.fault.expected["shown_by"])

    def __str__(self) -> str:
        told = " ".join(f"{name}={value}" for name, value in self.words.items())
        return f"{self.fault.name} {told}".strip()

    def _filled(self, text: str) -> str:
        return text.format_map(self.words)


def faults_in(folder: Path = FAULTS) -> list[Fault]:
    """Give every fault of a folder, by name."""
    found = sorted(path.parent for path in folder.glob("*/expected.toml"))
    return [Fault(path, tomllib.loads((path / "expected.toml").read_text("utf-8"))) for path in found]


def are_compatible(one: Drawn, other: Drawn) -> bool:
    """Tell whether both can be seen at once: neither hides the other, nothing is touched by both."""
    names = {one.code, other.code}
    return not (one.is_alone or other.is_alone or one.touches & other.touches) and "" not in names


def pairs_of(faults: list[Fault], seed: int, count: int) -> list[tuple[Drawn, Drawn]]:
    """Give pairs of faults that can be seen at once, drawn by a seed."""
    drawing = random.Random(seed)
    every = [(one.drawn(seed), other.drawn(seed)) for one, other in combinations(faults, 2)]
    return drawing.sample([pair for pair in every if are_compatible(*pair)], count)


def _one(drawing: random.Random, choices: Any) -> str:
    if isinstance(choices, dict):
        return str(drawing.randint(choices["least"], choices["most"]))
    return str(drawing.choice(choices))
