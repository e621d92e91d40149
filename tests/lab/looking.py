"""Looking at the lab from the client: a process without any right, which does not know what is wrong."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
from pathlib import Path
from string import Template
from typing import Any

from tests.lab.accounts import VARIABLES
from tests.lab.network import ROOT, Lab, ended

__all__ = ["NOBODY", "Looking", "write_spec"]

# Whoever looks is nobody: no root, no capabilities.
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all")
_SITE = Path(__file__).parent / "site.toml"


def write_spec(lab: Lab, *, timeout_seconds: float = 1.5, more: str = "") -> Path:
    """Write the spec of the lab's site, with ``more`` checks at its end, and give its place."""
    blocks = f"{_SITE.read_text(encoding='utf-8')}\n{more}".split("[[check]]")
    # What only a real server does is not asked for where it is missing.
    absent = re.compile("|".join(rf"\${host.upper()}\b" for host in sorted(lab.plan.absent)) or "$.")
    left = (each for each in blocks if not absent.search(each))
    text = Template("[[check]]".join(left)).substitute(lab.plan.words(), DISK=lab.disk)
    path = lab.folder / "site.toml"
    path.write_text(text.replace("timeout = 1.5", f"timeout = {timeout_seconds}", 1), encoding="utf-8")
    return path


class Looking:
    """One who looks; a wrong clock of the laptop is his, not that of the servers."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self._runners: dict[str, subprocess.Popen[str]] = {}

    def look(self, spec: Path) -> dict[str, Any]:
        """Give what a run of a spec says: ``took_ms``, ``findings``, ``verdicts``."""
        offset, runner = self._runner()
        assert runner.stdin is not None
        assert runner.stdout is not None
        runner.stdin.write(f"{spec}\n")
        runner.stdin.flush()
        said = runner.stdout.readline()
        if not said:
            # The next one who looks is another one.
            _ended(self._runners.pop(offset))
            raise RuntimeError("whoever looks has ended; what it said stands above")
        document: dict[str, Any] = json.loads(said)
        return document

    def end(self) -> None:
        """End all who look."""
        for runner in self._runners.values():
            _ended(runner)
        self._runners.clear()

    def _runner(self) -> tuple[str, subprocess.Popen[str]]:
        clock = self.lab.folder / "clock"
        offset = clock.read_text(encoding="utf-8").strip() if clock.exists() else ""
        if offset not in self._runners:
            variables = [f"{name}={value}" for name, value in VARIABLES.items()]
            # A clock that differs needs a process that was started with it.
            words = ["env", *variables, *NOBODY, sys.executable, "-m", "tests.lab.clocked"]
            self._runners[offset] = subprocess.Popen(
                ["ip", "netns", "exec", self.lab.spaces["client"], *words, offset or "0"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            )
        return offset, self._runners[offset]


def _ended(runner: subprocess.Popen[str]) -> None:
    assert runner.stdin is not None
    assert runner.stdout is not None
    with contextlib.suppress(BrokenPipeError):
        runner.stdin.close()
    runner.stdout.close()
    ended(runner)
