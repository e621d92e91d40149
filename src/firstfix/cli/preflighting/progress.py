"""One line that tells while a run goes on how many checks are there and which are still waited for."""

from __future__ import annotations

import shutil
import sys
from typing import Self

from firstfix.cli.preflighting.speaking import Speaking
from firstfix.engines.diagnosis import Observation, Spec
from firstfix.engines.verdict import mark

__all__ = ["Progress"]


class Progress:
    """Writes over its own line on a terminal; leaves nothing behind."""

    def __init__(self, spec: Spec, speaking: Speaking, *, is_shown: bool) -> None:
        self._speaking = speaking
        self._waiting = [check.id for check in spec.checks]
        self._count = len(spec.checks)
        self._is_shown = is_shown

    def __enter__(self) -> Self:
        self._show()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._is_shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def note(self, observation: Observation) -> None:
        """Note that a check has been observed; one that is looked at again was noted before."""
        if observation.check_id in self._waiting:
            self._waiting.remove(observation.check_id)
        self._show()

    def _show(self) -> None:
        if not self._is_shown:
            return
        said = (
            mark("{done} of {all} checks, waiting for {waiting}") if self._waiting else mark("{all} checks")
        )
        told = {"done": self._count - len(self._waiting), "all": self._count}
        line = self._speaking.said(said, **told, waiting=", ".join(self._waiting))
        sys.stderr.write(f"\r\x1b[K{line[: shutil.get_terminal_size().columns - 1]}")
        sys.stderr.flush()
