"""Administrators keep the accounts of others, with a second factor, and nobody else does."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client

from firstfix.apps.directory.models import Person
from firstfix.kernel.identity.access import SecondFactor
from firstfix.kernel.identity.models import User
from tests.edges.signing import (
    ADMIN_EMAIL,
    EMAIL,
    PASSWORD,
    account,
    administrator,
    pair,
    sign_in,
    signed_in,
    words_of,
)
from tests.world import person

pytestmark = pytest.mark.django_db


def keeper() -> Client:
    """Give the browser of an administrator who has shown the second factor."""
    admin = User.objects.filter(email=ADMIN_EMAIL).first() or administrator()
    client = signed_in(ADMIN_EMAIL)
    pair(client, admin)
    return client


def link_in(answer: object) -> str:
    """Give the path of the link that a page shows."""
    return re.findall(r"https?://[^/]+(/\S+?)<", words_of(answer))[0]


def test_an_administrator_invites_a_person_and_hands_the_link_over() -> None:
    client = keeper()
    human = person("Dana Flynn")
    form = {"name": "Dana Flynn", "email": EMAIL, "person_id": str(human.pk)}
    made = client.post("/accounts/invite", form)
    assert made.status_code == 200
    guest = Client()
    assert guest.post(link_in(made), {"password": PASSWORD}).status_code == 302
    assert Person.objects.get(pk=human.pk).user == User.objects.get(email=EMAIL)
    assert "Invited, not yet here" not in words_of(client.get("/accounts"))


def test_inviting_asks_for_the_second_factor_first() -> None:
    administrator()
    client = signed_in(ADMIN_EMAIL)
    assert client.get("/accounts").status_code == 200
    assert client.get("/accounts/invite").headers["Location"].startswith("/account/second-factor/confirm")


def test_a_taken_mailbox_is_refused_on_the_page_with_the_way_out() -> None:
    user = account()
    answer = keeper().post("/accounts/invite", {"name": "Dana", "email": user.email})
    assert answer.status_code == 409
    assert "Send that account a new link instead." in words_of(answer)


def test_a_new_link_lets_the_owner_choose_a_new_password() -> None:
    user = account()
    path = link_in(keeper().post(f"/accounts/{user.pk}/link"))
    assert path.startswith("/reset/")
    assert Client().get(path).status_code == 200


def test_a_lost_second_factor_and_forgotten_sessions_are_ended_from_the_page() -> None:
    user = account()
    lost = signed_in()
    pair(lost, user)
    client = keeper()
    client.post(f"/accounts/{user.pk}/turn_off_second_factor")
    client.post(f"/accounts/{user.pk}/end_sessions")
    assert not SecondFactor.objects.filter(user=user).exists()
    assert lost.get("/account").status_code == 302


def test_an_account_is_disabled_with_a_reason_and_enabled_again() -> None:
    user = account()
    client = keeper()
    client.post(f"/accounts/{user.pk}/disable_account", {"because": ""})
    assert User.objects.get(pk=user.pk).is_active
    client.post(f"/accounts/{user.pk}/disable_account", {"because": "left on 31 March"})
    assert sign_in(Client()).status_code == 422
    client.post(f"/accounts/{user.pk}/enable_account", {"because": "came back"})
    assert sign_in(Client()).status_code == 302


def test_other_commands_are_not_reached_through_the_page() -> None:
    user = account()
    assert keeper().post(f"/accounts/{user.pk}/change_password").status_code == 403


@pytest.mark.parametrize("address", ["/accounts", "/accounts/invite"])
def test_nobody_else_sees_the_accounts(address: str) -> None:
    account()
    assert signed_in().get(address).status_code == 403


@pytest.mark.parametrize("tail", ["link", "end_sessions", "disable_account"])
def test_nobody_else_changes_an_account(tail: str) -> None:
    user = account()
    other = account("erin@example.org", name="Erin Doyle")
    assert signed_in(other.email).post(f"/accounts/{user.pk}/{tail}", {"because": "x"}).status_code == 403
    assert User.objects.get(pk=user.pk).is_active


def test_what_the_list_says_of_the_second_factor_is_true() -> None:
    user = account()
    client = keeper()
    assert words_of(client.get("/accounts")).count("No second factor") == 1
    pair(signed_in(), user)
    assert "No second factor" not in words_of(client.get("/accounts"))
    with pytest.raises(ObjectDoesNotExist):
        _ = User(email="x").second_factor
