"""The gallery: every interface piece in every state, from sample facts, without a database.

``python -m firstfix.server.gallery <folder>`` writes the pages beside a copy of the static files; the
browser tests look at the same pages (tests/journeys/test_gallery.py). Who changes a piece looks here first.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from firstfix.kernel.clock import frozen_at
from firstfix.server.gallery_sample import NAV, SAMPLE, SAMPLE_AT, USER
from firstfix.server.jinja import TEMPLATES, Surroundings, equipped

__all__ = ["gallery_environment", "gallery_pages", "write_gallery"]

ERROR_CODES = (400, 403, 404, 409, 422, 429, 500)
NONCE = "gallery"


def gallery_environment(*, static_root: str = "static", reads_right_to_left: bool = False) -> Environment:
    """Give the project's templates with addresses that lead nowhere and English as it is written."""
    around = Surroundings(
        static=lambda path: f"{static_root}/{path}",
        url=lambda name, *_args, **_kwargs: f"#{name}",
        gettext=lambda text: text,
        ngettext=lambda one, many, count: one if count == 1 else many,
        zone=lambda: UTC,
        language=lambda: "ar" if reads_right_to_left else "en",
        reads_right_to_left=lambda: reads_right_to_left,
    )
    bare = Environment(autoescape=True, loader=FileSystemLoader(TEMPLATES))
    return equipped(bare, around)


def gallery_pages() -> Iterator[tuple[str, str]]:
    """Give (file name, HTML) of every page of the gallery."""
    pages = gallery_environment()
    with frozen_at(SAMPLE_AT):
        for name in ("index", "queue", "why", "case", "empty", "sign_in", "report"):
            yield f"{name}.html", _page(pages, f"gallery/{name}.html", name)
        for code in ERROR_CODES:
            yield f"{code}.html", pages.get_template(f"errors/{code}.html").render(csp_nonce=NONCE)
        yield "rtl.html", _page(gallery_environment(reads_right_to_left=True), "gallery/index.html", "index")


def write_gallery(folder: Path) -> None:
    """Write the gallery's pages and the static files they use into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, html in gallery_pages():
        (folder / name).write_text(html, encoding="utf-8")
    shutil.copytree(TEMPLATES.parent / "static", folder / "static", dirs_exist_ok=True)


def _page(pages: Environment, template: str, name: str) -> str:
    nav = [{**place, "current": place["href"] == f"{name}.html"} for place in NAV]
    frame = {
        "nav": nav, "user": USER, "csrf_token": "sample", "csp_nonce": NONCE,
        "search_url": "queue.html", "commands_url": "commands.json", "home_url": "index.html", "messages": [],
    }  # fmt: skip
    return pages.get_template(template).render(**frame, **SAMPLE)


if __name__ == "__main__":
    write_gallery(Path(sys.argv[1]))
