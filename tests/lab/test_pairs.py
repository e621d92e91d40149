"""Two faults at once, drawn among those that can be seen together: neither hides the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.lab.fault import Drawn, pairs_of
from tests.lab.site import SEED, Site, every_fault

PAIRS = pairs_of(every_fault(), SEED, 40)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].fault.name}+{pair[1].fault.name}")
def test_both_of_two_faults_are_named(
    site: Site, keep: Callable[[dict[str, Any]], None], pair: tuple[Drawn, Drawn]
) -> None:
    missing = [name for drawn in pair for name in drawn.fault.missing(site.installed)]
    if missing:
        pytest.skip(f"it needs {', '.join(missing)}; 'bin/lab' installs what Debian has.")
    codes, found = sorted({one.code for one in pair}), [""]
    # Nine pairs of ten have to be named at the first look. One lost packet among so many looks must not
    # fail all checks, so what surprises is looked at once more; the table at the end counts both looks.
    for _look in range(2):
        if found != codes:
            with site.with_faults(pair):
                outcome, seen = site.outcome("pair", pair)
                keep(outcome)
            found = sorted({finding["code"] for finding in seen["findings"]})
    assert found == codes, outcome
