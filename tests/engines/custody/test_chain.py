"""Hashes of rows, links and texts, and the chain that each subject's links make."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.custody.chain import (
    GENESIS,
    Link,
    link_hash,
    redeem,
    row_hash,
    salted_hash,
    verify_chain,
)

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
link_fields = st.tuples(names, names, st.integers(1, 2**63 - 1), hashes, hashes)
SALT = bytes(range(16))


def chain(*row_hashes: str, subject_id: str = "v-1") -> list[Link]:
    links: list[Link] = []
    for digest in row_hashes:
        links.append(Link.of("visit", subject_id, after=links[-1] if links else None, row_hash=digest))
    return links


ROWS = tuple(row_hash(b'{"n":%d}' % number) for number in range(5))


def codes(links: list[Link]) -> list[str]:
    return [finding.code for finding in verify_chain(links)]


def test_a_row_hash_is_what_stock_tools_compute() -> None:
    assert row_hash(b'{"a":1}') == sha256(b'firstfix/row/1\n{"a":1}').hexdigest()


def test_a_link_hash_is_over_its_tag_and_length_prefixed_fields() -> None:
    prefixed = [b"visit", b"v-1", (1).to_bytes(8, "big"), bytes(32), bytes.fromhex(ROWS[0])]
    expected = b"firstfix/link/1\n" + b"".join(len(part).to_bytes(8, "big") + part for part in prefixed)
    assert link_hash("visit", "v-1", 1, GENESIS, ROWS[0]) == sha256(expected).hexdigest()


@given(link_fields, link_fields)
def test_different_links_have_different_hashes(one: tuple, other: tuple) -> None:
    assert (link_hash(*one) == link_hash(*other)) == (one == other)


@given(st.text(st.characters(codec="utf-8"), min_size=2, max_size=12), st.data())
def test_letters_cannot_move_between_the_fields_of_a_link(text: str, data: st.DataObject) -> None:
    cuts = st.integers(1, len(text) - 1)
    first, second = data.draw(cuts), data.draw(cuts)
    one = link_hash(text[:first], text[first:], 1, GENESIS, ROWS[0])
    assert (one == link_hash(text[:second], text[second:], 1, GENESIS, ROWS[0])) == (first == second)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (("visit", "v", 0, GENESIS, GENESIS), "Version 0 of visit v"),
        (("visit", "v", 2**63, GENESIS, GENESIS), "not between 1"),
        (("visit", "v", 1, "00", GENESIS), "The previous hash is not 64"),
        (("visit", "v", 1, GENESIS, GENESIS.replace("0", "A")), "The row hash is not 64"),
        (("", "v", 1, GENESIS, GENESIS), "needs the type and the id"),
        (("visit", "\ud800", 1, GENESIS, GENESIS), "half of a surrogate pair"),
    ],
)
def test_a_link_that_cannot_be_is_refused(fields: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        link_hash(*fields)


def test_an_untouched_chain_has_no_findings_also_when_subjects_are_mixed() -> None:
    one, other = chain(*ROWS), chain(*ROWS, subject_id="v-2")
    mixed = [link for pair in zip(one, other, strict=True) for link in pair]
    assert codes(mixed) == []


@pytest.mark.parametrize("field", ["subject_type", "subject_id", "previous_hash", "row_hash", "hash"])
def test_a_changed_field_of_a_link_is_found(field: str) -> None:
    links = chain(*ROWS)
    changed = GENESIS if field.endswith("hash") else "other"
    links[2] = replace(links[2], **{field: changed})
    assert "link_altered" in codes(links)


def test_a_link_replaced_with_a_right_hash_breaks_the_chain_after_it() -> None:
    links = chain(*ROWS)
    links[2] = Link.of("visit", "v-1", after=links[1], row_hash=GENESIS)
    assert codes(links) == ["chain_broken"]


def test_a_removed_link_is_found_once() -> None:
    links = chain(*ROWS)
    assert codes(links[:2] + links[3:]) == ["version_missing"]


def test_a_removed_beginning_is_found() -> None:
    assert codes(chain(*ROWS)[1:]) == ["version_missing"]


def test_a_repeated_and_a_reordered_link_are_found() -> None:
    links = chain(*ROWS)
    assert codes([*links[:3], links[2], *links[3:]]) == ["version_repeated"]
    assert codes([links[0], links[2], links[1], *links[3:]]) == [
        "version_missing",
        "version_repeated",
        "chain_broken",
    ]


def test_the_sentence_names_subject_and_versions() -> None:
    links = chain(*ROWS)
    (finding,) = verify_chain([links[0], links[3]])
    assert (
        finding.text() == "visit v-1 jumps from version 1 to version 4: the links between them were removed."
    )


def test_a_text_is_redeemed_by_its_salt_and_by_nothing_else() -> None:
    digest = salted_hash(SALT, "Dana was on site.")
    assert redeem(digest, salt=SALT, text="Dana was on site.")
    assert not redeem(digest, salt=SALT, text="Dana was on site")
    assert not redeem(digest, salt=bytes(16), text="Dana was on site.")
    assert not redeem("not a hash", salt=SALT, text="Dana was on site.")
    assert not redeem(digest, salt=b"", text="Dana was on site.")


@given(st.binary(min_size=16, max_size=40), st.binary(max_size=24))
def test_bytes_cannot_move_between_salt_and_text(salt: bytes, tail: bytes) -> None:
    text = tail.hex()
    assert (salted_hash(salt, text) == salted_hash(salt + text.encode(), "")) == (text == "")


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="The salt has 15 bytes"):
        salted_hash(bytes(15), "x")
