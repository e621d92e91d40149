"""``firstfix preflight``: a spec in, causes and requests out, without a server."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from firstfix.cli import main
from firstfix.engines.diagnosis import read_spec
from firstfix.laptop.probes import contacts_of

Output = pytest.CaptureFixture[str]

HERE = "127.0.0.1"


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Give a port on which nobody listens while the test runs."""
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        yield taken.getsockname()[1]


@pytest.fixture
def open_port() -> Iterator[int]:
    """Give a port that takes connections."""
    with socket.create_server((HERE, 0)) as server:
        yield server.getsockname()[1]


def spec_in(folder: Path, *ports: int, name: str = "site.toml") -> str:
    """Write a spec with a TCP check for each port and give its place."""
    checks = [
        f'[[check]]\nid = "tcp.{number}"\nkind = "tcp"\nhost = "{HERE}"\nport = {port}\n'
        for number, port in enumerate(ports)
    ]
    path = folder / name
    path.write_text("\n".join(['[spec]\nname = "Gateway"\nsite = "Basel"\n', *checks]), encoding="utf-8")
    return str(path)


def test_a_site_that_is_well_gives_zero(tmp_path: Path, open_port: int, capsys: Output) -> None:
    assert main(["preflight", spec_in(tmp_path, open_port)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Gateway at Basel: 1 pass")
    assert re.search(r"^pass +tcp\.0 ", said, re.MULTILINE)


def test_a_fault_comes_first_with_proof_and_request(tmp_path: Path, closed_port: int, capsys: Output) -> None:
    assert main(["preflight", spec_in(tmp_path, closed_port)]) == 3
    said = capsys.readouterr().out
    assert "FAIL TCP.REFUSED" in said
    assert "seen: tcp.0 connect.errno = ECONNREFUSED" in said
    assert "ask whoever runs the server: Please start the service" in said
    assert said.index("FAIL TCP.REFUSED") < said.index("fail    tcp.0")


def test_a_kept_run_is_judged_again_without_contacting_anybody(
    tmp_path: Path, closed_port: int, capsys: Output
) -> None:
    kept = str(tmp_path / "run.json")
    assert main(["preflight", spec_in(tmp_path, closed_port), "--save", kept]) == 3
    first = capsys.readouterr().out
    assert main(["preflight", kept]) == 3
    assert capsys.readouterr().out == first


def test_json_is_a_run_that_can_be_judged_again(tmp_path: Path, open_port: int, capsys: Output) -> None:
    assert main(["preflight", spec_in(tmp_path, open_port), "--json"]) == 0
    told = capsys.readouterr().out
    assert json.loads(told)["diagnosis"]["verdicts"][0]["status"] == "pass"
    path = tmp_path / "told.json"
    path.write_text(told, encoding="utf-8")
    assert main(["preflight", str(path), "--json"]) == 0
    assert capsys.readouterr().out == told


def test_dry_run_lists_who_would_be_contacted_and_contacts_nobody(
    tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(socket.socket, "sendto", lambda *words: opened.append(words))
    assert main(["preflight", spec_in(tmp_path, 9), "--dry-run"]) == 0
    assert f"tcp.0: tcp {HERE} port 9: connect" in capsys.readouterr().out
    assert opened == []
    assert main(["preflight", spec_in(tmp_path, 9), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["host"] == HERE


def test_nagios_gets_one_line_and_its_own_exit_codes(
    tmp_path: Path, closed_port: int, open_port: int, capsys: Output
) -> None:
    assert main(["preflight", spec_in(tmp_path, open_port), "--nagios"]) == 0
    assert re.fullmatch(r"PREFLIGHT OK - 1 pass \| 'tcp\.0'=\d\.\d{3}s\n", capsys.readouterr().out)
    assert main(["preflight", spec_in(tmp_path, closed_port), "--nagios"]) == 2
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("PREFLIGHT CRITICAL - TCP.REFUSED")
    assert line.count("|") == 1


def test_junit_has_a_case_for_each_check(tmp_path: Path, closed_port: int, open_port: int) -> None:
    target = tmp_path / "junit.xml"
    assert main(["preflight", spec_in(tmp_path, open_port, closed_port), "--junit", str(target)]) == 3
    suite = ET.fromstring(target.read_bytes())
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    failure = suite.find("testcase[@name='tcp.1']/failure")
    assert failure is not None
    assert failure.get("type") == "TCP.REFUSED"


def test_the_page_needs_no_network_and_shows_markup_as_text(tmp_path: Path, closed_port: int) -> None:
    spec, target = Path(spec_in(tmp_path, closed_port)), tmp_path / "report.html"
    spec.write_text(spec.read_text("utf-8").replace("Basel", "<script>alert(1)</script>"), "utf-8")
    assert main(["preflight", str(spec), "--html", str(target)]) == 3
    page = target.read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(src|href)=|@import|url\(", page)
    assert "TCP.REFUSED" in page


def test_two_runs_of_the_same_site_differ_in_nothing(tmp_path: Path, open_port: int, capsys: Output) -> None:
    names = [str(tmp_path / name) for name in ("before.json", "after.json")]
    for name in names:
        assert main(["preflight", spec_in(tmp_path, open_port), "--save", name]) == 0
    capsys.readouterr()
    assert main(["preflight", "diff", *names]) == 0
    assert capsys.readouterr().out == "Nothing changed.\n"


def test_what_changed_between_two_runs_is_told(tmp_path: Path, open_port: int, capsys: Output) -> None:
    before, after = str(tmp_path / "before.json"), str(tmp_path / "after.json")
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        port = taken.getsockname()[1]
        assert main(["preflight", spec_in(tmp_path, open_port, port), "--save", after]) == 3
        taken.listen()
        assert main(["preflight", spec_in(tmp_path, open_port, port), "--save", before]) == 0
    capsys.readouterr()
    assert main(["preflight", "diff", before, after]) == 3
    assert "tcp.1: verdict: pass -> fail TCP.REFUSED" in capsys.readouterr().out
    assert main(["preflight", "diff", before, after, "--json"]) == 3
    assert json.loads(capsys.readouterr().out)[0]["checks"] == ["tcp.1"]


BAD = [
    ([], "Name a spec to carry out"),
    (["gone.toml"], "gone.toml: it cannot be read (No such file or directory)."),
    (["bad.toml"], "bad.toml:2: this is no TOML"),
    (["binary.toml"], "binary.toml:1: byte 0 is no UTF-8"),
    (["cut.json"], "cut.json: it is no JSON"),
    (["other.json"], "other.json: it says 'x' about its form"),
    (["good.toml", "--set", "domain"], "--set domain: write it like --set domain=example.com."),
    (["good.toml", "--save", "no/such/run.json"], "There is no folder"),
    (["diff", "good.toml", "gone.json"], "good.toml: it is no JSON"),
]


@pytest.mark.parametrize(("words", "said"), BAD, ids=[" ".join(words) or "nothing" for words, _said in BAD])
def test_bad_input_is_told_in_a_sentence_and_gives_two(
    words: list[str], said: str, tmp_path: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    spec_in(tmp_path, 9, name="good.toml")
    (tmp_path / "bad.toml").write_text("[spec]\nname = ", "utf-8")
    (tmp_path / "binary.toml").write_bytes(b"\xff\x00")
    (tmp_path / "cut.json").write_text('{"form": ', "utf-8")
    (tmp_path / "other.json").write_text('{"form": "x"}', "utf-8")
    assert main(["preflight", *words]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(said)
    assert told.out == ""


@pytest.mark.parametrize("name", [[], ["edge-gateway"], ["single-sign-on"]], ids=str)
def test_each_example_is_a_spec_that_can_be_used(name: list[str], tmp_path: Path, capsys: Output) -> None:
    assert main(["preflight", "--example", *name]) == 0
    path = tmp_path / "example.toml"
    path.write_text(capsys.readouterr().out, "utf-8")
    assert main(["preflight", str(path), "--site", "Basel", "--dry-run"]) == 0
    assert "example.com" in capsys.readouterr().out


def test_asking_for_help_loads_nothing_that_only_a_run_needs() -> None:
    """It shall be there in 80 ms (issue 5): so neither Django nor TLS nor the event loop may be loaded."""
    program = (
        "import sys; from firstfix.cli.preflight import run\n"
        "try: run(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'django', 'ssl', 'asyncio', 'cryptography', 'pydantic'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "[]"


def test_a_run_loads_no_django(tmp_path: Path, open_port: int) -> None:
    program = "import sys; from firstfix.cli import main\nmain(sys.argv[1:])\nprint('django' in sys.modules)"
    words = [sys.executable, "-c", program, "preflight", spec_in(tmp_path, open_port)]
    answer = subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ})
    assert answer.stdout.splitlines()[-1] == "False"


def test_every_destination_of_every_kind_is_listed_before_it_is_contacted() -> None:
    """The door opens for what is listed only, so a kind without a list could not look at anything."""
    text = '[spec]\nname = "All"\n' + "".join(
        f'[[check]]\nid = "{kind}"\nkind = "{kind}"\n{fields}\n'
        for kind, fields in {
            "dns": 'name = "app.test"\nresolvers = ["192.0.2.53"]',
            "ntp": 'host = "clock.test"',
            "tcp": 'host = "app.test"\nport = 1',
            "tls": 'host = "app.test"\nproxy = "http://proxy.test:3128"',
            "route": 'host = "app.test"',
        }.items()
    )
    contacts = contacts_of(read_spec(text.encode()), ["192.0.2.1"], ["192.0.2.254"])
    found = {(each.check_id, each.protocol, each.host, each.port) for each in contacts if not each.is_second}
    assert found == {
        ("dns", "udp", "192.0.2.53", 53),
        ("ntp", "udp", "192.0.2.1", 53),
        ("ntp", "udp", "clock.test", 123),
        ("tcp", "udp", "192.0.2.1", 53),
        ("tcp", "tcp", "app.test", 1),
        ("tls", "udp", "192.0.2.1", 53),
        ("tls", "tcp", "proxy.test", 3128),
        ("route", "udp", "192.0.2.1", 53),
        ("route", "udp", "app.test", 33434),
    }
