"""``firstfix preflight``: a spec in, causes and requests out, without a server."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from firstfix.cli import main
from firstfix.cli.preflighting.speaking import speaking_of
from firstfix.engines.diagnosis import read_spec
from firstfix.engines.diagnosis.hindrances import HINDRANCES
from firstfix.laptop.probes import contacts_of
from firstfix.laptop.probes.contacts import PURPOSES

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


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test depend on the language of whoever runs it."""
    monkeypatch.setenv("LC_ALL", "C")


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


def test_nagios_hears_of_a_bad_spec_that_nothing_is_known(tmp_path: Path, capsys: Output) -> None:
    """To a monitoring system 2 says that the site is in trouble, and only the output is shown."""
    assert main(["preflight", str(tmp_path / "gone.toml"), "--nagios"]) == 3
    told = capsys.readouterr()
    assert re.fullmatch(r"PREFLIGHT UNKNOWN - .*gone\.toml: it cannot be read \(.*\)\.\n", told.out)
    assert "gone.toml" in told.err


def test_nagios_gets_no_more_than_it_reads(tmp_path: Path, closed_port: int, capsys: Output) -> None:
    """Monitoring Plugins Development Guidelines: 4 KB; a value that is cut in two would be another value."""
    assert main(["preflight", spec_in(tmp_path, *([closed_port] * 400)), "--nagios"]) == 2
    (line,) = capsys.readouterr().out.splitlines()
    assert len(line.encode("utf-8")) <= 4096
    words, _bar, values = line.partition(" | ")
    assert len(words) < 1100
    assert all(re.fullmatch(r"'tcp\.\d+'=\d+\.\d{3}s", value) for value in values.split())


def test_junit_holds_what_readers_of_it_ask_for(tmp_path: Path, closed_port: int) -> None:
    """Surefire's schema asks for four counts and a time; Ant's for a moment without a zone and this order."""
    target = tmp_path / "junit.xml"
    assert main(["preflight", spec_in(tmp_path, closed_port), "--junit", str(target)]) == 3
    suite = ET.fromstring(target.read_bytes())
    assert set(suite.attrib) == {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.attrib["timestamp"])
    assert [child.tag for child in suite] == ["properties", "testcase"]
    assert {each.get("name"): each.get("value") for each in suite.iter("property")}["site"] == "Basel"
    assert [set(case.attrib) for case in suite.iter("testcase")] == [{"classname", "name", "time"}]


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
    assert not re.search(r"src=|href=\"(?!#)|@import|url\(", page)
    assert "TCP.REFUSED" in page
    # In the narrow table of a phone codes break where their words end.
    assert ">TCP.<wbr>REFUSED</" in page


def test_the_page_says_when_each_check_was_under_way_and_leads_to_its_cause(
    tmp_path: Path, closed_port: int, open_port: int
) -> None:
    target = tmp_path / "report.html"
    assert main(["preflight", spec_in(tmp_path, open_port, closed_port), "--html", str(target)]) == 3
    page = target.read_text("utf-8")
    assert page.count('<span class="track"><i style="left:') == 2
    assert f"tcp {HERE}:{closed_port}" in page
    assert '<a href="#cause-1">' in page
    assert 'id="cause-1"' in page


def test_requests_are_texts_that_stand_alone(tmp_path: Path, closed_port: int) -> None:
    target = tmp_path / "requests.txt"
    assert main(["preflight", spec_in(tmp_path, closed_port), "--requests", str(target)]) == 3
    said = target.read_text("utf-8")
    assert said.startswith("To whoever runs the server:\n\nBasel: ")
    assert f"\nPlease start the service on TCP port {closed_port} of {HERE}" in said
    assert f"\nPort: tcp {closed_port}\n" in said
    assert "\nProof:\n- tcp.0: connect.errno = " in said
    assert re.search(r"Seen by tcp\.0 at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC from .*TCP\.REFUSED", said)


def test_where_nothing_is_wrong_nothing_is_asked_for(tmp_path: Path, open_port: int) -> None:
    target = tmp_path / "requests.txt"
    assert main(["preflight", spec_in(tmp_path, open_port), "--requests", str(target)]) == 0
    assert target.read_text("utf-8").startswith("There is nothing to ask for")


def test_a_kept_run_that_was_changed_is_not_judged(tmp_path: Path, open_port: int, capsys: Output) -> None:
    kept = tmp_path / "run.json"
    assert main(["preflight", spec_in(tmp_path, open_port), "--save", str(kept)]) == 0
    assert main(["preflight", str(kept)]) == 0
    kept.write_text(kept.read_text("utf-8").replace('"open"', '"refused"'), "utf-8")
    assert main(["preflight", str(kept)]) == 2
    assert "it was changed after it was written" in capsys.readouterr().err


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


def test_text_and_page_speak_the_language_that_is_asked_for(
    tmp_path: Path, closed_port: int, capsys: Output
) -> None:
    page = tmp_path / "report.html"
    words = ["preflight", spec_in(tmp_path, closed_port), "--language", "de", "--html", str(page)]
    assert main(words) == 3
    said = capsys.readouterr().out
    assert said.startswith("Gateway, Basel: 1 Fehler, ")
    assert f"lehnt TCP-Port {closed_port} ab" in said
    assert "an die Betreiber des Servers: Bitte " in said
    assert '<html lang="de">' in page.read_text("utf-8")
    assert "Alles, was angesehen wurde" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "begins"),
    [("de_CH.UTF-8", "Gateway, Basel"), ("xx_YY", "Gateway at Basel"), ("C.UTF-8", "Gateway at Basel")],
)
def test_without_a_wish_the_system_s_language_is_spoken_where_it_is_known(
    language: str,
    begins: str,
    tmp_path: Path,
    open_port: int,
    capsys: Output,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("LC_ALL")
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", language)
    assert main(["preflight", spec_in(tmp_path, open_port)]) == 0
    assert capsys.readouterr().out.startswith(begins)


def test_the_spec_s_own_request_is_asked_in_its_own_language(
    tmp_path: Path, closed_port: int, capsys: Output
) -> None:
    path = Path(spec_in(tmp_path, closed_port))
    own = 'request.en = "Open {port}."\nrequest.de = "Port {port} auf."\n'
    path.write_text(path.read_text("utf-8") + own, "utf-8")
    assert main(["preflight", str(path), "--language", "de"]) == 3
    assert f"Port {closed_port} auf." in capsys.readouterr().out
    assert main(["preflight", str(path)]) == 3
    assert f"Open {closed_port}." in capsys.readouterr().out


def test_what_kept_a_probe_from_looking_is_said_in_the_language(tmp_path: Path, capsys: Output) -> None:
    spec, page = tmp_path / "site.toml", tmp_path / "report.html"
    check = '[[check]]\nid = "a"\nkind = "snmp"\nhost = "127.0.0.1"\ncommunity_from = "NOBODY_SET_THIS"\n'
    spec.write_text(f'[spec]\nname = "Gateway"\n{check}', "utf-8")
    assert main(["preflight", str(spec), "--language", "de", "--html", str(page)]) == 5
    said = "die Umgebungsvariable NOBODY_SET_THIS (community_from) hat keinen Wert"
    assert said in capsys.readouterr().out
    assert said in page.read_text("utf-8").replace("<wbr>", "")
    assert main(["preflight", str(spec), "--language", "de", "--json"]) == 5
    assert "the environment variable NOBODY_SET_THIS" in capsys.readouterr().out


def test_whom_a_run_would_contact_and_why_is_said_in_the_language(tmp_path: Path, capsys: Output) -> None:
    assert main(["preflight", spec_in(tmp_path, 9), "--dry-run", "--language", "de"]) == 0
    said = capsys.readouterr().out
    assert f"tcp.0: tcp {HERE} port 9: verbinden" in said
    assert "die Stationen auf dem Weg finden (steigende TTL) (nur wenn die erste Probe fehlschlägt)" in said


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_purpose_of_a_contact_is_translated(purpose: str) -> None:
    assert speaking_of("de").gettext(purpose) != purpose


@pytest.mark.parametrize("sentence", HINDRANCES)
def test_every_hindrance_is_translated(sentence: str) -> None:
    assert speaking_of("de").gettext(sentence) != sentence


BAD = [
    (["good.toml", "--language", "xx"], "--language 'xx': there is none of this code. Known: en, de."),
    ([], "Name a spec to carry out"),
    (["gone.toml"], "gone.toml: it cannot be read (No such file or directory)."),
    (["bad.toml"], "bad.toml:2: this is no TOML"),
    (["binary.toml"], "binary.toml:1: byte 0 is no UTF-8"),
    (
        ["vpn-site.toml"],
        "vpn-site.toml: it cannot be read (No such file or directory). Make it first: firstfix",
    ),
    (["."], ".: it cannot be read (Is a directory). It is a folder; name a spec or a kept run in it."),
    (["site.pcap"], "site.pcap: this is a packet capture, and no spec. Read it: firstfix capture site.pcap"),
    (["site.gz"], "site.gz: it is compressed with gzip. Unpack it first"),
    (["cut.json"], "cut.json: it is no JSON"),
    (["other.json"], "other.json: it says 'x' about its form"),
    (["good.toml", "--set", "domain"], "--set domain: write it like --set domain=example.com."),
    (["good.toml", "--save", "no/such/run.json"], "There is no folder"),
    (["good.toml", "--save", "good.toml"], "good.toml is named twice; what is written would replace"),
    (["good.toml", "--html", "out", "--junit", "./out"], "./out is named twice"),
    (["good.toml", "--html", ""], "'' is no name of a file."),
    (["endless.toml"], "endless.toml: it is longer than 1,000,000 bytes"),
    (["endless.json"], "endless.json: it is longer than 64,000,000 bytes"),
    (["good.toml", "--site", "Z\udcfcrich"], "The value of site holds bytes that are no letters here"),
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
    (tmp_path / "site.pcap").write_bytes(bytes.fromhex("d4c3b2a1"))
    (tmp_path / "site.gz").write_bytes(b"\x1f\x8b\x08")
    for name, begins in (("endless.toml", b"#"), ("endless.json", b"{")):
        with (tmp_path / name).open("wb") as file:
            file.write(begins)
            file.truncate(100_000_000)
    (tmp_path / "other.json").write_text('{"form": "x"}', "utf-8")
    assert main(["preflight", *words]) == 2
    told = capsys.readouterr()
    assert told.err.startswith(said)
    assert told.out == ""
    assert (tmp_path / "good.toml").read_text("utf-8").startswith("[spec]")


@pytest.mark.parametrize("name", [[], ["edge-gateway"], ["single-sign-on"], ["vpn-site"]], ids=str)
def test_each_example_is_a_spec_that_can_be_used(name: list[str], tmp_path: Path, capsys: Output) -> None:
    assert main(["preflight", "--example", *name]) == 0
    path = tmp_path / "example.toml"
    path.write_text(capsys.readouterr().out, "utf-8")
    assert main(["preflight", str(path), "--site", "Basel", "--dry-run"]) == 0
    assert "example.com" in capsys.readouterr().out


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
