"""What was kept filled and in English is told in another language; what nobody marked stays as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.diagnosis.hindrances import HINDRANCES
from firstfix.engines.diagnosis.retelling import retold

WORD = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,12}", fullmatch=True)


def marked(template: str) -> str:
    return f"<{template}>"


@given(st.sampled_from(HINDRANCES), st.data())
def test_each_sentence_is_found_again_whatever_fills_it(template: str, data: st.DataObject) -> None:
    names = re.findall(r"\{(\w+)\}", template)
    values = {name: data.draw(WORD, label=name) for name in names}
    assert retold(template.format(**values), HINDRANCES, marked) == f"<{template.format(**values)}>"


@given(st.text(max_size=60))
def test_what_is_no_sentence_of_ours_stays_as_it_is(text: str) -> None:
    assert retold(text, ("the system said so: {said}", "it ended"), marked) in {text, f"<{text}>"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ask for the time", "<ask for the time>"),
        ("ask for a.example A", "<ask for a.example A>"),
        ("ask for a.example A and more", "<ask for a.example A and more>"),
        ("{0.__class__}", "{0.__class__}"),
        ("resolve {name.__class__}", "<resolve {name.__class__}>"),
        ("", ""),
    ],
)
def test_the_most_exact_sentence_is_taken_and_no_value_is_read_as_a_place(text: str, said: str) -> None:
    templates = (
        "ask for {name} {type}",
        "ask for the time",
        "ask for {name} {type} and more",
        "resolve {host}",
    )
    assert retold(text, templates, marked) == said
