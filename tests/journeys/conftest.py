"""A browser, and the gallery served under the product's strict content policy."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright

from firstfix.server.gallery import NONCE, write_gallery

POLICY = (
    f"default-src 'none'; script-src 'nonce-{NONCE}' 'strict-dynamic'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
COMMANDS = [
    {"label": "Go to the queue", "href": "queue.html", "group": "Go to", "key": "q"},
    {
        "label": "Dispatch visit",
        "target": "#next-action",
        "group": "On this page",
        "hint": "2 things missing",
    },
]


# Five seconds are usual, and a computer with much else to do pauses for as long; only a failure waits for it.
PATIENCE_MS = 90_000
expect.set_options(timeout=PATIENCE_MS)


class _Quiet(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        pass


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Keep the journeys' SQLite in a file, as the product does.

    In memory all threads of the live server would share one connection: a page that is read while another
    request writes finds "table is locked", which no user of a file ever sees. The look at every page alone
    stays in memory: there each test takes back what its page wrote, by a transaction around both.
    """
    chosen = connections.databases["default"]
    if chosen["ENGINE"].endswith("sqlite3") and any(map(_commits, request.session.items)):
        chosen["TEST"]["NAME"] = str(tmp_path_factory.mktemp("journeys") / "firstfix.sqlite3")


def _commits(test: pytest.Item) -> bool:
    mark = test.get_closest_marker("django_db")
    return mark is not None and bool(mark.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the gallery."""
    folder = tmp_path_factory.mktemp("gallery")
    write_gallery(folder)
    (folder / "commands.json").write_text(json.dumps(COMMANDS), encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give one browser for all journeys."""
    debian = Path("/usr/bin/chromium")
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=str(debian) if debian.exists() else None)
        for opening in ("new_context", "new_page"):
            setattr(started, opening, _patient(getattr(started, opening)))
        yield started
        started.close()


def _patient(opening: Callable[..., Any]) -> Callable[..., Any]:
    """Give what opens a window whose every step, not only ``expect``, may take as long as it may."""

    def opened(**how: Any) -> Any:
        made = opening(**how)
        made.set_default_timeout(PATIENCE_MS)
        return made

    return opened


@pytest.fixture
def desk(browser: Browser, gallery: str) -> Iterator[Page]:
    """Give a page of the gallery on a desk; script errors and broken policies fail the test."""
    context = browser.new_context(
        base_url=gallery, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert complaints == []
