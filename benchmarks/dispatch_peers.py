"""The competitors of the dispatch benchmark: an environment of their own, and what they answer."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from peer_environment import peer_python

__all__ = ["asked_peer", "requirements"]

PEERS = Path(__file__).parent / "peers"
REQUIREMENTS = PEERS / "routing.txt"


def asked_peer(script: str, question: dict[str, Any], *words: str) -> dict[str, Any]:
    """Give what a script of ``peers/`` answers in its own environment, with its wall seconds."""
    python = peer_python("peers/routing", requirements())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "question.json"
        path.write_text(json.dumps(question), encoding="utf-8")
        began = time.perf_counter()
        command = [str(python), str(PEERS / script), str(path), *words]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer | {"wall_seconds": round(time.perf_counter() - began, 2)}


def requirements() -> list[str]:
    """Give the competitors and what they bring, with their versions."""
    lines = (line.partition("#")[0].strip() for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]
