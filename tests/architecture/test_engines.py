"""Engines know nothing but their arguments: no clock, no chance, no files, no Django anywhere behind them."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import SOURCE, parsed, place, python_files

ENGINES = SOURCE / "engines"

# What reads the world: a call with one of these endings makes a verdict depend on more than its arguments.
WORLDLY_CALLS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic",
    "time.time_ns", "time.sleep", "uuid.uuid1", "uuid.uuid4", "uuid1", "uuid4", "os.getenv", "os.urandom",
    "open", "__import__", "eval", "exec", "random.random", "random.randint", "random.choice",
    "random.shuffle", "random.sample", "random.uniform", "random.seed", "Random", "random.Random",
    "secrets.token_bytes",
}  # fmt: skip
# With an argument it is a seeded generator, which is allowed.
ALLOWED_WITH_ARGUMENTS = {"Random", "random.Random"}
# The verifier is a program of its own, too: it reads the export it is given.
PROGRAMS = {"src/firstfix/engines/custody/verifier.py"}
# Parts of packages that import-linter sees only as a whole.
WORLDLY_MODULES = {"urllib.request", "http.client", "importlib"}


def test_engines_ask_no_clock_no_chance_and_no_file() -> None:
    paths = [path for path in python_files(ENGINES) if place(path) not in PROGRAMS]
    found = [f"{place(path)}: {what}" for path in paths for what in worldly(path)]
    assert found == []


def test_the_check_finds_a_hidden_clock_and_an_unseeded_generator(tmp_path: Path) -> None:
    path = tmp_path / "guess.py"
    path.write_text("import urllib.request\nx = datetime.now()\ny = Random()\nz = Random(7)\n", "utf-8")
    assert list(worldly(path)) == ["urllib.request", "datetime.now", "Random"]


@pytest.mark.parametrize("package", [name for name in ("engines", "laptop") if (SOURCE / name).is_dir()])
def test_loading_it_whole_loads_no_django(package: str) -> None:
    modules = [module_name(path) for path in python_files(SOURCE / package)]
    program = f"import {', '.join(modules)}, sys; print('django' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def worldly(path: Path) -> Iterator[str]:
    """Give the modules and calls of a file that reach outside its arguments."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in WORLDLY_MODULES)
        if isinstance(node, ast.ImportFrom) and node.module in WORLDLY_MODULES:
            yield node.module
        if isinstance(node, ast.Call) and is_worldly(node):
            yield ast.unparse(node.func)


def is_worldly(call: ast.Call) -> bool:
    name = ".".join(ast.unparse(call.func).split(".")[-2:])
    return name in WORLDLY_CALLS and not (call.args and name in ALLOWED_WITH_ARGUMENTS)


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
