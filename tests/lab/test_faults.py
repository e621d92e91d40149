"""Faults of a real network, made and taken back by scripts: each is named rightly, and its request mends it.

A fault is a folder in ``faults/`` with ``apply``, ``revert`` and ``expected.toml``; whoever adds one needs no
code. The one who looks (a process in the client's namespace, without any right) does not know the fault.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.lab.fault import Fault
from tests.lab.site import SEED, Site, every_fault

Keep = Callable[[dict[str, Any]], None]


@pytest.mark.parametrize("fault", every_fault(), ids=lambda fault: fault.name)
def test_a_fault_is_named_and_what_is_asked_for_mends_it(site: Site, keep: Keep, fault: Fault) -> None:
    missing = fault.missing(site.installed)
    if missing:
        pytest.skip(f"{fault.name} needs {', '.join(missing)}; 'bin/lab' installs what Debian has.")
    drawn = fault.drawn(SEED)
    with site.with_faults([drawn]):
        outcome, seen = site.outcome("fault", [drawn])
        mended = site.grant_all(seen)
        keep({**outcome, "is_green": not mended["findings"]})
    findings = seen["findings"]
    assert [finding["code"] for finding in findings] == ([drawn.code] if drawn.code else []), (
        str(drawn),
        findings,
    )
    assert all(drawn.is_shown_by(finding["check"]) for finding in findings), (str(drawn), findings)
    assert all(finding["request"]["text"] for finding in findings)
    assert mended["findings"] == [], str(drawn)
    assert site.look()["findings"] == []
