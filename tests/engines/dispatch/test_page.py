"""What the page on planning days shows is what the engine does."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstfix.engines.dispatch.planning import DEFAULT_POLICY

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "dispatch-search.md"


def test_the_page_on_planning_days_shows_what_its_example_prints(capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    example, printed = (page.split(fence)[1].split("```")[0] for fence in ("```python\n", "```text\n"))
    exec(compile(example, str(PAGE), "exec"), {})
    assert capsys.readouterr().out == printed


def test_the_page_on_planning_days_gives_the_prices_of_the_policy() -> None:
    rows = [line.split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    told = {row[0].removeprefix("| "): row[1] for row in rows}
    policy = DEFAULT_POLICY
    assert told["travel"] == f"{policy.travel} a minute"
    assert told["overtime"] == f"{policy.overtime} a minute"
    assert told["lateness"].startswith(", ".join(map(str, policy.late.values())))
    assert told["unserved"] == ", ".join(f"{points:,}" for points in policy.unserved.values())
    assert told["preference"].startswith(f"{policy.not_preferred} ")
    assert told["fairness"].startswith(f"{policy.unpopular} ")
    assert told["parts"].startswith(f"{policy.pick_up} ")
    assert told["disruption"].startswith(
        f"{policy.other_technician} for other hands, {policy.moved_minute} a"
    )
