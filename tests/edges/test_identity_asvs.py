"""The table of covered ASVS items names tests that exist, and the few items that no other file shows."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests.architecture.tree import ROOT
from tests.edges.signing import account, signed_in

TABLE = (ROOT / "docs/reference/asvs.md").read_text(encoding="utf-8")
SOURCES = "\n".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "tests/edges").glob("test_identity_*.py")
)
ASKED = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "BROWSER_COOKIE_NAME", "SESSION_COOKIE_SECURE",
         "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS")  # fmt: skip


def test_every_row_names_tests_that_exist() -> None:
    named = re.findall(r"`(test_\w+)`", TABLE)
    rows = [line for line in TABLE.splitlines() if re.match(r"\| \d", line)]
    assert len(named) >= len(rows) > 40
    assert [name for name in named if f"def {name}(" not in SOURCES] == []


def test_no_item_stands_in_two_rows() -> None:
    items = [item for row in re.findall(r"^\| ([\d. ]+) \|", TABLE, re.MULTILINE) for item in row.split()]
    assert sorted(set(items)) == sorted(items)


def test_under_https_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    program = (
        f"import json, firstfix.server.settings as s; print(json.dumps([getattr(s, n) for n in {ASKED!r}]))"
    )
    environment = {**os.environ, "FIRSTFIX_HOME": str(tmp_path), "FIRSTFIX_URL": "https://desk.example.org"}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    found = dict(zip(ASKED, json.loads(run.stdout), strict=True))
    assert all(found[name].startswith("__Host-") for name in ASKED[:3])
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]


@pytest.mark.django_db
def test_password_fields_are_masked_and_named_for_password_managers() -> None:
    account()
    pages = [Client().get("/sign-in"), signed_in().get("/account/password")]
    fields = [
        field for page in pages for field in re.findall(r"<input[^>]*password[^>]*>", page.content.decode())
    ]
    assert len(fields) == 3
    assert all('type="password"' in field for field in fields)
    assert all(re.search(r'autocomplete="(current|new)-password"', field) for field in fields)


@pytest.mark.django_db
def test_every_page_of_a_person_has_the_way_out() -> None:
    account()
    page = signed_in().get("/account").content.decode()
    assert page.count('action="/sign-out"') >= 2
