"""The competitors of the dispatch benchmark: an environment of their own, and what they answer."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

__all__ = ["REQUIREMENTS", "asked_peer"]

PEERS = Path(__file__).parent / "peers"
REQUIREMENTS = PEERS / "routing.txt"
ENVIRONMENT = Path(__file__).resolve().parent.parent / "var" / "peers" / "routing"


def asked_peer(script: str, question: dict[str, Any], *words: str) -> dict[str, Any]:
    """Give what a script of ``peers/`` answers in its own environment, with its wall seconds."""
    python = _environment()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "question.json"
        path.write_text(json.dumps(question), encoding="utf-8")
        began = time.perf_counter()
        command = [str(python), str(PEERS / script), str(path), *words]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer | {"wall_seconds": round(time.perf_counter() - began, 2)}


def _environment() -> Path:
    """Give the competitors' Python, making their environment where it is not there or is another one."""
    python, ready = ENVIRONMENT / "bin" / "python", ENVIRONMENT / "ready"
    asked = REQUIREMENTS.read_text(encoding="utf-8")
    if not ready.exists() or ready.read_text(encoding="utf-8") != asked:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "-r", str(REQUIREMENTS)], check=True)
        ready.write_text(asked, encoding="utf-8")
    return python
