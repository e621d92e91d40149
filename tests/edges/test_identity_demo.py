"""The demo's sign-in without a password exists in the demo only, and for this machine only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import include, path

from firstfix.server.accounts.urls import demo_urls
from tests.edges.signing import account, granted, words_of

urlpatterns = [path("", include(demo_urls)), path("", include("firstfix.server.urls"))]


@pytest.mark.django_db
def test_outside_the_demo_the_addresses_do_not_exist() -> None:
    user = account()
    assert Client().get("/demo/sign-in").status_code == 404
    assert Client().post(f"/demo/sign-in/{user.pk}").status_code == 404


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_even_where_the_addresses_exist_the_views_refuse_outside_the_demo() -> None:
    user = account()
    client = Client()
    assert client.get("/demo/sign-in").status_code == 404
    assert client.post(f"/demo/sign-in/{user.pk}").status_code == 404
    assert client.get("/account").status_code == 302


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__, DEMO=True)
@pytest.mark.parametrize(
    "circumstances",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
    ],
)
def test_in_the_demo_only_this_machine_signs_in_without_a_password(circumstances: dict[str, str]) -> None:
    user = account()
    client = Client(**circumstances)  # type: ignore[arg-type]
    assert client.get("/demo/sign-in").status_code == 404
    assert client.post(f"/demo/sign-in/{user.pk}").status_code == 404
    assert client.get("/account").status_code == 302


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__, DEMO=True)
def test_in_the_demo_one_chooses_whom_to_be_by_name_and_role() -> None:
    user = account()
    granted(user, "dispatcher")
    client = Client()
    page = words_of(client.get("/demo/sign-in"))
    assert "Dana Flynn" in page
    assert "Dispatcher" in page
    assert client.post(f"/demo/sign-in/{user.pk}").headers["Location"] == "/"
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"FIRSTFIX_DEMO": "1", "FIRSTFIX_URL": "https://demo.example.org"}, "FIRSTFIX_URL"),
        ({"FIRSTFIX_DEBUG": "1", "FIRSTFIX_HOSTS": "desk.example.org"}, "FIRSTFIX_DEBUG"),
    ],
)
def test_what_is_for_this_machine_only_does_not_start_for_others(
    environment: dict[str, str], named: str, tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import firstfix.server.settings"],
        env={**os.environ, "FIRSTFIX_HOME": str(tmp_path), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode != 0
    assert named in run.stderr


def test_the_demo_refuses_to_be_served_to_others(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "firstfix", "serve", "--host", "0.0.0.0"],
        env={**os.environ, "FIRSTFIX_HOME": str(tmp_path), "FIRSTFIX_DEMO": "1"},
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert run.returncode == 3
    assert "loopback only" in run.stderr
