"""One-time links: the first administrator, invitations, new passwords."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from firstfix.apps.directory.models import Person, RoleGrant
from firstfix.kernel import clock
from firstfix.kernel.accounts.commands import (
    accept_invitation,
    disable_account,
    enable_account,
    open_first_administrator,
)
from firstfix.kernel.accounts.issuing import (
    Issued,
    first_administrator_link,
    issue_invitation,
    issue_link,
)
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity import system_actor
from firstfix.kernel.identity.access import AccountLink, LinkPurpose
from firstfix.kernel.identity.bearer import hash_of
from firstfix.kernel.identity.models import User
from firstfix.kernel.jobs.models import Job
from firstfix.kernel.ledger.models import LedgerLink, LedgerRow, LedgerText, Receipt
from firstfix.kernel.worker.loop import drain
from tests.edges.signing import (
    ADMIN_EMAIL,
    EMAIL,
    PASSWORD,
    account,
    administrator,
    as_owner,
    pair,
    secret_in,
    sign_in,
    signed_in,
    words_of,
)
from tests.world import must, person, refused

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NEW_PASSWORD = "seven quiet otters swim home"
FIRST = {"name": "Ada Keller", "email": ADMIN_EMAIL, "password": PASSWORD}


def path_of(address: str | None) -> str:
    assert address is not None
    return re.sub(r"^https?://[^/]+", "", address)


def as_admin() -> CommandContext:
    admin = User.objects.filter(email=ADMIN_EMAIL).first() or administrator()
    return CommandContext(as_owner(admin, has_mfa=True))


def invited(email: str = EMAIL) -> str:
    """Give the path of an invitation."""
    issued = issue_invitation(as_admin(), name="Dana Flynn", email=email, person_id=person("Dana Flynn").pk)
    assert isinstance(issued, Issued), issued
    return path_of(issued.shown_once)


def test_the_first_link_makes_an_administrator_who_is_signed_in_and_led_to_the_second_factor() -> None:
    client = Client()
    answer = client.post(path_of(first_administrator_link()), FIRST)
    assert answer.headers["Location"] == "/account/second-factor"
    assert client.get("/account").status_code == 200
    grant = RoleGrant.objects.get()
    assert (grant.role, grant.granted_by, grant.person.user) == ("administrator", None, User.objects.get())


def test_the_first_account_stands_in_the_ledger_with_its_person_and_its_role() -> None:
    administrator()
    chains = set(LedgerLink.objects.values_list("subject_type", "version"))
    assert chains == {("user", 1), ("person", 1), ("role_grant", 1)}


def test_once_somebody_has_an_account_there_is_no_first_link() -> None:
    link = path_of(first_administrator_link())
    Client().post(link, FIRST)
    assert first_administrator_link() is None
    assert Client().get(link).status_code == 404


def test_two_who_open_the_same_first_link_make_one_administrator() -> None:
    secret = secret_in(str(first_administrator_link()))
    context = CommandContext(system_actor("first administrator"))
    must(open_first_administrator(context, token_hash=hash_of(secret), **FIRST))
    again = {**FIRST, "email": "eve@example.org"}
    refused(
        open_first_administrator(context.following("eve"), token_hash=hash_of(secret), **again),
        "not_the_first",
    )
    assert User.objects.count() == 1


def test_the_first_link_lasts_a_day_and_a_newer_one_replaces_it() -> None:
    with clock.frozen_at(NOON):
        first, second = path_of(first_administrator_link()), path_of(first_administrator_link())
        assert Client().get(first).status_code == 404
        assert Client().get(second).status_code == 200
    with clock.frozen_at(NOON + timedelta(hours=24)):
        assert Client().get(second).status_code == 404


def test_nobody_but_the_server_opens_a_first_account() -> None:
    refused(open_first_administrator(as_admin(), token_hash="0" * 64, **FIRST), "no_right")


def test_an_invitation_opens_the_account_of_a_person_once() -> None:
    path = invited()
    client = Client()
    assert EMAIL in words_of(client.get(path))
    assert client.post(path, {"password": PASSWORD}).headers["Location"] == "/"
    assert client.get("/account").status_code == 200
    assert Person.objects.get(user__email=EMAIL).name == "Dana Flynn"
    assert Client().get(path).status_code == 404


def test_an_invitation_lasts_seven_days() -> None:
    with clock.frozen_at(NOON):
        path = invited()
    with clock.frozen_at(NOON + timedelta(days=7, seconds=-1)):
        assert Client().get(path).status_code == 200
    with clock.frozen_at(NOON + timedelta(days=7)):
        assert Client().get(path).status_code == 404


def test_before_it_is_accepted_an_invited_account_opens_with_no_password() -> None:
    invited()
    assert sign_in(Client(), EMAIL, "!").status_code == 422


def test_inviting_needs_an_administrator_with_a_second_factor() -> None:
    user = account()
    admin = User.objects.get(email=ADMIN_EMAIL)
    given = {"name": "Finn", "email": "finn@example.org"}
    refused(issue_invitation(CommandContext(as_owner(user, has_mfa=True)), **given), "no_right")  # type: ignore[arg-type]
    refused(issue_invitation(CommandContext(as_owner(admin)), **given), "second_factor_needed")  # type: ignore[arg-type]


def test_one_mailbox_has_one_account_and_one_person_one_account() -> None:
    user = account()
    taken = issue_invitation(as_admin(), name="Dana again", email=EMAIL.upper())
    refused(taken, "email_taken")  # type: ignore[arg-type]
    human = Person.objects.get(user=user)
    joined = issue_invitation(as_admin(), name="Dana", email="dana2@example.org", person_id=human.pk)
    refused(joined, "person_has_account")  # type: ignore[arg-type]
    assert not User.objects.filter(email="dana2@example.org").exists()


def test_a_link_of_one_account_does_not_open_another() -> None:
    other = account("erin@example.org", name="Erin Doyle")
    secret = secret_in(invited())
    context = CommandContext(as_owner(other))
    refused(
        accept_invitation(context, other.pk, token_hash=hash_of(secret), password=NEW_PASSWORD), "link_over"
    )


def test_a_forgotten_password_is_replaced_by_a_link_from_the_mail_and_sessions_end() -> None:
    account()
    elsewhere = signed_in()
    path = mailed_link()
    client = Client()
    assert client.post(path, {"password": NEW_PASSWORD}).headers["Location"] == "/"
    assert elsewhere.get("/account").status_code == 302
    assert sign_in(Client(), EMAIL, NEW_PASSWORD).status_code == 302
    assert Client().get(path).status_code == 404


def test_a_new_password_by_mail_does_not_go_round_the_second_factor() -> None:
    user = account()
    pair(signed_in(), user)
    client = Client()
    assert client.post(mailed_link(), {"password": NEW_PASSWORD}).headers["Location"] == "/sign-in?chosen=1"
    assert sign_in(client, EMAIL, NEW_PASSWORD).headers["Location"] == "/sign-in/code"


def test_a_link_for_a_new_password_lasts_thirty_minutes() -> None:
    account()
    with clock.frozen_at(NOON):
        path = mailed_link()
    with clock.frozen_at(NOON + timedelta(minutes=30)):
        assert Client().get(path).status_code == 404


def test_asking_for_a_new_password_tells_nobody_whether_an_account_exists() -> None:
    account()
    known = Client().post("/reset", {"email": EMAIL})
    unknown = Client().post("/reset", {"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 200
    assert words_of(unknown).replace("nobody@example.org", EMAIL) == words_of(known)
    assert Job.objects.filter(name="mail_account_link").count() == 2
    drain()
    assert [message.to for message in mail.outbox] == [[EMAIL]]


def test_asking_over_and_over_is_slowed_down() -> None:
    with clock.frozen_at(NOON):
        answers = [Client().post("/reset", {"email": EMAIL}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_a_disabled_account_gets_no_link_until_it_is_enabled_again() -> None:
    user = account()
    must(disable_account(as_admin(), user.pk, because="left"))
    Client().post("/reset", {"email": EMAIL})
    drain()
    assert mail.outbox == []
    refused(issue_link(as_admin(), user.pk, purpose=LinkPurpose.PASSWORD_RESET), "account_disabled")  # type: ignore[arg-type]
    must(enable_account(as_admin(), user.pk, because="came back"))
    assert isinstance(issue_link(as_admin(), user.pk, purpose=LinkPurpose.PASSWORD_RESET), Issued)


def test_nobody_disables_their_own_account() -> None:
    context = as_admin()
    user_id = context.actor.user_id
    assert user_id is not None
    refused(disable_account(context, user_id, because="bye"), "no_right_here")


def test_the_owner_is_told_what_changed() -> None:
    account()
    signed_in().post("/account/password", {"present": PASSWORD, "password": NEW_PASSWORD})
    drain()
    assert "Your password was changed." in str(mail.outbox[0].body)


def test_no_table_keeps_a_secret_that_opens_something() -> None:
    account()
    path = mailed_link()
    Client().post(path, {"password": NEW_PASSWORD})
    tables = (AccountLink, Job, LedgerRow, LedgerText, Receipt, User)
    kept = repr([list(table.objects.values()) for table in tables])
    assert secret_in(path) not in kept
    assert NEW_PASSWORD not in kept
    assert PASSWORD not in kept


@pytest.mark.parametrize("path", ["/accept/", "/reset/", "/l/", "/first-administrator/"])
def test_a_link_that_opens_nothing_says_what_to_do(path: str) -> None:
    answer = Client().get(path + "A" * 43)
    assert answer.status_code == 404
    assert "Ask who sent it for a new one" in words_of(answer)
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def mailed_link() -> str:
    """Give the path of the link that asking for a new password sends."""
    Client().post("/reset", {"email": EMAIL})
    drain()
    message: EmailMessage = next(one for one in mail.outbox if "/reset/" in one.body)
    return path_of(str(re.findall(r"https?://\S+/reset/\S+", str(message.body))[-1]))
