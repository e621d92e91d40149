"""The lab by hand: ``bin/lab`` opens a shell on its laptop, ``bin/lab --fault NAME`` with a fault.

``--list`` names the faults, ``--look`` looks once and prints what is found, ``--install`` only installs what
is missing, ``--check`` says whether the lab can run here (exit code 0) or why not (1).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.lab.accounts import VARIABLES
from tests.lab.fault import Drawn
from tests.lab.installing import install_missing
from tests.lab.network import installed, why_not
from tests.lab.site import SEED, Site, every_fault


def main() -> int:
    """Give the exit code of what the words ask for."""
    options = parser().parse_args()
    if options.list:
        say("\n".join(fault.name for fault in every_fault()))
        return 0
    reason = why_not()
    if reason:
        say(f"{reason} Nothing was done.")
        return 1
    if options.check:
        return 0
    if not options.no_install:
        install_missing(say)
    return 0 if options.install else opened(options)


def parser() -> argparse.ArgumentParser:
    known = argparse.ArgumentParser(
        "bin/lab", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    known.add_argument(
        "--fault", action="append", default=[], metavar="NAME", help="make this fault; may be repeated"
    )
    known.add_argument(
        "--seed", type=int, default=SEED, help="draw addresses, ports and parameters by this number"
    )
    for name in ("list", "look", "install", "no-install", "check"):
        known.add_argument(f"--{name}", action="store_true")
    return known


def opened(options: argparse.Namespace) -> int:
    """Build the lab, make the faults, and look or open a shell until it ends."""
    known = {fault.name: fault for fault in every_fault()}
    unknown = [name for name in options.fault if name not in known]
    if unknown:
        say(f"No such fault: {', '.join(unknown)}. 'bin/lab --list' names them.")
        return 2
    faults = [known[name].drawn(options.seed) for name in options.fault]
    missing = {program for drawn in faults for program in drawn.fault.missing(installed())}
    if missing:
        say(f"{', '.join(sorted(missing))} is missing here; these faults need it.")
        return 1
    with tempfile.TemporaryDirectory(prefix="fxlab-") as folder:
        Path(folder).chmod(0o755)
        with Site(Path(folder), 0, seed=options.seed) as site, site.with_faults(faults):
            look(site, faults) if options.look else shell(site, faults)
    return 0


def look(site: Site, faults: list[Drawn]) -> None:
    """Print what is expected, what is found, and what is asked for."""
    for drawn in faults:
        say(f"made      {drawn}: {drawn.code}")
    document = site.look()
    for finding in document["findings"]:
        say(f"found     {finding['code']} at {finding['check']}: {finding['sentence']}")
        say(f"          {finding['request']['text']}")
    say(f"{len(document['findings'])} findings in {document['took_ms']:.0f} ms.")


def shell(site: Site, faults: list[Drawn]) -> None:
    """Open a shell on the laptop; what is made is told only to whoever asked for it by name."""
    spaces = site.lab.spaces
    say(f"You are on the laptop ({site.lab.plan.client}). Leave with 'exit'; then the lab is taken down.")
    say(f"    firstfix preflight {site.lab.folder / 'site.toml'}")
    say("    ip netns exec SPACE ...   " + ", ".join(sorted(spaces.values())))
    for drawn in faults:
        say(f"Made: {drawn}")
    path = f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}"
    words = ["ip", "netns", "exec", spaces["client"], os.environ.get("SHELL", "/bin/sh")]
    known = {**os.environ, **site.lab.words(), "PATH": path, **VARIABLES}
    subprocess.run(words, env=known, check=False)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
