"""``firstfix preflight`` loads only what it needs: the rest would take longer than looking."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.edges import test_cli_preflight
from tests.edges.test_cli_preflight import spec_in

open_port = test_cli_preflight.open_port


def test_asking_for_help_loads_nothing_that_only_a_run_needs() -> None:
    """It shall be there in 80 ms (issue 5): so neither Django nor TLS nor the event loop may be loaded."""
    program = (
        "import sys; from firstfix.cli.preflight import run\n"
        "try: run(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'django', 'ssl', 'asyncio', 'cryptography', 'pydantic'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "[]"


def test_a_run_loads_nothing_that_none_of_its_checks_needs(tmp_path: Path, open_port: int) -> None:
    """Twenty checks shall take 0.35 s as a process (issue 5); what reads certificates alone takes a tenth."""
    program = (
        "import sys; from firstfix.cli import main\nmain(sys.argv[1:])\n"
        "heavy = {'django', 'cryptography', 'numpy', 'statistics', 'xml.etree', 'multiprocessing'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    words = [sys.executable, "-c", program, "preflight", spec_in(tmp_path, open_port)]
    answer = subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ})
    assert answer.stdout.splitlines()[-1] == "[]"
