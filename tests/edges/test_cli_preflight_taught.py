"""What the pages about ``firstfix preflight`` tell readers to type is what the verb understands."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from firstfix.cli import main
from firstfix.cli.preflight import _diff_parser, _import_parser, _parser

Output = pytest.CaptureFixture[str]

READERS = {"diff": _diff_parser, "import": _import_parser}
DOCS = Path(__file__).parents[2] / "docs"
TAUGHT = [
    line.strip()
    for page in ("tutorials/first-site-check.md", "how-to/check-a-site.md")
    for line in (DOCS / page).read_text("utf-8").splitlines()
    if "firstfix preflight" in line and line.startswith("    ")
]


def test_what_the_pages_teach_are_words_of_the_verb() -> None:
    """The verb itself reads every line that readers are told to type; what it would do then is not done."""
    assert len(TAUGHT) >= 8
    for line in TAUGHT:
        words = shlex.split(line.partition("firstfix preflight")[2].partition(" > ")[0])
        reader = READERS.get(words[0] if words else "", _parser)
        assert reader().parse_args(words[1:] if words[:1] and words[0] in READERS else words), line


def test_the_first_steps_of_the_tutorial_can_be_done_as_they_stand(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    first, second = (next(line for line in TAUGHT if word in line) for word in ("--example >", "--dry-run"))
    assert main(shlex.split(first.partition(" > ")[0])[1:]) == 0
    Path(first.partition(" > ")[2]).write_text(capsys.readouterr().out, "utf-8")
    assert main(shlex.split(second)[1:]) == 0
    assert "tls.api: tcp api.example.com port 443: TLS handshake" in capsys.readouterr().out
