"""Imports stand at the top of a file, save the short `lazy` list (architecture.md, "Imports")."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import SOURCE, FunctionNode, parsed, python_files

# (file under src/firstfix, module that it may load late): heavy or optional packages, and the
# command line's load of Django, so that verbs without a server start without it.
LAZY: dict[str, set[str]] = {
    "server/apps.py": {"firstfix", "firstfix.server"},  # the wiring, once all models are loaded
    # What cryptography reads certificates with: a check of a site has to be there in 0.35 s (issue 5).
    "engines/x509/judging.py": {"firstfix.engines.x509.revocation", "firstfix.engines.x509.second_opinion"},
}


def test_no_import_hides_in_a_function_save_the_lazy_list() -> None:
    found = {
        (path.relative_to(SOURCE).as_posix(), module)
        for path in python_files()
        for module in late_imports(path)
    }
    allowed = {(path, module) for path, modules in LAZY.items() for module in modules}
    assert sorted(found - allowed) == []
    assert sorted(allowed - found) == [], "the lazy list names what no longer happens"


def test_the_check_finds_an_import_in_a_function(tmp_path: Path) -> None:
    path = tmp_path / "late.py"
    path.write_text("import os\ndef f():\n    import json\n    from a.b import c\n", encoding="utf-8")
    assert list(late_imports(path)) == ["json", "a.b"]


def late_imports(path: Path) -> Iterator[str]:
    """Give the modules that functions of a file import."""
    for function in ast.walk(parsed(path)):
        if isinstance(function, FunctionNode):
            for node in ast.walk(function):
                yield from imported_by(node)


def imported_by(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return []
