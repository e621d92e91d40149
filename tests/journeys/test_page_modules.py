"""What the page's own modules add: keys, palette, drafts, refusals in place, files, times, theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, Route, expect

from firstfix.server.gallery import gallery_environment
from firstfix.server.gallery_sample import NAMES, REFUSAL

PASTE = """() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "show version");
    const pasted = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.body.dispatchEvent(pasted);
}"""


def test_a_row_is_reached_chosen_explained_and_opened_by_keys_alone(desk: Page) -> None:
    desk.goto("queue.html")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(desk.locator("[data-row]").nth(1).get_by_role("link").first).to_be_focused()
    desk.keyboard.press("x")
    expect(desk.locator("[data-bulk]")).to_contain_text("1 chosen")
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog", name="Why")).to_contain_text("Restore target is due in 38 min")
    desk.keyboard.press("Escape")
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"case\.html#CASE-1042"))


def test_a_reason_that_cannot_be_fetched_says_where_else_to_read_it(desk: Page) -> None:
    desk.goto("queue.html")
    desk.route("**/why.html*", lambda route: route.abort())
    desk.get_by_role("link", name="Why CASE-1042").click()
    expect(desk.get_by_role("dialog", name="Why")).to_contain_text("Open the record to read it.")


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
    with desk.expect_navigation():
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
