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
    assert [where for where, node, _ in tests() if not SENTENCE.fullmatch(node.name)] == []


def test_every_test_can_fail() -> None:
    assert [where for where, node, path in tests() if not can_fail(node, path)] == []


def test_the_check_finds_a_test_that_asserts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "test_idle.py"
    path.write_text(
        "def test_it_works(): run()\n"
        "def test_it_adds_up(): assert run() == 2\n"
        "def test_it_is_seen(): seen(run())\n"
        "def seen(page): assert page\n",
        "utf-8",
    )
    assert [can_fail(node, path) for _, node, path in tests_in(path)] == [False, True, True]


def tests() -> Iterator[tuple[str, FunctionNode, Path]]:
    for path in python_files(ROOT / "tests"):
        yield from tests_in(path)


def tests_in(path: Path) -> Iterator[tuple[str, FunctionNode, Path]]:
    """Give the tests of a file with their places."""
    for node in functions(path):
        if node.name.startswith("test_") and path.name.startswith("test_"):
            yield f"{place(path)}:{node.lineno} {node.name}", node, path


def can_fail(node: FunctionNode, path: Path) -> bool:
    """Tell whether a test asserts, expects an exception, or calls something that does.

    A function of the same file counts when it asserts; one from elsewhere when its name says so.
    """
    asserting = {
        one.name for one in functions(path) if any(isinstance(part, ast.Assert) for part in ast.walk(one))
    }
    return any(
        isinstance(part, ast.Assert) or (isinstance(part, ast.Call) and fails(part, asserting))
        for part in ast.walk(node)
    )


def fails(call: ast.Call, asserting: set[str]) -> bool:
    name = ast.unparse(call.func)
    return name in asserting or FAILING.search(name) is not None


def functions(path: Path) -> list[FunctionNode]:
    return [node for node in ast.walk(parsed(path)) if isinstance(node, FunctionNode)]
