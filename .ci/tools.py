"""Installs what only the checks need and no user does: a browser, PostgreSQL, Alertmanager, file readers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Debian package -> the program that shows it is there.
PACKAGES = {
    "chromium": "chromium",
    "postgresql": "initdb",
    "prometheus-alertmanager": "prometheus-alertmanager",
    "poppler-utils": "pdftoppm",
    # Counts what we count in captures, by other hands.
    "tshark": "tshark",
}


def main() -> int:
    """Install what is missing, and say in one sentence where that is impossible."""
    missing = missing_packages()
    if missing and may_install():
        install(missing)
    still_missing = missing_packages()
    if still_missing:
        print(
            f"Missing for the checks: {', '.join(still_missing)}. They cannot be installed from here (it "
            "takes apt-get and the rights of root); install them by hand and run bin/ci again."
        )
    return 1 if still_missing else 0


def missing_packages() -> list[str]:
    """Give the packages whose program is not to be found."""
    return [package for package, program in PACKAGES.items() if not find_program(program)]


def find_program(program: str) -> str | None:
    """Give the path of a program; Debian keeps PostgreSQL's own outside of PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    places = [os.environ.get("PATH", ""), *(str(path) for path in reversed(versions))]
    return shutil.which(program, path=os.pathsep.join(places))


def may_install() -> bool:
    """Tell whether packages can be installed here."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    """Install packages; what went wrong shows in what is still missing afterwards."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print("Installing", *packages, flush=True)
    subprocess.run(["apt-get", "update", "-q"], env=quiet, check=False)
    subprocess.run(
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages], env=quiet, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
