"""API tokens and external links: what they open, and when they stop."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from firstfix.kernel import clock, policy
from firstfix.kernel.accounts.commands import (
    create_api_token,
    disable_account,
    end_sessions,
    revoke_api_token,
    revoke_external_link,
)
from firstfix.kernel.accounts.issuing import Issued, issue_api_token, issue_external_link
from firstfix.kernel.commands import CommandContext
from firstfix.kernel.identity import Actor, ActorKind
from firstfix.kernel.identity.access import ApiToken, ExternalLink
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.standing import actor_for_token
from firstfix.server.security import actor_of, user_of
from tests.edges.signing import (
    ADMIN_EMAIL,
    EMAIL,
    account,
    as_owner,
    granted,
    pair,
    secret_in,
    signed_in,
    words_of,
)
from tests.world import in_hours, must, put, refused, site

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def issued_token(user: User, *scopes: str, hours: float = 24) -> Issued:
    """Give a token of the user."""
    context = CommandContext(as_owner(user, has_mfa=True))
    issued = issue_api_token(context, name="Monitoring", scopes=frozenset(scopes), expires_at=in_hours(hours))
    assert isinstance(issued, Issued), issued
    return issued


def asked_with(secret: str, **more: Any) -> HttpRequest:
    """Give a request that brings the token."""
    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {secret}"}, **more)
    request.session = Client().session  # type: ignore[assignment]
    return request


def test_a_token_acts_for_its_person_with_their_roles_within_its_scopes() -> None:
    user = account()
    granted(user, "dispatcher")
    actor = actor_of(asked_with(issued_token(user, "read", "revoke_external_link").shown_once))
    assert actor is not None
    assert (actor.kind, actor.user_id, actor.roles) == (ActorKind.TOKEN, user.pk, frozenset({"dispatcher"}))
    assert [actor.covers(name) for name in ("read", "revoke_external_link", "change_reference")] == [
        True,
        True,
        False,
    ]


def test_a_token_cannot_do_what_its_scopes_do_not_name_though_its_person_can() -> None:
    user = account()
    granted(user, "dispatcher")
    actor = actor_for_token(issued_token(user, "read").shown_once)
    assert actor is not None
    assert policy.may("change_reference", as_owner(user), None, {"noun": "site"}) is True
    assert refused(policy.may("change_reference", actor, None, {"noun": "site"}), "no_right")  # type: ignore[arg-type]


def test_a_token_without_read_sees_no_page_either() -> None:
    user = account()
    granted(user, "dispatcher")
    writing, reading = issued_token(user, "revoke_external_link"), issued_token(user, "read")
    answers = [
        Client().get("/", headers={"Authorization": f"Bearer {issued.shown_once}"}).status_code
        for issued in (writing, reading)
    ]
    assert answers == [403, 200]


def test_a_token_never_manages_accounts() -> None:
    user = account()
    granted(user, "administrator")
    issued = issued_token(user, "end_sessions", "disable_account", "create_api_token")
    actor = actor_for_token(issued.shown_once)
    assert actor is not None
    other = User.objects.get(email=ADMIN_EMAIL)
    for command, given in ((end_sessions, {}), (disable_account, {"because": "x"})):
        refused(command(CommandContext(actor), other.pk, **given), "human_only")
    more = issue_api_token(
        CommandContext(actor), name="x", scopes=frozenset({"read"}), expires_at=in_hours(1)
    )
    refused(more, "no_right")  # type: ignore[arg-type]


def test_a_token_is_shown_once_and_kept_as_its_hash() -> None:
    user = account()
    secret = issued_token(user, "read").shown_once
    row = ApiToken.objects.get()
    assert secret.startswith("firstfix_")
    assert len(secret) >= len("firstfix_") + 43
    assert secret not in repr(ApiToken.objects.values())
    assert secret.startswith(row.shown_start)
    assert len(row.shown_start) < 20


def test_a_token_stops_when_it_is_revoked_and_with_its_account() -> None:
    user = account()
    kept, revoked = issued_token(user, "read"), issued_token(user, "read")
    must(revoke_api_token(CommandContext(as_owner(user)), revoked.done.subject_id))
    assert actor_for_token(kept.shown_once) is not None
    assert actor_for_token(revoked.shown_once) is None
    admin = User.objects.get(email=ADMIN_EMAIL)
    must(disable_account(CommandContext(as_owner(admin, has_mfa=True)), user.pk, because="left"))
    assert actor_for_token(kept.shown_once) is None


def test_a_token_stops_at_its_end() -> None:
    secret = issued_token(account(), "read").shown_once
    with clock.frozen_at(in_hours(24)):
        assert actor_for_token(secret) is None


def test_a_token_loses_what_its_person_loses() -> None:
    user = account()
    granted(user, "dispatcher", expires_at=in_hours(1))
    secret = issued_token(user, "read").shown_once
    with clock.frozen_at(in_hours(2)):
        actor = actor_for_token(secret)
    assert actor is not None
    assert actor.roles == frozenset()


@pytest.mark.parametrize("hours", [-1, 0, 24 * 367])
def test_a_token_must_end_within_a_year(hours: float) -> None:
    user = account()
    context = CommandContext(as_owner(user, has_mfa=True))
    answer = issue_api_token(context, name="x", scopes=frozenset({"read"}), expires_at=in_hours(hours))
    assert "expires_at" in refused(answer, "invalid_input").fields  # type: ignore[arg-type]


@pytest.mark.parametrize("scopes", [set(), {"*"}, {"read", "no_such_command"}])
def test_a_token_names_reading_or_commands_that_exist(scopes: set[str]) -> None:
    user = account()
    context = CommandContext(as_owner(user, has_mfa=True))
    answer = issue_api_token(context, name="x", scopes=frozenset(scopes), expires_at=in_hours(1))
    assert "scopes" in refused(answer, "invalid_input").fields or scopes == {"*"}  # type: ignore[arg-type]


def test_making_a_token_needs_the_second_factor() -> None:
    user = account()
    answer = issue_api_token(
        CommandContext(as_owner(user)), name="x", scopes=frozenset({"read"}), expires_at=in_hours(1)
    )
    refused(answer, "second_factor_needed")  # type: ignore[arg-type]
    answer_page = signed_in().get("/account/api-tokens/new")
    assert answer_page.headers["Location"].startswith("/account/second-factor/confirm")


def test_nobody_revokes_or_sees_the_token_of_somebody_else() -> None:
    user, other = account(), account("erin@example.org", name="Erin Doyle")
    issued = issued_token(user, "read")
    refused(revoke_api_token(CommandContext(as_owner(other)), issued.done.subject_id), "not_visible")
    assert actor_for_token(issued.shown_once) is not None


def test_the_page_shows_the_new_token_once_and_revokes_it() -> None:
    user = account()
    client = signed_in()
    pair(client, user)
    made = client.post("/account/api-tokens/new", {"name": "Monitoring", "scopes": ["read"], "days": "30"})
    token = ApiToken.objects.get()
    assert f">{token.shown_start}" in words_of(made)
    shown = words_of(client.get("/account"))
    assert f"{token.shown_start}…" in shown
    client.post(f"/account/api-tokens/{token.pk}/revoke")
    assert ApiToken.objects.get().revoked_at is not None


def test_of_its_use_a_token_keeps_the_day_and_writes_it_once() -> None:
    user = account()
    with clock.frozen_at(NOON):
        secret = issued_token(user, "read").shown_once
        actor_for_token(secret)
        with CaptureQueriesContext(connection) as queries:
            actor_for_token(secret)
    assert ApiToken.objects.get().last_used_on == date(2026, 3, 2)
    assert [query["sql"][:6] for query in queries.captured_queries] == ["SELECT", "SELECT"]


def test_a_wrong_token_does_not_fall_back_to_the_cookie() -> None:
    account()
    client = signed_in()
    answer = client.get("/account", headers={"Authorization": "Bearer firstfix_wrong"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert client.get("/account").status_code == 200


def test_with_a_token_there_is_no_user_of_the_session() -> None:
    user = account()
    request = asked_with(issued_token(user, "read").shown_once)
    request.session = signed_in().session  # type: ignore[assignment]
    assert isinstance(user_of(request), AnonymousUser)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic dXNlcjpwdw==", "Bearer \ud800", "Token x", "Bearer " + "x" * 9000],
)
def test_a_header_that_is_no_token_gives_nobody(header: str) -> None:
    request = RequestFactory().get("/")
    request.META["HTTP_AUTHORIZATION"] = header
    assert actor_of(request) is None


def test_who_asks_is_found_within_the_query_budget_and_once_a_request() -> None:
    user = account()
    granted(user, "dispatcher")
    client = signed_in()
    request = RequestFactory().get("/")
    request.session = session_of(client)  # type: ignore[assignment]
    with CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            actor = actor_of(request)
    assert actor is not None
    assert actor.has_role("dispatcher")
    assert len(queries) == 3


def session_of(client: Client) -> Any:
    """Give the session as a request would load it: not yet read."""
    store = type(client.session)
    return store(client.cookies["firstfix_session"].value)


def external(**given: Any) -> tuple[Issued, Actor]:
    """Give a link to a site for a carrier, and who made it."""
    user = account()
    granted(user, "dispatcher")
    customer = put("organization", kind="customer", name="Harbour Clinic")
    maker = as_owner(user)
    wanted = {
        "subject_type": "site",
        "subject_id": site(customer).pk,
        "party": "Northern Carrier, desk 4",
        "purpose": "Confirm the access window",
        "expires_at": in_hours(48),
    }
    issued = issue_external_link(CommandContext(maker), **(wanted | given))
    assert isinstance(issued, Issued), issued.text()
    return issued, maker


def test_an_external_link_opens_one_subject_for_one_party_after_a_press() -> None:
    issued, _maker = external()
    client = Client()
    path = f"/l/{secret_in(issued.shown_once)}"
    assert "Confirm the access window" in words_of(client.get(path))
    assert client.get("/external").status_code == 302
    assert client.post(path).headers["Location"] == "/external"
    assert client.get("/external").status_code == 200
    request = RequestFactory().get("/")
    request.session = session_of(client)  # type: ignore[assignment]
    actor = actor_of(request)
    link = ExternalLink.objects.get()
    assert actor is not None
    assert (actor.kind, actor.subject) == (ActorKind.EXTERNAL, ("site", link.subject_id))
    assert actor.organization_ids == frozenset()
    assert actor.roles == frozenset({"external_party"})


def test_an_external_party_reaches_no_account_page() -> None:
    issued, _maker = external()
    client = Client()
    client.post(f"/l/{secret_in(issued.shown_once)}")
    assert client.get("/account").status_code == 403


def test_an_external_link_ends_at_its_end_and_when_it_is_revoked_even_for_who_is_inside() -> None:
    issued, maker = external()
    client = Client()
    path = f"/l/{secret_in(issued.shown_once)}"
    client.post(path)
    must(revoke_external_link(CommandContext(maker), issued.done.subject_id))
    assert client.get("/external").status_code == 302
    assert Client().get(path).status_code == 404


def test_an_external_link_expires() -> None:
    issued, _maker = external()
    with clock.frozen_at(in_hours(48)):
        assert Client().get(f"/l/{secret_in(issued.shown_once)}").status_code == 404


@pytest.mark.parametrize("noun", ["user", "api_token", "external_link", "nothing"])
def test_accounts_and_unknown_things_are_never_shown_by_a_link(noun: str) -> None:
    _issued, maker = external()
    answer = issue_external_link(
        CommandContext(maker),
        subject_type=noun,
        subject_id=maker.id,
        party="x",
        purpose="x",
        expires_at=in_hours(1),
    )
    refused(answer, "invalid_input")  # type: ignore[arg-type]


def test_what_one_does_not_see_one_cannot_show_by_a_link() -> None:
    _issued, maker = external()
    answer = issue_external_link(
        CommandContext(maker),
        subject_type="site",
        subject_id=maker.id,
        party="x",
        purpose="x",
        expires_at=in_hours(1),
    )
    refused(answer, "not_visible")  # type: ignore[arg-type]


def test_opening_an_external_link_signs_a_person_out_of_this_browser() -> None:
    issued, _maker = external()
    client = signed_in(EMAIL)
    path = f"/l/{secret_in(issued.shown_once)}"
    assert "Going on signs you out" in words_of(client.get(path))
    client.post(path)
    assert client.get("/external").status_code == 200
    assert client.get("/account").status_code == 403


def test_a_secret_that_the_caller_makes_must_be_a_hash() -> None:
    user = account()
    answer = create_api_token(
        CommandContext(as_owner(user, has_mfa=True)),
        name="x", scopes={"read"}, expires_at=in_hours(1), token_hash="password", shown_start="x",
    )  # fmt: skip
    assert "token_hash" in refused(answer, "invalid_input").fields
