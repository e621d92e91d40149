"""The gallery in a real browser: axe, both themes, phone and desk, keys only, no JavaScript, strict CSP."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect, sync_playwright

from firstfix.server.gallery import NONCE, gallery_environment, write_gallery
from firstfix.server.gallery_sample import NAMES, REFUSAL

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
PAGES = ("index", "queue", "case", "empty", "sign_in", "report", "rtl", "404", "500")
# 44 px: WCAG 2.5.5, target size (enhanced). A text link inside a sentence is exempt there.
PRESSED = (
    ".button, .input, .foot-nav a, .foot-nav button, .bar-control, .tabs a, .saved a, .choice, .why, "
    ".pick-box, .gate summary"
)
TOO_LOW = """(parts) => parts
    .filter((part) => part.offsetParent && part.getBoundingClientRect().height < 43.9)
    .map((part) => part.outerHTML)"""
PASTE = """() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "show version");
    const pasted = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.body.dispatchEvent(pasted);
}"""
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


class _Quiet(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("gallery")
    write_gallery(folder)
    (folder / "commands.json").write_text(json.dumps(COMMANDS), encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    debian = Path("/usr/bin/chromium")
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=str(debian) if debian.exists() else None)
        yield started
        started.close()


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport=DESK, reduced_motion="reduce")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert complaints == []


def on_phone(browser: Browser, address: str, **options: object) -> BrowserContext:
    """Give a phone: 390 px, touch, the given options on top."""
    return browser.new_context(
        base_url=address, viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce", **options
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_any_page(
    browser: Browser, address: str, theme: str, viewport: dict[str, int]
) -> None:
    context = browser.new_context(base_url=address, viewport=viewport, color_scheme=theme)
    page = context.new_page()
    for name in PAGES:
        page.goto(f"{name}.html")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}\n{found.generate_report()}"
    context.close()


@pytest.mark.parametrize("what", ["reason", "palette", "menu", "keys"])
def test_axe_finds_nothing_in_what_opens_over_the_page(desk: Page, what: str) -> None:
    desk.goto("queue.html")
    if what == "palette":
        desk.keyboard.press("Control+k")
        expect(desk.locator("#palette [role=option]")).to_have_count(2)
    elif what == "menu":
        desk.get_by_role("button", name="Your menu").click()
    elif what == "reason":
        desk.keyboard.press("j")
        desk.keyboard.press("?")
    else:
        desk.get_by_role("button", name="Your menu").click()
        desk.get_by_role("button", name="Keys", exact=True).click()
    assert Axe().run(desk).violations_count == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
def test_no_page_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    # 320 px is the reflow width of WCAG 2.2, 1.4.10.
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 800})
    page = context.new_page()
    for name in ("index", "queue", "case", "report", "sign_in", "rtl"):
        page.goto(f"{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    context.close()


def test_what_a_thumb_presses_is_44_px_high(browser: Browser, address: str) -> None:
    context = on_phone(browser, address)
    page = context.new_page()
    for name in ("index", "queue", "case", "sign_in"):
        page.goto(f"{name}.html")
        small = page.locator(PRESSED).evaluate_all(TOO_LOW)
        assert small == [], name
    context.close()


def test_the_thumb_bar_replaces_the_navigation_on_a_phone(browser: Browser, address: str) -> None:
    context = on_phone(browser, address)
    page = context.new_page()
    page.goto("queue.html")
    expect(page.get_by_role("navigation", name="Main", exact=True)).to_be_hidden()
    page.get_by_role("button", name="More").click()
    page.get_by_role("navigation", name="All places").get_by_role("link", name="Empty").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Board")
    context.close()


def test_a_row_is_reached_chosen_explained_and_opened_by_keys_alone(desk: Page) -> None:
    desk.goto("queue.html")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(desk.locator("[data-row]").nth(1).get_by_role("link").first).to_be_focused()
    desk.keyboard.press("x")
    expect(desk.locator("[data-bulk]")).to_contain_text("1 chosen")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Why here: CASE-1039")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"case\.html#CASE-1042"))


def test_shift_chooses_every_row_between_two(desk: Page) -> None:
    desk.goto("queue.html")
    boxes = desk.locator(".pick-row")
    boxes.nth(0).click()
    boxes.nth(3).click(modifiers=["Shift"])
    expect(desk.locator("[data-bulk]")).to_contain_text("4 chosen")


def test_single_keys_can_be_switched_off_and_stay_off(desk: Page) -> None:
    desk.goto("queue.html")
    desk.get_by_role("button", name="Your menu").click()
    desk.get_by_role("button", name="Single keys: on").click()
    desk.reload()
    desk.keyboard.press("j")
    assert desk.evaluate("document.activeElement.tagName") == "BODY"


def test_single_keys_never_fire_while_somebody_types(desk: Page) -> None:
    desk.goto("queue.html")
    desk.keyboard.press("/")
    desk.keyboard.type("jx?k/")
    expect(desk.get_by_label("Words, number, serial")).to_have_value("jx?k/")
    expect(desk.locator("[data-bulk]")).to_be_hidden()


def test_the_palette_runs_a_command_of_the_page_and_goes_to_another(desk: Page) -> None:
    desk.goto("case.html")
    desk.keyboard.press("Control+k")
    expect(desk.locator("#palette [role=option]").first).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.locator("#next-action")).to_be_focused()
    desk.keyboard.press("Control+k")
    expect(desk.locator("#palette [role=option]")).to_have_count(2)
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("queue.html"))


def test_the_palette_asks_the_server_for_what_was_typed_and_says_when_nothing_matches(desk: Page) -> None:
    asked: list[str] = []

    def answer(route: Route, request: Request) -> None:
        asked.append(request.url)
        route.fulfill(json=[])

    desk.route("**/commands.json*", answer)
    desk.goto("case.html")
    desk.get_by_role("link", name="Search or run a command").click()
    desk.get_by_role("combobox").fill("zzz")
    expect(desk.get_by_text("No command matches.")).to_be_visible()
    assert any("q=zzz" in url and "from=%2Fcase.html" in url for url in asked)


def test_times_switch_to_their_exact_stamps_and_back(desk: Page) -> None:
    desk.goto("case.html")
    time = desk.locator("main time[data-ago]").first
    stamp = time.get_attribute("title")
    desk.keyboard.press("t")
    expect(time).to_have_text(stamp or "missing")
    desk.keyboard.press("t")
    expect(time).not_to_have_text(stamp or "missing")


def test_a_theme_is_kept_and_stands_before_the_first_paint(desk: Page) -> None:
    desk.goto("queue.html")
    desk.get_by_role("button", name="Your menu").click()
    desk.get_by_role("button", name="Theme: as the system").click()
    desk.get_by_role("button", name="Theme: light").click()
    desk.reload()
    assert desk.evaluate("document.documentElement.dataset.theme") == "dark"
    assert desk.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    head = desk.evaluate("[...document.head.querySelectorAll('script')][0].outerHTML")
    assert "theme-first.js" in head
    assert "defer" not in head
    assert "module" not in head


def test_a_draft_survives_reload_and_is_gone_when_discarded(desk: Page) -> None:
    desk.goto("index.html")
    desk.get_by_label("What did you see?").fill("Amber lamp on PSU 2")
    desk.get_by_label("Partly fixed").check()
    desk.reload()
    expect(desk.get_by_label("What did you see?")).to_have_value("Amber lamp on PSU 2")
    expect(desk.get_by_label("Partly fixed")).to_be_checked()
    note = desk.locator("form[data-draft=gallery-form] [data-draft-note]")
    expect(note).to_contain_text("is back")
    note.get_by_role("button").click()
    desk.reload()
    expect(desk.get_by_label("What did you see?")).to_have_value("")


def test_a_draft_belongs_to_one_person_and_goes_at_sign_out(desk: Page) -> None:
    desk.goto("case.html")
    desk.get_by_label("Write").fill("Only mine")
    assert "draft.sample-dana.case-1042-note" in str(desk.evaluate("Object.keys(localStorage)"))
    desk.get_by_role("button", name="Your menu").click()
    desk.get_by_role("button", name="Sign out").click()
    assert "draft." not in str(desk.evaluate("Object.keys(localStorage)"))


def test_passwords_are_never_kept(desk: Page) -> None:
    desk.goto("sign_in.html")
    desk.evaluate("document.querySelector('form').dataset.draft = 'sign-in'")
    desk.get_by_label("Mail address").fill("dana@example.org")
    desk.get_by_label("Password required").fill("correct horse")
    kept = str(desk.evaluate("Object.values(localStorage)"))
    assert "dana@example.org" in kept
    assert "correct horse" not in kept


def test_a_refused_command_is_answered_beside_its_form_and_the_draft_stays(desk: Page) -> None:
    refusal = gallery_environment().get_template("refusal.html").render(refused=REFUSAL, names=NAMES)
    sent: list[Request] = []

    def refuse(route: Route, request: Request) -> None:
        sent.append(request)
        route.fulfill(status=422, content_type="text/html", body=refusal)

    desk.route("**/exchange", refuse)
    desk.goto("index.html")
    desk.get_by_label("Reading", exact=True).fill("9.8")
    desk.get_by_role("button", name="Record reading").click()
    form = desk.locator("form[data-draft=gallery-exchange]")
    expect(form.get_by_role("alert")).to_contain_text("Visit V-1042-1 cannot be closed yet")
    expect(desk.locator("#answered")).to_have_text("Nothing was sent yet.")
    assert sent[0].headers["x-csrftoken"] == "sample"
    desk.reload()
    expect(desk.get_by_label("Reading", exact=True)).to_have_value("9.8")


def test_a_taken_command_swaps_its_answer_and_forgets_the_draft(desk: Page) -> None:
    desk.route("**/exchange", lambda route: route.fulfill(content_type="text/html", body="Recorded: 9.8 V."))
    desk.goto("index.html")
    desk.get_by_label("Reading", exact=True).fill("9.8")
    desk.get_by_role("button", name="Record reading").click()
    expect(desk.locator("#answered")).to_have_text("Recorded: 9.8 V.")
    desk.reload()
    expect(desk.get_by_label("Reading", exact=True)).to_have_value("")


@pytest.mark.parametrize("trouble", ["error", "cut"])
def test_a_failed_exchange_is_said_in_words_and_nothing_typed_is_lost(desk: Page, trouble: str) -> None:
    page = gallery_environment().get_template("errors/500.html").render()

    def fail(route: Route) -> None:
        if trouble == "cut":
            route.abort()
        else:
            route.fulfill(status=500, content_type="text/html", body=page)

    desk.route("**/exchange", fail)
    desk.goto("index.html")
    desk.get_by_label("Reading", exact=True).fill("9.8")
    desk.get_by_role("button", name="Record reading").click()
    words = "The server made a mistake" if trouble == "error" else "Not sent: the server cannot be reached."
    expect(desk.locator("#messages")).to_contain_text(words)
    expect(desk.get_by_label("Reading", exact=True)).to_have_value("9.8")


def test_files_are_listed_removed_and_refused_when_too_large(desk: Page, tmp_path: Path) -> None:
    desk.goto("index.html")
    picker = desk.locator("[data-files]")
    small, large = tmp_path / "one.log", tmp_path / "two.log"
    small.write_bytes(b"a")
    large.write_bytes(b"b" * 26_214_401)
    picker.set_input_files([small, large])
    expect(desk.locator("[data-chosen] li")).to_have_count(1)
    expect(desk.locator("#messages")).to_contain_text("two.log is larger than 25.0 MiB")
    desk.get_by_role("button", name="Remove one.log").click()
    assert picker.evaluate("(input) => input.files.length") == 0


def test_a_pasted_text_becomes_a_file(desk: Page) -> None:
    desk.goto("index.html")
    desk.evaluate(PASTE)
    expect(desk.locator("[data-chosen] li")).to_contain_text("pasted-")


def test_a_lost_connection_is_said_in_the_bar(desk: Page) -> None:
    desk.goto("queue.html")
    expect(desk.locator("[data-connection]")).to_have_text("Online")
    desk.context.set_offline(True)
    expect(desk.locator("[data-connection]")).to_have_text("Offline")


def test_everything_works_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    page.goto("queue.html")
    page.get_by_role("link", name="Core switch reboots under load").focus()
    page.get_by_role("button", name="Why here: CASE-1042").click()
    expect(page.get_by_role("dialog", name="Why here: CASE-1042")).to_be_visible()
    page.get_by_role("button", name="Your menu").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.get_by_text("Theme: as the system")).to_be_hidden()
    page.goto("case.html")
    expect(page.get_by_text("PSU C3KX-350WAC is not on the van")).to_be_visible()
    page.get_by_text("Dispatch anyway").first.click()
    expect(page.get_by_label("Why is it right to go round?")).to_be_visible()
    page.goto("index.html")
    assert page.locator("input[type=file]").count() == 2
    page.get_by_role("link", name="Search or run a command").click()
    expect(page).to_have_url(re.compile("queue.html"))
    context.close()


def test_a_printed_document_leaves_the_frame_behind(desk: Page) -> None:
    desk.goto("report.html")
    desk.emulate_media(media="print", color_scheme="dark")
    expect(desk.get_by_role("navigation", name="Document")).to_be_hidden()
    assert (
        desk.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    desk.goto("case.html")
    expect(desk.get_by_role("banner")).to_be_hidden()


def test_nothing_moves_when_the_system_asks_for_stillness(desk: Page) -> None:
    desk.goto("index.html")
    desk.evaluate("document.querySelector('#messages [data-live]').innerHTML = '<div class=message>x</div>'")
    moving = desk.evaluate("document.getAnimations().length")
    assert moving == 0
    assert desk.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration") == "0s, 0s"
