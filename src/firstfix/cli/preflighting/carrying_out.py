"""A run from the command line: read the spec, list or contact, judge, tell."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import sys
from pathlib import Path
from typing import Any

from firstfix.cli.preflighting.files import (
    BadInput,
    check_targets,
    content_of,
    is_kept_run,
    spec_of,
    write_whole,
)
from firstfix.cli.preflighting.printing import print_document, print_text
from firstfix.cli.preflighting.progress import Progress
from firstfix.cli.preflighting.speaking import Speaking, speaking_of
from firstfix.cli.preflighting.telling import contact_lines, nagios_line, nagios_line_of_mistake, report_lines
from firstfix.engines.diagnosis import Diagnosis, Run, Spec, diagnose, exit_code_of
from firstfix.engines.diagnosis.exit_code import BAD_SPEC, NAGIOS
from firstfix.laptop.probes import contacts_of, observe_vantage, run_spec

__all__ = ["carry_out"]


def carry_out(options: argparse.Namespace) -> int:
    """Give the exit code of what the words of the verb ask for."""
    try:
        return _carried_out(options)
    except BadInput as error:
        sys.stderr.write("\n".join(error.lines) + "\n")
        if not options.nagios:
            return BAD_SPEC
        # To a monitoring system 2 is a site in trouble, and its words are what stands on the output.
        print_text(nagios_line_of_mistake(error.lines[0]))
        return NAGIOS[BAD_SPEC]


def _carried_out(options: argparse.Namespace) -> int:
    if options.file is None:
        raise BadInput("Name a spec to carry out; 'firstfix preflight --example' prints one to start from.")
    targets = (options.save, options.html, options.junit, options.requests)
    check_targets(targets, source=options.file)
    speaking = speaking_of(options.language)
    content = content_of(options.file)
    if is_kept_run(content):
        spec, run = _loaded("keeping").kept_run(options.file, content)
        return _told(options, spec, run, _loaded("keeping").diagnosis_of_kept(spec, run), speaking)
    spec = spec_of(options.file, content, _variables(options))
    if options.dry_run:
        _list_contacts(spec, speaking, is_json=options.json)
        return 0
    run = _run(options, spec, speaking)
    return _told(options, spec, run, diagnose(spec, run), speaking)


def _variables(options: argparse.Namespace) -> dict[str, str]:
    pairs = [each.partition("=") for each in options.set]
    wrong = [name for name, sign, _value in pairs if not sign or not name.isidentifier()]
    if wrong:
        raise BadInput(f"--set {wrong[0]}: write it like --set domain=example.com.")
    variables = {name: value for name, _sign, value in pairs}
    variables |= {"site": options.site} if options.site else {}
    for name, value in variables.items():
        # Bytes of the command line that are no letters here come as halves of surrogate pairs (PEP 383).
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BadInput(f"The value of {name} holds bytes that are no letters here; write it as UTF-8.")
    return variables


def _list_contacts(spec: Spec, speaking: Speaking, *, is_json: bool) -> None:
    vantage = observe_vantage()
    gateways = [one["address"] for one in vantage["gateways"]]
    contacts = contacts_of(spec, vantage["resolvers"], gateways)
    if is_json:
        fields = ("check_id", "protocol", "host", "port", "purpose", "is_second")
        listed = [{name: getattr(each, name) for name in fields} for each in contacts]
        print_document(json.dumps(listed, indent=1).encode("utf-8"))
        return
    print_text("\n".join(contact_lines(contacts, speaking)))


def _run(options: argparse.Namespace, spec: Spec, speaking: Speaking) -> Run:
    with Progress(spec, speaking, is_shown=not options.quiet and sys.stderr.isatty()) as progress:
        return asyncio.run(run_spec(spec, Path(options.file).parent, told=progress.note))


def _told(options: argparse.Namespace, spec: Spec, run: Run, diagnosis: Diagnosis, speaking: Speaking) -> int:
    code = exit_code_of(diagnosis)
    _write_files(options, spec, run, diagnosis, speaking)
    if options.nagios:
        print_text(nagios_line(run, diagnosis, code))
        return NAGIOS[code]
    if options.json:
        print_document(_loaded("keeping").kept_document(spec, run, diagnosis))
    else:
        print_text("\n".join(report_lines(spec, run, diagnosis, speaking)))
    return code


def _write_files(
    options: argparse.Namespace, spec: Spec, run: Run, diagnosis: Diagnosis, speaking: Speaking
) -> None:
    if options.save:
        write_whole(options.save, _loaded("keeping").kept_document(spec, run, diagnosis))
    if options.html:
        write_whole(options.html, _loaded("page").page_of(spec, run, diagnosis, speaking).encode("utf-8"))
    if options.requests:
        words = _loaded("asking").requests_text(spec, run, diagnosis, speaking)
        write_whole(options.requests, words.encode("utf-8"))
    if options.junit:
        write_whole(options.junit, _loaded("junit").junit_of(spec, run, diagnosis))


def _loaded(name: str) -> Any:
    """Give a module that only some words of the verb need: a run on a laptop starts without it."""
    return importlib.import_module(f"firstfix.cli.preflighting.{name}")
