"""A check against a loopback server, looked at and judged as on a site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from firstfix.engines.diagnosis import Diagnosis, Run, Spec, diagnose, read_spec
from firstfix.laptop.probes import run_spec
from tests.laptop.authority import root

__all__ = ["check", "codes", "look", "looked"]


def check(kind: str, **fields: Any) -> str:
    """Give a check as TOML; ``expect_x`` becomes ``expect.x``."""
    named = {"id": "it", "kind": kind, "host": "127.0.0.1", "timeout": 1.0, **fields}
    if kind in {"dns", "proxy"}:
        named.pop("host")
    lines = [
        f"{name.replace('expect_', 'expect.')} = {toml(value)}"
        for name, value in named.items()
        if value is not None
    ]
    return "\n".join(["[[check]]", *lines, ""])


def toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


async def looked(folder: Path, *checks: str) -> tuple[Spec, Run]:
    """Give the run of checks; the tests' root is trusted as file:root.pem."""
    (folder / "root.pem").write_bytes(root().pem)
    spec = read_spec("\n".join(['[spec]\nname = "Test"', *checks]).encode())
    return spec, await run_spec(spec, folder)


async def look(folder: Path, *checks: str) -> Diagnosis:
    """Give the diagnosis of checks."""
    return diagnose(*await looked(folder, *checks))


async def codes(folder: Path, *checks: str) -> list[str]:
    """Give the codes that checks find."""
    return [finding.code for finding in (await look(folder, *checks)).findings]
