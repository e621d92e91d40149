"""The web server's own process: granian, as its command line starts it, that ends with its supervisor.

Where a new process begins as a copy of this one (``fork``, on Linux), the code of the application is loaded
here, once: the web workers then share that memory, and begin at once. Elsewhere each of them loads its own.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from importlib import import_module

import django
from django.conf import settings
from django.db import connections
from django.template import engines
from django.utils import translation
from granian.cli import entrypoint

from firstfix.server.parent import end_with_parent, wait_until_let_go

__all__ = ["load_what_is_shared", "main"]

_ON_EVERY_PAGE = ("components/", "head.html", "layout", "pages/case.html", "pages/queue.html")
# All pages and the API with its commands, and what receives and answers; not the application itself: it is
# made in each worker.
_SHARED = ("firstfix.server.urls", "firstfix.server.bridge", "firstfix.server.live")


def main() -> None:
    """Serve as the words of the command line tell granian to."""
    end_with_parent()
    if multiprocessing.get_start_method() == "fork":
        load_what_is_shared()
    wait_until_let_go()
    entrypoint()


def load_what_is_shared() -> None:
    """Load the application's code, and keep nothing that belongs to one process alone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstfix.server.settings")
    django.setup()
    for name in _SHARED:
        import_module(name)
    for language, _words in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext(language)
    _compile_what_every_page_shows()
    # A connection belongs to the process that opened it.
    connections.close_all()
    # What is loaded stays; without looking for garbage in it, no worker writes to the memory that it shares.
    gc.collect()
    gc.freeze()


def _compile_what_every_page_shows() -> None:
    """Compile what every page is made of, in the language that most installations speak."""
    with translation.override(settings.LANGUAGE_CODE):
        templates = engines["jinja2"].env  # type: ignore[attr-defined]
        for name in templates.list_templates():
            if name.startswith(_ON_EVERY_PAGE):
                templates.get_template(name)


if __name__ == "__main__":
    main()
