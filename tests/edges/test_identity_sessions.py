"""Sessions: when they end, who ends them, and what the table gives away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from firstfix.kernel import clock
from firstfix.kernel.accounts.commands import disable_account, end_sessions
from firstfix.kernel.accounts.tidying import tidy_accounts
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.sessions import Session, sessions_of
from firstfix.kernel.jobs.running import JobRun
from firstfix.server.accounts.agents import agent_name
from firstfix.server.accounts.sessions import MOST_SESSIONS
from tests.edges.signing import ADMIN_EMAIL, EMAIL, PASSWORD, account, as_owner, sign_in, signed_in, words_of
from tests.world import must, refused

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NEW_PASSWORD = "seven quiet otters swim home"


def is_open(client: Client) -> bool:
    return client.get("/account").status_code == 200


def test_using_a_session_moves_its_idle_limit_on() -> None:
    account()
    with clock.frozen_at(NOON):
        client = signed_in()
    with clock.frozen_at(NOON + timedelta(hours=11, minutes=59)):
        assert is_open(client)
    with clock.frozen_at(NOON + timedelta(hours=23, minutes=30)):
        assert is_open(client)


def test_a_session_that_nobody_used_for_twelve_hours_opens_nothing() -> None:
    account()
    with clock.frozen_at(NOON):
        client = signed_in()
    with clock.frozen_at(NOON + timedelta(hours=12)):
        assert not is_open(client)


def test_a_session_ends_after_a_day_however_busy_it_was() -> None:
    account()
    with clock.frozen_at(NOON):
        client = signed_in()
    for hours in (6, 12, 18, 23):
        with clock.frozen_at(NOON + timedelta(hours=hours)):
            assert is_open(client)
    with clock.frozen_at(NOON + timedelta(hours=24)):
        assert not is_open(client)


def test_reading_pages_writes_the_session_once_a_minute_at_most() -> None:
    account()
    with clock.frozen_at(NOON):
        client = signed_in()
    with clock.frozen_at(NOON + timedelta(seconds=59)):
        client.get("/account")
    assert Session.objects.get(user__email=EMAIL).seen_at == NOON
    with clock.frozen_at(NOON + timedelta(seconds=60)):
        client.get("/account")
    assert Session.objects.get(user__email=EMAIL).seen_at == NOON + timedelta(seconds=60)


def test_a_copy_of_the_table_opens_no_session() -> None:
    account()
    client = signed_in()
    key = client.cookies["firstfix_session"].value
    row = Session.objects.get(user__email=EMAIL)
    thief = Client()
    thief.cookies["firstfix_session"] = row.session_key
    assert row.session_key != key
    assert not is_open(thief)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites() -> None:
    account()
    cookie = signed_in().cookies["firstfix_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"


def test_a_person_sees_and_ends_one_session() -> None:
    user = account()
    phone, desk = signed_in(), signed_in()
    lost = session_id(phone)
    assert words_of(desk.get("/account")).count("/end") == 3
    assert desk.post(f"/account/sessions/{lost}/end").status_code == 302
    assert not is_open(phone)
    assert is_open(desk)
    assert sessions_of(user.pk).count() == 1


def test_a_person_ends_all_other_sessions() -> None:
    account()
    others, desk = [signed_in(), signed_in()], signed_in()
    desk.post("/account/sessions/end-others")
    assert [is_open(other) for other in others] == [False, False]
    assert is_open(desk)


def test_nobody_ends_the_session_of_somebody_else() -> None:
    user = account()
    account("erin@example.org", name="Erin Doyle")
    mine, theirs = signed_in(), signed_in("erin@example.org")
    theirs.post(f"/account/sessions/{session_id(mine)}/end")
    assert is_open(mine)
    stranger = as_owner(User.objects.get(email="erin@example.org"), has_mfa=True)
    refused(end_sessions(CommandContext(stranger), user.pk), "not_visible")


def test_an_administrator_with_second_factor_ends_the_sessions_of_anybody() -> None:
    user = account()
    client = signed_in()
    admin = User.objects.get(email=ADMIN_EMAIL)
    refused(end_sessions(CommandContext(as_owner(admin)), user.pk), "second_factor_needed")
    must(end_sessions(CommandContext(as_owner(admin, has_mfa=True)), user.pk))
    assert not is_open(client)


def test_a_new_password_ends_the_sessions_elsewhere_and_keeps_this_one() -> None:
    account()
    elsewhere, here = signed_in(), signed_in()
    answer = here.post("/account/password", {"present": PASSWORD, "password": NEW_PASSWORD})
    assert answer.headers["Location"] == "/account"
    assert is_open(here)
    assert not is_open(elsewhere)
    assert sign_in(Client(), EMAIL, NEW_PASSWORD).status_code == 302


def test_a_new_password_needs_the_present_one() -> None:
    account()
    client = signed_in()
    answer = client.post("/account/password", {"present": "a wrong password", "password": NEW_PASSWORD})
    assert answer.status_code == 422
    assert sign_in(Client()).status_code == 302


@pytest.mark.parametrize(
    "password", ["short one", "firstfix firstfix", "dana@example.org!!", "aaaaaaaaaaaaaaaa"]
)
def test_an_easy_password_is_refused_with_the_reason(password: str) -> None:
    account()
    answer = signed_in().post("/account/password", {"present": PASSWORD, "password": password})
    assert answer.status_code == 422
    assert "id_password-error" in words_of(answer)


def test_a_password_may_be_long_and_of_any_letters() -> None:
    account()
    password = "  Ünïcödé and spaces, " + "x y" * 40
    signed_in().post("/account/password", {"present": PASSWORD, "password": password})
    assert sign_in(Client(), EMAIL, password).status_code == 302
    assert sign_in(Client(), EMAIL, password.strip()).status_code == 422


def test_disabling_an_account_ends_its_sessions_at_once() -> None:
    user = account()
    client = signed_in()
    admin = User.objects.get(email=ADMIN_EMAIL)
    must(disable_account(CommandContext(as_owner(admin, has_mfa=True)), user.pk, because="left"))
    assert not is_open(client)


def test_raising_the_epoch_ends_sessions_even_where_their_rows_survive() -> None:
    user = account()
    client = signed_in()
    User.objects.filter(pk=user.pk).update(session_epoch=user.session_epoch + 1)
    assert not is_open(client)


def test_the_oldest_session_makes_room_for_a_new_one() -> None:
    user = account()
    clients = []
    for number in range(MOST_SESSIONS + 1):
        with clock.frozen_at(NOON + timedelta(minutes=number)):
            clients.append(signed_in())
    with clock.frozen_at(NOON + timedelta(hours=1)):
        assert sessions_of(user.pk).count() == MOST_SESSIONS
        assert not is_open(clients[0])
        assert is_open(clients[1])


def test_what_is_over_is_thrown_away() -> None:
    account()
    with clock.frozen_at(NOON):
        signed_in()
    with clock.frozen_at(NOON + timedelta(days=2)):
        assert tidy_accounts(JobRun.__new__(JobRun))["sessions"] == 1
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_so_that_its_owner_knows_it(user_agent: str, name: str) -> None:
    assert agent_name(user_agent) == name


def session_id(client: Client) -> UUID:
    return UUID(client.session["handle"])
