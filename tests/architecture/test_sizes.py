"""Small, and the tail matters most: the limits of style.md, rule 15, and rule 9 for edges."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.tree import APPS, ROOT, Function, functions_in, parsed, place, python_files

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
LONGEST_EDGE = 12

# Whoever checks a seal without us gets one file that needs nothing else (architecture.md, "Imports").
ONE_FILE = {"src/firstfix/engines/custody/verifier.py"}

# Below so many functions a percentile says nothing.
ENOUGH = 50


def test_no_function_is_longer_than_sixty_lines() -> None:
    assert too_long_functions(everything()) == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    assert too_long_files(everything()) == []


def test_half_of_the_functions_are_under_eight_lines_and_nine_in_ten_under_twenty() -> None:
    lengths = sorted(function.line_count for path in python_files() for function in functions_in(path))
    assert len(lengths) > ENOUGH
    assert share_under(lengths, 8) >= 0.5
    assert share_under(lengths, 20) >= 0.9


def test_nine_in_ten_files_are_under_two_hundred_lines() -> None:
    lengths = [file_length(path) for path in python_files() if not is_exempt(path)]
    assert share_under(lengths, 200) >= 0.9


def test_views_and_endpoints_parse_call_and_answer_in_twelve_lines() -> None:
    edges = [path for path in python_files(APPS) if {"views", "api"} & {path.stem, *path.parts}]
    long = [f"{one.place}: {one.line_count} lines" for one in longer_than(LONGEST_EDGE, edges)]
    assert long == []


def test_the_check_finds_a_long_function_and_a_long_file(tmp_path: Path) -> None:
    body = "\n".join(f"    step_{number} = {number}" for number in range(LONGEST_FILE))
    path = tmp_path / "long.py"
    path.write_text(f"def endless():\n{body}\n", encoding="utf-8")
    assert too_long_functions([path]) == ["long.py:1 endless: 401 lines"]
    assert too_long_files([path]) == ["long.py: 401 lines"]


def test_a_docstring_costs_a_function_nothing(tmp_path: Path) -> None:
    path = tmp_path / "told.py"
    path.write_text(
        'def told():\n    """One.\n\n    Two.\n    """\n    # why\n\n    return 1\n', encoding="utf-8"
    )
    assert [function.line_count for function in functions_in(path)] == [2]


def everything() -> list[Path]:
    tests = [path for name in ("tests", ".ci", "benchmarks") for path in python_files(ROOT / name)]
    return python_files() + tests


def too_long_functions(paths: list[Path]) -> list[str]:
    long = [one for one in longer_than(LONGEST_FUNCTION, paths) if not is_sample(one)]
    return [f"{one.place}: {one.line_count} lines" for one in long]


def is_sample(function: Function) -> bool:
    """Tell whether a test's function is nothing but one returned value: rows, not steps."""
    steps = [step for step in function.node.body if not isinstance(step, ast.Expr)]
    return "tests" in function.path.parts and [type(step) for step in steps] == [ast.Return]


def longer_than(limit: int, paths: list[Path]) -> list[Function]:
    return [one for path in paths for one in functions_in(path) if one.line_count > limit]


def too_long_files(paths: list[Path]) -> list[str]:
    long = [path for path in paths if file_length(path) > LONGEST_FILE and not is_exempt(path)]
    return [f"{place(path)}: {file_length(path)} lines" for path in long]


def is_exempt(path: Path) -> bool:
    return place(path) in ONE_FILE or is_data_table(path)


def file_length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def is_data_table(path: Path) -> bool:
    """Tell whether a file holds rows only: no function and no class."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return not any(isinstance(node, kinds) for node in ast.walk(parsed(path)))


def share_under(lengths: list[int], limit: int) -> float:
    return sum(length < limit for length in lengths) / len(lengths)
