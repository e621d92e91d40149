"""The message catalogues follow the texts: nothing stale, nothing misplaced, German as good as whole."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings

from tests.architecture.tree import ROOT

# A text that was added an hour ago may still be English; a page half English may not.
LEAST_TRANSLATED_SHARE = 0.98


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """Give bin/messages as a module."""
    spec = spec_from_loader("messages", SourceFileLoader("messages", str(ROOT / "bin" / "messages")))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def collected(tool: ModuleType) -> Catalog:
    """Give every text of the product as of now."""
    return tool.collect()


def catalogue(text: str, translation: str | tuple[str, ...]) -> Catalog:
    made = Catalog(locale="de")
    made.add(
        (text, text) if isinstance(translation, tuple) else text, translation, locations=[("a.py", None)]
    )
    return made


def test_the_template_holds_exactly_the_texts_of_the_product(tool: ModuleType, collected: Catalog) -> None:
    stale = tool.written(collected) != tool.TEMPLATE.read_bytes()
    assert not stale, "run: bin/messages"


@pytest.mark.parametrize("language", ["de"])
def test_a_language_follows_the_template_and_its_compiled_form_is_fresh(
    tool: ModuleType, collected: Catalog, language: str
) -> None:
    path = tool.LOCALE / language / "LC_MESSAGES" / "django.po"
    merged = tool.merge(path, collected)
    stale = [one.name for one, content in tool.outputs(path, merged) if one.read_bytes() != content]
    assert stale == [], "run: bin/messages"
    assert list(tool.misplaced_in(merged)) == []
    left = list(tool.untranslated_in(merged))
    assert len(left) <= (1 - LEAST_TRANSLATED_SHARE) * len(merged), left


def test_every_language_that_is_offered_has_a_catalogue(tool: ModuleType) -> None:
    from_files = {path.parent.parent.name for path in tool.LOCALE.glob("*/LC_MESSAGES/django.mo")}
    from_settings = {code for code, _name in settings.LANGUAGES}
    assert from_settings == from_files | {"en"}


@pytest.mark.parametrize(
    ("text", "translation", "is_right"),
    [
        ("Missing: {count}", "Es fehlen: {count}", True),
        ("{actor} wrote: {words}", "{actor} schrieb: {word}", False),
        ("{actor} wrote: {words}", "{actor} schrieb.", False),
        ("%(name)s waits", "%(name)s wartet", True),
        ("%(name)s waits", "%(who)s wartet", False),
        ("{minutes:02d} min", "{minutes} Min.", False),
        ("%(num)s visits", ("ein Einsatz", "%(num)s Einsätze"), True),
    ],
)
def test_a_translation_keeps_the_places_of_its_text(
    tool: ModuleType, text: str, translation: str | tuple[str, ...], is_right: bool
) -> None:
    assert (list(tool.misplaced_in(catalogue(text, translation))) == []) is is_right


def test_an_empty_translation_is_named(tool: ModuleType) -> None:
    assert list(tool.untranslated_in(catalogue("Close", ""))) == ["'Close' (a.py)"]
