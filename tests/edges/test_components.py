"""The interface's pieces keep their promises: contrast, order without colour, reasons, words, safety."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import engines
from jinja2 import Environment

from firstfix.engines.verdict import Holds, Missing, Verdict
from firstfix.kernel.clock import frozen_at
from firstfix.kernel.refusal import Refusal
from firstfix.server.drawing import curve, line_difference
from firstfix.server.gallery import ERROR_CODES, gallery_environment, gallery_pages
from firstfix.server.wording import Wording, bytes_size, initials, markdown, short_hash

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
SPEAK = Wording(lambda text: text, lambda one, many, count: one if count == 1 else many, lambda: UTC)


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(seconds=44), "just now"),
        (timedelta(seconds=-44), "just now"),
        (timedelta(seconds=50), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "1 d ago"),
        (timedelta(days=7), "2026-03-05"),
        (timedelta(hours=-3), "in 3 h"),
        (timedelta(days=-2), "in 2 d"),
    ],
)
def test_a_time_reads_relative_and_carries_its_exact_stamp(away: timedelta, words: str) -> None:
    moment = NOON - away
    with frozen_at(NOON):
        shown = SPEAK.ago(moment)
    assert f">{words}</time>" in shown
    assert f'title="{moment:%Y-%m-%d %H:%M} UTC"' in shown
    assert f'datetime="{moment.isoformat(timespec="seconds")}"' in shown


@pytest.mark.parametrize(
    ("count", "clock", "words"),
    [
        (0, "", "0 min"),
        (45, "calendar", "45 min calendar time"),
        (60, "", "1 h"),
        (135, "service", "2 h 15 min service time"),
        (1500, "service", "25 h service time"),
        (-72, "", "−1 h 12 min"),
        (2879, "", "47 h 59 min"),
        (2880, "calendar", "2 days calendar time"),
        (-4580, "", "−3 days 4 h"),
        (4580, "service", "76 h 20 min service time"),
        (None, "service", ""),
    ],
)
def test_a_duration_says_hours_minutes_and_which_clock(count: int | None, clock: str, words: str) -> None:
    assert SPEAK.minutes(count, clock) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (26_214_400, "25.0 MiB"), (None, "")],
)
def test_a_size_reads_in_binary_steps(count: int | None, words: str) -> None:
    assert bytes_size(count) == words


def test_a_hash_shows_its_beginning_and_carries_the_whole() -> None:
    shown = short_hash("sha256:" + "ab" * 32)
    assert ">abababababab</code>" in shown
    assert f'title="sha256:{"ab" * 32}"' in shown


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Dana Whitfield", "DW"), ("Łukasz Nowak-Zieliński", "ŁN"), ("Cher", "C"), ("  ", "?")],
)
def test_initials_come_from_the_first_and_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![](http://elsewhere.example/spy.png)",
        "[press](javascript:alert(1))",
        "[press](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="#" style="position:fixed">x</a>',
        "<svg onload=alert(1)>",
    ],
)
def test_markdown_never_lets_markup_or_pictures_through(hostile: str) -> None:
    tags = {tag for tag, _ in elements(markdown(hostile))}
    attributes = {name for _, attributes in elements(markdown(hostile)) for name in attributes}
    assert tags <= {"p", "a"}
    assert attributes <= {"href", "rel", "title"}
    assert not re.search(r"href=\"(?:javascript|data)", markdown(hostile))


def test_markdown_keeps_what_people_write() -> None:
    html = markdown(
        "**Bold** and `code`\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[site](https://example.org)"
    )
    assert {"strong", "code", "li", "table", "a"} <= {tag for tag, _ in elements(html)}
    assert 'rel="noopener noreferrer nofollow"' in html


REFUSED = Verdict(
    "readiness",
    holds=(Holds("basics", "Basics were answered."),),
    missing=(
        Missing("part", "{part} is not on the van.", {"part": "PSU <2>"}, ("logistics",), "reserve_part"),
    ),
    override="dispatch_without_readiness",
)


def test_a_refused_action_cannot_be_pressed_and_says_why_and_who_can_help() -> None:
    html = rendered(
        "ui.primary_action('Dispatch', action='/go', verdict=refused, names={'logistics': 'Logistics'},"
        " remedies={'reserve_part': {'label': 'Reserve the part', 'href': '/reserve'}})",
        refused=REFUSED,
    )
    button = next(attributes for tag, attributes in elements(html) if tag == "button")
    assert button["aria-disabled"] == "true"
    assert f'id="{button["aria-describedby"]}"' in html
    assert "/go" not in html
    assert "PSU &lt;2&gt; is not on the van." in html
    assert "Can give it: Logistics" in re.sub(r"\s+", " ", re.sub("<[^>]+>", "", html))
    assert 'href="/reserve"' in html


def test_a_passing_action_posts_the_command_once_with_what_was_seen() -> None:
    html = rendered(
        "ui.primary_action('Start', action='/go', csrf_token='t', command_id='c1', seen_version=0,"
        " verdict=passed)",
        passed=Verdict("readiness", holds=REFUSED.holds),
    )
    sent = {a["name"]: a["value"] for tag, a in elements(html) if tag == "input"}
    assert sent == {"csrfmiddlewaretoken": "t", "command_id": "c1", "seen_version": "0"}
    assert "aria-disabled" not in html


def test_a_small_action_that_is_refused_opens_its_reason_without_javascript() -> None:
    html = rendered("ui.small_action('Close', action='/go', why_not='Two work orders are open.', id='close')")
    button = next(attributes for tag, attributes in elements(html) if tag == "button")
    assert button["popovertarget"] == button["aria-describedby"] == "close-why"
    assert "Two work orders are open." in html


def test_an_override_is_offered_only_while_the_gate_refuses_and_asks_for_a_reason() -> None:
    way = "override={'action': '/round', 'csrf_token': 't', 'command_id': 'c'}"
    refused = rendered(f"ui.gate_panel(verdict, {way})", verdict=REFUSED)
    assert next(a for tag, a in elements(refused) if tag == "textarea").keys() >= {"required", "name"}
    assert "/round" not in rendered(f"ui.gate_panel(verdict, {way})", verdict=Verdict("readiness"))


def test_no_override_is_offered_while_something_binding_is_missing() -> None:
    bound = Verdict(
        "readiness", missing=(Missing("unsafe", "The roof is not safe.", waivable=False),), override="right"
    )
    html = rendered("ui.gate_panel(verdict, override={'action': '/round', 'csrf_token': 't'})", verdict=bound)
    assert "/round" not in html
    assert "No right goes round this." in html


def test_a_refusal_names_what_is_missing_and_that_nothing_was_lost() -> None:
    refusal = Refusal(
        "late", "Visit {n} is closed.", {"n": "V-1"}, missing=REFUSED.missing, remedy="reserve_part"
    )
    html = rendered(
        "ui.refusal(refusal, {'reserve_part': {'label': 'Reserve', 'target': 'r'}})", refusal=refusal
    )
    assert "Visit V-1 is closed." in html
    assert 'data-refusal="late"' in html
    assert "PSU &lt;2&gt; is not on the van." in html
    assert 'href="#r"' in html
    assert "Nothing was changed" in html


@pytest.mark.parametrize(
    ("call", "word"),
    [
        ("ui.severity(1)", "Sev1"),
        ("ui.severity('sev3', proposed=true)", "Sev3 proposed"),
        ("ui.priority('P2')", "P2"),
        ("ui.state('waiting_customer')", "Waiting customer"),
        ("ui.state('a_state_nobody_drew')", "A state nobody drew"),
        ("ui.badge('On hold', 'wait')", "On hold"),
    ],
)
def test_a_badge_speaks_by_word_and_by_shape_before_colour(call: str, word: str) -> None:
    html = rendered(call)
    assert word in re.sub("<[^>]+>", "", html)
    assert "<svg" in html


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": "running", "left_minutes": 135, "used_share": 44, "clock": "service"}, "2 h 15 min left"),
        ({"state": "late", "left_minutes": -72, "used_share": 130, "clock": "calendar"}, "1 h 12 min late"),
        (
            {"state": "paused", "left_minutes": 310, "used_share": 5, "paused_by": "the customer"},
            "the customer",
        ),
        ({"state": "unknown"}, "No target"),
    ],
)
def test_a_clock_says_in_words_what_its_bar_draws(facts: dict[str, Any], words: str) -> None:
    html = rendered("ui.clock(target)", target={"name": "Restore", **facts})
    assert words in html
    share = next(float(a["width"]) for tag, a in elements(html) if tag == "rect")
    assert 0 <= share <= 100


def test_internal_and_public_words_never_look_alike() -> None:
    said = {"kind": "message", "sentence": "Amara wrote.", "at": NOON, "body": "<b>x</b>"}
    public = rendered("ui.timeline_entry(entry)", entry={**said, "reach": "public"})
    internal = rendered("ui.timeline_entry(entry)", entry={**said, "reach": "internal"})
    assert "Public: the customer reads this" in public
    assert "Internal: the customer never sees this" in internal
    assert 'class="entry public' in public
    assert 'class="entry internal' in internal
    assert "<b>" not in public + internal


def test_a_short_readiness_strip_says_what_is_not_ready() -> None:
    checks = [
        {"kind": "parts", "label": "Parts", "state": "missing"},
        {"kind": "access", "label": "Access", "state": "unknown"},
        {"kind": "skills", "label": "Skills", "state": "ready"},
    ]
    assert "Not ready: Parts, Access" in rendered("ui.readiness_strip(checks, short=true)", checks=checks)


def test_a_field_with_an_error_is_wired_to_its_words() -> None:
    html = rendered(
        "ui.text_field('serial', 'Serial', help='On the label.', error='No such serial.', value='<x>')"
    )
    field = next(attributes for tag, attributes in elements(html) if tag == "input")
    assert field["aria-invalid"] == "true"
    assert all(f'id="{name}"' in html for name in field["aria-describedby"].split())
    assert f'for="{field["id"]}"' in html
    assert field["value"] == "<x>"


def test_a_difference_marks_lines_by_sign_and_by_word_and_folds_what_is_equal() -> None:
    before = "\n".join(f"line {n}" for n in range(30))
    lines = line_difference(before, before.replace("line 20", "line twenty"))
    assert [line.kind for line in lines].count("removed") == [line.kind for line in lines].count("added") == 1
    assert sum(line.gap_count or 1 for line in lines if line.kind != "added") == 30
    html = rendered("ui.difference('a', 'b')")
    assert "removed" in html
    assert "added" in html
    assert "−" in html


def test_a_curve_keeps_inside_its_box_and_marks_what_lies_outside_the_limits() -> None:
    drawn = curve([3, 5, 4, 9], limits=(2, 6))
    assert all(0 <= x <= 240 and 0 <= y <= 48 for x, y, _ in drawn.spots)
    assert [is_outside for *_, is_outside in drawn.spots] == [False, False, False, True]
    assert curve([]).points == ""
    assert curve([7]).spots[0][:2] == (0.0, 48.0)


@pytest.mark.parametrize("code", ERROR_CODES)
def test_an_error_page_says_what_is_wrong_and_what_to_do_with_no_context_at_all(code: int) -> None:
    html = engines["jinja2"].get_template(f"errors/{code}.html").render({})
    paragraphs = re.findall(r"<p>(.+?)</p>", html)
    assert f"Error {code}" in html
    assert re.search(r"<h1 data-said>[A-Z].+?</h1>", html)
    assert len(paragraphs) >= 2
    assert all(words.endswith(".") for words in paragraphs)


def test_every_gallery_page_is_well_formed_and_uses_each_id_once() -> None:
    for name, html in gallery_pages():
        ids = [attributes["id"] for _, attributes in elements(html) if "id" in attributes]
        assert len(ids) == len(set(ids)), name
        assert html.lstrip().startswith("<!doctype html>"), name


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    """Give (tag, attributes) of every element."""
    parser = _Elements()
    parser.feed(str(html))
    return parser.found


@cache
def pieces() -> Environment:
    """Give the templates without Django, compiled once."""
    return gallery_environment()


def rendered(call: str, **context: Any) -> str:
    """Give the markup of one call such as ``ui.badge('New')``."""
    template = pieces().from_string('{% import "components/ui.html" as ui %}{{ ' + call + " }}")
    with frozen_at(NOON):
        return template.render(**context)
