"""Whatever bytes are served, there is a verdict and no exception."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.x509 import Malformed, Profile, Question, judge_chain, read_certificate
from firstfix.engines.x509.der import SEQUENCE, only_element, parts_of
from tests.engines.x509 import making as m
from tests.engines.x509.making import a_leaf, a_root, an_authority, asked
from tests.engines.x509.test_revocation import a_list, an_answer

ROOT = a_root(**{m.CONSTRAINTS: m.constraints(["test", "192.0.2.0/24"], ["bad.test"])})
AUTHORITY = an_authority(ROOT, **{m.BASIC: m.basic(True, 3)})
LEAF = a_leaf(
    AUTHORITY, **{m.ACCESS: m.access(issuer="http://a.test/ca"), m.POINTS: m.point("http://a.test/c")}
)
GOOD = asked([LEAF, AUTHORITY], ROOT)
LIST, ANSWER = a_list(), an_answer()


def mutated(content: bytes) -> st.SearchStrategy[bytes]:
    """Give bytes with one place changed, cut off, doubled or grown."""
    places = st.integers(0, len(content) - 1)
    return st.one_of(
        st.builds(
            lambda at, new: content[:at] + bytes([new]) + content[at + 1 :], places, st.integers(0, 255)
        ),
        st.builds(lambda at: content[:at], places),
        st.builds(lambda at, more: content[:at] + more + content[at:], places, st.binary(max_size=5)),
        st.builds(lambda at, to: content[: min(at, to)] + content[max(at, to) :], places, places),
    )


def told(question: Question) -> None:
    verdict = judge_chain(question)
    assert verdict.is_accepted == (not verdict.defects)
    assert all(each.text() for each in (*verdict.defects, *verdict.remarks))


@given(st.lists(st.binary(max_size=60), max_size=4), st.sampled_from(Profile))
def test_any_bytes_get_a_verdict(served: list[bytes], profile: Profile) -> None:
    told(replace(GOOD, served=served, profile=profile))


@given(mutated(LEAF.der), mutated(AUTHORITY.der))
def test_a_chain_with_changed_bytes_gets_a_verdict_and_is_never_accepted(
    leaf: bytes, authority: bytes
) -> None:
    told(replace(GOOD, served=[leaf, authority]))
    verdict = judge_chain(replace(GOOD, served=[leaf, AUTHORITY.der]))
    assert not verdict.is_accepted or leaf == LEAF.der


@given(mutated(LIST), mutated(ANSWER), mutated(ANSWER))
def test_lists_and_answers_with_changed_bytes_revoke_nobody(
    listed: bytes, answer: bytes, stapled: bytes
) -> None:
    verdict = judge_chain(
        replace(GOOD, lists=[listed], answers=[answer], stapled=stapled, profile=Profile.FIELD)
    )
    assert verdict.is_accepted


@given(st.text(max_size=30))
def test_any_name_of_a_server_gets_a_verdict(server: str) -> None:
    told(replace(GOOD, server=server))


@given(st.binary(max_size=40))
def test_any_bytes_are_elements_or_malformed(content: bytes) -> None:
    try:
        found = parts_of(only_element(content, SEQUENCE, "it"), "it")
    except Malformed:
        return
    assert b"".join(each.whole for each in found) == only_element(content, SEQUENCE, "it").content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x30",
        b"\x30\x80\x00\x00",
        b"\x30\x81\x01\x00",
        b"\x30\x82\x00\x01\x00",
        b"\x3f\x01\x00",
        b"\x30\x01",
    ],
)
def test_what_is_no_der_is_malformed(content: bytes) -> None:
    with pytest.raises(Malformed):
        read_certificate(content)
