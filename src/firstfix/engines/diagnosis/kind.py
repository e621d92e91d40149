"""What a kind of check is: its name, its layer, its parameters, and what it needs from the computer."""

from __future__ import annotations

from dataclasses import dataclass

from firstfix.engines.diagnosis.parameter import Parameter
from firstfix.engines.diagnosis.words import Layer

__all__ = ["Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of check. ``second`` says in words which second probe runs when the first one fails,
    ``needs`` which right of this computer it asks for, empty where an ordinary user's suffice.
    """

    name: str
    layer: Layer
    summary: str
    parameters: tuple[Parameter, ...]
    second: str = ""
    needs: str = ""

    def parameter(self, name: str) -> Parameter | None:
        """Give the parameter of this name, or None."""
        return next((each for each in self.parameters if each.name == name), None)
