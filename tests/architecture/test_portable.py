"""The package runs on Linux, macOS and Windows: it needs no Unix process and no shell."""

from __future__ import annotations

import ast
import re

from tests.architecture.tree import SOURCE, parsed, place, python_files

UNIX_MODULES = {"fcntl", "grp", "pwd", "resource", "termios", "pty", "syslog"}
UNIX_CALLS = {
    "os.fork",
    "os.forkpty",
    "os.setsid",
    "os.getuid",
    "os.geteuid",
    "os.chown",
    "os.system",
    "os.popen",
}
# Names that Windows refuses, whatever the ending.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def test_no_module_of_one_system_is_imported() -> None:
    imports = [(path, name) for path in python_files() for name in imported(parsed(path))]
    assert [f"{place(path)}: {name}" for path, name in imports if name.split(".")[0] in UNIX_MODULES] == []


def test_no_call_of_one_system_is_made() -> None:
    calls = [
        (path, node)
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call)
    ]
    assert [place(path) for path, node in calls if ast.unparse(node.func) in UNIX_CALLS] == []


def test_no_file_has_a_reserved_name() -> None:
    names = [
        path for path in SOURCE.rglob("*") if RESERVED.fullmatch(path.name.split(".")[0]) or ":" in path.name
    ]
    assert [place(path) for path in names] == []


def imported(tree: ast.Module) -> list[str]:
    plain = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return plain + [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
