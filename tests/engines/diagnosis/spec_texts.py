"""Specs for tests: a whole one, and ways to make one from a few lines."""

from __future__ import annotations

from firstfix.engines.diagnosis import Spec, SpecError, read_spec

WHOLE = """\
[spec]
name = "Gateway X200"
version = "3"
site = "{site}"
timeout = 1.5

[variables]
domain = "example.com"

[[check]]
id = "gw"
kind = "gateway"

[[check]]
id = "dns.app"
kind = "dns"
name = "app.{domain}"
expect.private = true
needs = ["gw"]

[[check]]
id = "tls.app"
kind = "tls"
host = "app.{domain}"
needs = ["dns.app"]
severity = "warn"
request.en = "Please allow TCP {port} from {src} to {dst}: {evidence}"
"""


def spec_of(text: str, **variables: str) -> Spec:
    """Give the spec of a text."""
    return read_spec(text.encode(), variables)


def checks_of(text: str) -> Spec:
    """Give the spec of a text that has checks only."""
    return spec_of(f'[spec]\nname = "Test"\n{text}')


def said_of(text: str | bytes, **variables: str) -> list[str]:
    """Give what is said about a spec that cannot be meant, with its places."""
    try:
        read_spec(text if isinstance(text, bytes) else text.encode(), variables)
    except SpecError as error:
        return [problem.at("site.toml") for problem in error.problems]
    return []
