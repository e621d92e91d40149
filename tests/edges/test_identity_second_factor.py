"""The second factor: paired, shown, used once, worn out, lost."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from firstfix.apps.directory.commands import grant_role
from firstfix.apps.directory.models import Person
from firstfix.kernel import clock
from firstfix.kernel.accounts.commands import (
    change_password,
    renew_recovery_codes,
    turn_off_second_factor,
    turn_on_second_factor,
)
from firstfix.kernel.accounts.proving import make_proof
from firstfix.kernel.accounts.recovery import make_recovery
from firstfix.kernel.commands import Channel, CommandContext
from firstfix.kernel.identity.access import RecoveryCode, SecondFactor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.one_time_codes import accepted_step, code_at, new_seed, recovery_digest
from tests.edges.signing import (
    ADMIN_EMAIL,
    EMAIL,
    PASSWORD,
    account,
    administrator,
    as_owner,
    code_now,
    pair,
    sign_in,
    signed_in,
    words_of,
)
from tests.world import must, refused

NEW_PASSWORD = "seven quiet otters swim home"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
# RFC 6238, appendix B, SHA-1: the last six of the eight digits; the seed is "12345678901234567890".
RFC_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(RFC_SEED, datetime.fromtimestamp(seconds, UTC)) == code


@given(st.integers(-120, 120))
def test_a_code_fits_one_step_before_and_after_its_own_and_no_other(late_seconds: int) -> None:
    shown_at = NOON + timedelta(seconds=15)
    code = code_at(RFC_SEED, shown_at)
    used_at = shown_at + timedelta(seconds=late_seconds)
    steps_apart = abs(int(used_at.timestamp()) // 30 - int(shown_at.timestamp()) // 30)
    assert (accepted_step(RFC_SEED, code, used_at, after=0) is not None) is (steps_apart <= 1)


def test_a_used_step_and_all_before_it_do_not_fit_again() -> None:
    step = accepted_step(RFC_SEED, code_at(RFC_SEED, NOON), NOON, after=0)
    assert step is not None
    assert accepted_step(RFC_SEED, code_at(RFC_SEED, NOON), NOON, after=step) is None
    earlier = NOON - timedelta(seconds=30)
    assert accepted_step(RFC_SEED, code_at(RFC_SEED, earlier), NOON, after=step) is None


@pytest.mark.parametrize("typed", ["", "abcdef", "12345", "1234567", "١٢٣٤٥٦", "-1"])
def test_what_is_no_code_does_not_fit(typed: str) -> None:
    assert accepted_step(RFC_SEED, typed, NOON, after=0) is None


def test_a_recovery_code_reads_the_same_however_it_is_typed() -> None:
    salt = "00" * 16
    assert recovery_digest("0l1o-abcde f", salt) == recovery_digest("01-10ABCDEF", salt)
    assert recovery_digest("0110ABCDEF", salt) != recovery_digest("0110ABCDEG", salt)


def test_every_seed_has_160_random_bits() -> None:
    seeds = {new_seed() for _ in range(50)}
    assert len(seeds) == 50
    assert {len(seed) for seed in seeds} == {32}


@pytest.mark.django_db
def test_pairing_shows_recovery_codes_once_and_keeps_seed_and_codes_unreadable() -> None:
    user = account()
    codes = pair(signed_in(), user)
    factor = SecondFactor.objects.get(user=user)
    assert len(set(codes)) == 10
    assert code_now(user) not in factor.sealed_seed
    kept = " ".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert not [code for code in codes if code in kept]


@pytest.mark.django_db
def test_pairing_needs_the_password_and_a_right_code() -> None:
    user = account()
    client = signed_in()
    client.get("/account/second-factor")
    for password, code in (("a wrong password", "000000"), (PASSWORD, "000000")):
        answer = client.post("/account/second-factor", {"password": password, "code": code})
        assert answer.status_code == 422
    assert not SecondFactor.objects.filter(user=user).exists()


@pytest.mark.django_db
def test_with_a_second_factor_the_password_alone_opens_nothing() -> None:
    user = account()
    with clock.frozen_at(NOON):
        pair(signed_in(), user)
    with clock.frozen_at(NOON + timedelta(minutes=2)):
        client = Client()
        assert sign_in(client).headers["Location"] == "/sign-in/code"
        assert client.get("/account").status_code == 302
        assert client.post("/sign-in/code", {"code": code_now(user)}).status_code == 302
        assert client.get("/account").status_code == 200


@pytest.mark.django_db
def test_a_code_opens_once_even_in_another_browser() -> None:
    user = account()
    with clock.frozen_at(NOON):
        pair(signed_in(), user)
    with clock.frozen_at(NOON + timedelta(minutes=2)):
        code, answers = code_now(user), []
        for _ in range(2):
            client = Client()
            sign_in(client)
            answers.append(client.post("/sign-in/code", {"code": code}).status_code)
    assert answers == [302, 422]


@pytest.mark.django_db
def test_a_recovery_code_opens_once() -> None:
    user = account()
    codes = pair(signed_in(), user)
    answers = []
    for _ in range(2):
        client = Client()
        sign_in(client)
        answers.append(client.post("/sign-in/code", {"code": codes[3].lower()}).status_code)
    assert answers == [302, 422]
    assert RecoveryCode.objects.filter(used_at=None).count() == 9


@pytest.mark.django_db
def test_guessing_codes_is_slowed_down() -> None:
    user = account()
    with clock.frozen_at(NOON):
        pair(signed_in(), user)
        client = Client()
        sign_in(client)
        answers = [client.post("/sign-in/code", {"code": "000000"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


@pytest.mark.django_db
def test_between_password_and_code_there_is_a_quarter_of_an_hour() -> None:
    user = account()
    with clock.frozen_at(NOON):
        pair(signed_in(), user)
        client = Client()
        sign_in(client)
    with clock.frozen_at(NOON + timedelta(minutes=16)):
        answer = client.post("/sign-in/code", {"code": code_now(user)})
        assert answer.headers["Location"] == "/sign-in"


@pytest.mark.django_db
def test_turning_it_off_needs_password_and_code() -> None:
    user = account()
    with clock.frozen_at(NOON):
        client = signed_in()
        pair(client, user)
    with clock.frozen_at(NOON + timedelta(minutes=2)):
        for form in (
            {"password": PASSWORD, "code": "000000"},
            {"password": "a wrong password", "code": code_now(user)},
        ):
            assert client.post("/account/second-factor/off", form).status_code == 422
        assert SecondFactor.objects.exists()
        client.post("/account/second-factor/off", {"password": PASSWORD, "code": code_now(user)})
    assert not SecondFactor.objects.exists()


@pytest.mark.django_db
def test_a_second_factor_wears_off_after_an_hour_idle_and_is_shown_again() -> None:
    user = account()
    with clock.frozen_at(NOON):
        client = signed_in()
        pair(client, user)
        assert client.get("/account/api-tokens/new").status_code == 200
    with clock.frozen_at(NOON + timedelta(minutes=61)):
        worn = client.get("/account/api-tokens/new")
        assert worn.headers["Location"] == "/account/second-factor/confirm?next=/account/api-tokens/new"
        before = client.cookies["firstfix_session"].value
        answer = client.post(
            "/account/second-factor/confirm", {"code": code_now(user), "next": "/account/api-tokens/new"}
        )
        assert answer.headers["Location"] == "/account/api-tokens/new"
        assert client.cookies["firstfix_session"].value != before
        assert client.get("/account/api-tokens/new").status_code == 200


@pytest.mark.django_db
def test_a_second_factor_wears_off_after_twelve_hours_of_work() -> None:
    user = account()
    with clock.frozen_at(NOON):
        client = signed_in()
        pair(client, user)
    for half_hours in range(1, 24):
        with clock.frozen_at(NOON + timedelta(minutes=30 * half_hours)):
            assert client.get("/account/api-tokens/new").status_code == 200
    with clock.frozen_at(NOON + timedelta(hours=12)):
        assert client.get("/account/api-tokens/new").status_code == 302
        assert client.get("/account").status_code == 200


@pytest.mark.django_db
def test_granting_a_role_without_a_second_factor_is_refused_with_the_way_out() -> None:
    admin, user = administrator(), account()
    human = Person.objects.get(user=user)
    given = {"person_id": human.pk, "role": "engineer", "because": "starts today"}
    refusal = refused(grant_role(CommandContext(as_owner(admin)), **given), "second_factor_needed")
    assert refusal.remedy == "set_up_second_factor"
    must(grant_role(CommandContext(as_owner(admin, has_mfa=True)), **given))


@pytest.mark.django_db
@pytest.mark.parametrize("channel", [Channel.PAGE, Channel.API, Channel.CLI])
def test_a_stolen_session_cannot_change_how_the_account_is_opened(channel: Channel) -> None:
    user, other = account(), account("erin@example.org", name="Erin Doyle")
    context = CommandContext(as_owner(user, has_mfa=True), channel=channel)
    recovery = make_recovery().given
    proofs = [SecretStr("made up"), make_proof(user, "end_sessions"), make_proof(other, "change_password")]
    answers = [
        turn_on_second_factor(
            context.following("on"),
            user.pk,
            sealed_seed=SecretStr("x"),
            used_step=1,
            recovery=recovery,
            proof=proofs[0],
        ),
        turn_off_second_factor(context.following("off"), user.pk),
        renew_recovery_codes(context.following("renew"), user.pk, recovery=recovery, proof=proofs[0]),
        *(
            change_password(context.following(str(number)), user.pk, password=NEW_PASSWORD, proof=proof)
            for number, proof in enumerate(proofs)
        ),
    ]
    assert [refused(answer).code for answer in answers] == ["password_needed"] * 6


@pytest.mark.django_db
def test_a_proof_holds_for_a_minute() -> None:
    user = account()
    context = CommandContext(as_owner(user))
    with patch("django.core.signing.time.time", return_value=time.time() - 61):
        old = make_proof(user, "change_password")
    refused(change_password(context, user.pk, password=NEW_PASSWORD, proof=old), "password_needed")
    fresh = make_proof(user, "change_password")
    must(change_password(context, user.pk, password=NEW_PASSWORD, proof=fresh))


@pytest.mark.django_db
def test_an_administrator_turns_the_factor_off_for_who_lost_everything() -> None:
    user = account()
    pair(signed_in(), user)
    admin = User.objects.get(email=ADMIN_EMAIL)
    must(turn_off_second_factor(CommandContext(as_owner(admin, has_mfa=True)), user.pk))
    assert sign_in(Client(), EMAIL).headers["Location"] == "/"


@pytest.mark.django_db
def test_new_recovery_codes_take_the_place_of_the_old() -> None:
    user = account()
    client = signed_in()
    old = pair(client, user)
    code = code_now(user, clock.now() + timedelta(seconds=30))
    assert client.post("/account/recovery-codes", {"password": PASSWORD, "code": "000000"}).status_code == 422
    new = words_of(client.post("/account/recovery-codes", {"password": PASSWORD, "code": code}))
    assert new.count('<code class="exact">') == 10
    assert old[0] not in new
    fresh = Client()
    sign_in(fresh)
    assert fresh.post("/sign-in/code", {"code": old[0]}).status_code == 422
