"""The look keeps its promises: contrast, order without colour, one place for colours, no inline code."""

from __future__ import annotations

import hashlib
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from firstfix.server.gallery import gallery_environment, gallery_pages
from firstfix.server.jinja import TEMPLATES
from tests.edges.colours import contrast, lightness, seen_apart, token_colours

STATIC = TEMPLATES.parent / "static"
TOKENS = STATIC / "firstfix" / "css" / "tokens.css"
CSS = sorted((STATIC / "firstfix" / "css").glob("*.css"))
STYLES = [path for path in CSS if path != TOKENS]
MODULES = sorted((STATIC / "firstfix" / "js").glob("*.js"))
PIECES = sorted(TEMPLATES.rglob("*.html"))
SHARED = sorted([*TEMPLATES.glob("*.html"), *(TEMPLATES / "components").glob("*.html")])
PACKAGE = TEMPLATES.parents[1]
# Pages that leave as one file carry their style with them; no server sends them, and no policy of ours.
FILES = PACKAGE / "cli"
EVERYWHERE = sorted(path for path in PACKAGE.glob("**/templates/**/*.html") if FILES not in path.parents)
LIGHT, DARK = token_colours(TOKENS.read_text(encoding="utf-8"))

# WCAG 2.2: 4.5 for text (1.4.3), 3 for the edge of what can be used and for drawings (1.4.11).
TEXT, DRAWING = 4.5, 3.0
GROUNDS = ("ground", "panel", "sunken", "hover", "field", "quiet")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "ink-faint") for ground in GROUNDS),
    *(("accent", ground, TEXT) for ground in ("ground", "panel", "hover", "quiet")),
    ("accent-ink", "accent", TEXT),
    ("accent-ink", "accent-strong", TEXT),
    ("accent-soft-ink", "accent-soft", TEXT),
    ("ink", "accent-soft", TEXT),
    ("ink-faint", "accent-soft", TEXT),
    *(("line-firm", ground, DRAWING) for ground in ("ground", "panel", "field", "quiet")),
    *(("focus", ground, DRAWING) for ground in GROUNDS),
    ("bar-ink", "bar", TEXT),
    ("bar-ink-soft", "bar", TEXT),
    ("bar-ink", "bar-raised", TEXT),
    ("bar-line", "bar", DRAWING),
    ("focus-bar", "bar", DRAWING),
    ("signal-ink", "signal", TEXT),
    *((f"sev{level}-ink", f"sev{level}", TEXT) for level in (1, 2, 3, 4)),
    *((f"{tone}-ink", tone, TEXT) for tone in ("good", "warn", "bad", "wait", "move", "idle")),
    *((f"{tone}-ink", "panel", TEXT) for tone in ("good", "warn", "bad", "wait", "move", "idle")),
    *((f"{tone}-edge", "panel", DRAWING) for tone in ("good", "warn", "bad", "wait", "move", "idle")),
    *((f"{tone}-edge", tone, DRAWING) for tone in ("warn", "bad", "good")),
    *((ink, tone, TEXT) for ink in ("ink", "ink-soft") for tone in ("warn", "bad", "good")),
    *(("accent", tone, TEXT) for tone in ("good", "warn", "bad", "idle")),
]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=str)
def test_every_pair_of_ink_and_ground_has_the_contrast_that_wcag_asks_for(
    theme: dict[str, str], ink: str, ground: str, least: float
) -> None:
    assert contrast(theme[ink], theme[ground]) >= least


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_lightness_alone_orders_the_severities(theme: dict[str, str]) -> None:
    steps = [lightness(theme[f"sev{level}"]) for level in (1, 2, 3, 4)]
    assert steps == sorted(steps) or steps == sorted(steps, reverse=True)
    assert min(abs(one - other) for one, other in pairwise(steps)) >= 5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("sight", ["protanopia", "deuteranopia", "tritanopia"])
def test_neighbouring_severities_stay_apart_for_people_who_see_fewer_colours(
    theme: dict[str, str], sight: str
) -> None:
    # A difference of 2.3 is just noticeable (Mahy et al. 1994); four times that is seen at a glance.
    for level in (1, 2, 3):
        assert seen_apart(theme[f"sev{level}"], theme[f"sev{level + 1}"], sight) >= 9.2


def test_vendored_files_are_the_ones_that_were_pinned() -> None:
    pinned = tomllib.loads((STATIC / "vendor" / "vendor.toml").read_text(encoding="utf-8"))["file"]
    listed = {row["file"] for row in pinned} | {row["licence_file"] for row in pinned} | {"vendor.toml"}
    assert listed == {path.name for path in (STATIC / "vendor").iterdir()}
    for row in pinned:
        content = (STATIC / "vendor" / row["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"], row["file"]
        assert f'"{row["version"]}"'.encode() in content, row["file"]


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_styles_know_start_and_end_but_not_left_and_right(path: Path) -> None:
    plain = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    sided = r"(?<![\w-])(?:(?:margin|padding|border)-)?(?:left|right|top|bottom)\s*:"
    sized = r"(?<![\w-])(?:(?:min|max)-)?(?:width|height)\s*:"
    queries = re.sub(r"@media[^{]*", "", plain)
    assert re.findall(f"{sided}|{sized}|float:|text-align: (?:left|right)", queries) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_colour_has_its_name_in_the_tokens_and_nowhere_else(path: Path) -> None:
    assert (
        re.findall(r"#[0-9a-f]{3,8}\b(?![^{]*\{)|rgb\(|hsl\(|oklch\(", path.read_text(encoding="utf-8")) == []
    )


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_use_only_tokens_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    own = set(
        re.findall(r"(--[\w-]+)\s*:", text + (STATIC / "firstfix/css/tokens.css").read_text(encoding="utf-8"))
    )
    tones = {"--tone", "--tone-ink", "--tone-edge"}
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= own | tones


@pytest.mark.parametrize("path", EVERYWHERE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_templates_carry_no_inline_style_script_or_handler(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:", text) == []
    assert [
        tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag or "nonce=" not in tag
    ] == []


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_every_shared_template_says_at_its_top_what_it_is(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("{# ")


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'id="([\w-]+)"', (STATIC / "firstfix/icons.svg").read_text(encoding="utf-8")))
    texts = [path.read_text(encoding="utf-8") for path in PIECES]
    named = {name for text in texts for name in re.findall(r'icon\("([\w-]+)"[,)]', text)}
    named |= {name for _, page in gallery_pages() for name in re.findall(r'icons\.svg#([\w-]+)"', page)}
    assert named - drawn == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_of_the_page_is_short_and_takes_no_detours(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 150
    assert (
        re.findall(
            r"\beval\(|new Function|\.innerHTML|outerHTML\s*=|document\.write|insertAdjacentHTML", text
        )
        == []
    )


def test_every_sentence_that_a_module_says_comes_translated_from_the_server() -> None:
    said = {key for path in MODULES for key in re.findall(r'say\("(\w+)"', path.read_text(encoding="utf-8"))}
    assert said <= set(gallery_environment().globals["browser_words"]())
