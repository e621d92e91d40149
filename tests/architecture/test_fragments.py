"""Change fragments have a kind and a sentence, so that a release can collect them."""

from __future__ import annotations

import pytest

from tests.architecture.tree import ROOT

PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "NOTICE", "THIRD_PARTY.md", "LICENSE")
KINDS = {"new", "better", "fixed", "security", "removed"}
FRAGMENTS = sorted(path for path in (ROOT / "changes").glob("*") if path.name != "README.md")


def test_fragments_are_named_by_area_and_words() -> None:
    assert [path.name for path in FRAGMENTS if path.suffix != ".md" or "-" not in path.stem] == []


def test_a_fragment_begins_with_its_kind_and_says_something() -> None:
    texts = {path.name: path.read_text(encoding="utf-8").strip().splitlines() for path in FRAGMENTS}
    assert [
        name for name, lines in texts.items() if not lines or lines[0] not in KINDS or len(lines) < 2
    ] == []


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "NOTICE", "THIRD_PARTY.md", "LICENSE"]
)
def test_a_newcomer_finds_the_page_that_every_project_has(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()
