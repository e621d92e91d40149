"""A service report says the same as page, PDF and JSON, keeps for decades, and cannot be injected into."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from firstfix.apps.visits.report import render_json, render_page, render_pdf
from firstfix.apps.visits.report.fonts import load_fonts, shown_characters
from firstfix.apps.visits.report.settable import make_settable, named
from firstfix.engines.documents import (
    ReportFacts,
    all_texts,
    judge_report,
    read_out,
    write_justification_memo,
    write_service_report,
)
from firstfix.engines.documents.readable import Plain
from tests.engines.documents.sample import after, digest_of, signed_facts

HOSTILE = {
    "typst markup": '#import "evil": * #panic("x") $x^2$ *bold* `raw` <label> @ref // gone \\ #{1+1}',
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>&amp;</article>",
    "jinja": "{{ 7*7 }}{% include 'document.html' %}{0} %s",
    "right to left": "שלום עולם 123 مرحبا بالعالم",
    "overrides": "serial \u202e4321\u202c \u2066x",
    "emoji": "😀 👍🏽 👩\u200d👩\u200d👧 🇩🇪",
    "controls": "a\x00b\x07c\x1b[31m\ud800\ufffe",
    "endless word": "W" * 10_000,
    "endless Arabic word": "مرحبا" * 500,
    "no font has it": "日本語 한국어 संस्कृत \U0010ffff\u0378",
    "stacked marks": "Z" + "\u0301\u0338\u0323" * 30,
    "line ends": "one\r\ntwo\u2028three\x0bfour",
    "soft hyphens": "\u00ad" * 40 + "x",
    "blank": " \t ",
}
needs_pdftotext = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed.")


def with_words(words: str) -> ReportFacts:
    """Give the sample with ``words`` wherever a person or a device can write."""
    facts = signed_facts()
    assert facts.asset is not None
    assert facts.sign_off is not None
    return replace(
        facts,
        case=replace(facts.case, title=words, problem=words, impact=words, number=words[:80]),
        place=replace(facts.place, customer=words[:300], site=words, contact_name=words),
        asset=replace(facts.asset, serial=words[:400], product=words),
        checks=tuple(replace(check, title=words[:900], value=words[:900]) for check in facts.checks),
        actions=tuple(replace(action, action=words, by=words[:200]) for action in facts.actions),
        evidence=tuple(replace(piece, label=words[:500]) for piece in facts.evidence),
        sign_off=replace(facts.sign_off, name=words[:200], words=words),
    )


def plain_report(facts: ReportFacts) -> Plain:
    return read_out(write_service_report(facts, audience="customer"))


def pdf_of(facts: ReportFacts, **options: object) -> bytes:
    return render_pdf(plain_report(facts), prepared_at=facts.prepared_at, **options)  # type: ignore[arg-type]


def squeezed(text: str) -> str:
    """Give text without what setting it may add: spaces, break points, hyphens."""
    composed = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u200b-\u200f\u2066-\u2069\u061c\u00ad\u2010\ufe0e\ufe0f-]", "", composed)


def text_of_pdf(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-raw", "-nopgbrk", str(path), "-"], capture_output=True, check=True)
    return told.stdout.decode("utf-8")


class Texts(HTMLParser):
    """Collects the text and the element names of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.elements: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)


def read_page(page: str) -> Texts:
    parser = Texts()
    parser.feed(page)
    return parser


@pytest.mark.covers("S1-D01")
@needs_pdftotext
def test_every_text_of_the_signed_report_stands_in_page_pdf_and_json(tmp_path: Path) -> None:
    document = write_service_report(signed_facts(), audience="customer")
    assert judge_report(document).passes
    plain = read_out(document)
    page = squeezed("".join(read_page(render_page(plain)).parts))
    pdf = squeezed(text_of_pdf(render_pdf(plain, prepared_at=after(300)), tmp_path))
    again = all_texts(json.loads(render_json(plain)))
    assert again == all_texts(plain)
    for text in map(squeezed, again):
        assert text in page
        assert text in pdf


@needs_pdftotext
def test_the_memo_is_rendered_by_the_same_machinery(tmp_path: Path) -> None:
    plain = read_out(write_justification_memo(signed_facts(), audience="internal"))
    pdf = squeezed(text_of_pdf(render_pdf(plain, prepared_at=after(300)), tmp_path))
    assert all(squeezed(text) in pdf for text in all_texts(plain))


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_add_no_element_to_the_page(words: str) -> None:
    """The same page with harmless words of the same kind is the oracle."""
    harmless = read_page(render_page(plain_report(with_words("harmless"))))
    hostile = read_page(render_page(plain_report(with_words(words if words.strip() else "blank"))))
    assert hostile.elements == harmless.elements


@needs_pdftotext
@pytest.mark.parametrize("kind", ["typst markup", "html", "jinja", "line ends", "soft hyphens"])
def test_hostile_words_stand_in_the_pdf_letter_by_letter(kind: str, tmp_path: Path) -> None:
    facts = with_words(HOSTILE[kind])
    told = squeezed(text_of_pdf(pdf_of(facts), tmp_path))
    for text in all_texts(plain_report(facts)):
        assert squeezed(text) in told


@needs_pdftotext
@pytest.mark.parametrize("letter", ["W", "ж"])
def test_an_endless_word_stays_on_the_paper_whole(letter: str, tmp_path: Path) -> None:
    facts = with_words(letter * 10_000)
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_of(facts))
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True
    ).stdout.decode()
    # 19 mm of margin on either side of 210 mm, in points.
    lefts, rights = re.findall(r'xMin="([-\d.]+)"', boxes), re.findall(r'xMax="([-\d.]+)"', boxes)
    assert min(map(float, lefts)) > 53
    assert max(map(float, rights)) < 542
    recorded_count = sum(text.count(letter) for text in all_texts(plain_report(facts)))
    assert boxes.count(letter) >= recorded_count


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_still_give_a_pdf(words: str) -> None:
    assert pdf_of(with_words(words)).startswith(b"%PDF-1.7")


def test_a_character_without_a_glyph_is_named_and_not_lost() -> None:
    shown = shown_characters()
    assert named("Saal 東京 2", shown) == "Saal [U+6771 U+4EAC] 2"
    assert named("Łódź Ελλάδα Москва שלום مرحبا 😀", shown) == "Łódź Ελλάδα Москва שלום مرحبا 😀"


def test_names_that_steer_the_template_are_left_alone() -> None:
    plain = plain_report(signed_facts())
    settable = make_settable(plain, shown_characters())
    assert [part["code"] for part in settable["sections"]] == [part["code"] for part in plain["sections"]]  # type: ignore[index, union-attr]


def test_the_same_document_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys, hashlib\n"
        "from tests.edges.test_service_report_pdf import pdf_of\n"
        "from tests.engines.documents.sample import signed_facts\n"
        "print(hashlib.sha256(pdf_of(signed_facts())).hexdigest())\n"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={"PYTHONPATH": "src:.", "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("77", "Asia/Tokyo"))
    }
    assert len(hashes) == 1


def test_the_pdf_declares_archival_and_accessible_standards_and_is_tagged() -> None:
    pdf = pdf_of(signed_facts())
    assert re.search(rb'pdfaid:part(?:>|=")2', pdf)
    assert re.search(rb'pdfaid:conformance(?:>|=")B', pdf)
    assert re.search(rb'pdfuaid:part(?:>|=")1', pdf)
    assert b"/StructTreeRoot" in pdf
    assert b"2026-03-12T10:41:00" in pdf


def test_only_bundled_fonts_are_used_and_each_has_its_licence_beside_it() -> None:
    folder = Path(render_pdf.__code__.co_filename).parent / "fonts"
    families = load_fonts().families()
    assert families == [
        "Noto Emoji",
        "Noto Sans Arabic",
        "Noto Sans Hebrew",
        "Source Code Pro",
        "Source Sans 3",
    ]
    for name in families:
        licence = (folder / f"OFL-{name.replace(' ', '')}.txt").read_text("utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def picture(kind: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (1800, 1200), (40, 90, 140)).save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_shown_in_the_pdf(kind: str) -> None:
    pdf = pdf_of(signed_facts(), pictures={digest_of("photo-1"): picture(kind)})
    assert b"/Subtype /Image" in pdf or b"/Subtype/Image" in pdf


@needs_pdftotext
@pytest.mark.parametrize("broken", [b"", b"<svg onload=alert(1)>", picture("PNG")[:200], b"%PDF-1.7"])
def test_bytes_that_are_no_picture_leave_its_hash_in_its_place(broken: bytes, tmp_path: Path) -> None:
    pdf = pdf_of(signed_facts(), pictures={digest_of("photo-1"): broken})
    assert squeezed("The picture is kept as evidence under this hash.") in squeezed(
        text_of_pdf(pdf, tmp_path)
    )


def test_a_picture_on_the_page_has_its_caption_as_alternative_text() -> None:
    page = render_page(plain_report(signed_facts()), picture_urls={digest_of("photo-1"): '/e/1?a="b"'})
    assert 'alt="E4: PS2 fitted, both lights green"' in page
    assert "/e/1?a=&#34;b&#34;" in page


@needs_pdftotext
def test_a_drawn_signature_stands_in_the_sign_off(tmp_path: Path) -> None:
    facts = signed_facts()
    assert facts.sign_off is not None
    drawn = replace(facts, sign_off=replace(facts.sign_off, signature_digest=digest_of("signature")))
    pdf = pdf_of(drawn, pictures={digest_of("signature"): picture("PNG")})
    assert "Signature of Jana Weiß" in text_of_pdf(pdf, tmp_path)
    assert len(pdf) > len(pdf_of(drawn))


@pytest.mark.parametrize("language", ["de", "ar", "he", "pt-BR", "", "x", "tlh-Piqd", "../../x", "ü"])
def test_any_language_tag_gives_a_document(language: str) -> None:
    facts = replace(signed_facts(), language=language)
    assert pdf_of(facts).startswith(b"%PDF")
    assert "<article" in render_page(plain_report(facts))


@needs_pdftotext
def test_a_long_table_repeats_its_heads_on_every_page_it_covers(tmp_path: Path) -> None:
    facts = signed_facts()
    checks = tuple(
        replace(facts.checks[0], title=f"Port {number}", performed_at=after(number)) for number in range(150)
    )
    told = text_of_pdf(pdf_of(replace(facts, checks=(*checks, *facts.checks[3:]))), tmp_path)
    assert told.count("Expected") >= 4
    assert "Port 149" in told
    assert re.search(r"Page 2 of \d", told)
