"""Log lines hold no secrets, whatever a request brought."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from firstfix.kernel.identity.bearer import API_TOKEN_PREFIX, new_secret
from firstfix.server.redacted_logs import RedactingFormatter, redacted
from tests.edges.signing import EMAIL, account, sign_in

SECRET = "Zm9ydHktdHdvLXNlY3JldC1sZXR0ZXJz-x_9"


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /l/{SECRET}",
        f"GET /accept/{SECRET}?x=1",
        f"GET http://desk.example.org/reset/{SECRET} 404",
        f"/first-administrator/{SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"{{'HTTP_AUTHORIZATION': 'Bearer {SECRET}'}}",
        f"Cookie: firstfix_session={SECRET}; other={SECRET}",
        f"{{'HTTP_COOKIE': 'firstfix_session={SECRET}'}}",
        f"Set-Cookie: firstfix_session={SECRET}; HttpOnly",
        f"firstfix_session={SECRET}",
        f"csrfmiddlewaretoken={SECRET}&next=/",
        f"{{'password': '{SECRET}', 'email': 'x'}}",
        f'{{"new_password": "{SECRET} with words"}}',
        f"smtp failed with EMAIL_HOST_PASSWORD={SECRET}",
        f"client_secret={SECRET}",
        f"api_key: {SECRET}",
    ],
)
def test_what_opens_something_is_struck_out(line: str) -> None:
    assert SECRET not in redacted(line)
    assert "[struck out]" in redacted(line)


@given(st.text(max_size=40), st.text(max_size=40))
def test_an_api_token_is_struck_out_wherever_it_stands(before: str, after: str) -> None:
    secret = new_secret(API_TOKEN_PREFIX)
    assert secret not in redacted(f"{before} {secret} {after}")


@pytest.mark.parametrize(
    "line", ["user 018f signed in", "case 42 was closed", "password changed for user 018f"]
)
def test_an_ordinary_line_stays_as_it_is(line: str) -> None:
    assert redacted(line) == line


def test_a_traceback_is_redacted_too() -> None:
    formatter = RedactingFormatter("{message}", style="{")
    try:
        raise ValueError(f"bad header: Authorization: Bearer {SECRET}")
    except ValueError as error:
        line = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "failed", None, (type(error), error, error.__traceback__)
        )
    assert SECRET not in formatter.format(line)


def test_a_stranger_cannot_write_log_lines_of_their_own() -> None:
    formatter = RedactingFormatter("{message}", style="{")
    line = logging.LogRecord(
        "x", logging.WARNING, "f", 1, "Not Found: %s", ("/a\n2026-01-01 INFO all is well",), None
    )
    assert "\n" not in formatter.format(line)


def test_every_handler_of_the_server_redacts() -> None:
    logged = settings.LOGGING
    assert {handler["formatter"] for handler in logged["handlers"].values()} == {"redacted"}
    assert logged["formatters"]["redacted"]["()"].endswith("RedactingFormatter")


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Collect what the server logs, as its handler would write it."""
    written: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(RedactingFormatter("{message}", style="{"))
    handler.emit = lambda line: written.append(handler.format(line))  # type: ignore[method-assign]
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


@pytest.mark.django_db
def test_signing_in_is_logged_without_mailbox_and_password(lines: list[str]) -> None:
    user = account()
    sign_in(Client(), EMAIL, "a wrong password")
    sign_in(Client())
    said = "\n".join(lines)
    assert "sign-in failed" in said
    assert f"user {user.pk} signed in" in said
    assert EMAIL not in said
    assert "a wrong password" not in said
