"""Why a proposal, a level or a rank is what it is: a code, a template and its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from firstfix.engines.verdict import Scalar

__all__ = ["Reason"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words; what is stored is the code and the parameters, what is read is translated."""

    code: str
    sentence: str
    params: Mapping[str, Scalar] = field(default_factory=dict)

    def text(self) -> str:
        """Give the sentence in English with its places filled."""
        return self.sentence.format(**self.params)
