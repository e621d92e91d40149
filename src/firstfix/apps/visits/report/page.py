"""The document as an HTML fragment: semantic, escaped, to be placed inside any page."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from firstfix.engines.documents.readable import Plain

_TEMPLATES = Path(__file__).parent / "templates"


def render_page(plain: Plain, *, picture_urls: dict[str, str] | None = None) -> Markup:
    """Give a document that was read out as one ``<article>``.

    ``picture_urls`` names the address of each picture by its SHA-256; a picture without an address is
    shown by its hash. The fragment carries classes (``document-...``) and no styles of its own.
    """
    template = _environment().get_template("document.html")
    # The template escapes every value by itself; the tests feed it markup at each place.
    return Markup(template.render(document=plain, picture_urls=picture_urls or {}))  # noqa: S704


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
