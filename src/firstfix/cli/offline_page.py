"""What pages have in common that need no network: their head, their look, and how templates are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

__all__ = ["page_environment"]

_TEMPLATES = Path(__file__).parent / "templates" / "offline"


def page_environment(
    templates: Path, gettext: Callable[[str], str], ngettext: Callable[[str, str, int], str]
) -> Environment:
    """Give where the templates of a page are read, its words translated.

    ``page.html`` in the folder fills the blocks of ``shell.html``, and ``style.css`` adds to its look. The
    page may load nothing and run nothing: whoever gets the file opens it from a mail or a stick.
    """
    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader([templates, _TEMPLATES]),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    install: Any = environment
    install.install_gettext_callables(gettext, ngettext, newstyle=True)
    return environment
