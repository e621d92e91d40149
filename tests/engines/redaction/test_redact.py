"""Secrets are found, replaced by the same placeholder wherever they are the same, and never twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstfix.engines.redaction import (
    AUDIENCES,
    PERSONAL_KINDS,
    SECRET_KINDS,
    contains_secret,
    kinds_for,
    redact,
)

ALL_KINDS = (*SECRET_KINDS, *PERSONAL_KINDS)
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow+/=\nIBAAK\n-----END RSA PRIVATE KEY-----"

FOUND = [
    ("password=hunter2", "password=[redacted:password-1]"),
    ('{"db_password": "hun ter2"}', '{"db_password": "[redacted:password-1]"}'),
    ("Password: letmein", "Password: [redacted:password-1]"),
    ("the password is Winter.2025 now", "the password is [redacted:password-1] now"),
    ("das Passwort lautet Sommer24", "das Passwort lautet [redacted:password-1]"),
    ("mysql --password=s3cret -h db", "mysql --password=[redacted:password-1] -h db"),
    ("login --token abc123 now", "login --token [redacted:password-1] now"),
    ("apiToken := `abc-123`", "apiToken := `[redacted:password-1]`"),
    ("export API_KEY='a b c'", "export API_KEY='[redacted:password-1]'"),
    ('{"name":"SECRET_KEY","value":"123"}', '{"name":"SECRET_KEY","value":"[redacted:password-1]"}'),
    ("<token>\n  abc123\n</token>", "<token>\n  [redacted:password-1]\n</token>"),
    (
        "Server=db;User Id=sa;Password=p4ss;Encrypt=no",
        "Server=db;User Id=sa;Password=[redacted:password-1];Encrypt=no",
    ),
    ("enable secret 5 $1$abc$xyz", "enable secret 5 [redacted:password-1]"),
    ("username admin password 7 0822455D0A16", "username admin password 7 [redacted:password-1]"),
    ("snmp-server community s3cr3t RO", "snmp-server community [redacted:password-1] RO"),
    ("postgres://app:p4ss@db:5432/x", "postgres://app:[redacted:url_password-1]@db:5432/x"),
    ("Authorization: Bearer abc.def-123", "Authorization: Bearer [redacted:authorization-1]"),
    ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic [redacted:authorization-1]"),
    ("curl -u admin:pa55word http://x", "curl -u admin:[redacted:authorization-1] http://x"),
    ("key AKIAIOSFODNN7EXAMPLE end", "key [redacted:access_key-1] end"),
    ("ghp_0123456789abcdefABCDEF0123456789abcd", "[redacted:access_key-1]"),
    (f"cookie {JWT};", "cookie [redacted:jwt-1];"),
    (f"before\n{PEM}\nafter", "before\n[redacted:private_key-1]\nafter"),
    ("card 4111 1111 1111 1111.", "card [redacted:card_number-1]."),
    ("card 5500-0000-0000-0004,", "card [redacted:card_number-1],"),
    ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [redacted:iban-1]."),
    ("mail dana.okafor+x@example.co.uk now", "mail [redacted:email-1] now"),
    (
        "host 10.20.30.40 and fd12:3456::1",
        "host [redacted:internal_address-1] and [redacted:internal_address-2]",
    ),
]
LEFT_ALONE = [
    "The token ring is down; the secretary has the key to the cabinet.",
    "token: the one on the desk",
    "the password is wrong",
    "password: ********",
    "password=$DB_PASSWORD and token: ${TOKEN} and secret={{ vault.x }}",
    "password = None",
    "serial FXS2231Q0ZT, part C9400-PWR-3200AC, firmware 17.09.04a",
    "order 4111 1111 1111 1112",
    "counter 0000000000000000",
    "DE89 3704 0044 0532 0130 01",
    "8.8.8.8 answered, 127.0.0.1 too, version 10.20.30.40.50",
    "MAC 52:df:20:08:6c:ff flaps",
    "see https://example.com/a:b@c and mailto",
    "Basic functions are restored.",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    "2026-03-12 07:00:01 %PLATFORM-2-PS_FAIL: Power supply 2 failed or shutdown",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_a_secret_is_replaced_and_its_surroundings_stay(text: str, expected: str) -> None:
    assert redact(text, kinds=ALL_KINDS).text == expected


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_words_that_only_look_like_a_secret_stay(text: str) -> None:
    assert redact(text, kinds=ALL_KINDS).text == text


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_redacting_again_changes_nothing(text: str, expected: str) -> None:
    assert redact(redact(text, kinds=ALL_KINDS).text, kinds=ALL_KINDS).replacements == ()


def test_the_same_secret_has_the_same_number_and_another_secret_another() -> None:
    text = "password=alpha1 token=beta22 secret=alpha1 postgres://u:beta22@h"
    assert redact(text).text == (
        "password=[redacted:password-1] token=[redacted:password-2] secret=[redacted:password-1]"
        " postgres://u:[redacted:url_password-2]@h"
    )


def test_numbers_go_on_after_those_that_already_stand_in_the_text() -> None:
    assert (
        redact("[redacted:password-7] password=new9").text
        == "[redacted:password-7] password=[redacted:password-8]"
    )


def test_with_the_salt_of_a_session_placeholders_agree_between_texts_and_differ_between_sessions() -> None:
    first, again = (
        redact(text, salt=b"a" * 16).replacements[0] for text in ("password=hunter2", "x token=hunter2")
    )
    other = redact("password=hunter2", salt=b"b" * 16).replacements[0]
    assert first.placeholder == again.placeholder != other.placeholder
    assert redact(f"password={first.placeholder}").replacements == ()


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        redact("x", salt=b"short")


def test_replacements_name_the_places_in_the_text_given() -> None:
    text = f"a password=hunter2 {JWT} b"
    found = redact(text).replacements
    assert [(one.kind, text[one.start : one.end]) for one in found] == [("password", "hunter2"), ("jwt", JWT)]


def test_a_key_without_its_end_goes_with_all_of_its_body() -> None:
    cut = PEM[: PEM.index("-----END")]
    assert redact(f"log {cut}").text == "log [redacted:private_key-1]"


def test_a_secret_that_leans_on_another_is_found_too() -> None:
    """Right after the dashes a number is no card number; once the key is gone, it is one."""
    assert redact(f"{PEM}4111111111111111").text == "[redacted:private_key-1][redacted:card_number-2]"


@pytest.mark.covers("S1-G04")
@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_a_note_with_a_credential_is_recognised_by_kind(text: str, expected: str) -> None:
    kinds = {kind for kind in ALL_KINDS if f"[redacted:{kind}-" in expected}
    assert set(contains_secret(text)) == kinds & set(SECRET_KINDS)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_a_note_without_a_credential_is_accepted(text: str) -> None:
    assert contains_secret(text) == ()


def test_no_audience_may_read_a_credential_and_the_public_reads_least() -> None:
    for audience in AUDIENCES:
        assert set(SECRET_KINDS) <= set(kinds_for(audience)) <= set(kinds_for("public"))


def test_an_audience_without_a_policy_is_an_error_and_not_a_pass() -> None:
    with pytest.raises(KeyError):
        kinds_for("everybody")  # type: ignore[arg-type]


def test_kinds_that_were_not_asked_for_stay() -> None:
    assert redact("mail a.b@example.org from 10.0.0.1", kinds=kinds_for("internal")).replacements == ()


SCRAPS = st.sampled_from(
    [text for text, _ in FOUND]
    + [
        "password",
        "=",
        ":",
        " ",
        "\n",
        '"',
        "'",
        "AKIAIOSFODNN7EXAMPLE",
        JWT,
        "[redacted:password-1]",
        "[redacted:",
        "]",
    ]
    + [
        "4111111111111111",
        "eyJ",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "://a:b@",
        "bearer ",
    ]
)


@given(st.lists(st.one_of(SCRAPS, st.text(max_size=4)), max_size=12).map("".join))
def test_redaction_is_idempotent_and_its_places_are_true(text: str) -> None:
    once = redact(text, kinds=ALL_KINDS)
    assert redact(once.text, kinds=ALL_KINDS).text == once.text
    rebuilt, place = "", 0
    for one in once.replacements:
        assert place <= one.start < one.end
        rebuilt += text[place : one.start] + one.placeholder
        place = one.end
    assert rebuilt + text[place:] == once.text


@given(st.text(st.characters(codec=None)))
def test_any_text_is_taken_and_an_empty_answer_means_it_is_untouched(text: str) -> None:
    done = redact(text, kinds=ALL_KINDS, salt=b"0123456789abcdef")
    assert done.replacements or done.text == text
