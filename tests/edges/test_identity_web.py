"""What every request passes: closed routes, headers, forgery check, body limit, host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, include, path
from django.urls.resolvers import RegexPattern, RoutePattern
from django.views.decorators.csrf import csrf_exempt

from firstfix.server.middleware.body_limit import takes_body_up_to
from firstfix.server.security import client_address, is_public, public
from tests.edges.signing import EMAIL, PASSWORD, account, sign_in, signed_in

pytestmark = pytest.mark.django_db

PUBLIC_PATHS = ["/sign-in", "/reset", "/l/" + "A" * 43, "/no-such-page"]


@public("A test: it takes what others send.")
@csrf_exempt
def write_view(_request: HttpRequest) -> HttpResponse:
    """Stand in for any view that opted out of the forgery check."""
    return HttpResponse("written")


@csrf_exempt
@takes_body_up_to(5 * 1024 * 1024)
@public("A test: it takes files.")
def upload_view(_request: HttpRequest) -> HttpResponse:
    """Stand in for a view that takes files."""
    return HttpResponse("taken")


def closed_view(request: HttpRequest) -> HttpResponse:
    """Stand in for any view that forgot to say who may reach it."""
    return HttpResponse(str(getattr(request, "actor", None)))


urlpatterns = [
    path("written", write_view),
    path("upload", upload_view),
    path("closed", closed_view),
    path("api/v1/closed", closed_view),
    path("", include("firstfix.server.urls")),
]


def routes(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Give every route of the server with an address that matches it."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + address_of(pattern.pattern))
        else:
            yield prefix + address_of(pattern.pattern), pattern


def address_of(pattern: RoutePattern | RegexPattern | Any) -> str:
    """Give an address that fits the pattern."""
    samples = {
        "uuidstr": "00000000-0000-7000-8000-000000000000",
        "uuid": "00000000-0000-7000-8000-000000000000",
        "int": "1",
        "slug": "x",
        "str": "x",
        "path": "x",
    }
    assert isinstance(pattern, RoutePattern), f"A route by regular expression needs a sample here: {pattern}"
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: samples[found[1] or "str"], str(pattern._route))


ROUTES = list(routes(get_resolver(settings.ROOT_URLCONF).url_patterns))


@pytest.mark.parametrize(("address", "route"), ROUTES, ids=[address for address, _route in ROUTES])
def test_a_route_that_does_not_say_that_it_is_public_needs_somebody_signed_in(
    address: str, route: URLPattern
) -> None:
    if is_public(route.callback):
        assert len(route.callback.is_public_because) > 20, "A public route says why."
        return
    for method in ("get", "post"):
        answer = getattr(Client(), method)(f"/{address}")
        assert answer.status_code in {302, 401}, (method, address, answer.status_code)
        assert answer.status_code == 401 or answer.headers["Location"].startswith("/sign-in")


def test_the_public_routes_are_these_and_no_others() -> None:
    names = {route.name for _address, route in ROUTES if is_public(route.callback)}
    assert names == {
        "sign_in", "sign_in_code", "sign_out", "first_administrator", "accept", "ask_for_reset", "reset",
        "external_landing",
    }  # fmt: skip


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_that_forgot_to_say_who_may_reach_it_is_closed() -> None:
    assert Client().get("/closed").headers["Location"] == "/sign-in?next=%2Fclosed"
    assert Client().get("/api/v1/closed").status_code == 401
    account()
    assert signed_in().get("/closed").status_code == 200


@override_settings(ROOT_URLCONF=__name__)
def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in() -> None:
    answer = Client().get("/closed", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in"


@pytest.mark.parametrize("address", [*PUBLIC_PATHS, "/account", "/account/second-factor"])
def test_every_page_carries_the_strict_headers(address: str) -> None:
    account()
    client = signed_in() if address.startswith("/account") else Client()
    headers = client.get(address).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == policy["connect-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert headers["Cache-Control"] == "no-store"


def test_scripts_of_a_page_carry_the_nonce_of_its_own_answer() -> None:
    answers = [Client().get("/sign-in") for _ in range(2)]
    nonces = [
        re.findall(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])[0] for answer in answers
    ]
    assert nonces[0] != nonces[1]
    for nonce, answer in zip(nonces, answers, strict=True):
        page = answer.content.decode()
        assert set(re.findall(r'<script nonce="([^"]*)"', page)) == {nonce}
        assert page.count("<script") == page.count(f'<script nonce="{nonce}"')


@override_settings(ROOT_URLCONF=__name__)
def test_a_cookie_without_the_token_of_the_page_writes_nothing_whatever_the_view_opted_out_of() -> None:
    account()
    client = Client(enforce_csrf_checks=True)
    token = page_token(client)
    assert sign_in(client, csrfmiddlewaretoken=token).status_code == 302
    assert client.post("/written").status_code == 403
    fresh = page_token(client, "/account")
    assert client.post("/written", headers={"X-CSRFToken": fresh}).status_code == 200
    htmx = client.post("/written", headers={"HX-Request": "true"})
    assert htmx.status_code == 403


@override_settings(ROOT_URLCONF=__name__)
def test_without_a_session_there_is_no_authority_to_forge() -> None:
    assert Client(enforce_csrf_checks=True).post("/written").status_code == 200


def test_signing_in_and_out_are_checked_too() -> None:
    account()
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in", {"email": EMAIL, "password": PASSWORD}).status_code == 403
    assert client.post("/sign-out").status_code == 403


@override_settings(ROOT_URLCONF=__name__)
def test_a_header_of_its_own_authority_takes_the_cookie_away() -> None:
    account()
    client = Client(enforce_csrf_checks=True)
    sign_in(client, csrfmiddlewaretoken=page_token(client))
    answer = client.post("/closed", headers={"Authorization": "Bearer firstfix_wrong"})
    assert answer.status_code == 401


def test_the_token_of_the_page_changes_when_somebody_signs_in() -> None:
    account()
    client = Client(enforce_csrf_checks=True)
    token = page_token(client)
    sign_in(client, csrfmiddlewaretoken=token)
    answer = client.post("/account/sessions/end-others", {"csrfmiddlewaretoken": token})
    assert answer.status_code == 403


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("address", "byte_count", "status"),
    [
        ("/written", 2 * 1024 * 1024, 200),
        ("/written", 2 * 1024 * 1024 + 1, 413),
        ("/upload", 5 * 1024 * 1024, 200),
        ("/upload", 5 * 1024 * 1024 + 1, 413),
        ("/no-such-page", 3 * 1024 * 1024, 413),
    ],
)
def test_a_body_over_the_limit_of_its_address_is_refused(address: str, byte_count: int, status: int) -> None:
    body = b"x" * byte_count
    assert Client().post(address, body, content_type="application/octet-stream").status_code == status


def test_a_body_that_is_too_large_gets_a_page_or_json() -> None:
    body = b"x" * (3 * 1024 * 1024)
    page = Client().post("/sign-in", body, content_type="application/octet-stream")
    assert "At most 2.0 MiB can be sent here at once." in page.content.decode()
    assert page.headers["Content-Security-Policy"]
    program = Client().post("/api/v1/x", body, content_type="application/json")
    assert program.json()["code"] == "body_too_large"


@pytest.mark.parametrize("length", ["-1", "many", "1e9", "9" * 30])
def test_a_stated_length_that_is_none_is_refused(length: str) -> None:
    assert Client().get("/sign-in", CONTENT_LENGTH=length).status_code == 413


def test_a_host_that_is_not_ours_is_refused() -> None:
    answer = Client().get("/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "could not read this request" in answer.content.decode()


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        ((), "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        (("10.0.0.1",), "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (("10.0.0.1",), "10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (("10.0.0.1", "10.0.0.2"), "10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (("10.0.0.1",), "10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_only_a_proxy_of_ours_is_believed_about_the_client(
    proxies: tuple[str, ...], remote: str, forwarded: str, address: str
) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=remote)
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    with override_settings(TRUSTED_PROXIES=frozenset(proxies)):
        assert client_address(request) == address


def page_token(client: Client, address: str = "/sign-in") -> str:
    """Give the forgery token of a page."""
    page = client.get(address).content.decode()
    return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[0]
