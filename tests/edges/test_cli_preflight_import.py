"""``firstfix preflight import``: another tool's host preflight becomes a spec, the rest is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from firstfix.cli import main
from firstfix.cli.preflighting.plain_yaml import YamlError, documents_of
from firstfix.engines.diagnosis import read_spec

Output = pytest.CaptureFixture[str]

WHOLE = """\
# What the appliance needs
apiVersion: troubleshoot.sh/v1beta2
kind: HostPreflight
metadata:
  name: appliance
spec:
  collectors:
  - tcpConnect:
      collectorName: "API"   # the cloud
      address: api.example.com:443
      timeout: 10s
  - http:
      collectorName: registry
      get:
        url: https://registry.example.com/v2/?x=1
  - dns:
      hostnames: [app.example.com, "db.example.com"]
  - diskUsage:
      collectorName: data
      path: /var/lib/data
  - memory: {}
  - hostServices:
      collectorName: services
  - time: {}
  - cpu: {}
  - http:
      collectorName: writes
      post:
        url: https://api.example.com/
        body: '{"a": 1}'
  analyzers:
    - http:
        collectorName: registry
        outcomes:
          - pass:
              when: "statusCode == 401"
              message: >-
                The registry
                answers.
          - fail:
              message: |
                No registry:
                  ask the network team.
    - diskUsage:
        collectorName: data
        outcomes:
          - fail: {"when": "available < 10Gi", "message": "Too small"}
          - warn:
              when: "used/total > 80%"
          - pass: {}
    - memory:
        outcomes:
          - fail:
              when: "< 8Gi"
    - hostServices:
        collectorName: services
        outcomes:
          - pass:
              when: "chrony = active"
"""


def taken_over(folder: Path, text: str, *words: str) -> int:
    (folder / "theirs.yaml").write_text(text, "utf-8")
    return main(["preflight", "import", str(folder / "theirs.yaml"), *words])


def test_what_there_is_a_kind_for_becomes_a_check_and_the_rest_is_named(
    tmp_path: Path, capsys: Output
) -> None:
    assert taken_over(tmp_path, WHOLE) == 4
    told = capsys.readouterr()
    spec = read_spec(told.out.encode(), {"site": "Basel"})
    checks = {check.id: check for check in spec.checks}
    assert spec.name == "appliance"
    assert (checks["tcpconnect.api"].text("host"), checks["tcpconnect.api"].timeout_seconds) == (
        "api.example.com",
        10.0,
    )
    page = checks["http.registry"]
    assert (page.text("path"), page.wholes("expect.status")) == ("/v2/?x=1", (401,))
    assert {check.text("name") for check in spec.checks if check.kind == "dns"} == {
        "app.example.com",
        "db.example.com",
    }
    disk = checks["diskusage.data"]
    assert (disk.number("min_free_gib"), disk.number("min_free_percent")) == (10.0, 20.0)
    assert checks["memory.1"].whole("min_available_mib") == 4096
    assert checks["hostservices.services"].texts("services") == ("chrony",)
    for left in ("collector cpu: there is no kind for it", "POST; only GET is ever sent", "collector time"):
        assert left in told.err
        assert left in told.out


def test_a_spec_that_is_taken_over_can_be_carried_out(tmp_path: Path, capsys: Output) -> None:
    target = tmp_path / "ours.toml"
    assert taken_over(tmp_path, WHOLE, "--output", str(target)) == 4
    assert main(["preflight", str(target), "--site", "Basel", "--dry-run"]) == 0
    assert "tcpconnect.api: tcp api.example.com port 443: connect" in capsys.readouterr().out


def test_json_is_read_as_well(tmp_path: Path, capsys: Output) -> None:
    collector = {"tcpConnect": {"address": "[2001:db8::1]:22"}}
    whole = {"kind": "HostPreflight", "metadata": {"name": "x"}, "spec": {"collectors": [collector]}}
    assert taken_over(tmp_path, json.dumps(whole)) == 0
    assert 'host = "2001:db8::1"' in capsys.readouterr().out


BAD = [
    ("kind: Deployment\n", "it holds no HostPreflight"),
    ("kind: HostPreflight\nspec:\n  collectors:\n  - cpu: {}\n", "there is no kind for anything in it."),
    ("kind: &a HostPreflight\n", "theirs.yaml:1: '&a HostPreflight': anchors, tags and directives"),
    ("kind: HostPreflight\n\tspec: x\n", "theirs.yaml:2: indent with spaces, not with tabs."),
    ("kind: HostPreflight\nkind: x\n", "theirs.yaml:2: 'kind' stands twice."),
    ("kind: HostPreflight\nspec:\n  a: 1\n b: 2\n", "theirs.yaml:4: "),
    ("{", "theirs.yaml:1: this is no JSON"),
]


@pytest.mark.parametrize(("text", "said"), BAD, ids=[said for _text, said in BAD])
def test_what_cannot_be_taken_over_is_told_with_its_line(
    text: str, said: str, tmp_path: Path, capsys: Output
) -> None:
    assert taken_over(tmp_path, text) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


def host_preflight(*collectors: dict[str, Any]) -> str:
    return json.dumps({"kind": "HostPreflight", "spec": {"collectors": list(collectors)}})


MISTAKEN: list[tuple[dict[str, Any], str]] = [
    ({"tcpConnect": {"address": "h:99999999"}}, "port: 99999999 is too large"),
    ({"tcpConnect": {"address": "a b:80"}}, "host: 'a b' is not a host name"),
    ({"http": {"get": {"url": "https://[::1"}}}, "a value in it cannot be read"),
    ({"http": {"get": {"url": "https://h:99999/"}}}, "a value in it cannot be read"),
    ({"http": {"get": {"url": "https://h/a b"}}}, "path: '/a b' is not a path"),
    ({"dns": {"hostnames": ["*.example.com"]}}, "name: '*.example.com' is not a host name"),
]


@pytest.mark.parametrize(("collector", "said"), MISTAKEN, ids=[said for _collector, said in MISTAKEN])
def test_a_mistake_in_one_collector_costs_that_one_alone(
    collector: dict[str, Any], said: str, tmp_path: Path, capsys: Output
) -> None:
    assert taken_over(tmp_path, host_preflight(collector, {"ipv4Interfaces": {}})) == 4
    told = capsys.readouterr()
    assert said in told.err
    assert [check.kind for check in read_spec(told.out.encode(), {"site": "B"}).checks] == ["address"]


def test_numbers_beyond_all_measure_are_named(tmp_path: Path, capsys: Output) -> None:
    text = WHOLE.replace("< 8Gi", f"< {'9' * 400}Gi").replace("> 80%", "> most%")
    assert taken_over(tmp_path, text) == 4
    told = capsys.readouterr().err
    assert "collector memory 1: a value in it cannot be read" in told
    assert "collector diskUsage data: a value in it cannot be read" in told


def test_no_more_checks_are_taken_over_than_a_spec_may_hold(tmp_path: Path, capsys: Output) -> None:
    collectors = [{"tcpConnect": {"address": f"h{number}:80"}} for number in range(1001)]
    assert taken_over(tmp_path, host_preflight(*collectors)) == 4
    told = capsys.readouterr()
    assert len(read_spec(told.out.encode(), {"site": "B"}).checks) == 1000
    assert "a spec holds 1,000 checks at most" in told.err


def test_a_password_in_an_address_is_left_out_and_named(tmp_path: Path, capsys: Output) -> None:
    assert taken_over(tmp_path, host_preflight({"http": {"get": {"url": "https://u:hunter2@h/"}}})) == 4
    told = capsys.readouterr()
    assert "hunter2" not in told.out + told.err
    assert "no secret goes out" in told.err


WORD = st.from_regex(r"[a-zA-Z][a-zA-Z0-9 ./<>=%-]{0,12}[a-zA-Z0-9]", fullmatch=True)
SCALAR = st.one_of(
    st.booleans(),
    st.none(),
    st.integers(-(10**9), 10**9),
    WORD,
    st.text(min_size=1, max_size=12),
    st.just(""),
)
VALUE = st.recursive(
    SCALAR,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4) | st.dictionaries(WORD, inner, min_size=1, max_size=4)
    ),
    max_leaves=6,
)


@given(st.dictionaries(WORD, VALUE, min_size=1, max_size=4))
def test_what_a_whole_library_writes_is_read_the_same_or_refused(value: dict[str, Any]) -> None:
    """PyYAML is the oracle; what it folds over several lines may be refused, never read as something else."""
    text = yaml.dump(
        value, Dumper=yaml.CSafeDumper, default_flow_style=False, allow_unicode=False, width=10_000
    )
    try:
        read = documents_of(text)
    except YamlError:
        return
    assert read == [value]


def test_the_usual_ways_to_write_are_read_as_the_library_reads_them() -> None:
    assert documents_of(WHOLE) == [yaml.safe_load(WHOLE)]
    several = "a: 1\n---\n# nothing\n---\n- b\n-\n  - c: 'it''s'\n    d: \"x # y\"  # z\n- - e\n...\n"
    assert documents_of(several) == [one for one in yaml.safe_load_all(several) if one is not None]


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused_at_a_line_of_it(text: str) -> None:
    assert refused_at(text) in range(len(text.splitlines()) + 2)


def refused_at(text: str) -> int:
    """Give the line at which a text is refused, 0 for one that is read."""
    try:
        documents_of(text)
    except YamlError as error:
        return error.line
    return 0
