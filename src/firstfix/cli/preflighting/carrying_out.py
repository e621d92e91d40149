"""A run from the command line: read the spec, list or contact, judge, tell."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from firstfix.cli.preflighting.files import (
    BadInput,
    check_target,
    content_of,
    is_kept_run,
    kept_run,
    spec_of,
    write_whole,
)
from firstfix.cli.preflighting.junit import junit_of
from firstfix.cli.preflighting.page import page_of
from firstfix.cli.preflighting.progress import Progress
from firstfix.cli.preflighting.telling import contact_lines, nagios_line, report_lines
from firstfix.engines.custody.canonical import canonical_bytes
from firstfix.engines.diagnosis import (
    Diagnosis,
    Run,
    Spec,
    diagnose,
    diagnosis_document,
    exit_code_of,
    run_document,
)
from firstfix.engines.diagnosis.exit_code import BAD_SPEC, NAGIOS
from firstfix.laptop.probes import contacts_of, observe_vantage, run_spec

__all__ = ["carry_out"]


def carry_out(options: argparse.Namespace) -> int:
    """Give the exit code of what the words of the verb ask for."""
    try:
        return _carried_out(options)
    except BadInput as error:
        sys.stderr.write("\n".join(error.lines) + "\n")
        return BAD_SPEC


def _carried_out(options: argparse.Namespace) -> int:
    if options.file is None:
        raise BadInput("Name a spec to carry out; 'firstfix preflight --example' prints one to start from.")
    for target in (options.save, options.html, options.junit):
        check_target(target)
    content = content_of(options.file)
    if is_kept_run(content):
        spec, run = kept_run(options.file, content)
        return _told(options, spec, run)
    spec = spec_of(options.file, content, _variables(options))
    if options.dry_run:
        _list_contacts(spec, is_json=options.json)
        return 0
    return _told(options, spec, _run(options, spec))


def _variables(options: argparse.Namespace) -> dict[str, str]:
    pairs = [each.partition("=") for each in options.set]
    wrong = [name for name, sign, _value in pairs if not sign or not name.isidentifier()]
    if wrong:
        raise BadInput(f"--set {wrong[0]}: write it like --set domain=example.com.")
    variables = {name: value for name, _sign, value in pairs}
    return {**variables, "site": options.site} if options.site else variables


def _list_contacts(spec: Spec, *, is_json: bool) -> None:
    vantage = observe_vantage()
    gateways = [one["address"] for one in vantage["gateways"]]
    contacts = contacts_of(spec, vantage["resolvers"], gateways)
    if is_json:
        fields = ("check_id", "protocol", "host", "port", "purpose", "is_second")
        listed = [{name: getattr(each, name) for name in fields} for each in contacts]
        sys.stdout.write(json.dumps(listed, indent=1) + "\n")
        return
    sys.stdout.write("\n".join(contact_lines(contacts)) + "\n")


def _run(options: argparse.Namespace, spec: Spec) -> Run:
    with Progress(spec, is_shown=not options.quiet and sys.stderr.isatty()) as progress:
        return asyncio.run(run_spec(spec, Path(options.file).parent, told=progress.note))


def _told(options: argparse.Namespace, spec: Spec, run: Run) -> int:
    diagnosis = diagnose(spec, run)
    code = exit_code_of(diagnosis)
    document = _document(spec, run, diagnosis)
    if options.save:
        write_whole(options.save, canonical_bytes(document))
    if options.html:
        write_whole(options.html, page_of(spec, run, diagnosis).encode("utf-8"))
    if options.junit:
        write_whole(options.junit, junit_of(spec, run, diagnosis))
    if options.nagios:
        sys.stdout.write(nagios_line(run, diagnosis, code) + "\n")
        return NAGIOS[code]
    if options.json:
        sys.stdout.write(canonical_bytes(document).decode("utf-8") + "\n")
    else:
        sys.stdout.write("\n".join(report_lines(spec, run, diagnosis)) + "\n")
    return code


def _document(spec: Spec, run: Run, diagnosis: Diagnosis) -> dict[str, Any]:
    return {**run_document(spec, run), "diagnosis": diagnosis_document(diagnosis)}
