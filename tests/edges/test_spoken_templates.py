"""Templates hold the words of their language, and never those of another."""

from __future__ import annotations

from datetime import UTC

import pytest
from django.utils import translation
from jinja2 import DictLoader

from firstfix.server.folding import SpokenEnvironment
from firstfix.server.jinja import Surroundings, equipped

WORDS = {"de": {"Open": "Offen <b>", "Case %(number)s": "Fall %(number)s", "100 %%": "ganz %%"}}


def spoken(text: str) -> str:
    return WORDS.get(translation.get_language() or "en", {}).get(text, text)


@pytest.fixture
def pages() -> SpokenEnvironment:
    templates = {
        "piece": "{% macro told() %}{{ _('Open') }}{% endmacro %}",
        "words": "{% import 'piece' as piece %}{{ piece.told() }}|"
        "{{ _('Case %(number)s', number=number) }}|{{ _('100 %%') }}",
        "mark": "{{ language() }} {{ icon('plus', label=_('Open')) }}",
    }
    around = Surroundings(
        static=lambda path: f"/{path}",
        url=lambda name, *_args, **_kwargs: name,
        gettext=spoken,
        ngettext=lambda one, many, count: one if count == 1 else many,
        zone=lambda: UTC,
        language=lambda: translation.get_language() or "en",
        reads_right_to_left=lambda: False,
    )
    env = SpokenEnvironment(autoescape=True, loader=DictLoader(templates))
    equipped(env, around)
    return env


def drawn(pages: SpokenEnvironment, name: str, language: str, **facts: object) -> str:
    with translation.override(language):
        return pages.get_template(name).render(**facts)


def test_each_language_reads_its_own_words_from_one_environment(pages: SpokenEnvironment) -> None:
    for _round in range(2):
        assert drawn(pages, "words", "en", number=7) == "Open|Case 7|100 %"
        assert drawn(pages, "words", "de", number=7) == "Offen <b>|Fall 7|ganz %"


def test_what_is_filled_into_words_is_escaped(pages: SpokenEnvironment) -> None:
    assert "Fall &lt;i&gt;" in drawn(pages, "words", "de", number="<i>")


def test_a_drawing_is_spoken_in_the_language_of_its_page(pages: SpokenEnvironment) -> None:
    assert drawn(pages, "mark", "en").startswith("en <svg")
    assert 'aria-label="Offen <b>"' in drawn(pages, "mark", "de")
