"""Each rule is broken by one change of a good chain, and is named with the certificate that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from firstfix.engines.x509 import RULES, Profile, Purpose, Role, judge_chain
from tests.engines.x509 import making as m
from tests.engines.x509.making import AT, Made, a_leaf, a_root, an_authority, asked

UNKNOWN = "1.3.6.1.4.1.99999.1"

# Rule, who breaks it, how the certificate is made then.
BROKEN: list[tuple[str, Role, dict[str, Any]]] = [
    ("expired", Role.LEAF, {"ends": "260531235959Z"}),
    ("expired", Role.AUTHORITY, {"ends": "260531235959Z"}),
    ("expired", Role.ANCHOR, {"ends": "260531235959Z"}),
    ("not_yet_valid", Role.LEAF, {"begins": "260701000000Z"}),
    ("date_encoding", Role.LEAF, {"ends": "20270101000000Z"}),
    ("version", Role.LEAF, {"version": 2}),
    ("extension_version", Role.LEAF, {"version": 2}),
    ("serial", Role.LEAF, {"serial": 0}),
    ("serial", Role.LEAF, {"serial": -5}),
    ("serial", Role.AUTHORITY, {"serial": 1 << 160}),
    ("algorithm_twice", Role.LEAF, {"inner": m.SHA384_ECDSA}),
    ("extension_twice", Role.LEAF, {"twice": m.USAGE}),
    ("extension_unreadable", Role.LEAF, {m.NAMES: (False, b"app.test")}),
    ("extension_unreadable", Role.LEAF, {m.ACCESS: (False, m.tlv(0x30))}),
    ("extension_unreadable", Role.LEAF, {m.PURPOSES: (False, m.tlv(0x30))}),
    ("extension_unreadable", Role.LEAF, {m.USAGE: m.usage()}),
    ("extension_unknown", Role.LEAF, {UNKNOWN: (True, b"x")}),
    ("extension_unknown", Role.ANCHOR, {UNKNOWN: (True, b"x")}),
    ("must_not_be_critical", Role.AUTHORITY, {m.SUBJECT_KEY: (True, m.tlv(4, b"1"))}),
    ("must_not_be_critical", Role.LEAF, {m.ACCESS: (True, m.tlv(0x30))}),
    ("must_be_critical", Role.AUTHORITY, {m.BASIC: m.basic(True, is_critical=False)}),
    ("must_be_critical", Role.AUTHORITY, {m.LIMITS: (False, m.tlv(0x30, m.tlv(0x80, b"\5")))}),
    ("constraints_not_critical", Role.AUTHORITY, {m.CONSTRAINTS: m.constraints(["test"], is_critical=False)}),
    ("names_criticality", Role.LEAF, {m.NAMES: m.names("app.test", is_critical=True)}),
    ("names_criticality", Role.LEAF, {"subject": m.dn()}),
    ("weak_key", Role.LEAF, {"key": "rsa1024"}),
    ("weak_key", Role.LEAF, {"key": "p192"}),
    ("weak_signature", Role.LEAF, {"algorithm": m.SHA1_ECDSA}),
    ("key_kind", Role.LEAF, {"key": "ed25519"}),
    ("key_kind", Role.LEAF, {"key": "k256"}),
    ("key_kind", Role.LEAF, {"key": "dsa"}),
    ("key_kind", Role.LEAF, {"key": "rsa2052"}),
    ("no_authority_key", Role.LEAF, {m.AUTHORITY_KEY: None}),
    ("no_authority_key", Role.LEAF, {m.AUTHORITY_KEY: m.authority_key(None)}),
    ("root_authority_key", Role.ANCHOR, {m.AUTHORITY_KEY: m.authority_key(b"other")}),
    ("root_authority_key", Role.ANCHOR, {m.AUTHORITY_KEY: m.authority_key(None)}),
    ("root_authority_key", Role.ANCHOR, {m.AUTHORITY_KEY: m.authority_key(b"x", m.tlv(0x82, b"\1"))}),
    ("no_subject_key", Role.AUTHORITY, {m.SUBJECT_KEY: None}),
    ("no_subject_key", Role.ANCHOR, {m.SUBJECT_KEY: None}),
    ("not_authority", Role.AUTHORITY, {m.BASIC: m.basic(False)}),
    ("not_authority", Role.AUTHORITY, {m.BASIC: None}),
    ("not_authority", Role.ANCHOR, {m.BASIC: None}),
    ("may_not_sign", Role.AUTHORITY, {m.USAGE: m.usage(0)}),
    ("no_usage", Role.AUTHORITY, {m.USAGE: None}),
    ("path_length", Role.ANCHOR, {m.BASIC: m.basic(True, 0)}),
    ("path_length_misplaced", Role.AUTHORITY, {m.BASIC: m.basic(True, 0), m.USAGE: m.usage(0)}),
    ("usage", Role.LEAF, {m.USAGE: m.usage(1)}),
    ("leaf_signs", Role.LEAF, {m.USAGE: m.usage(0, 5)}),
    ("leaf_authority", Role.LEAF, {m.BASIC: m.basic(True)}),
    ("purpose", Role.LEAF, {m.PURPOSES: m.purposes(m.CLIENT)}),
    ("purpose", Role.AUTHORITY, {m.PURPOSES: m.purposes(m.CLIENT)}),
    ("any_purpose", Role.LEAF, {m.PURPOSES: m.purposes(m.ANY)}),
    ("no_purpose", Role.LEAF, {m.PURPOSES: None}),
    ("root_purpose", Role.ANCHOR, {m.PURPOSES: m.purposes(m.SERVER)}),
    ("purpose_critical", Role.LEAF, {m.PURPOSES: (True, m.purposes(m.SERVER)[1])}),
    ("no_names", Role.LEAF, {m.NAMES: None}),
    ("wrong_host", Role.LEAF, {m.NAMES: m.names("web.test")}),
    ("name_syntax", Role.LEAF, {m.NAMES: m.names("app.test", "a_b.test")}),
    ("name_syntax", Role.LEAF, {m.NAMES: m.names("app.test", ".test")}),
    ("wide_wildcard", Role.LEAF, {m.NAMES: m.names("app.test", "*.co.uk")}),
    ("wide_wildcard", Role.LEAF, {m.NAMES: m.names("app.test", "*.com")}),
    ("common_name_spelling", Role.LEAF, {"subject": m.dn("App.Test")}),
    ("common_name_spelling", Role.LEAF, {"subject": m.dn("0xC0.0.2.10")}),
    ("common_name_absent", Role.LEAF, {"subject": m.dn("web.test")}),
    ("constraints_misplaced", Role.LEAF, {m.CONSTRAINTS: m.constraints(["app.test"])}),
    ("constraints_empty", Role.AUTHORITY, {m.CONSTRAINTS: m.constraints()}),
    ("constraints_unreadable", Role.AUTHORITY, {m.CONSTRAINTS: m.constraints(["a@b@c.test"])}),
    ("constraints_unreadable", Role.AUTHORITY, {m.CONSTRAINTS: m.constraints(["*.test"])}),
    ("constraints_period", Role.AUTHORITY, {m.CONSTRAINTS: m.constraints((), [".web.test"])}),
    ("constraints_unreadable", Role.AUTHORITY, {m.CONSTRAINTS: m.constraints(["192.0.2.1"])}),
    ("name_forbidden", Role.AUTHORITY, {m.CONSTRAINTS: m.constraints(["web.test"])}),
    ("name_forbidden", Role.AUTHORITY, {m.CONSTRAINTS: m.constraints((), ["test"])}),
    ("name_forbidden", Role.ANCHOR, {m.CONSTRAINTS: m.constraints((), ["192.0.2.0/24"])}),
    ("name_forbidden", Role.ANCHOR, {m.CONSTRAINTS: m.constraints((), ["CN=app.test"])}),
    ("policy", Role.AUTHORITY, {m.LIMITS: (True, m.tlv(0x30, m.tlv(0x80, b"\0")))}),
    ("bad_signature", Role.LEAF, {"spoiled": True}),
]

# Rules that a chain breaks as a whole, or that have tests of their own.
ELSEWHERE = {
    "unreadable", "self_signed", "no_issuer", "unknown_root", "too_many", "too_complex", "empty_issuer",
    "empty_subject", "signature_kind", "revoked", "status_unusable", "not_stapled", "second_opinion",
}  # fmt: skip


def chain(role: Role | None = None, **changes: Any) -> tuple[list[Made], Made]:
    """Give a good chain with its root, one certificate of which is made otherwise."""
    if isinstance(changes.get("key"), str):
        changes["key"] = m.key_named(changes["key"])
    root = a_root(**(changes if role is Role.ANCHOR else {}))
    authority = an_authority(root, **(changes if role is Role.AUTHORITY else {}))
    return [a_leaf(authority, **(changes if role is Role.LEAF else {})), authority], root


@pytest.mark.parametrize("profile", Profile)
def test_a_good_chain_is_accepted_by_everybody(profile: Profile) -> None:
    served, root = chain()
    verdict = judge_chain(asked(served, root, profile=profile))
    assert (verdict.is_accepted, verdict.defects, verdict.remarks) == (True, (), ())
    assert [each.der for each in verdict.path] == [served[0].der, served[1].der, root.der]


@pytest.mark.parametrize(("code", "role", "changes"), BROKEN)
def test_a_broken_rule_is_named_with_the_certificate_that_breaks_it(
    code: str, role: Role, changes: dict[str, Any]
) -> None:
    served, root = chain(role, **changes)
    verdict = judge_chain(asked(served, root))
    found = [each for each in (*verdict.defects, *verdict.remarks) if each.rule.code == code]
    assert {each.role for each in found} == {role}
    place = {Role.LEAF: 0, Role.AUTHORITY: 1, Role.ANCHOR: None}[role]
    assert (found[0].place, found[0].fingerprint != "") == (place, True)
    assert "{" not in found[0].text()


@pytest.mark.parametrize(("code", "role", "changes"), BROKEN)
@pytest.mark.parametrize("profile", Profile)
def test_a_chain_is_refused_by_those_whose_rule_it_breaks(
    code: str, role: Role, changes: dict[str, Any], profile: Profile
) -> None:
    served, root = chain(role, **changes)
    verdict = judge_chain(asked(served, root, profile=profile))
    refusing = {each.rule.code for each in verdict.defects}
    assert (code in refusing) == (profile in RULES[code].refused_by)
    assert verdict.is_accepted == (not verdict.defects)


def test_every_rule_is_broken_by_a_test() -> None:
    assert {code for code, _role, _changes in BROKEN} | ELSEWHERE == set(RULES)


def test_every_rule_says_where_it_stands_and_about_whom() -> None:
    assert [code for code, rule in RULES.items() if not rule.source] == []
    nameless = {code for code, rule in RULES.items() if "{subject}" not in rule.sentence}
    assert nameless == {"unreadable", "empty_subject"}


NAMED: list[tuple[str, list[str], bool]] = [
    ("app.test", ["app.test"], True),
    ("APP.test.", ["app.TEST"], True),
    ("a.app.test", ["*.app.test"], True),
    ("app.test", ["*.app.test"], False),
    ("a.b.app.test", ["*.app.test"], False),
    ("app.test", ["*.test"], False),
    ("foo.app.test", ["f*.app.test"], False),
    ("a.b.test", ["a.*.test"], False),
    ("192.0.2.1", ["192.0.2.1"], True),
    ("192.0.2.2", ["192.0.2.1"], False),
    ("2001:db8::1", ["2001:0db8:0::1"], True),
    ("app", ["app"], True),
]


@pytest.mark.parametrize(("server", "given", "is_right"), NAMED)
def test_a_server_is_named_by_alternative_names_alone(server: str, given: list[str], is_right: bool) -> None:
    served, root = chain(Role.LEAF, **{m.NAMES: m.names(*given)})
    verdict = judge_chain(asked(served, root, server=server, profile=Profile.FIELD))
    assert verdict.is_accepted == is_right


ALLOWED: list[tuple[list[str], list[str], list[str], bool]] = [
    (["app.test"], [], ["app.test", "a.app.test"], True),
    (["app.test"], [], ["app.test", "xapp.test"], False),
    ([], ["app.test"], ["web.test"], True),
    ([], ["bar.web.test"], ["*.web.test"], False),
    ([], ["a.bar.web.test"], ["*.web.test"], True),
    (["web.test"], [], ["*.web.test"], True),
    ([".web.test"], [], ["a.web.test"], True),
    ([".web.test"], [], ["web.test"], False),
    (["10.0.0.0/8"], [], ["10.1.2.3"], True),
    (["10.0.0.0/8"], [], ["11.1.2.3"], False),
    (["10.0.0.0/8"], [], ["2001:db8::1"], False),
    (["10.0.0.0/8"], [], ["web.test"], True),
    (["host.test"], ["web.test"], ["host.test"], True),
    (["me@web.test"], [], ["me@WEB.test"], True),
    (["me@web.test"], [], ["Me@web.test"], False),
    (["CN=leaf"], [], ["web.test"], True),
    (["CN=other"], [], ["web.test"], False),
]


@pytest.mark.parametrize(("permitted", "excluded", "given", "is_right"), ALLOWED)
def test_an_authority_issues_only_for_what_it_may(
    permitted: list[str], excluded: list[str], given: list[str], is_right: bool
) -> None:
    root = a_root()
    authority = an_authority(root, **{m.CONSTRAINTS: m.constraints(permitted, excluded)})
    leaf = a_leaf(authority, "leaf", **{m.NAMES: m.names(*given)})
    verdict = judge_chain(asked([leaf, authority], root, server="", profile=Profile.STANDARD))
    assert ("name_forbidden" not in {each.rule.code for each in verdict.defects}) == is_right


def test_a_private_authority_that_strict_clients_refuse_is_accepted_in_the_field() -> None:
    served, root = chain(Role.LEAF, **{m.AUTHORITY_KEY: None})
    accepted = {each: judge_chain(asked(served, root, profile=each)).is_accepted for each in Profile}
    assert accepted == {Profile.FIELD: True, Profile.STANDARD: False, Profile.WEB: False}


def test_a_length_that_a_server_s_certificate_says_limits_nothing() -> None:
    served, root = chain(Role.LEAF, **{m.BASIC: (True, m.tlv(0x30, m.number(0)))})
    assert judge_chain(asked(served, root)).is_accepted


def test_a_part_of_a_second_is_not_past_the_end() -> None:
    served, root = chain(Role.LEAF, ends="260601120000Z")
    at = AT.replace(microsecond=5000)
    assert judge_chain(asked(served, root, at=at)).is_accepted
    assert not judge_chain(asked(served, root, at=at.replace(second=1))).is_accepted


def test_a_policy_that_is_demanded_and_there_is_enough() -> None:
    root = a_root()
    policy = (False, m.tlv(0x30, m.tlv(0x30, m.oid("2.23.140.1.2.1"))))
    limits = (True, m.tlv(0x30, m.tlv(0x80, b"\0")))
    authority = an_authority(root, **{m.LIMITS: limits, m.POLICIES: policy})
    leaves: list[tuple[Callable[[], Made], bool]] = [
        (lambda: a_leaf(authority, **{m.POLICIES: policy}), True),
        (lambda: a_leaf(authority), False),
    ]
    for made, is_right in leaves:
        assert judge_chain(asked([made(), authority], root)).is_accepted == is_right


def test_clients_are_known_by_their_mailbox_and_their_use() -> None:
    root = a_root()
    given = {m.NAMES: m.names("me@app.test"), m.PURPOSES: m.purposes(m.CLIENT)}
    leaf = a_leaf(root, "me", **given)
    question = asked([leaf], root, server="", purpose=Purpose.CLIENT, mailboxes=("me@app.test",))
    assert judge_chain(question).is_accepted
    other = asked([leaf], root, server="", purpose=Purpose.CLIENT, mailboxes=("you@app.test",))
    assert [each.rule.code for each in judge_chain(other).defects] == ["wrong_host"]
