"""``firstfix list`` and ``firstfix show``: read what one may see, as a table or as JSON.

``firstfix list cases --where state=in_progress`` lists rows, ``firstfix show case 1042`` shows one by its
id, number or code. Who reads is said by ``--as EMAIL`` or by an API token in ``FIRSTFIX_TOKEN``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from firstfix.cli.loading import load_server
from firstfix.cli.parsing import verb_parser

load_server()

from firstfix.cli.acting import BadUse, acting_person  # noqa: E402 - needs the server loaded
from firstfix.kernel.commands import Subject, all_subjects  # noqa: E402 - needs the server loaded
from firstfix.kernel.identity import Actor  # noqa: E402 - needs the server loaded
from firstfix.kernel.refusal import Refused  # noqa: E402 - needs the server loaded
from firstfix.server.command_api import plural  # noqa: E402 - needs the server loaded
from firstfix.server.reading import MAX_PAGE_SIZE, page_of, readable_columns, row_of  # noqa: E402

__all__ = ["run"]

REFUSED, BAD_USE = 1, 2
# What a person knows a row by, best first; a table shows those that the noun has.
_TOLD_BY = ("number", "code", "serial", "name", "title", "kind", "state", "priority", "owner_id")
_KNOWN_BY = ("number", "code", "serial")
_WIDEST = 48


def run(arguments: Sequence[str]) -> int:
    """Read as the first word says (``list`` or ``show``) and give the exit code."""
    verb = arguments[0]
    options = _parser(verb).parse_args(arguments[1:])
    try:
        actor, subject = acting_person(options.act_as), _subject(options.noun)
        return _list(actor, subject, options) if verb == "list" else _show(actor, subject, options)
    except BadUse as error:
        sys.stderr.write(f"{error}\n")
        return BAD_USE
    except Refused as refused:
        sys.stderr.write(f"{refused.refusal.text()}\n")
        return REFUSED


def _list(actor: Actor, subject: Subject, options: argparse.Namespace) -> int:
    asked = dict(_condition(words) for words in options.where) | {"size": str(options.size)}
    if options.after:
        asked["after"] = options.after
    page = page_of(actor, subject, asked)
    if options.json:
        sys.stdout.write(json.dumps(page, indent=2) + "\n")
        return 0
    _write_table(subject, page["rows"])
    if page["next"]:
        sys.stdout.write(f"There are more: --after {page['next']}\n")
    return 0


def _show(actor: Actor, subject: Subject, options: argparse.Namespace) -> int:
    row = row_of(actor, subject, _id(actor, subject, options.id))
    if options.json:
        sys.stdout.write(json.dumps(row, indent=2) + "\n")
        return 0
    width = max(map(len, row))
    for name, value in row.items():
        if value not in (None, "", [], {}):
            sys.stdout.write(f"{name:<{width}}  {_told(value)}\n")
    return 0


def _id(actor: Actor, subject: Subject, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return _id_known_by(actor, subject, text)


def _id_known_by(actor: Actor, subject: Subject, text: str) -> UUID:
    columns = {field.attname: field.get_internal_type() for field in readable_columns(subject)}
    known = text.removeprefix("#")
    for name in _KNOWN_BY:
        takes_it = known.isdecimal() or not columns.get(name, "Integer").endswith("IntegerField")
        if name in columns and takes_it:
            found = page_of(actor, subject, {name: known, "size": "2"})["rows"]
            if len(found) == 1:
                return UUID(found[0]["id"])
    noun = subject.noun.replace("_", " ")
    raise BadUse(
        f"{text!r} names no {noun} that you may see. 'firstfix list {plural(subject.noun)}' lists them."
    )


def _subject(noun: str) -> Subject:
    known = {plural(subject.noun): subject for subject in all_subjects()}
    known |= {subject.noun.replace("_", "-"): subject for subject in all_subjects()}
    found = known.get(noun.replace("_", "-"))
    if found is None:
        nouns = ", ".join(sorted(plural(subject.noun) for subject in all_subjects()))
        raise BadUse(f"There is no noun {noun!r}. Nouns: {nouns}.")
    return found


def _condition(words: str) -> tuple[str, str]:
    name, sign, value = words.partition("=")
    if not sign or name in ("size", "after"):
        raise BadUse(f"--where {words}: write FIELD=VALUE, such as state=in_progress.")
    return name, value


def _write_table(subject: Subject, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        sys.stdout.write(f"No {plural(subject.noun).replace('-', ' ')} that you may see.\n")
        return
    names = [*(name for name in _TOLD_BY if name in rows[0]), "id"]
    cells = [names, *([_told(row[name])[:_WIDEST] for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    for line in cells:
        told = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        sys.stdout.write(f"{told.rstrip()}\n")


def _told(value: Any) -> str:
    if value is None:
        return ""
    text = json.dumps(value) if isinstance(value, dict | list) else str(value)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _parser(verb: str) -> argparse.ArgumentParser:
    parser = verb_parser(verb, __doc__)
    parser.add_argument("noun", help="what to read, such as cases, work-orders, visits")
    if verb == "show":
        parser.add_argument("id", help="its id, number or code")
    else:
        parser.add_argument("--where", action="append", default=[], metavar="FIELD=VALUE", help="only these")
        parser.add_argument("--size", type=int, default=50, help=f"rows at most (1 to {MAX_PAGE_SIZE})")
        parser.add_argument("--after", help="go on after this cursor")
    parser.add_argument("--as", dest="act_as", metavar="EMAIL", help="whose eyes to read with")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser
