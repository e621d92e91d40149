"""Every command as a verb: ``firstfix close_work_order ID --outcome fixed --json``.

The actor is the person of an API token (``FIRSTFIX_TOKEN``), or, on the machine itself, the person whose
e-mail address ``--as`` names: who can read the database needs no token to be somebody in it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from firstfix.cli.loading import load_server

load_server()

from firstfix.cli.acting import BadUse, acting_person  # noqa: E402
from firstfix.cli.explaining import explain, list_commands  # noqa: E402
from firstfix.kernel.commands import Channel, Command, CommandContext, find_command  # noqa: E402
from firstfix.kernel.ids import new_id  # noqa: E402
from firstfix.kernel.refusal import Refusal  # noqa: E402
from firstfix.server.command_api import done_json  # noqa: E402
from firstfix.server.errors import refusal_json  # noqa: E402

__all__ = ["run"]

REFUSED, BAD_USE = 1, 2
_OWN_OPTIONS = frozenset({"as", "json", "command-id", "seen-version", "help", "input"})


def run(arguments: Sequence[str]) -> int:
    """Carry out the command that the first word names; without one, list all (or those ``--on`` a noun)."""
    if not arguments or arguments[0].startswith("-"):
        return list_commands(arguments)
    command = find_command(arguments[0].replace("-", "_"))
    if command is None:
        sys.stderr.write(
            f"There is no verb {arguments[0]!r}. 'firstfix' lists them, 'firstfix commands' the rest.\n"
        )
        return BAD_USE
    try:
        return _carry_out(command, arguments[1:])
    except BadUse as error:
        sys.stderr.write(f"{error}\n")
        return BAD_USE


def _carry_out(command: Command, arguments: Sequence[str]) -> int:
    words, options = _split(arguments)
    if "help" in options:
        return explain(command)
    subject = _subject(command, words)
    context = CommandContext(
        actor=acting_person(options.get("as")),
        command_id=_uuid("command-id", options["command-id"]) if "command-id" in options else new_id(),
        channel=Channel.CLI,
        seen_version=int(options["seen-version"]) if options.get("seen-version", "").isdigit() else None,
    )
    answer = command(context, *subject, **_fields(command, options))
    is_json = "json" in options
    if isinstance(answer, Refusal):
        _say_refusal(answer, is_json=is_json)
        return REFUSED
    receipt = done_json(answer)
    sys.stdout.write(json.dumps(receipt, indent=2) + "\n" if is_json else _receipt_line(receipt))
    return 0


def _split(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Give the plain words and the options; ``--name value``, ``--name=value`` and bare ``--flag``."""
    words: list[str] = []
    options: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            words.append(word)
            continue
        name, has_value, value = word[2:].partition("=")
        if not has_value and name not in ("json", "help") and rest:
            value = rest.pop(0)
        options[name] = value
    return words, options


def _subject(command: Command, words: list[str]) -> list[UUID]:
    expected = 0 if command.spec.creates else 1
    if len(words) != expected:
        noun = command.spec.on.replace("_", " ")
        raise BadUse(f"{command.spec.name} takes {'no id' if not expected else f'the id of one {noun}'}.")
    return [_uuid(command.spec.on, word) for word in words]


def _fields(command: Command, options: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = _read_input(options["input"]) if "input" in options else {}
    known = command.spec.input_model.model_fields
    for option, text in options.items():
        name = option.replace("-", "_")
        if option in _OWN_OPTIONS:
            continue
        if name not in known:
            raise BadUse(
                f"{command.spec.name} has no field --{option}. Fields: {', '.join(sorted(known)) or 'none'}."
            )
        fields[name] = _value(text, known[name].annotation)
    return fields


def _read_input(path: str) -> dict[str, Any]:
    try:
        content = json.load(sys.stdin) if path == "-" else json.loads(open(path, encoding="utf-8").read())  # noqa: SIM115, PTH123
    except (OSError, ValueError) as error:
        raise BadUse(f"--input: {error}") from error
    if not isinstance(content, dict):
        raise BadUse("--input: it must be one JSON object.")
    return content


def _value(text: str, annotation: Any) -> Any:
    """Give the option as JSON where its field takes no text: numbers, yes/no, lists, objects."""
    takes_text = annotation is str or ("str" in str(annotation) and not text.startswith(("[", "{")))
    if takes_text:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _uuid(name: str, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BadUse(f"{name}: {text!r} is not an id.") from error


def _say_refusal(refusal: Refusal, *, is_json: bool) -> None:
    if is_json:
        sys.stdout.write(json.dumps(refusal_json(refusal), indent=2) + "\n")
        return
    lines = [refusal.text(), *(f"  - {missing.text()}{_who(missing.who)}" for missing in refusal.missing)]
    remedy = [f"What helps: {refusal.remedy}"] if refusal.remedy else []
    sys.stderr.write("\n".join([*lines, *remedy]) + "\n")


def _who(roles: tuple[str, ...]) -> str:
    return f" ({', '.join(role.replace('_', ' ') for role in roles)})" if roles else ""


def _receipt_line(receipt: Mapping[str, Any]) -> str:
    made = "".join(f" {name}={value}" for name, value in receipt["result"].items())
    again = " (carried out before)" if receipt["is_replay"] else ""
    subject = f"{receipt['subject_type']} {receipt['subject_id']} v{receipt['version']}"
    return f"{receipt['command']}: {subject}{made}{again}\n"
