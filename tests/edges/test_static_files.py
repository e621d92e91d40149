"""Static files: a new content has a new address, so no browser mixes two versions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from firstfix.server.static_version import static_version

FOLDER = Path(__file__).parents[2] / "src" / "firstfix" / "server" / "static"


def test_the_version_changes_with_any_name_or_content(tmp_path: Path) -> None:
    first = tmp_path / "first.css"
    first.write_text("a", encoding="utf-8")
    versions = [static_version(tmp_path)]
    first.write_text("b", encoding="utf-8")
    versions.append(static_version(tmp_path))
    first.rename(tmp_path / "second.css")
    versions.append(static_version(tmp_path))
    assert len(set(versions)) == 3


@pytest.mark.django_db
def test_a_page_names_every_file_by_the_version_and_each_is_there_for_a_year() -> None:
    page = Client().get("/sign-in").content.decode()
    addresses = re.findall(r'(?:href|src)="(/static/[^"#]+)', page)
    assert addresses
    assert all(address.startswith(f"/static/{static_version(FOLDER)}/") for address in addresses)
    for address in set(addresses):
        answer = Client().get(address)
        answer.close()
        assert answer.status_code == 200, address
        assert f"max-age={settings.WHITENOISE_MAX_AGE}" in answer["Cache-Control"]


def test_an_address_of_another_version_is_not_answered_with_this_one() -> None:
    assert Client().get("/static/0123456789ab/firstfix/js/app.js").status_code == 404
