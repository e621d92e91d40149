"""Only commands change things, and edges touch only what the actor may see (style.md, rules 2, 8, 10)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import APPS, SOURCE, FunctionNode, parsed, place, python_files

# Words of the database layer that write.
WRITES = {
    "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create",
    "acreate", "aupdate", "adelete", "asave", "add", "remove", "set", "clear",
}  # fmt: skip
SAVE_ARGUMENTS = {"update_fields", "force_insert", "force_update", "using"}
# The command wrapper, the ledger, the outbox and the jobs write their own rows; commands write the rest.
WRITERS = ("kernel", "commands")
# Edges that speak for an actor: they start from visible_*.
EDGES = {"views", "api", "urls", "forms", "reactions"}
# Places that connect framework signals which have nothing to do with the domain: file -> why.
SIGNALS: dict[str, str] = {}


def test_only_commands_and_the_kernel_write_rows() -> None:
    paths = [path for path in python_files() if not set(WRITERS) & set(path.relative_to(SOURCE).parts)]
    assert [f"{place(path)}:{line}" for path in paths for line in writes(path)] == []


def test_edges_reach_rows_only_through_what_is_visible() -> None:
    paths = [path for path in python_files(APPS) if path.stem in EDGES or path.parent.name in EDGES]
    assert [f"{place(path)}:{line}" for path in paths for line in unfiltered(path)] == []


def test_no_domain_flow_runs_through_signals() -> None:
    users = {path.relative_to(SOURCE).as_posix() for path in python_files() if uses_signals(path)}
    assert sorted(users - set(SIGNALS)) == []


def test_the_checks_find_a_write_an_unfiltered_read_and_a_signal(tmp_path: Path) -> None:
    path = tmp_path / "views.py"
    path.write_text(
        "from django.dispatch import receiver\n"
        "visit.save(update_fields=['state'])\n"
        "Visit.objects.filter(pk=1).update(state='done')\n"
        "picture.save(buffer, format='PNG')\n"
        "names.update(other)\n"
        "def join(work: Work, visit): Visit.objects.create()\n",
        encoding="utf-8",
    )
    assert list(writes(path)) == [2, 3]
    assert sorted(unfiltered(path)) == [3, 6]
    assert uses_signals(path)


def writes(path: Path) -> Iterator[int]:
    """Give the lines of a file that write rows, save inside functions that a command hands its `work`."""
    inside = {id(node) for function in bodies(parsed(path)) for node in ast.walk(function)}
    calls = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call) and id(node) not in inside]
    for call in calls:
        if isinstance(call.func, ast.Attribute) and is_write(call, call.func):
            yield call.lineno


def bodies(tree: ast.Module) -> list[FunctionNode]:
    """Give the functions that begin with `work: Work`: consequences within a command's transaction."""
    functions = [node for node in ast.walk(tree) if isinstance(node, FunctionNode)]
    return [node for node in functions if node.args.args and ast.unparse(node.args.args[0]) == "work: Work"]


def is_write(call: ast.Call, function: ast.Attribute) -> bool:
    if function.attr == "save":
        return not call.args and {keyword.arg for keyword in call.keywords} <= SAVE_ARGUMENTS
    receiver = ast.unparse(function.value)
    reaches_rows = (
        ".objects" in receiver
        or ".filter(" in receiver
        or "visible_" in receiver
        or receiver.endswith("_set")
    )
    return function.attr in WRITES and reaches_rows


def unfiltered(path: Path) -> Iterator[int]:
    """Give the lines of a file that start from all rows there are."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
            yield node.lineno


def uses_signals(path: Path) -> bool:
    """Tell whether a file imports Django's signals."""
    modules = [node.module or "" for node in ast.walk(parsed(path)) if isinstance(node, ast.ImportFrom)]
    return any(module == "django.dispatch" or module.endswith(".signals") for module in modules)
