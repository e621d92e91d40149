"""A console that has no place for a letter costs that letter, never the report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def printed(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Give what a process prints whose console knows ASCII only; it looks at nothing but this computer."""
    spec = folder / "site.toml"
    spec.write_text('[spec]\nname = "Zürich"\n[[check]]\nid = "a"\nkind = "machine"\n', "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    command = [sys.executable, "-m", "firstfix", "preflight", str(spec), *words]
    return subprocess.run(command, capture_output=True, env=environment, check=False)


@pytest.mark.parametrize(
    "words", [[], ["--nagios"], ["--dry-run", "--language", "de"], ["--language", "de"]], ids=str
)
def test_text_is_printed_with_what_the_console_has(words: list[str], tmp_path: Path) -> None:
    answer = printed(tmp_path, *words)
    assert answer.returncode == 0
    assert answer.stdout
    assert answer.stderr == b""


def test_json_is_utf_8_whatever_the_console_speaks(tmp_path: Path) -> None:
    assert json.loads(printed(tmp_path, "--json").stdout.decode("utf-8"))["spec"]["name"] == "Zürich"
