"""Templates hold the words of their language, and never those of another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from uuid import UUID

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe
from jinja2 import DictLoader, Undefined
from markupsafe import Markup, escape

from firstfix.server.folding import SpokenEnvironment, printed
from firstfix.server.jinja import Surroundings, equipped

WORDS = {"de": {"Open": "Offen <b>", "Case %(number)s": "Fall %(number)s", "100 %%": "ganz %%"}}


def spoken(text: str) -> str:
    return WORDS.get(translation.get_language() or "en", {}).get(text, text)


AROUND = Surroundings(
    static=lambda path: f"/{path}",
    url=lambda name, *_args, **_kwargs: name,
    gettext=spoken,
    ngettext=lambda one, many, count: one if count == 1 else many,
    zone=lambda: UTC,
    language=lambda: translation.get_language() or "en",
    reads_right_to_left=lambda: False,
)


@pytest.fixture
def pages() -> SpokenEnvironment:
    templates = {
        "piece": "{% macro told() %}{{ _('Open') }}{% endmacro %}",
        "words": "{% import 'piece' as piece %}{{ piece.told() }}|"
        "{{ _('Case %(number)s', number=number) }}|{{ _('100 %%') }}",
        "mark": "{{ language() }} {{ icon('plus', label=_('Open')) }}",
    }
    env = SpokenEnvironment(autoescape=True, loader=DictLoader(templates))
    equipped(env, AROUND)
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


def test_words_that_hold_a_percent_sign_or_one_place_twice_are_filled_as_gettext_fills_them() -> None:
    sentences = {
        "twice": "{{ _('%(a)s and %(a)s', a=a) }}",
        "percent": "{{ _('%(a)s %% of all', a=a) }}",
        "apart": "{{ _('%(a)s, then %(b)s', a=a, b=b) }}",
        "safe": "{{ _('%(a)s, then %(b)s', a=safe, b=nothing) }}|{{ nothing }}",
    }
    env = SpokenEnvironment(autoescape=True, loader=DictLoader(sentences))
    equipped(env, replace(AROUND, gettext=str))
    facts = {"a": "<1>", "b": 2, "safe": Markup("<b>")}
    assert {name: drawn(env, name, "en", **facts) for name in sentences} == {
        "twice": "&lt;1&gt; and &lt;1&gt;",
        "percent": "&lt;1&gt; % of all",
        "apart": "&lt;1&gt;, then 2",
        "safe": "<b>, then |",
    }


class Drawn:
    """Something that draws itself, as forms of Django do."""

    def __html__(self) -> str:
        return "<form>"


class Loud(str):
    """A string of another kind, which is no more to be trusted."""

    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        "<script>\"'&",
        Markup("<b>"),
        Loud("<i>"),
        mark_safe("<u>"),
        Drawn(),
        Undefined(),
        None,
        7,
        -7,
        True,
        1.5,
        UUID(int=7),
        b"<",
    ],
)
def test_what_is_printed_is_escaped_as_ever(value: object) -> None:
    assert str(printed(value)) == str(escape(value))
    page = SpokenEnvironment(autoescape=True, loader=DictLoader({"page": "{{ value }}{{ [value]|first }}"}))
    assert drawn(page, "page", "en", value=value) == str(escape(value)) * 2


def test_a_page_that_is_not_escaped_stays_as_it_is() -> None:
    page = SpokenEnvironment(autoescape=False, loader=DictLoader({"page": "{{ value }}"}))
    assert drawn(page, "page", "en", value="<b>") == "<b>"
