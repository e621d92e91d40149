"""Environments of the benchmarks' competitors: each its own, made at the first run, below ``var/``."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["peer_python"]

VAR = Path(__file__).resolve().parent.parent / "var"


def peer_python(name: str, requirements: Sequence[str]) -> Path:
    """Give the Python of an environment that has these packages, made where it is not there yet."""
    environment, asked = VAR / name, "\n".join(requirements)
    python, ready = environment / "bin" / "python", environment / "ready"
    if not ready.exists() or ready.read_text(encoding="utf-8") != asked:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, *requirements], check=True)
        ready.write_text(asked, encoding="utf-8")
    return python
