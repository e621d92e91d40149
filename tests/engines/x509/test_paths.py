"""The way to a root is found among what was served, and where there is none, what is missing is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from firstfix.engines.x509 import Anchors, ChainVerdict, Malformed, Profile, judge_chain, read_certificate
from tests.engines.x509 import making as m
from tests.engines.x509.making import Made, a_leaf, a_root, an_authority, asked, make


def codes(verdict: ChainVerdict) -> list[str]:
    return [each.rule.code for each in verdict.defects]


def test_certificates_are_found_in_whatever_order_they_were_served() -> None:
    root = a_root()
    upper = an_authority(root, "Upper CA")
    lower = an_authority(upper, "Lower CA")
    stranger = an_authority(a_root("Other Root"), "Stranger CA")
    verdict = judge_chain(asked([a_leaf(lower), stranger, upper, lower], root))
    assert verdict.is_accepted
    assert [each.subject.text for each in verdict.path] == [
        "CN=app.test",
        "CN=Lower CA",
        "CN=Upper CA",
        "CN=Root",
    ]


def test_a_way_past_a_bad_cross_certificate_is_taken() -> None:
    root, other = a_root(), a_root("Other Root")
    key = m.key_named("Issuing CA")
    bad = an_authority(other, key=key, ends="260301000000Z")
    good = an_authority(root, key=key)
    for served in ([bad, good], [good, bad]):
        assert judge_chain(asked([a_leaf(good), *served], root, other)).is_accepted


def test_a_missing_intermediate_is_named_with_where_it_lies() -> None:
    root = a_root()
    authority = an_authority(root)
    leaf = a_leaf(authority, **{m.ACCESS: m.access(issuer="http://pki.test/ca.cer")})
    verdict = judge_chain(asked([leaf], root))
    assert codes(verdict) == ["no_issuer"]
    assert verdict.missing is not None
    assert (verdict.missing.subject, verdict.missing.below) == ("CN=Issuing CA", "CN=app.test")
    assert verdict.missing.urls == ("http://pki.test/ca.cer",)
    assert verdict.missing.key_id == authority.key_id.hex()
    assert verdict.missing.der == b""


def test_the_file_to_install_is_given_where_it_is_at_hand() -> None:
    root = a_root()
    authority = an_authority(root)
    spare = [a_root("Other Root").der, authority.der]
    verdict = judge_chain(asked([a_leaf(authority)], root, spare=spare))
    assert not verdict.is_accepted
    assert verdict.missing is not None
    assert verdict.missing.der == authority.der


def test_what_stands_above_what_was_served_is_missing_not_what_was_served() -> None:
    upper = an_authority(a_root(), "Upper CA")
    lower = an_authority(upper, "Lower CA")
    verdict = judge_chain(asked([a_leaf(lower), lower], a_root("Other Root")))
    assert codes(verdict) == ["no_issuer"]
    assert verdict.missing is not None
    assert (verdict.missing.subject, verdict.missing.below) == ("CN=Upper CA", "CN=Lower CA")


def test_a_chain_up_to_a_root_that_nobody_trusts_ends_there() -> None:
    root = a_root("Private Root")
    authority = an_authority(root)
    verdict = judge_chain(asked([a_leaf(authority), authority, root], a_root()))
    assert codes(verdict) == ["unknown_root"]
    assert verdict.defects[0].subject == "CN=Private Root"


def test_a_certificate_signed_by_itself_is_told_apart() -> None:
    alone = make("app.test", None, {m.NAMES: m.names("app.test"), m.USAGE: m.usage(0)})
    verdict = judge_chain(asked([alone], a_root(), profile=Profile.FIELD))
    assert codes(verdict) == ["self_signed"]
    assert judge_chain(asked([alone], alone, profile=Profile.FIELD)).is_accepted


def test_another_root_of_the_same_name_is_no_forgery() -> None:
    old, new = a_root("Root"), a_root("Root", key=m.key_named("new"))
    leaf = a_leaf(new)
    assert codes(judge_chain(asked([leaf], old))) == ["no_issuer"]
    forged = a_leaf(new, **{m.AUTHORITY_KEY: m.authority_key(old.key_id)})
    assert codes(judge_chain(asked([forged], old))) == ["bad_signature"]


def test_every_fault_of_a_chain_is_told_not_only_the_first() -> None:
    root = a_root()
    authority = an_authority(root, ends="260301000000Z")
    leaf = a_leaf(authority, ends="260301000000Z", **{m.NAMES: m.names("web.test")})
    verdict = judge_chain(asked([leaf, authority], root))
    assert sorted(codes(verdict)) == ["expired", "expired", "wrong_host"]


def test_self_issued_authorities_do_not_count_for_a_path_length() -> None:
    root = a_root(**{m.BASIC: m.basic(True, 1)})
    old = an_authority(root)
    new = make(
        "Issuing CA",
        old,
        {
            m.BASIC: m.basic(True),
            m.USAGE: m.usage(5, 6),
            m.SUBJECT_KEY: m.subject_key(m.key_id_of(m.key_named("rollover"))),
            m.AUTHORITY_KEY: m.authority_key(old.key_id),
        },
        key=m.key_named("rollover"),
    )
    assert judge_chain(asked([a_leaf(new), new, old], root)).is_accepted
    further = an_authority(old, "Further CA")
    assert "path_length" in codes(judge_chain(asked([a_leaf(further), further, old], root)))


def test_a_clique_of_authorities_ends_the_search_and_not_the_patience() -> None:
    members = [m.key_named(f"clique {place}") for place in range(12)]
    common = {m.BASIC: m.basic(True), m.USAGE: m.usage(5, 6)}
    circle = [
        make("Clique", Made(b"", signer, m.dn("Clique")), common, key=key, serial=1 + 20 * row + column)
        for row, signer in enumerate(members)
        for column, key in enumerate(members)
        if row != column
    ]
    root = a_root("Clique")
    verdict = judge_chain(asked([a_leaf(circle[0]), *circle], root))
    assert not verdict.is_accepted
    assert codes(verdict)[0] in {"too_complex", "no_issuer", "bad_signature"}


@pytest.mark.parametrize(
    "subject",
    ["empty_issuer", "empty_subject"],
)
def test_an_authority_without_a_name_is_named_for_it(subject: str) -> None:
    root = a_root("Root", subject=m.dn())
    verdict = judge_chain(asked([a_leaf(root)], root))
    assert subject in codes(verdict)


def test_too_many_names_for_too_many_constraints_are_refused() -> None:
    many = [f"n{number}.test" for number in range(600)]
    root = a_root(**{m.CONSTRAINTS: m.constraints(many)})
    verdict = judge_chain(asked([a_leaf(root, **{m.NAMES: m.names(*many, "app.test")})], root))
    assert "too_complex" in codes(verdict)


def test_a_limit_of_authorities_is_kept() -> None:
    root = a_root()
    authority = an_authority(root)
    served = [a_leaf(authority), authority]
    assert judge_chain(asked(served, root, most_authorities=1)).is_accepted
    assert "too_many" in codes(judge_chain(asked(served, root, most_authorities=0)))


def test_a_signature_that_the_web_does_not_allow_is_named() -> None:
    root = a_root(key=m.key_named("ed root"))
    assert "signature_kind" in codes(judge_chain(asked([a_leaf(root)], root)))


def test_what_is_no_certificate_among_others_does_no_harm_and_is_told() -> None:
    root = a_root()
    question = asked([a_leaf(root)], root)
    mixed = [*question.served, b"\x30\x03abc"]
    verdict = judge_chain(replace(question, served=mixed))
    assert verdict.is_accepted
    assert [each.rule.code for each in verdict.remarks] == ["unreadable"]


def test_a_store_leaves_out_what_it_cannot_read() -> None:
    root = a_root()
    assert len(Anchors([b"", b"\x30\x80", root.der, root.der])) == 1
    with pytest.raises(Malformed):
        read_certificate(b"\x30\x80")
