"""Live updates against the served product: two people look at the same case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.edges.test_serve import serving
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
# Only a failure takes that long.
SOON_MS = 90_000


@dataclass
class Ground:
    """A served installation with one case, and two people who are signed in."""

    address: str
    environment: dict[str, str]
    case_id: str
    cookies: list[str]

    def run(self, *words: str) -> None:
        """Change something by a command in another process."""
        _run(self.environment, *words)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    home = tmp_path_factory.mktemp("live")
    environment = {**os.environ, "FIRSTFIX_HOME": str(home), "PYTHONPATH": str(ROOT)}
    for name in ("FIRSTFIX_DATABASE_URL", "FIRSTFIX_DEMO", "FIRSTFIX_URL", "FIRSTFIX_PARENT"):
        environment.pop(name, None)
    subprocess.run([sys.executable, "-m", "firstfix", "prepare"], env=environment, check=True)
    filled = json.loads(_run(environment, "fill"))
    port = free_port()
    with serving(environment, port):
        yield Ground(f"http://127.0.0.1:{port}", environment, filled["case"], filled["cookies"])


@pytest.fixture
def page(browser: Browser, ground: Ground) -> Iterator[Page]:
    context = browser.new_context(base_url=ground.address, viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "firstfix_session", "value": ground.cookies[0], "url": ground.address}])
    yield context.new_page()
    context.close()


def test_an_open_case_shows_what_somebody_else_wrote(ground: Ground, page: Page) -> None:
    _open(page, f"/cases/{ground.case_id}")
    ground.run("note", ground.case_id, "The second supply hums")
    entry = page.get_by_text("The second supply hums")
    entry.wait_for(timeout=SOON_MS)
    assert page.locator(".just-changed", has=entry).count() == 1


def test_what_is_being_typed_is_never_taken_away(ground: Ground, page: Page) -> None:
    _open(page, f"/cases/{ground.case_id}")
    box = page.locator("#do-add_note").get_by_label("In words")
    box.fill("Half a thought")
    ground.run("note", ground.case_id, "The fan is loud")
    page.get_by_role("button", name="Show it").wait_for(timeout=SOON_MS)
    assert box.input_value() == "Half a thought"
    page.get_by_role("button", name="Show it").click()
    page.get_by_text("The fan is loud").wait_for()
    expect(box).to_have_value("Half a thought")


def test_a_new_case_comes_into_the_open_queue(ground: Ground, page: Page) -> None:
    _open(page, "/?show=all")
    ground.run("report", "Router lost its way")
    page.get_by_role("link", name="Router lost its way").wait_for(timeout=SOON_MS)


def test_nobody_watches_with_the_ticket_of_another_session(ground: Ground, page: Page) -> None:
    _open(page, f"/cases/{ground.case_id}")
    ticket = page.evaluate("document.body.dataset.watches")
    asked = f"/live?ticket={ticket}"
    cookies = {"own": ground.cookies[0], "other": ground.cookies[1], "none": ""}
    statuses = {
        who: page.request.get(asked.replace(ticket, "x" + ticket) if who == "own" else asked,
                              headers={"Cookie": f"firstfix_session={cookie}"}).status
        for who, cookie in cookies.items()
    }  # fmt: skip
    assert statuses == {"own": 204, "other": 204, "none": 204}


def _open(page: Page, path: str) -> None:
    with page.expect_response(lambda answer: "/live?" in answer.url) as streaming:
        page.goto(path)
    assert streaming.value.status == 200


def _run(environment: dict[str, str], *words: str) -> str:
    script = [sys.executable, "-m", "tests.journeys.live_ground", *words]
    return subprocess.run(
        script, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
