"""What the page on reasons shows is what the engine says."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstfix.engines.dispatch.planning.relaxation_families import Limits
from firstfix.engines.dispatch.planning.relaxation_trial import NEAR_TECHNICIANS

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "dispatch-reasons.md"


def test_the_page_on_reasons_shows_what_its_example_prints(capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    example, printed = (page.split(fence)[1].split("```")[0] for fence in ("```python\n", "```text\n"))
    exec(compile(example, str(PAGE), "exec"), {})
    assert capsys.readouterr().out == printed


def test_the_page_on_reasons_gives_the_amounts_of_the_engine() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert NEAR_TECHNICIANS == 4
    assert "the days of four technicians" in page
    assert f"for {Limits().effort} iterations" in page
