"""Builds the wheel, installs it in an empty environment outside the checkout, and serves the demo from it.

What works from the checkout may still be missing in the package: this looks at every file, at the
first page as a browser gets it, and at the fonts and styles that the page asks for.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import urlopen

from outcome import ROOT
from postgres import free_port

# The first page comes within seconds, everything is installed already; a machine with much else to do may
# need minutes, and only a failure waits for as long.
LONGEST_START_SECONDS = 300
LONGEST_ANSWER_SECONDS = 120
STOP_SECONDS = 60
# Sources of the message catalogues stay behind, their compiled form comes along.
LEFT_BEHIND = {".po", ".pot"}


def main() -> int:
    """Give 0 when the installed demo is whole, and say what is missing otherwise."""
    with tempfile.TemporaryDirectory(prefix="firstfix-wheel-") as name:
        folder = Path(name)
        python = installed(folder)
        problems = missing_files(python) or failing_addresses(python, folder)
    print("\n".join(problems) or "The installed wheel is whole and serves the demo.")
    return 1 if problems else 0


def installed(folder: Path) -> Path:
    """Build and install the wheel with plain pip from the run lock; give the Python that has it."""
    call(
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--wheel",
        "--outdir",
        str(folder),
        str(ROOT),
        cwd=folder,
    )
    wheel = next(folder.glob("*.whl"))
    call(sys.executable, "-m", "venv", str(folder / "env"), cwd=folder)
    python = folder / "env" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    call(*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock"), cwd=folder)
    call(*pip, "--no-deps", str(wheel), cwd=folder)
    return python


def call(*command: str, cwd: Path) -> None:
    """Run a command of the set-up, which has to succeed."""
    print("$", *command, flush=True)
    subprocess.run(command, cwd=cwd, check=True)


def missing_files(python: Path) -> list[str]:
    """Give the files of the package that the checkout has and the installation has not."""
    site = python.parent.parent.glob("lib/python*/site-packages/firstfix")
    package = next(site)
    listed = subprocess.run(
        ["git", "ls-files", "src/firstfix"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    names = [Path(name).relative_to("src/firstfix") for name in listed.stdout.splitlines()]
    needed = [
        name for name in names if name.suffix not in LEFT_BEHIND and (ROOT / "src/firstfix" / name).exists()
    ]
    return [f"Not in the wheel: {name}" for name in needed if not (package / name).exists()]


def failing_addresses(python: Path, folder: Path) -> list[str]:
    """Serve the demo and give what a first visitor does not get."""
    port = free_port()
    first = f"http://127.0.0.1:{port}/"
    with served(python, folder, port) as process:
        page = first_page(first, process)
        if page is None:
            log = (folder / "log").read_text(encoding="utf-8", errors="replace")
            return [f"No first page within {LONGEST_START_SECONDS} s. What the demo said:", log[-4000:]]
        return broken_links(first, page)


@contextmanager
def served(python: Path, folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the demo from the installed package, with nothing of the checkout in reach."""
    home = folder / "home"
    home.mkdir()
    clean = {"PATH": os.environ["PATH"], "HOME": str(home), "FIRSTFIX_HOME": str(home / "firstfix")}
    command = [str(python), "-m", "firstfix", "demo", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=home, env=clean, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the demo as a person would, and by force where it does not listen."""
    process.terminate()
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def first_page(address: str, process: subprocess.Popen[bytes]) -> str | None:
    """Give the first page once it comes, or None when the demo ended or takes too long."""
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return fetched(address).decode("utf-8")
        except (OSError, HTTPException):
            time.sleep(0.2)
    return None


def fetched(address: str) -> bytes:
    """Give what stands at an address of the demo."""
    with urlopen(address, timeout=LONGEST_ANSWER_SECONDS) as answer:
        return bytes(answer.read())


def broken_links(first: str, page: str) -> list[str]:
    """Give the styles, scripts and fonts that the first page asks for and does not get."""
    asked = asked_for(page)
    styles = [urljoin(first, name) for name in asked if ".css" in name]
    fonts = [urljoin(style, name) for style in styles for name in urls_in(style)]
    problems = [problem for name in asked if (problem := problem_with(urljoin(first, name)))]
    problems += [problem for address in fonts if (problem := problem_with(address))]
    if not styles:
        problems.append(f"The first page asks for no style sheet: {page[:300]!r}")
    print(f"The first page asks for {len(asked)} files, its styles for {len(fonts)} more.")
    return problems


def urls_in(style: str) -> list[str]:
    """Give the addresses that a style sheet asks for."""
    try:
        text = fetched(style).decode("utf-8")
    except HTTPError:
        return []
    return [
        name for name in re.findall(r"url\([\"']?([^\"')]+)", text) if not name.startswith(("data:", "#"))
    ]


def problem_with(address: str) -> str | None:
    """Give a sentence when an address does not answer with content."""
    try:
        return None if fetched(address) else f"Empty: {address}"
    except HTTPError as problem:
        return f"{problem.code}: {address}"


def asked_for(page: str) -> list[str]:
    """Give the files that a page needs to be drawn."""
    reader = LinkReader()
    reader.feed(page)
    return reader.found


class LinkReader(HTMLParser):
    """Collects the styles, scripts, pictures and icons of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag asks for."""
        names = {"link": "href", "script": "src", "img": "src"}
        address = dict(attrs).get(names.get(tag, ""))
        if address and not address.startswith("data:"):
            self.found.append(address)


if __name__ == "__main__":
    sys.exit(main())
