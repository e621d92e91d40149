"""A spec: the prerequisites of a product at a site, as checks that a computer on that site can carry out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firstfix.engines.diagnosis.parameter import Value
from firstfix.engines.diagnosis.words import Status

__all__ = ["Check", "Problem", "Spec", "SpecError"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. ``severity`` is what a fault of it means: ``FAIL`` or ``WARN``.

    ``parameters`` hold every parameter that has a value, defaults too. ``request`` is the spec's own request
    to the customer by language; where it is empty, the one of the finding's code is used.
    """

    id: str
    kind: str
    parameters: Mapping[str, Value]
    needs: tuple[str, ...] = ()
    severity: Status = Status.FAIL
    timeout_seconds: float = 3.0
    request: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Give a text parameter, empty where it is not set."""
        value = self.parameters.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a parameter of several texts, empty where it is not set."""
        value = self.parameters.get(name)
        return tuple(each for each in value if isinstance(each, str)) if isinstance(value, tuple) else ()

    def wholes(self, name: str) -> tuple[int, ...]:
        """Give a parameter of several whole numbers, empty where it is not set."""
        value = self.parameters.get(name)
        return tuple(each for each in value if isinstance(each, int)) if isinstance(value, tuple) else ()

    def number(self, name: str) -> float | None:
        """Give a number, None where it is not set."""
        value = self.parameters.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def whole(self, name: str) -> int:
        """Give a whole number, 0 where it is not set."""
        value = self.parameters.get(name)
        return value if isinstance(value, int) else 0

    def is_set(self, name: str) -> bool:
        """Tell whether a yes-or-no parameter says yes."""
        return self.parameters.get(name) is True


@dataclass(frozen=True, slots=True)
class Spec:
    """All checks of one file, for one site. ``digest`` is the SHA-256 of the file's bytes."""

    name: str
    version: str
    site: str
    checks: tuple[Check, ...]
    digest: str = ""

    def check(self, check_id: str) -> Check | None:
        """Give the check of this id, or None."""
        return next((each for each in self.checks if each.id == check_id), None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a spec: a sentence, and the line it is about where there is one."""

    sentence: str
    line: int | None = None

    def at(self, file_name: str) -> str:
        """Give the sentence with its place: ``site.toml:12: ...``."""
        place = file_name if self.line is None else f"{file_name}:{self.line}"
        return f"{place}: {self.sentence}"


class SpecError(ValueError):
    """A spec that cannot be meant; ``problems`` says everything that is wrong in it."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(problem.at("spec") for problem in problems))
