"""The pages hold together: links lead somewhere, decisions say what would prove them wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, place

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "changes").glob("*.md")])
INDEX = ROOT / "docs" / "README.md"
LISTED = [page for page in PAGES if page.is_relative_to(ROOT / "docs") and page.parent.name != "decisions"]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
LONGEST_DECISION = 40


@pytest.mark.parametrize("page", PAGES, ids=place)
def test_every_link_inside_the_repository_leads_somewhere(page: Path) -> None:
    assert [link for link in links(page) if not leads_somewhere(page, link)] == []


def test_the_check_finds_a_missing_page_and_a_missing_heading(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A name, with signs!\n[a](#a-name-with-signs) [b](#nowhere) [c](gone.md)\n`[d](e)`\n", "utf-8"
    )
    assert [link for link in links(page) if not leads_somewhere(page, link)] == ["#nowhere", "gone.md"]


@pytest.mark.parametrize("page", [page for page in LISTED if page != INDEX], ids=place)
def test_every_page_is_found_from_the_index(page: Path) -> None:
    assert page in {(INDEX.parent / link).resolve() for link in links(INDEX)}


@pytest.mark.parametrize("page", DECISIONS, ids=place)
def test_a_decision_is_short_and_says_what_would_prove_it_wrong(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", page.name)
    assert len(text.splitlines()) <= LONGEST_DECISION
    assert "What would prove us wrong" in text


def test_no_two_decisions_share_a_number() -> None:
    numbers = [page.name[:4] for page in DECISIONS]
    assert sorted(set(numbers)) == numbers


def links(page: Path) -> list[str]:
    """Give the links of a page that stay inside the repository."""
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    return [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]


def leads_somewhere(page: Path, link: str) -> bool:
    """Tell whether a link's file exists, and its heading where it names one."""
    name, _, heading = link.partition("#")
    target = (page.parent / name) if name else page
    return target.exists() and (not heading or target.suffix != ".md" or heading in headings(target))


def headings(page: Path) -> set[str]:
    """Give the anchors of a page's headings: lower case, no signs, hyphens for spaces."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}
