"""Keys, signed notes and checkpoints: published vectors, round trips, and hostile text."""

from __future__ import annotations

import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.custody.checkpoint import (
    Checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from firstfix.engines.custody.findings import ProofError
from firstfix.engines.custody.keys import generate_key, load_key, load_verifier_key
from firstfix.engines.custody.signed_note import parse_note, sign_note, verify_note

# The key pair and note that the reference implementation of the format is tested with.
VECTOR_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VECTOR_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
VECTOR_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
VECTOR_SIGNATURE = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
VECTOR_NOTE = f"{VECTOR_TEXT}\n\u2014 PeterNeumann {VECTOR_SIGNATURE}\n"

ORIGIN = "ledger.example/north"
KEY = generate_key(ORIGIN, seed=bytes(range(32)))
WITNESS = generate_key("witness.example", seed=bytes(range(1, 33)))
AT = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
ROOT = bytes(range(100, 132))
NOTE = sign_checkpoint(KEY, ORIGIN, 42, ROOT, AT)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.just("\n"), max_size=60)


def code(note: str, *keys: str) -> str:
    with pytest.raises(ProofError) as caught:
        verify_note(note, [load_verifier_key(key) for key in keys] or [KEY.verifier])
    return caught.value.finding.code


def test_the_published_key_signs_the_published_note() -> None:
    key = load_key(VECTOR_KEY)
    assert key.verifier.text() == VECTOR_VERIFIER
    assert sign_note(VECTOR_TEXT, [key]) == VECTOR_NOTE
    assert verify_note(VECTOR_NOTE, [load_verifier_key(VECTOR_VERIFIER)]) == VECTOR_TEXT


@given(texts)
def test_a_signed_text_comes_back_as_it_was(text: str) -> None:
    assert verify_note(sign_note(text + "\n", [KEY, WITNESS]), [KEY.verifier]) == text + "\n"


@given(st.integers(0, len(NOTE) - 1), st.characters(codec="utf-8"))
def test_no_letter_of_a_note_can_be_changed(at: int, letter: str) -> None:
    if letter != NOTE[at]:
        with pytest.raises(ProofError):
            verify_note(NOTE[:at] + letter + NOTE[at + 1 :], [KEY.verifier])


def test_a_stranger_s_note_is_unsigned_and_a_forged_one_is_forged() -> None:
    assert code(sign_note("hello\n", [WITNESS])) == "note_unsigned"
    assert code(NOTE.replace("\n42\n", "\n43\n")) == "note_forged"


def test_a_stranger_s_signature_beside_a_trusted_one_is_passed_over() -> None:
    note = sign_note("hello\n", [WITNESS, KEY])
    assert verify_note(note, [KEY.verifier]) == "hello\n"


def test_one_forged_signature_of_a_trusted_key_refuses_the_note() -> None:
    good, other = sign_note("hello\n", [KEY]), sign_note("hallo\n", [WITNESS])
    note = good + other.rpartition("\n\n")[2]
    assert code(note, KEY.verifier.text(), WITNESS.verifier.text()) == "note_forged"


HOSTILE = {
    "": "no empty line",
    "\n\n": "0 signature lines",
    "text\n\n": "0 signature lines",
    "text\n\n\u2014 a b": "end with a newline",
    "text\n\n- a AAAAAAA=\n": "a signature line",
    "text\n\n\u2014 a AAAA\n": "a signature line",
    "text\n\n\u2014 a+b AAAAAAA=\n": "a signature line",
    "text\n\n\u2014  AAAAAAA=\n": "a signature line",
    "text\n\n\u2014 a AAAAAAB=\n": "a signature line",  # a second spelling of the same bytes
    "text\r\n\n\u2014 a AAAAAAA=\n": "control character",
    "te\x00xt\n\n\u2014 a AAAAAAA=\n": "control character",
    "te\ud800xt\n\n\u2014 a AAAAAAA=\n": "surrogate",
    "text\n\n" + "\u2014 a AAAAAAA=\n" * 101: "101 signature lines",
    "x" * (16 * 1024 * 1024) + "\n\n\u2014 a AAAAAAA=\n": "longer than",
}


@pytest.mark.parametrize(("note", "reason"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_a_malformed_note_is_refused_with_its_reason(note: str, reason: str) -> None:
    with pytest.raises(ProofError, match=reason) as caught:
        parse_note(note)
    assert caught.value.finding.code == "note_malformed"


@given(st.text(max_size=80))
def test_any_text_is_a_note_or_a_sentence(text: str) -> None:
    refusal = None
    try:
        parse_note(text)
    except ProofError as error:
        refusal = str(error)
    assert refusal is None or refusal.startswith("The signed note cannot be read: ")


def test_a_text_no_note_can_carry_is_not_signed() -> None:
    for text in ("no newline", "tab\there\n", "half \udc00\n"):
        with pytest.raises(ProofError, match="cannot be read"):
            sign_note(text, [KEY])


@given(st.binary(min_size=32, max_size=32), st.from_regex(r"[a-z][a-z0-9./-]{0,20}", fullmatch=True))
def test_keys_read_back_from_their_lines(seed: bytes, name: str) -> None:
    key = generate_key(name, seed=seed)
    assert load_key(key.text() + "\n") == key
    assert load_verifier_key(key.verifier.text() + "\r\n") == key.verifier


@given(st.data())
def test_no_letter_of_a_key_line_can_be_changed(data: st.DataObject) -> None:
    line = KEY.verifier.text()
    at = data.draw(st.integers(0, len(line) - 1))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    if letter != line[at]:
        with pytest.raises(ProofError, match="key's whole line"):
            load_verifier_key(line[:at] + letter + line[at + 1 :])


def test_a_secret_is_neither_shown_nor_taken_for_a_public_key() -> None:
    assert "seed" not in repr(KEY)
    with pytest.raises(ProofError, match="must stay secret"):
        load_verifier_key(KEY.text())
    with pytest.raises(ProofError, match="begins with PRIVATE"):
        load_key(KEY.verifier.text())


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb", "a\u2003b", "x" * 256, "\ud800"])
def test_a_name_no_note_can_carry_is_refused(name: str) -> None:
    with pytest.raises(ProofError, match="its name"):
        generate_key(name, seed=bytes(32))


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="The seed has 31 bytes"):
        generate_key("a", seed=bytes(31))


def test_a_checkpoint_reads_as_the_format_says() -> None:
    first, size, root, at = NOTE.split("\n")[:4]
    assert (first, size, root, at) == (ORIGIN, "42", b64encode(ROOT).decode(), "at 2026-05-01T08:00:00Z")
    assert verify_checkpoint(NOTE, [KEY.verifier]) == Checkpoint(
        ORIGIN, 42, ROOT, AT, ("at 2026-05-01T08:00:00Z",)
    )


def test_the_time_is_kept_in_utc_and_needs_a_zone() -> None:
    local = datetime(2026, 5, 1, 10, 0, tzinfo=timezone(timedelta(hours=2)))
    assert sign_checkpoint(KEY, ORIGIN, 42, ROOT, local) == NOTE
    with pytest.raises(ValueError, match="time zone"):
        sign_checkpoint(KEY, ORIGIN, 42, ROOT, datetime(2026, 5, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [("other", 1, ROOT), (ORIGIN, -1, ROOT), (ORIGIN, 10**19, ROOT), (ORIGIN, 1, b"short")],
)
def test_a_checkpoint_that_cannot_be_is_not_signed(origin: str, size: int, root: bytes) -> None:
    with pytest.raises(ValueError, match=re.compile("cannot sign|needs a size")):
        sign_checkpoint(KEY, origin, size, root, AT)


def test_a_witness_cannot_vouch_in_place_of_the_log() -> None:
    text = parse_note(NOTE).text
    with pytest.raises(ProofError) as caught:
        verify_checkpoint(sign_note(text, [WITNESS]), [KEY.verifier, WITNESS.verifier])
    assert caught.value.finding.code == "note_unsigned"
    assert verify_checkpoint(sign_note(text, [KEY, WITNESS]), [KEY.verifier, WITNESS.verifier]).size == 42


def test_a_checkpoint_of_another_log_is_readable_without_extensions() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert parse_checkpoint(text).size == 20852163
    assert parse_checkpoint(text).signed_at is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "o\n1\n",
        f"o\n01\n{b64encode(ROOT).decode()}\n",
        f"o\n-1\n{b64encode(ROOT).decode()}\n",
        f"o\n\u0661\n{b64encode(ROOT).decode()}\n",
        f"o\n{'9' * 20}\n{b64encode(ROOT).decode()}\n",
        "o\n1\nAAAA\n",
        f"o\n1\n{b64encode(ROOT).decode()}\n\n",
        f"o\n1\n{b64encode(ROOT).decode()}\nat noon\n",
        f"o\n1\n{b64encode(ROOT).decode()}",
    ],
)
def test_a_malformed_checkpoint_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(ProofError, match="The checkpoint cannot be read"):
        parse_checkpoint(text)
