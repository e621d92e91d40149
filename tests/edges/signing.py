"""Accounts for tests, made the way people get them: by links and commands."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

from django.test import Client

from firstfix.apps.directory.commands import grant_role
from firstfix.apps.directory.models import Person
from firstfix.kernel import clock
from firstfix.kernel.accounts.commands import accept_invitation, open_first_administrator
from firstfix.kernel.accounts.issuing import first_administrator_link, issue_invitation
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity import Actor, system_actor
from firstfix.kernel.identity.access import SecondFactor
from firstfix.kernel.identity.bearer import hash_of
from firstfix.kernel.identity.credentials import SEED_PURPOSE
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.one_time_codes import code_at
from firstfix.kernel.identity.sealing import unseal
from firstfix.kernel.identity.standing import actor_for_user
from tests.world import must, person

__all__ = [
    "ADMIN_EMAIL",
    "EMAIL",
    "PASSWORD",
    "account",
    "administrator",
    "as_owner",
    "code_now",
    "granted",
    "pair",
    "secret_in",
    "sign_in",
    "signed_in",
    "words_of",
]

EMAIL = "dana@example.org"
ADMIN_EMAIL = "ada@example.org"
PASSWORD = "four brown foxes jump high"


def administrator() -> User:
    """Give the first administrator, made by the link that the server prints."""
    link = first_administrator_link()
    assert link is not None
    done = must(
        open_first_administrator(
            CommandContext(system_actor("first administrator")),
            name="Ada Keller",
            email=ADMIN_EMAIL,
            password=PASSWORD,
            token_hash=hash_of(secret_in(link)),
        )
    )
    return User.objects.get(pk=done.subject_id)


def account(email: str = EMAIL, *, name: str = "Dana Flynn") -> User:
    """Give the account of somebody who was invited and chose a password."""
    admin = User.objects.filter(email=ADMIN_EMAIL).first() or administrator()
    human = person(name)
    context = CommandContext(actor_for_user(admin, has_mfa=True))
    issued = issue_invitation(context, name=name, email=email, person_id=human.pk)
    must(issued.done)  # type: ignore[union-attr]
    user = User.objects.get(email=email)
    token_hash = hash_of(secret_in(issued.shown_once))  # type: ignore[union-attr]
    must(
        accept_invitation(
            CommandContext(actor_for_user(user)), user.pk, token_hash=token_hash, password=PASSWORD
        )
    )
    return User.objects.get(pk=user.pk)


def granted(user: User, role: str, **given: Any) -> None:
    """Let the first administrator give the person behind ``user`` a role."""
    admin = User.objects.get(email=ADMIN_EMAIL)
    human = Person.objects.get(user=user)
    context = CommandContext(actor_for_user(admin, has_mfa=True))
    must(grant_role(context, person_id=human.pk, role=role, because="starts today", **given))


def as_owner(user: User, *, has_mfa: bool = False) -> Actor:
    """Give the user as an actor."""
    return actor_for_user(User.objects.get(pk=user.pk), has_mfa=has_mfa)


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD, **fields: str) -> Any:
    """Give the answer to mailbox and password."""
    return client.post("/sign-in", {"email": email, "password": password, **fields})


def signed_in(email: str = EMAIL, **circumstances: Any) -> Client:
    """Give a browser in which the user is signed in."""
    client = Client(**circumstances)
    answer = sign_in(client, email)
    assert answer.status_code == 302, answer.content.decode()
    return client


def pair(client: Client, user: User, moment: datetime | None = None) -> list[str]:
    """Turn the second factor on in a signed-in browser, and give the recovery codes."""
    page = words_of(client.get("/account/second-factor"))
    seed = re.findall(r'<code class="exact">([A-Z2-7 ]+)</code>', page)[0].replace(" ", "")
    code = code_at(seed, moment or clock.now())
    answer = client.post("/account/second-factor", {"password": PASSWORD, "code": code})
    assert answer.status_code == 200, answer.content.decode()
    assert SecondFactor.objects.filter(user=user).exists()
    return re.findall(r'<code class="exact">([0-9A-Z-]{11})</code>', words_of(answer))


def code_now(user: User, moment: datetime | None = None) -> str:
    """Give what the user's authenticator shows."""
    sealed = SecondFactor.objects.get(user=user).sealed_seed
    return code_at(unseal(sealed, purpose=SEED_PURPOSE), moment or clock.now())


def words_of(answer: Any) -> str:
    """Give a page as text, without what differs from one request to the next by design."""
    text = html.unescape(answer.content.decode())
    return re.sub(r'(nonce|csrf-token" content|csrfmiddlewaretoken" value)="[^"]*"', r"\1", text)


def secret_in(address: str) -> str:
    """Give the secret at the end of a link."""
    return address.rpartition("/")[2]
