"""THIRD_PARTY.md says all that comes along: every run-time package of the lock, every vendored file."""

from __future__ import annotations

import re
import tomllib

from tests.architecture.test_locks import pins
from tests.architecture.tree import ROOT, SOURCE, place

PAGE = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
FREE = re.compile(r"MIT|BSD|Apache|PSF|0BSD|OFL|CC0|LGPL|MPL|Unlicense|Zlib|ISC")


def test_every_package_of_the_run_lock_is_listed_with_its_version() -> None:
    listed = dict(re.findall(r"^\| ([a-z0-9.-]+) \| (\d\S*) \|", PAGE, re.MULTILINE))
    assert {
        name: version for name, version in pins("requirements.lock").items() if listed.get(name) != version
    } == {}


def test_every_listed_licence_is_a_free_one() -> None:
    licences = re.findall(r"^\| \S+ \| (?:\S+ \| )?\d\S* \| ([^|]+) \|", PAGE, re.MULTILINE)
    assert len(licences) > len(pins("requirements.lock"))
    assert [licence for licence in licences if not FREE.search(licence)] == []


def test_every_vendored_file_is_listed_with_its_version() -> None:
    vendor = tomllib.loads((SOURCE / "server/static/vendor/vendor.toml").read_text(encoding="utf-8"))
    missing = [
        row["file"]
        for row in vendor["file"]
        if f"{row['file']}` | {row['package']} | {row['version']}" not in PAGE
    ]
    assert missing == []


def test_every_font_is_listed_and_lies_beside_its_licence() -> None:
    fonts = [path for kind in ("ttf", "otf", "woff2") for path in SOURCE.rglob(f"*.{kind}")]
    assert fonts
    assert [place(path) for path in fonts if f"| `{place(path)}` |" not in PAGE] == []
    families = {path: path.stem.split("-")[0] for path in fonts}
    assert [
        place(path) for path, family in families.items() if not (path.parent / f"OFL-{family}.txt").exists()
    ] == []
