"""What is wrong with a capture file, and at which octet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firstfix.engines.verdict import Scalar

__all__ = ["Damage"]


@dataclass(frozen=True, slots=True)
class Damage:
    """An English template with its parameters, and the place: octets from the beginning, as unpacked."""

    sentence: str
    offset: int
    params: Mapping[str, Scalar] = field(default_factory=dict)

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.sentence.format(**self.params)
