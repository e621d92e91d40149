"""Every way out that a gate names is a command that exists, and every need has somebody who answers."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from firstfix import engines
from firstfix.kernel import facts
from firstfix.kernel.commands import find_command
from firstfix.server.gates import check_gates

# A way out that is a change of scope: its commands come with the capabilities that own the scope.
NOT_YET = frozenset({"change_bill_of_materials", "change_request_scope"})


def test_every_remedy_that_an_engine_names_is_a_command() -> None:
    assert sorted(name for name in remedies() - NOT_YET if find_command(name) is None) == []


def test_the_check_reads_the_remedies_of_the_engines() -> None:
    assert {"add_evidence", "confirm_access", "prepare_closure", "request_part"} <= remedies()


def test_a_need_without_a_provider_stops_the_start_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_gates() == []
    answered = {name: provider for name, provider in facts._providers.items() if name != "readiness"}
    monkeypatch.setattr(facts, "_providers", answered)
    (error,) = check_gates()
    assert "'readiness'" in error.msg


def remedies() -> set[str]:
    """Give each text in the engines that stands where a remedy is named, and has the form of a command."""
    folder = Path(str(engines.__file__)).parent
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "remedy":
                found |= texts(node.value)
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"_missing", "_planned"}:
                found |= {text for argument in node.args[3:] for text in texts(argument)}
            elif isinstance(node, ast.FunctionDef):
                found |= default_remedies(node.args)
    return found


def default_remedies(arguments: ast.arguments) -> set[str]:
    positional = arguments.args[len(arguments.args) - len(arguments.defaults) :]
    defaults = [*zip(positional, arguments.defaults, strict=True)]
    defaults += [pair for pair in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if pair[1]]
    return {text for argument, value in defaults if argument.arg == "remedy" for text in texts(value)}


def texts(node: ast.AST) -> set[str]:
    """Give the word that a value is, if it is one; a tuple of roles is none."""
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()
