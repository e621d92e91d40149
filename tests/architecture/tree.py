"""The source tree as the rules see it: files, functions, and how long they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["APPS", "ROOT", "SOURCE", "Function", "functions_in", "parsed", "place", "python_files"]

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "firstfix"
APPS = SOURCE / "apps"

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Function:
    """One function or method, with the count of its lines of code."""

    path: Path
    node: FunctionNode
    line_count: int

    @property
    def place(self) -> str:
        """Give file, line and name, as a person would look it up."""
        return f"{place(self.path)}:{self.node.lineno} {self.node.name}"


def python_files(folder: Path = SOURCE) -> list[Path]:
    """Give the Python files that are written by hand: no migrations, nothing vendored."""
    return sorted(path for path in folder.rglob("*.py") if not {"migrations", "vendor"} & set(path.parts))


def functions_in(path: Path) -> Iterator[Function]:
    """Give every function and method of a file, nested ones too."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(parsed(path)):
        if isinstance(node, FunctionNode):
            yield Function(path, node, line_count(node, lines))


@cache
def parsed(path: Path) -> ast.Module:
    """Give the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place(path: Path) -> str:
    """Give a path as seen from the top of the repository."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def line_count(node: FunctionNode, lines: list[str]) -> int:
    """Count lines of code from `def` to the end: docstring, comments and empty lines are free.

    Otherwise the limits of style.md, rule 15, would ask for fewer explanations.
    """
    docstring = docstring_lines(node)
    body = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return sum(number not in docstring and is_code(lines[number - 1]) for number in body)


def docstring_lines(node: FunctionNode) -> range:
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is None:
        return range(0)
    return range(first.lineno, (first.end_lineno or first.lineno) + 1)


def is_code(line: str) -> bool:
    stripped = line.strip()
    return bool(stripped) and not stripped.startswith("#")
