"""The dispatch board of 60 engineers over 14 days: what the server spends on it and what a browser does.

``python benchmarks/bench_board.py [--engineers 60] [--days 14] [--loads 20] [--throwaway-postgresql]`` fills
an installation with four visits a day for everybody, serves it on loopback, and opens the board of a day
and of two weeks in chromium. It notes the time to the answer and the CPU behind it, the size of the page, its
elements, first paint, the frames while the board is scrolled in both directions, and how long a drag takes
from one pointer event to the next. Results go to ``results/board-<database>.json``.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from installation import add_database_options, fresh_installation, machine, store
from playwright.sync_api import Page, sync_playwright
from serving import Server, cpu_ms, served

FILLER = Path(__file__).parent / "board_fill.py"
CHROMIUM = Path("/usr/bin/chromium")
VIEWPORT = {"width": 1440, "height": 900}
# "60 engineers x 14 days smooth" (issue 3): 30 frames a second while scrolling, and a page within a second.
ASKED_FIRST_PAINT_MS = 1000.0
ASKED_FRAME_P95_MS = 34.0

FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
SCROLL = """async () => {
    const grid = document.getElementById('board-grid'), frames = []
    const far = {x: grid.scrollWidth - grid.clientWidth, y: grid.scrollHeight - grid.clientHeight}
    const steps = 90
    let last = await new Promise(requestAnimationFrame)
    for (let step = 0; step <= steps; step++) {
        grid.scrollTop = far.y * step / steps
        grid.scrollLeft = far.x * step / steps
        const now = await new Promise(requestAnimationFrame)
        frames.push(now - last)
        last = now
    }
    return frames
}"""


def main() -> int:
    """Measure, print a table, store it; give 1 where a figure misses what is asked."""
    given = _arguments()
    load = machine()
    with fresh_installation(given) as installation:
        filler = [sys.executable, str(FILLER), str(given.engineers), str(given.days)]
        filled = json.loads(
            subprocess.run(filler, env=installation.environment, check=True, stdout=subprocess.PIPE).stdout
        )
        installation.firstfix("worker", "--once")
        with served(installation.environment) as server:
            figures = [_measure(server, filled, days, given.loads) for days in (1, 14)]
        report = {"database": installation.database, "figures": figures, "machine": load}
    counts = {name: filled[name] for name in ("engineers", "days", "visits")}
    report |= counts | {"asked_is_met": all(_is_met(figure) for figure in figures)}
    _print(report)
    store("board", report, given)
    return 0 if report["asked_is_met"] else 1


def _measure(server: Server, filled: dict[str, Any], days: int, loads: int) -> dict[str, Any]:
    path = f"/board?on={filled['first_on']}&days={days}"
    return {
        "days": days,
        **_server_side(server, path, filled["cookie"], loads),
        **_browser_side(server.port, path, filled["cookie"]),
    }


def _server_side(server: Server, path: str, cookie: str, loads: int) -> dict[str, Any]:
    walls, size = [], 0
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Cookie": cookie}
    _ask(connection, path, headers)
    before = cpu_ms(server.answering())
    for _ in range(loads):
        start = time.perf_counter()
        size = _ask(connection, path, headers)
        walls.append((time.perf_counter() - start) * 1000)
    spent = (cpu_ms(server.answering()) - before) / loads
    return {
        "server_p50_ms": round(statistics.median(walls), 1),
        "server_max_ms": round(max(walls), 1),
        "server_cpu_ms": round(spent, 1),
        "page_kb": round(size / 1024),
    }


def _ask(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> int:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    size = len(answer.read())
    assert answer.status == 200, answer.status
    return size


def _browser_side(port: int, path: str, cookie: str) -> dict[str, Any]:
    address = f"http://127.0.0.1:{port}"
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=str(CHROMIUM) if CHROMIUM.exists() else None)
        context = browser.new_context(base_url=address, viewport=VIEWPORT)  # type: ignore[arg-type]
        name, _equals, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        page.goto(path)  # The first load fetches the static files.
        paints = [_paint(page, path) for _ in range(5)]
        frames = sorted(page.evaluate(SCROLL))
        figures = {
            "first_paint_ms": round(statistics.median(paints), 1),
            "elements": page.evaluate("document.getElementsByTagName('*').length"),
            "blocks": page.locator("a.job").count(),
            "frame_p50_ms": round(statistics.median(frames), 1),
            "frame_p95_ms": round(frames[int(len(frames) * 0.95)], 1),
            "drag_step_ms": round(_drag(page), 1),
        }
        browser.close()
    return figures


def _paint(page: Page, path: str) -> float:
    page.goto(path, wait_until="load")
    # The policy of the page forbids waiting for an expression; the paint is noted some frames after it.
    while (painted_at := page.evaluate(FIRST_PAINT)) is None:
        page.wait_for_timeout(50)
    return float(painted_at)


def _drag(page: Page) -> float:
    """Give the time from one pointer event of a drag over the lanes to the next, drawn in between."""
    page.evaluate("document.getElementById('board-grid').scrollTo(0, 0)")
    card, track = page.locator(".card").first.bounding_box(), page.locator(".track").nth(8).bounding_box()
    assert card
    assert track
    page.mouse.move(card["x"] + 20, card["y"] + 14)
    page.mouse.down()
    page.mouse.move(card["x"] + 40, card["y"] + 30, steps=2)
    start, steps = time.perf_counter(), 60
    page.mouse.move(track["x"] + 400, track["y"] + 20, steps=steps)
    spent = (time.perf_counter() - start) * 1000 / steps
    page.keyboard.press("Escape")
    return spent


def _is_met(figure: dict[str, Any]) -> bool:
    is_painted = figure["first_paint_ms"] <= ASKED_FIRST_PAINT_MS
    return bool(is_painted and figure["frame_p95_ms"] <= ASKED_FRAME_P95_MS)


def _print(report: dict[str, Any]) -> None:
    told = f"{report['engineers']} engineers, {report['days']} days, {report['visits']} visits"
    sys.stdout.write(f"{report['database']}, {told}\n")
    for figure in report["figures"]:
        sys.stdout.write(f"  {figure['days']:>2} days: " + ", ".join(
            f"{name} {value}" for name, value in figure.items() if name != "days") + "\n")  # fmt: skip
    sys.stdout.write("  what is asked is met\n" if report["asked_is_met"] else "  what is asked is NOT met\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engineers", type=int, default=60)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--loads", type=int, default=20)
    add_database_options(parser)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
