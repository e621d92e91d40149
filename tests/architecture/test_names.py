"""Names that say something: no rooms for leftovers, no bare `data`, the glossary's endings."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, parsed, place, python_files

# style.md, "The shape": a folder is named after a capability, a file after what it does.
NO_ROOMS = {"utils", "common", "helpers", "core", "extras", "services", "managers", "mixins"}
# style.md, rule 12.
NO_NAMES = {"item", "data", "obj", "record", "manager"}
# Names that a framework prescribes: (file, name).
PRESCRIBED = {
    ("src/firstfix/server/redacted_logs.py", "record"),  # logging.Filter.filter
    ("src/firstfix/kernel/identity/sessions.py", "data"),  # SessionStore.create_model_instance
}


def test_no_file_or_folder_is_a_room_for_leftovers() -> None:
    folders = [ROOT / name for name in ("src", "tests", "benchmarks", ".ci", "bin")]
    paths = [path for folder in folders for path in folder.rglob("*")]
    assert [place(path) for path in paths if path.stem in NO_ROOMS] == []


def test_no_name_is_bare_data_or_item() -> None:
    found = [f"{place(path)}:{line} {name}" for path in python_files() for name, line in empty_names(path)]
    assert found == []


def test_the_check_finds_empty_names_wherever_they_are_bound(tmp_path: Path) -> None:
    path = tmp_path / "vague.py"
    path.write_text(
        "def f(data, *, obj): pass\nitem = 1\nfor record in []: pass\nclass A:\n    manager: int\n", "utf-8"
    )
    assert sorted(name for name, _ in empty_names(path)) == sorted(NO_NAMES)


def empty_names(path: Path) -> Iterator[tuple[str, int]]:
    """Give the names of `NO_NAMES` that a file binds, with their lines."""
    for node in ast.walk(parsed(path)):
        name = bound_name(node)
        if name in NO_NAMES and (place(path), name) not in PRESCRIBED:
            yield name, getattr(node, "lineno", 0)


def bound_name(node: ast.AST) -> str:
    if isinstance(node, ast.arg):
        return node.arg
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return node.id
    return ""
