"""The lab as tests and benchmark use it: make faults, look blindly, grant requests, take back."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from tests.lab.confusion import outcome_of
from tests.lab.fault import FAULTS, Drawn, Fault, faults_in
from tests.lab.granting import Granting
from tests.lab.looking import Looking, write_spec
from tests.lab.network import Lab, installed
from tests.lab.plan import plan_of
from tests.lab.pulse import Pulse

__all__ = ["SEED", "Site", "every_fault"]

SEED = int(os.environ.get("FIRSTFIX_LAB_SEED", "1"))
"""What addresses, ports and parameters are drawn by."""

# A request may bring another fault to light; more rounds than this would be guessing.
_MOST_ROUNDS = 3
# A machine that starves all the time cannot be told from servers that are slow; then the last look has to do.
_MOST_LOOKS = 4

Document = dict[str, Any]


def every_fault() -> list[Fault]:
    """Give the faults of the repository, and those of a folder that FIRSTFIX_LAB_FAULTS names."""
    others = os.environ.get("FIRSTFIX_LAB_FAULTS")
    return [*faults_in(FAULTS), *(faults_in(Path(others)) if others else ())]


class Site:
    """One lab with one who looks."""

    def __init__(self, folder: Path, number: int, *, seed: int = SEED) -> None:
        self.installed = installed()
        self.lab = Lab(folder, plan_of(seed * 100 + number, self.installed))
        self.granting = Granting(self.lab)
        self._looking = Looking(self.lab)
        self._spec = folder / "site.toml"

    def __enter__(self) -> Self:
        try:
            self.lab.build()
        except BaseException:
            self.lab.tear_down()
            raise
        write_spec(self.lab)
        return self

    def __exit__(self, *_error: object) -> None:
        try:
            self._looking.end()
        finally:
            self.lab.tear_down()

    def look(self, expected: Sequence[str] = ()) -> Document:
        """Give what a run says; what surprises on a machine that starved meanwhile is looked at once more.

        ``expected`` are the codes that surprise nobody.
        """
        for _look in range(_MOST_LOOKS):
            with Pulse() as pulse:
                document = self._looking.look(self._spec)
            if not (pulse.was_starved and _surprises(document, expected)):
                break
        return document

    @contextlib.contextmanager
    def with_faults(self, faults: Sequence[Drawn]) -> Iterator[None]:
        """Make faults, and take them back whatever happens."""
        made: list[Drawn] = []
        asks = "\n".join(fault.asks for fault in faults)
        write_spec(self.lab, more=asks) if asks.strip() else None
        try:
            for fault in faults:
                made.append(fault)
                self.granting.expect(fault)
                self.lab.carry_out(fault.fault.folder / "apply", fault.words)
            yield
        finally:
            for fault in reversed(made):
                self.lab.carry_out(fault.fault.folder / "revert", fault.words, is_strict=False)
            self.granting.undo()
            self.lab.forget()
            write_spec(self.lab) if asks.strip() else None

    def outcome(self, kind: str, faults: Sequence[Drawn]) -> tuple[dict[str, Any], Document]:
        """Give the outcome of a look, and what was seen."""
        expected = [{"code": one.code, "domain": one.domain} for one in faults if one.code]
        document = self.look([one["code"] for one in expected])
        return outcome_of(kind, " and ".join(map(str, faults)), expected, document), document

    def grant_all(self, document: Document) -> Document:
        """Grant what is asked for until nothing is, and give what is seen then."""
        for _round in range(_MOST_ROUNDS):
            if not document["findings"]:
                break
            for finding in document["findings"]:
                self.granting.grant(finding["request"])
            document = self.look()
        return document

    @contextlib.contextmanager
    def with_delay(self, milliseconds: int, loss_percent: float) -> Iterator[None]:
        """Make the wire slow and lossy, with the time that checks have on such a path."""
        write_spec(self.lab, timeout_seconds=5.0)
        self.lab.delay(milliseconds, loss_percent)
        try:
            yield
        finally:
            self.lab.undo_delay()
            write_spec(self.lab)


def _surprises(document: Document, expected: Sequence[str]) -> bool:
    found = sorted(finding["code"] for finding in document["findings"])
    has_passed = all(verdict["status"] == "pass" for verdict in document["verdicts"])
    return found != sorted(expected) or not (expected or has_passed)
