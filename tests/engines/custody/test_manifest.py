"""A sealed manifest tells exactly which files of a piece of evidence are missing, extra or changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.custody.checkpoint import sign_checkpoint
from firstfix.engines.custody.findings import ProofError
from firstfix.engines.custody.keys import generate_key
from firstfix.engines.custody.manifest import ManifestFile, describe, read_manifest, seal, verify_manifest
from firstfix.engines.custody.signed_note import parse_note, sign_note

KEY = generate_key("evidence.example/north", seed=bytes(range(32)))
WITNESS = generate_key("witness.example", seed=bytes(range(1, 33)))
AT = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
FILES = (
    describe("logs/router 1.log", [b"link ", b"down\n"]),
    describe("photos/Gerät.jpg", [b"\xff\xd8"]),
    describe("empty.txt", []),
)
NOTE = seal(KEY, FILES, at=AT)


def codes(found: tuple[ManifestFile, ...], note: str = NOTE) -> list[str]:
    return [finding.code for finding in verify_manifest(note, [KEY.verifier], found)]


def test_a_file_is_described_by_name_size_and_hash() -> None:
    # SHA-256 of nothing, FIPS 180-4.
    expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert FILES[2] == ManifestFile("empty.txt", 0, expected)
    assert describe("a", [b"ab", b"", b"c"]) == describe("a", [b"abc"])


def test_a_manifest_reads_as_lines_a_person_can_check() -> None:
    lines = NOTE.split("\n")
    assert lines[:3] == ["evidence.example/north", "firstfix-manifest/1", "at 2026-05-01T08:00:00Z"]
    assert lines[3] == f"{FILES[2].sha256} 0 empty.txt"
    assert set(read_manifest(NOTE, [KEY.verifier])) == set(FILES)


def test_the_order_of_files_says_nothing() -> None:
    assert seal(KEY, reversed(FILES), at=AT) == NOTE
    assert codes(FILES[::-1]) == []


def test_every_difference_is_named() -> None:
    assert codes(FILES[1:]) == ["file_missing"]
    assert codes((*FILES, describe("more.txt", []))) == ["file_extra"]
    assert codes((replace(FILES[0], sha256="00" * 32), *FILES[1:])) == ["file_altered"]
    assert codes((replace(FILES[0], size=1), *FILES[1:])) == ["file_resized"]
    assert codes((replace(FILES[0], name="logs/router 2.log"), *FILES[1:])) == ["file_extra", "file_missing"]


def test_an_empty_bundle_can_be_sealed() -> None:
    assert codes((), seal(KEY, (), at=AT)) == []


@given(st.integers(0, len(NOTE) - 1), st.characters(codec="utf-8"))
def test_no_letter_of_a_manifest_can_be_changed(at: int, letter: str) -> None:
    if letter != NOTE[at]:
        assert codes(FILES, NOTE[:at] + letter + NOTE[at + 1 :])


UNSAFE = [
    "",
    "/etc/passwd",
    "../up",
    "a/../b",
    "a//b",
    "./a",
    "a\\b",
    "c:x",
    "a\nb",
    "a\x1b",
    "a\u202egpj.exe",
    "dot.",
    " a",
    "a ",
    "half\ud800",
    "x" * 1025,
]


@pytest.mark.parametrize("name", UNSAFE, ids=range(len(UNSAFE)))
def test_a_name_that_is_not_safe_everywhere_is_refused(name: str) -> None:
    with pytest.raises(ProofError, match=r"file name .* is unsafe"):
        seal(KEY, [ManifestFile(name, 0, "00" * 32)], at=AT)


@pytest.mark.parametrize(("one", "other"), [("a", "a"), ("Log", "log"), ("\u00e9", "e\u0301")])
def test_names_that_are_one_file_on_some_systems_are_refused(one: str, other: str) -> None:
    with pytest.raises(ProofError, match="the same on some systems"):
        seal(KEY, [ManifestFile(one, 0, "00" * 32), ManifestFile(other, 1, "00" * 32)], at=AT)


def test_another_key_or_another_kind_of_note_is_no_manifest() -> None:
    text = parse_note(NOTE).text
    for note in (sign_note(text, [WITNESS]), sign_note(text, [generate_key(KEY.name, seed=bytes(32))])):
        assert codes(FILES, note) == ["note_unsigned"]
    assert codes(FILES, sign_checkpoint(KEY, KEY.name, 0, bytes(32), AT)) == ["manifest_malformed"]
    assert codes(FILES, sign_note(text + "not a file line\n", [KEY])) == ["manifest_malformed"]
