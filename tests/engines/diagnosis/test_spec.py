"""A spec is read whole, or every mistake in it is told with its line."""

from __future__ import annotations

import tomllib
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.diagnosis import KINDS, Status
from firstfix.engines.diagnosis.schema import spec_schema
from tests.engines.diagnosis.spec_texts import WHOLE, checks_of, said_of, spec_of


def test_a_whole_spec_gives_its_checks_with_variables_and_defaults() -> None:
    spec = spec_of(WHOLE, site="Basel 1")
    assert (spec.name, spec.version, spec.site) == ("Gateway X200", "3", "Basel 1")
    assert [check.id for check in spec.checks] == ["gw", "dns.app", "tls.app"]
    dns, tls = spec.checks[1:]
    assert dns.text("name") == "app.example.com"
    assert dns.is_set("expect.private")
    assert dns.texts("resolvers") == ("system",)
    assert (tls.severity, tls.timeout_seconds, tls.whole("port")) == (Status.WARN, 1.5, 443)
    assert "{src}" in tls.request["en"]


def test_what_is_given_wins_over_the_variables_of_the_file() -> None:
    spec = spec_of(WHOLE, site="Basel", domain="example.org")
    assert spec.checks[1].text("name") == "app.example.org"


def test_doubled_braces_mean_the_braces_themselves() -> None:
    spec = checks_of('[[check]]\nid = "a"\nkind = "http"\nhost = "h"\nport = 80\nexpect.contains = "{{ok}}"')
    assert spec.checks[0].text("expect.contains") == "{ok}"


def test_the_digest_is_that_of_the_bytes() -> None:
    one, other = spec_of(WHOLE, site="A"), spec_of(f"{WHOLE}# more\n", site="A")
    assert len(one.digest) == 64
    assert one.digest != other.digest


WRONG = [
    (('"dns"', '"dnss"'), ["site.toml:16: dns.app: there is no kind 'dnss'. Did you mean 'dns'?"]),
    (
        ("private = true", "private = 1"),
        ["site.toml:18: dns.app: expect.private: must be true or false, not 1."],
    ),
    (
        ("private", "privat"),
        None,
    ),
    (
        ('["gw"]', '["tls.app"]'),
        ["site.toml:19: checks need each other in a circle: dns.app -> tls.app -> dns.app."],
    ),
    (('["gw"]', '["gww"]'), ["site.toml:19: dns.app needs 'gww', which no check is. Did you mean 'gw'?"]),
    (('id = "dns.app"', 'id = "gw"'), None),
    (("app.{domain}", "app_{domian}"), None),
    (
        ('host = "app.{domain}"', 'host = "10.0.0"'),
        ["site.toml:24: tls.app: host: '10.0.0' is not a host name or an IP address."],
    ),
    (('version = "3"', "version = 3"), ["site.toml:3: version must be a text in quotes, not 3."]),
    (("timeout = 1.5", "timeout = 0"), ["site.toml:5: timeout must be seconds between 0.05 and 120."]),
    (("timeout", "timeuot"), ["site.toml:5: [spec] has no field 'timeuot'. Did you mean 'timeout'?"]),
    (
        ("[variables]", "[variable]"),
        ["site.toml:7: there is no table [variable] in a spec. Did you mean 'variables'?"],
    ),
    (
        ('severity = "warn"', 'severity = "bad"'),
        ["site.toml:26: tls.app: severity: 'bad' is not known; write fail or warn."],
    ),
    (('request.en = "', 'request = "'), None),
]


@pytest.mark.parametrize(("change", "said"), WRONG, ids=[old for (old, _new), _said in WRONG])
def test_a_mistake_is_told_with_its_line(change: tuple[str, str], said: list[str] | None) -> None:
    found = said_of(WHOLE.replace(*change, 1), site="Basel")
    assert found
    assert all(one.startswith("site.toml:") for one in found)
    assert said is None or found == said


TABLES = [
    ('check = []\n[spec]\nname = "x"', "site.toml:1: write each check as a table [[check]]"),
    ('[spec]\nname = "x"', "site.toml:1: write each check as a table [[check]]"),
    ('x = 1\nspec = 1\n[[check]]\nid = "a"', "site.toml:1: there is no table [x]"),
    ('[[spec]]\nname = "x"\n[[check]]\nid = "a"', "site.toml:1: a spec begins with a table [spec]"),
    (f'[spec]\nname = "x"\ntimeout = {"9" * 5000}', "site.toml:3: a number has more than 4,300 digits."),
    (f'[spec]\nname = "x"\nx = {"[" * 2000}', "site.toml:3: it is nested too deep"),
]


@pytest.mark.parametrize(("text", "said"), TABLES, ids=["none", "absent", "own", "twice", "digits", "deep"])
def test_a_mistake_of_a_table_has_a_line_as_well(text: str, said: str) -> None:
    assert said_of(text)[0].startswith(said)


def test_a_long_circle_is_told_in_one_line() -> None:
    checks = [f'[[check]]\nid = "c{n}"\nkind = "link"\nneeds = ["c{(n + 1) % 900}"]' for n in range(900)]
    (said,) = said_of("\n".join(['[spec]\nname = "x"', *checks]))
    assert "c0 -> c1 -> c2 -> c3 -> c4 -> (891 more) -> c896" in said
    assert len(said) < 200


MISPLACED = [
    ("tls", 'proxy = "http://user:hunter2/x@proxy:3128"', "proxy: '...@proxy:3128' is not a proxy"),
    ("tls", 'pki = ["http://user:hunter2@pki/"]', "pki: '...@pki/' is not an address"),
    ("tls", 'server_name = "user:hunter2@h"', "server_name: '...@h' is not a host name"),
    ("snmp", 'community_from = "hunter2"', "community_from: must be the name of an environment variable"),
    ("snmp", "community_from = 112233", "community_from: must be the name of an environment variable"),
    ("snmp", 'community = "hunter2"', "has no field 'community'. Did you mean 'community_from'?"),
]


@pytest.mark.parametrize(("kind", "field", "said"), MISPLACED, ids=[field for _k, field, _s in MISPLACED])
def test_a_secret_that_stands_in_a_spec_is_refused_and_not_shown(kind: str, field: str, said: str) -> None:
    text = f'[spec]\nname = "x"\n[[check]]\nid = "a"\nkind = "{kind}"\nhost = "h"\n{field}'
    (told,) = said_of(text)
    assert said in told
    assert told.startswith("site.toml:7:")
    assert "hunter2" not in told
    assert "112233" not in told


UNUSABLE = [
    ("tls", "trust = []", "trust: is an empty list"),
    ("tls", 'trust = ["ca.pem"]', "trust: 'ca.pem' is not 'os' or a file such as"),
    ("openvpn", 'management = "localhost:7505"', "management: 'localhost:7505' is not an address and a port"),
    ("metrics", 'port = 1\nmetric = "up"\nexpect.least = 5\nexpect.most = 1', "1 is less than expect.least"),
    ("metrics", 'port = 1\nmetric = "up"\nlabels = ["job"]', "labels: 'job' is not a label"),
]


@pytest.mark.parametrize(("kind", "fields", "said"), UNUSABLE, ids=[fields for _k, fields, _s in UNUSABLE])
def test_what_no_probe_could_use_is_refused_before_anybody_looks(kind: str, fields: str, said: str) -> None:
    text = f'[spec]\nname = "x"\n[[check]]\nid = "a"\nkind = "{kind}"\nhost = "h"\n{fields}'
    (told,) = said_of(text)
    assert said in told


def test_a_missing_variable_is_named_with_what_gives_it() -> None:
    assert said_of(WHOLE) == ["site.toml:4: the variable 'site' has no value; give it with --site."]
    (said,) = said_of(WHOLE.replace('domain = "example.com"', "").replace("app.{domain}", "x", 1), site="B")
    assert said.startswith("site.toml:24: the variable 'domain' has no value; give it with --set domain=...")


def test_a_variable_that_nothing_uses_is_a_slip_and_told() -> None:
    said = said_of(WHOLE, site="Basel", domian="example.org")
    assert said == ["site.toml: nothing in this spec uses the variable 'domian'. Did you mean 'domain'?"]


def test_every_mistake_is_told_at_once() -> None:
    text = WHOLE.replace("private = true", "private = 1").replace('host = "app.{domain}"', "")
    assert [one.split(":")[1] for one in said_of(text, site="B")] == ["18", "21"]


def test_a_key_inside_a_long_text_is_not_taken_for_a_line() -> None:
    text = (
        '[spec]\nname = "T"\n[[check]]\nid = "a"\nkind = "tcp"\n'
        'request.en = """\nport = 5\n[[check]]\n"""\nhost = "h"\nport = 0'
    )
    assert said_of(text) == ["site.toml:11: a: port: 0 is too small; 1 is the least."]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "site.toml:1: byte 0 is no UTF-8"),
        (b"[spec]\nname = ", "site.toml:2: this is no TOML"),
        (b"x = [" * 50_000, "site.toml"),
        (b"[" * 5_000, "site.toml"),
        (b"#" * 1_000_001, "site.toml: it is longer than 1,000,000 bytes"),
        (b"", "site.toml:1: a spec begins with a table [spec]"),
        (b"spec = 1\ncheck = 2", "site.toml:1: a spec begins with a table [spec]"),
        (b'[spec]\nname="x"\n[check]\nid="a"', "site.toml:3: write each check as a table [[check]]"),
        (b'[spec]\nname="x"\nd=9999-99-99\n[[check]]\nid="a"', "site.toml"),
    ],
    ids=["binary", "cut off", "deep", "brackets", "long", "empty", "scalars", "one table", "no day"],
)
def test_what_is_no_spec_is_told_in_a_sentence(content: bytes, said: str) -> None:
    assert said_of(content)[0].startswith(said)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_whatever_is_read_gives_a_spec_or_sentences(content: bytes) -> None:
    assert all(said.isprintable() for said in said_of(content))


@given(st.integers(0, len(WHOLE) - 1), st.text(max_size=4), st.integers(0, 6))
def test_a_spec_with_one_slip_gives_a_spec_or_sentences(start: int, new: str, length: int) -> None:
    text = WHOLE[:start] + new + WHOLE[start + length :]
    if not said_of(text.encode("utf-8", "replace"), site="Basel"):
        assert all(check.kind in KINDS for check in spec_of(text, site="Basel").checks)


def accepts(text: str) -> bool:
    return jsonschema_rs.Draft202012Validator(spec_schema()).is_valid(parsed(text))


def parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def test_the_schema_is_one_and_accepts_what_is_read() -> None:
    assert jsonschema_rs.meta.is_valid(spec_schema())
    assert accepts(WHOLE)


@pytest.mark.parametrize(
    "change", [('"dns"', '"dnss"'), ("private = true", "private = 1"), ("host =", "hots =")]
)
def test_the_schema_refuses_what_is_refused(change: tuple[str, str]) -> None:
    assert not accepts(WHOLE.replace(*change))


def test_no_default_breaks_the_rules_of_its_own_parameter() -> None:
    """A check with nothing but what is required is one; and its defaults may be written out."""
    samples = {"host": "h.example", "port": 1, "name": "n.example", "proxy": "http://p:1", "connect": "h:1"}
    samples |= {"path": "/metadata", "metric": "up"}
    for kind in KINDS.values():
        values = {p.name: p.default for p in kind.parameters if p.default is not None}
        values |= {p.name: samples[p.name] for p in kind.parameters if p.is_required}
        lines = [f"{name} = {toml(value)}" for name, value in values.items()]
        spec = checks_of("\n".join(["[[check]]", 'id = "a"', f'kind = "{kind.name}"', *lines]))
        assert set(values) == set(spec.checks[0].parameters)


def toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml, value))}]"
    return (
        str(value).lower()
        if isinstance(value, bool)
        else f'"{value}"'
        if isinstance(value, str)
        else str(value)
    )
