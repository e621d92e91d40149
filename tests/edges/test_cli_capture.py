"""``firstfix capture``: a file in, findings and requests out, without a server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from firstfix.cli import main
from tests.engines.capture.frames import Frame, pcap
from tests.engines.capture.test_findings import HEALTHY, refused

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the system speak English, whatever it speaks."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def written(folder: Path, frames: list[Frame], name: str = "site.pcap", *, cut: int | None = None) -> str:
    path = folder / name
    path.write_bytes(pcap(sorted(frames, key=lambda one: one.at))[:cut])
    return str(path)


def test_what_is_healthy_gives_zero(tmp_path: Path, capsys: Output) -> None:
    assert main(["capture", written(tmp_path, HEALTHY["a transfer"])]) == 0
    assert capsys.readouterr().out.endswith("Nothing was found that is wrong.\n")


def test_a_fault_is_told_with_its_packets_and_whom_to_ask(tmp_path: Path, capsys: Output) -> None:
    assert main(["capture", written(tmp_path, refused())]) == 3
    said = capsys.readouterr().out
    assert "FAIL PCAP.TCP.REFUSED: 198.51.100.20:443 refuses connections (3 x)." in said
    assert "packets 2, 4, 6; application; certain" in said
    assert "ask whoever runs the server: Please start the service" in said


def test_json_is_for_programs(tmp_path: Path, capsys: Output) -> None:
    assert main(["capture", written(tmp_path, refused()), "--json"]) == 3
    (capture,) = json.loads(capsys.readouterr().out)["captures"]
    assert capture["findings"][0]["code"] == "PCAP.TCP.REFUSED"
    assert capture["findings"][0]["packets"] == [2, 4, 6]
    assert capture["is_whole"]


def test_the_page_needs_no_network(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    source = written(tmp_path, refused(), "a<script>.pcap")
    assert main(["capture", source, "--html", str(target)]) == 3
    page = target.read_text("utf-8")
    assert "PCAP.TCP.REFUSED" in page
    assert "<script" not in page
    assert not re.search(r"src=|href=\"(?!#)|@import|url\(", page)


def test_a_damaged_file_is_told_as_far_as_it_goes(tmp_path: Path, capsys: Output) -> None:
    source = written(tmp_path, refused(), cut=-5)
    target = tmp_path / "report.html"
    assert main(["capture", source, "--html", str(target)]) == 2
    told = capsys.readouterr()
    assert "PCAP.TCP.REFUSED" in told.out
    assert "it ends in the middle of a packet (octet " in told.err
    assert "the 5 packets before it are reported" in told.err
    assert "it ends in the middle of a packet" in target.read_text("utf-8")
    assert main(["capture", source, "--json"]) == 2
    (capture,) = json.loads(capsys.readouterr().out)["captures"]
    assert not capture["is_whole"]
    assert capture["damage"]["offset"] > 0


def test_the_report_speaks_the_language_that_is_asked_for(tmp_path: Path, capsys: Output) -> None:
    source, target = written(tmp_path, refused()), tmp_path / "report.html"
    assert main(["capture", source, "--language", "de", "--html", str(target)]) == 3
    assert "lehnt Verbindungen ab (3 x)." in capsys.readouterr().out
    assert '<html lang="de">' in target.read_text("utf-8")
    assert main(["capture", source, "--language", "xx"]) == 2
    assert "Known: en, de" in capsys.readouterr().err


def test_two_captures_of_the_same_are_compared(tmp_path: Path, capsys: Output) -> None:
    names = [written(tmp_path, HEALTHY["a transfer"], name) for name in ("near.pcap", "far.pcap")]
    assert main(["capture", *names]) == 0
    assert re.search(r"Both ends: \d+ packets are in both captures\.", capsys.readouterr().out)
    assert main(["capture", *names, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["between"]["findings"] == []


BAD = [
    (["gone.pcap"], "gone.pcap: it cannot be read (No such file or directory)."),
    (["."], ". is a folder; name a capture in it."),
    (["empty.pcap"], "empty.pcap: it is empty (octet 0); nothing could be read."),
    (["text.pcap"], "text.pcap: it is neither pcap nor pcapng (octet 0); nothing could be read."),
    (["text.pcap", "--html", "no/such/page.html"], "There is no folder"),
]


@pytest.mark.parametrize(("words", "said"), BAD, ids=[" ".join(words) for words, _said in BAD])
def test_bad_input_is_told_in_a_sentence_and_gives_two(
    words: list[str], said: str, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.pcap").write_bytes(b"")
    (tmp_path / "text.pcap").write_text("This is no capture but a text of some length.\n", "utf-8")
    assert main(["capture", *words]) == 2
    assert capsys.readouterr().err.startswith(said)


def test_what_can_be_read_only_once_is_not_compared(tmp_path: Path, capsys: Output) -> None:
    """Two captures are read twice, and a pipe has nothing to give the second time."""
    whole = written(tmp_path, HEALTHY["a transfer"])
    assert main(["capture", whole, os.devnull]) == 2
    assert "can be read only once" in capsys.readouterr().err


def test_a_page_never_replaces_a_capture(tmp_path: Path, capsys: Output) -> None:
    whole = written(tmp_path, HEALTHY["a transfer"])
    before = Path(whole).read_bytes()
    assert main(["capture", whole, "--html", whole]) == 2
    assert "is named twice" in capsys.readouterr().err
    assert Path(whole).read_bytes() == before


def loaded_by(*words: str) -> set[str]:
    """Give which of the heavy modules a call of the verb has loaded."""
    program = (
        "import sys; from firstfix.cli.capture import run\n"
        "try: run(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "heavy = {'django', 'numpy', 'ssl', 'asyncio', 'cryptography'} & set(sys.modules)\n"
        "print(*sorted(heavy), file=sys.stderr)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=True
    )
    return set(answer.stderr.split())


def test_asking_for_help_loads_nothing_that_only_reading_needs() -> None:
    """It shall be there in 80 ms (issue 5)."""
    assert loaded_by("--help") == set()


def test_reading_loads_no_django(tmp_path: Path) -> None:
    assert loaded_by(written(tmp_path, refused())) == {"numpy"}


def test_without_numpy_a_sentence_says_what_to_install(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [one for one in sys.modules if one.startswith(("numpy", "firstfix.cli.capturing"))]:
        monkeypatch.delitem(sys.modules, name)
    for name in [one for one in sys.modules if one.startswith("firstfix.engines.capture")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numpy", None)
    assert main(["capture", written(tmp_path, refused())]) == 2
    assert "pip install 'firstfix[captures]'" in capsys.readouterr().err
