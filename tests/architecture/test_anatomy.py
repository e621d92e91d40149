"""One anatomy for every app, and commands where their names say (architecture.md, "App anatomy")."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.tree import APPS, FunctionNode, parsed, place, python_files

PARTS = {
    "__init__", "apps", "models", "commands", "queries", "facts", "policy", "events", "reactions",
    "forms", "views", "urls", "api", "migrations", "templates", "templatetags", "locale", "__pycache__",
}  # fmt: skip
# Nine in ten functions are shorter (style.md, rule 15); what is longer is worth a file of its own.
LONGEST_SHARED = 20
# Files beside the anatomy, each with the reason why it is none of the above: "app/file" -> why.
BESIDE: dict[str, str] = {
    "evidence/blobs": "bytes on disk under their hash; it knows no database",
    "directory/actors": "who a signed-in account is and may do: the kernel's identity asks it through wiring",
    "scorecards/report": "draws the insight report and the review pack from what queries give",
    "visits/report": "draws the service report from what queries give; it reads and writes nothing",
}


def test_apps_have_the_same_file_names() -> None:
    parts = [path for app in apps() for path in app.iterdir()]
    names = {f"{path.parent.name}/{path.stem}" for path in parts if path.stem not in PARTS}
    assert sorted(names - set(BESIDE)) == []


def test_a_file_named_after_a_command_holds_only_that_command() -> None:
    crowded = [path for path in command_files() if path.stem in names(path) and len(names(path)) > 1]
    assert [place(path) for path in crowded] == []


def test_a_command_with_a_long_body_stands_in_a_file_of_its_own_name() -> None:
    """Small commands of one life share a file (docs/decisions/0008-small-commands-share-a-file.md)."""
    nodes = [(path, node) for path in command_files() for node in commands_in(path)]
    long = [
        (path, node) for path, node in nodes if body_lines(node) > LONGEST_SHARED and path.stem != node.name
    ]
    assert [f"{place(path)} {node.name}: {body_lines(node)} lines" for path, node in long] == []


def test_a_command_says_who_and_which_and_then_only_keywords() -> None:
    nodes = [(path, node) for path in command_files() for node in commands_in(path)]
    assert [f"{place(path)} {node.name}" for path, node in nodes if is_shapeless(node)] == []


def test_the_check_finds_a_command_with_three_positional_arguments(tmp_path: Path) -> None:
    path = tmp_path / "reassign.py"
    path.write_text("def reassign(work, visit, to): pass\ndef good(work, visit, given): pass\n", "utf-8")
    assert [is_shapeless(node) for node in functions(path)] == [True, False]


def apps() -> list[Path]:
    return [path.parent for path in sorted(APPS.glob("*/__init__.py"))]


def command_files() -> list[Path]:
    """Give the files that declare commands; transitions.py serves the pure state changes of its app."""
    paths = [path for app in apps() for path in python_files(app / "commands")]
    return [path for path in paths if path.stem != "transitions" and commands_in(path)]


def commands_in(path: Path) -> list[FunctionNode]:
    """Give the functions of a file that are declared as commands."""
    return [node for node in functions(path) if any(is_command(one) for one in node.decorator_list)]


def is_command(decorator: ast.expr) -> bool:
    return ast.unparse(decorator).split("(")[0] == "command"


def names(path: Path) -> list[str]:
    return [node.name for node in commands_in(path)]


def body_lines(node: FunctionNode) -> int:
    """Count the lines from the first statement after the docstring to the end."""
    first = node.body[1] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or first.lineno) - first.lineno + 1


def functions(path: Path) -> list[FunctionNode]:
    nodes = [node for node in parsed(path).body if isinstance(node, FunctionNode)]
    return [node for node in nodes if not node.name.startswith("_")]


def is_shapeless(node: FunctionNode) -> bool:
    """Tell whether a body breaks `f(work, subject, *, ...)`: callers see `f(context, subject_id, ...)`.

    What travels in a frozen input is called `given` and stands last.
    """
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    own = [name for name in names if name != "given"]
    return len(own) > 2 or names[:1] != ["work"] or "given" in names[:-1]
