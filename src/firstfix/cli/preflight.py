"""``firstfix preflight``: check a site's prerequisites: what fails, why, and what to ask for.

The file is a spec (TOML; docs/reference/preflight-spec.schema.json, '--example' prints one), or a run that
was kept by '--save' or '--json': then it is judged again and nothing is contacted. 'firstfix preflight diff
BEFORE AFTER' tells what changed between two runs that were kept, such as before and after an upgrade.
'firstfix preflight import FILE' makes a spec from a host preflight of Troubleshoot (YAML or JSON).

Only what the spec names is contacted; '--dry-run' lists it. Nothing is changed anywhere, and no rights of an
administrator are needed.

Exit code 0 all pass, 1 internal error, 2 the spec or the words of the verb cannot be used, 3 something fails,
4 something deserves attention, 5 something could not be found out. With '--nagios' 0 to 3 as its plugins.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from firstfix.cli.parsing import verb_parser

__all__ = ["run"]

_EXAMPLES = ("saas-connector", "edge-gateway", "single-sign-on", "vpn-site")


def run(arguments: Sequence[str]) -> int:
    """Carry out a spec, judge a run again, or compare two, and give the exit code."""
    words = list(arguments)
    if words[:1] == ["diff"]:
        options = _diff_parser().parse_args(words[1:])
        # Whoever asks for help does not wait for what only a run needs.
        return int(importlib.import_module("firstfix.cli.preflighting.comparing").compare(options))
    if words[:1] == ["import"]:
        taken = _import_parser().parse_args(words[1:])
        return int(importlib.import_module("firstfix.cli.preflighting.importing").take_over(taken))
    options = _parser().parse_args(words)
    if options.example:
        module = importlib.import_module("firstfix.cli.preflighting.examples")
        sys.stdout.write(module.example(options.example))
        return 0
    return int(importlib.import_module("firstfix.cli.preflighting.carrying_out").carry_out(options))


def _parser() -> argparse.ArgumentParser:
    parser = verb_parser("preflight", __doc__)
    parser.add_argument("file", nargs="?", help="the spec to carry out, or a kept run to judge again")
    parser.add_argument("--site", help="name of the site, for {site} in the spec")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="give a variable of the spec a value"
    )
    parser.add_argument("--dry-run", action="store_true", help="list who would be contacted, contact nobody")
    parser.add_argument("--json", action="store_true", help="print run and diagnosis as JSON")
    parser.add_argument("--nagios", action="store_true", help="print one line for a monitoring system")
    parser.add_argument("--save", metavar="FILE", help="keep run and diagnosis as JSON")
    parser.add_argument("--html", metavar="FILE", help="write the report as one page that needs no network")
    parser.add_argument(
        "--requests", metavar="FILE", help="write what to ask for as texts for tickets or mails"
    )
    parser.add_argument("--junit", metavar="FILE", help="write the verdicts as JUnit XML")
    parser.add_argument("--language", help="language of text and page, such as de; the system's if left out")
    parser.add_argument("--quiet", action="store_true", help="show no progress")
    parser.add_argument(
        "--example",
        nargs="?",
        const=_EXAMPLES[0],
        choices=_EXAMPLES,
        help="print a spec to start from, and nothing else",
    )
    return parser


def _diff_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "firstfix preflight diff", description="Tell what changed between two runs that were kept."
    )
    parser.add_argument("before", help="the run that was kept first")
    parser.add_argument("after", help="the run that was kept later")
    parser.add_argument("--json", action="store_true", help="print the changes as JSON")
    parser.add_argument("--language", help="language of the text, such as de; the system's if left out")
    return parser


def _import_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "firstfix preflight import",
        description="Make a spec from a host preflight of Troubleshoot; what is left out is named.",
    )
    parser.add_argument("file", help="the host preflight, as YAML or JSON")
    parser.add_argument("--output", metavar="FILE", help="write the spec there instead of printing it")
    return parser
