"""Tests are sentences about behaviour, and each of them can fail."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, FunctionNode, parsed, place, python_files

# Shorter names than three words after `test` say what is touched, not what is promised.
SENTENCE = re.compile(r"test(_[a-z0-9]+){3,}")
# A call that fails the test by itself.
FAILING = re.compile(
    r"(^|\.|_)(assert|expect|check|raises|fail|run_state_machine|must|refuses?|accepts?)", re.IGNORECASE
)


def test_every_test_is_named_by_a_sentence() -> None:
    assert [where for where, node in tests() if not SENTENCE.fullmatch(node.name)] == []


def test_every_test_can_fail() -> None:
    assert [where for where, node in tests() if not can_fail(node)] == []


def test_the_check_finds_a_test_that_asserts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "test_idle.py"
    path.write_text("def test_it_works(): run()\ndef test_it_adds_up(): assert run() == 2\n", "utf-8")
    assert [can_fail(node) for _, node in tests_in(path)] == [False, True]


def tests() -> Iterator[tuple[str, FunctionNode]]:
    for path in python_files(ROOT / "tests"):
        yield from tests_in(path)


def tests_in(path: Path) -> Iterator[tuple[str, FunctionNode]]:
    """Give the tests of a file with their places."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, FunctionNode) and node.name.startswith("test_") and path.name.startswith("test_"):
            yield f"{place(path)}:{node.lineno} {node.name}", node


def can_fail(node: FunctionNode) -> bool:
    """Tell whether a test holds an assertion, expects an exception, or calls something that does."""
    return any(
        isinstance(part, ast.Assert)
        or (isinstance(part, ast.Call) and FAILING.search(ast.unparse(part.func)))
        for part in ast.walk(node)
    )
