"""The glossary names everything that has a life, once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from firstfix.engines.lifecycle import MACHINES

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"


def terms() -> list[str]:
    """Give every term that the glossary explains, in small letters."""
    return [term.lower() for term in re.findall(r"\*\*([^*]+)\*\*", GLOSSARY.read_text("utf-8"))]


# A checklist result is one point of a checklist: pages call it a check.
@pytest.mark.parametrize("noun", sorted(set(MACHINES) - {"checklist_result"}))
def test_what_has_a_life_stands_in_the_glossary(noun: str) -> None:
    assert noun.replace("_", " ") in terms()


def test_no_term_is_explained_twice() -> None:
    found = terms()
    assert sorted({term for term in found if found.count(term) > 1}) == []
