"""Nothing leaves but through kernel.outgoing (domain.md, gate 7)."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.tree import SOURCE, parsed, place, python_files

# Whoever imports one of these can send something out; the import is the door that we watch.
DOORS = (
    "django.core.mail",
    "firstfix.apps.visits.report.render_json",
    "firstfix.apps.visits.report.render_page",
    "firstfix.apps.visits.report.render_pdf",
    "ftplib",
    "http.client",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
)
# Parts of a door itself, and senders whose words are none of a case's: file or folder -> why.
ALLOWED: dict[str, str] = {
    "kernel/accounts/mailing.py": "mails one-time links, which are secrets by design, and no words of a case",
    "kernel/worker/loop.py": "asks for the machine's name",
    "cli/serve.py": "asks whether its own port is free",
    "laptop/probes": "asks the network what a spec names, in questions that hold no words of a case",
}
# The point itself, and functions that pass it for their callers: module or name -> its file.
POINTS = {
    "firstfix.kernel.outgoing": "kernel/outgoing/__init__.py",
    "firstfix.apps.visits.report.keeping.released_reading": "apps/visits/report/keeping.py",
}


def test_who_can_send_something_out_has_it_released() -> None:
    offenders = [
        f"{path.relative_to(SOURCE).as_posix()}: {', '.join(doors_in(path))}"
        for path in python_files()
        if doors_in(path) and not is_allowed(path) and not passes_the_point(path)
    ]
    assert offenders == []


def test_the_functions_that_pass_the_point_for_others_do_pass_it() -> None:
    files = [SOURCE / name for name in POINTS.values() if not name.startswith("kernel/outgoing")]
    assert [place(path) for path in files if not imports(path, "firstfix.kernel.outgoing")] == []


def test_no_exception_outlives_its_reason() -> None:
    watched = {path.relative_to(SOURCE).as_posix() for path in python_files() if doors_in(path)}
    unused = [
        name for name in ALLOWED if not any(one == name or one.startswith(f"{name}/") for one in watched)
    ]
    assert unused == []


def test_the_check_finds_a_sender_that_goes_round_the_point(tmp_path: Path) -> None:
    path = tmp_path / "sender.py"
    path.write_text("import socket\nfrom django.core.mail import send_mail\nimport httpx._client\n", "utf-8")
    assert doors_in(path) == ["django.core.mail", "httpx", "socket"]
    assert not passes_the_point(path)
    honest = tmp_path / "honest.py"
    honest.write_text("from firstfix.kernel.outgoing import release\nimport httpx\n", "utf-8")
    assert passes_the_point(honest)


def doors_in(path: Path) -> list[str]:
    """Give the doors that a file imports."""
    return sorted(door for door in DOORS if imports(path, door))


def passes_the_point(path: Path) -> bool:
    """Tell whether a file knows the outgoing point, or somebody who passes it for others."""
    return any(imports(path, point) for point in POINTS)


def imports(path: Path, module: str) -> bool:
    return any(within(name, module) for name in imported(path))


def is_allowed(path: Path) -> bool:
    name = path.relative_to(SOURCE).as_posix()
    return any(name == allowed or name.startswith(f"{allowed}/") for allowed in ALLOWED)


def within(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def imported(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names
