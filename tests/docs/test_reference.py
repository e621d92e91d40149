"""The generated reference pages say what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstfix.cli.reference import pages

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_stored_page_is_what_the_code_generates(name: str) -> None:
    stored = (REFERENCE / name).read_text(encoding="utf-8")
    assert stored == pages()[name], f"run: .venv/bin/firstfix reference {REFERENCE.relative_to(Path.cwd())}"
