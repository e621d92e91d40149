"""Signing in: what opens, what does not, and how guessing is slowed down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from firstfix.kernel import clock
from firstfix.kernel.accounts.commands import disable_account
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity.hashing import PasswordHasher
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.throttling import (
    LONGEST_WAIT,
    Throttle,
    account_door,
    address_door,
    admit,
    forget_old,
)
from tests.edges.signing import (
    ADMIN_EMAIL,
    EMAIL,
    PASSWORD,
    account,
    as_owner,
    granted,
    sign_in,
    signed_in,
    words_of,
)
from tests.world import must

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_mailbox_and_password_open_a_session_whatever_the_case_of_the_mailbox() -> None:
    account()
    client = Client()
    assert sign_in(client, EMAIL.upper()).headers["Location"] == "/"
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("role", "place"), [("engineer", "/my-day"), ("trainee", "/my-day"), ("dispatcher", "/")]
)
def test_who_goes_out_begins_with_the_day_and_everybody_else_with_the_queue(role: str, place: str) -> None:
    granted(account(), role)
    assert sign_in(Client(), EMAIL).headers["Location"] == place


def test_who_wanted_a_page_comes_to_that_page(client: Client) -> None:
    granted(account(), "engineer")
    answer = client.post("/sign-in?next=/inbox", {"email": EMAIL, "password": PASSWORD})
    assert answer.headers["Location"] == "/inbox"


def test_passwords_are_kept_as_argon2id() -> None:
    user = account()
    assert user.password.startswith("argon2$argon2id$")
    assert identify_hasher(user.password).memory_cost >= 46 * 1024


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, "a wrong password"), ("nobody@example.org", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_mailbox_get_the_same_answer(email: str, password: str) -> None:
    account()
    answer = sign_in(Client(), email, password)
    assert answer.status_code == 422
    assert "That did not fit. Look at what you typed, then try again." in words_of(answer)
    unknown = sign_in(Client(), "nemo@example.org", password)
    assert words_of(unknown).replace("nemo@example.org", email) == words_of(answer)


def test_an_unknown_a_disabled_and_an_invited_mailbox_cost_one_hash_like_a_wrong_password() -> None:
    user = account()
    gone = account("gone@example.org", name="Gil Gone")
    admin = User.objects.get(email=ADMIN_EMAIL)
    must(disable_account(CommandContext(as_owner(admin, has_mfa=True)), gone.pk, because="left"))
    User.objects.create_user("invited@example.org", name="Ivy Invited")
    costs = {
        email: hashes_of(email)
        for email in (user.email, "nobody@example.org", gone.email, "invited@example.org")
    }
    assert set(costs.values()) == {1}, costs


def hashes_of(email: str) -> int:
    """Give how many password hashes one wrong try computes."""
    real_verify, real_encode, count = PasswordHasher.verify, PasswordHasher.encode, []

    def verify(self: PasswordHasher, *args: str) -> bool:
        count.append("verify")
        return real_verify(self, *args)

    def encode(self: PasswordHasher, *args: str) -> str:
        count.append("encode")
        return real_encode(self, *args)

    with patch.object(PasswordHasher, "verify", verify), patch.object(PasswordHasher, "encode", encode):
        assert sign_in(Client(), email, "a wrong password").status_code == 422
    return len(count)


def test_a_disabled_account_does_not_open() -> None:
    user = account()
    admin = User.objects.get(email=ADMIN_EMAIL)
    must(disable_account(CommandContext(as_owner(admin, has_mfa=True)), user.pk, because="left"))
    assert sign_in(Client()).status_code == 422


def test_after_five_wrong_tries_even_the_right_password_has_to_wait() -> None:
    account()
    with clock.frozen_at(NOON):
        for _ in range(5):
            sign_in(Client(), EMAIL, "a wrong password")
        answer = sign_in(Client())
    assert answer.status_code == 429
    assert "Wait 1 second" in words_of(answer)
    with clock.frozen_at(NOON + timedelta(seconds=2)):
        assert sign_in(Client()).status_code == 302


def test_an_unknown_mailbox_is_slowed_down_like_a_known_one() -> None:
    account()
    with clock.frozen_at(NOON):
        answers = [
            [sign_in(Client(), email, "a wrong password").status_code for _ in range(7)]
            for email in (EMAIL, "nobody@example.org")
        ]
    assert answers[0] == answers[1] == [422] * 5 + [429] * 2


def test_waits_double_up_to_a_quarter_of_an_hour_and_never_lock_out() -> None:
    door = account_door("password", EMAIL)
    now, waits = NOON, []
    for _ in range(25):
        assert admit([door], now) is None
        wait = Throttle.objects.get().shut_until - now
        waits.append(wait.total_seconds())
        now += wait
    assert waits[:7] == [0, 0, 0, 0, 1, 2, 4]
    assert max(waits) == LONGEST_WAIT.total_seconds()


def test_a_try_that_must_wait_is_not_counted() -> None:
    door = account_door("password", EMAIL)
    for _ in range(6):
        admit([door], NOON)
    before = Throttle.objects.get().try_count
    assert admit([door], NOON) is not None
    assert Throttle.objects.get().try_count == before


def test_tries_are_forgotten_as_time_passes() -> None:
    door = account_door("password", EMAIL)
    for _ in range(4):
        admit([door], NOON)
    later = NOON + timedelta(minutes=46)
    for _ in range(3):
        assert admit([door], later) is None
    assert Throttle.objects.get().try_count == 4
    assert forget_old(later + timedelta(days=2)) == 1


def test_a_stranger_who_guesses_does_not_slow_down_the_browser_that_was_here_before() -> None:
    account()
    with clock.frozen_at(NOON):
        known = signed_in()
        known.post("/sign-out")
        for _ in range(6):
            sign_in(Client(), EMAIL, "a wrong password")
        assert sign_in(Client()).status_code == 429
        assert sign_in(known).status_code == 302


def test_a_known_browser_counts_as_known_for_its_own_account_only() -> None:
    account()
    account("erin@example.org", name="Erin Doyle")
    with clock.frozen_at(NOON):
        known = signed_in("erin@example.org")
        known.post("/sign-out")
        for _ in range(5):
            sign_in(Client(), EMAIL, "a wrong password")
        assert sign_in(known, EMAIL).status_code == 429


def test_one_address_that_tries_many_mailboxes_is_slowed_down() -> None:
    door = address_door("password", "203.0.113.9")
    refusals = [admit([account_door("password", f"p{n}@example.org"), door], NOON) for n in range(60)]
    assert refusals[:50] == [None] * 50
    assert refusals[51] is not None


def test_an_ipv6_subscriber_counts_as_one_address() -> None:
    assert address_door("x", "2001:db8:1:2::1") == address_door("x", "2001:db8:1:2:ffff::9")
    assert address_door("x", "2001:db8:1:3::1") != address_door("x", "2001:db8:1:2::1")


def test_a_right_password_takes_nothing_from_the_others_behind_the_same_address() -> None:
    account()
    with clock.frozen_at(NOON):
        for _ in range(3):
            signed_in()
    assert [row.try_count for row in Throttle.objects.all()] == [0]


def test_the_throttle_keeps_no_mailbox_and_no_address() -> None:
    admit([account_door("password", EMAIL), address_door("password", "203.0.113.9")], NOON)
    keys = " ".join(Throttle.objects.values_list("key", flat=True))
    assert EMAIL not in keys
    assert "203.0.113.9" not in keys


def test_a_session_key_that_somebody_planted_is_not_taken_over() -> None:
    account()
    client = Client()
    client.cookies["firstfix_session"] = "planted" * 4
    sign_in(client)
    assert client.cookies["firstfix_session"].value != "planted" * 4


def test_signing_in_again_gives_a_new_key_and_the_old_one_opens_nothing() -> None:
    account()
    client = signed_in()
    former = client.cookies["firstfix_session"].value
    client.post("/sign-out")
    sign_in(client)
    thief = Client()
    thief.cookies["firstfix_session"] = former
    assert client.cookies["firstfix_session"].value != former
    assert thief.get("/account").status_code == 302


@pytest.mark.parametrize(
    "address", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_after_signing_in_nobody_is_sent_elsewhere(address: str) -> None:
    account()
    assert sign_in(Client(), next=address).headers["Location"] == "/"


def test_after_signing_in_one_is_where_one_wanted_to_be() -> None:
    account()
    client = Client()
    sent = client.get("/account?x=1")
    assert sent.headers["Location"] == "/sign-in?next=%2Faccount%3Fx%3D1"
    assert sign_in(client, next="/account?x=1").headers["Location"] == "/account?x=1"


def test_signing_out_ends_the_session_on_the_server() -> None:
    account()
    client = signed_in()
    key = client.cookies["firstfix_session"].value
    assert client.post("/sign-out").headers["Location"] == "/sign-in?out=1"
    client.cookies["firstfix_session"] = key
    assert client.get("/account").status_code == 302


def test_a_link_cannot_sign_anybody_out() -> None:
    account()
    client = signed_in()
    assert client.get("/sign-out").status_code == 405
    assert client.get("/account").status_code == 200
