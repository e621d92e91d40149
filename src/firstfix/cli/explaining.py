"""``firstfix commands``: list every command that can be given as a verb, and explain one of them.

``firstfix commands --on visit`` lists those of one noun; ``firstfix NAME --help`` explains one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from firstfix.cli.parsing import verb_parser
from firstfix.kernel import policy
from firstfix.kernel.commands import Command, all_commands

__all__ = ["explain", "list_commands"]


_FORMS = {
    "string": "text",
    "integer": "number",
    "boolean": "true or false",
    "uuid": "id",
    "object": "JSON object",
    "date-time": "moment, such as 2026-01-31T09:00:00Z",
    "date": "day, such as 2026-01-31",
}


def list_commands(arguments: Sequence[str]) -> int:
    """Print one line for each command and give 0."""
    parser = verb_parser("commands", __doc__)
    parser.add_argument("--on", metavar="NOUN", help="only commands on this noun")
    noun = parser.parse_args(arguments).on
    chosen = [command for command in all_commands() if noun in (None, command.spec.on)]
    if not chosen:
        nouns = ", ".join(sorted({command.spec.on for command in all_commands()}))
        sys.stderr.write(f"There is no noun {noun!r}. Nouns: {nouns}.\n")
        return 2
    for command in chosen:
        sys.stdout.write(f"{command.spec.name:<32} {command.spec.summary}\n")
    return 0


def explain(command: Command) -> int:
    """Print what a command does, who may give it, and its fields with their form, and give 0."""
    spec = command.spec
    subject = "" if spec.creates else f" {spec.on.upper()}_ID"
    roles = ", ".join(role.replace("_", " ") for role in policy.roles_for(spec.name)) or "nobody"
    sys.stdout.write(
        f"firstfix {spec.name}{subject} [options]\n\n{spec.summary}\nMay be given by: {roles}\n\n"
    )
    schema = spec.input_model.model_json_schema()
    for name, field in schema.get("properties", {}).items():
        need = "needed" if name in schema.get("required", ()) else "optional"
        form = _form(field, schema.get("$defs", {}))
        sys.stdout.write(f"  --{name.replace('_', '-'):<26} {need:<9} {form}\n")
    sys.stdout.write(
        "\n  --as EMAIL                   who acts; else the person of the token in FIRSTFIX_TOKEN\n"
        "  --command-id UUID            give the same id again and it is carried out once\n"
        "  --seen-version N             refuse where somebody else changed it since\n"
        "  --input FILE                 fields as one JSON object ('-' reads it from stdin)\n"
        "  --json                       print the receipt or the refusal as JSON\n"
    )
    return 0


def _form(field: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    """Tell in a few words what a field takes, from its JSON schema."""
    if "$ref" in field:
        return _form(known[field["$ref"].rpartition("/")[2]], known)
    if "anyOf" in field:
        return " or ".join(_form(option, known) for option in field["anyOf"] if option.get("type") != "null")
    if "enum" in field:
        return f"one of {', '.join(map(str, field['enum']))}"
    if "const" in field:
        return str(field["const"])
    if field.get("type") == "array":
        return f"JSON list of {_form(field.get('items', {}), known)}"
    return _plain_form(field)


def _plain_form(field: Mapping[str, Any]) -> str:
    kind = field.get("format") or field.get("type", "JSON")
    bounds = {"minimum": "from", "maximum": "to", "minLength": "", "maxLength": "up to"}
    told = [f"{word} {json.dumps(field[key])}" for key, word in bounds.items() if word and key in field]
    unit = " letters" if "maxLength" in field else ""
    return _FORMS.get(str(kind), str(kind)) + (f", {' '.join(told)}{unit}" if told else "")
