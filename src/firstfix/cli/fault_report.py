"""What the pages of site checks and captures have in common: their templates, and where codes may break."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jinja2 import Template
from markupsafe import Markup, escape

from firstfix.cli.offline_page import page_environment

__all__ = ["report_template"]

_TEMPLATES: Final = Path(__file__).parent / "templates" / "fault_report"


def report_template(
    name: str, gettext: Callable[[str], str], ngettext: Callable[[str, str, int], str]
) -> Template:
    """Give one of the templates in a language; its filter ``breakable`` lets codes break on phones."""
    environment = page_environment(_TEMPLATES, gettext, ngettext)
    environment.filters["breakable"] = _breakable
    return environment.get_template(name)


def _breakable(text: str) -> Markup:
    """Let a code such as TLS.MISSING_INTERMEDIATE break where its words end, on pages that are narrow."""
    return Markup(re.sub(r"(?<=[A-Z][._])(?=[A-Z])", "<wbr>", str(escape(text))))  # noqa: S704 - escaped
