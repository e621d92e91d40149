"""The how-to about planning from a file does what it says: its commands run, and print what it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from firstfix.cli import main
from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs" / "how-to" / "plan-a-day-from-a-file.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sh|json|text)\n(.*?)```", PAGE, re.DOTALL)
SOLOMON = ROOT / "tests" / "engines" / "dispatch" / "tiny_solomon.txt"


def test_every_command_of_the_page_runs_and_prints_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("c101.txt").write_text(SOLOMON.read_text(encoding="utf-8"), encoding="utf-8")
    printed = ""
    for kind, content in BLOCKS:
        if kind == "json":
            Path("events.json").write_text(content, encoding="utf-8")
        elif kind == "text":
            assert content in printed
        else:
            printed += "".join(ran(line, capsys) for line in content.splitlines())
    assert Path("plan.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "N-1, Backup line down: not planned -> Dana Okafor" in printed
    assert len([kind for kind, _content in BLOCKS if kind == "sh"]) == 7


def ran(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Give what a command prints; as much as the page lets it search, and no longer than tests should."""
    words, _, target = line.partition(" > ")
    program, *arguments = shlex.split(words)
    assert program == "firstfix"
    hurry = [] if "--example" in arguments else ["--iterations", "300"]
    assert main([*arguments, *hurry]) == 0
    printed = capsys.readouterr().out
    if target:
        Path(target).write_text(printed, encoding="utf-8")
    return printed
