"""Folders of faults are whole, and what is drawn for one seed is drawn again for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from firstfix.engines.diagnosis import CODES
from tests.lab.fault import Fault, are_compatible, faults_in, pairs_of
from tests.lab.plan import plan_of
from tests.lab.site import every_fault

FAULTS = every_fault()
CHECKS = re.findall(r'^id = "(.+)"$', (Path(__file__).parent / "site.toml").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_whole_and_can_be_shown(fault: Fault) -> None:
    for seed in range(5):
        drawn = fault.drawn(seed)
        assert drawn.code in {"", *CODES}, str(drawn)
        asked = [*CHECKS, *re.findall(r'^id = "(.+)"$', drawn.asks, re.MULTILINE)]
        assert any(drawn.is_shown_by(check) for check in asked), str(drawn)
        assert drawn.is_alone != bool(drawn.touches), str(drawn)
        assert drawn.words == fault.drawn(seed).words
    assert (fault.folder / "apply").is_file()
    assert (fault.folder / "revert").is_file()


def test_there_are_sixty_faults_and_more() -> None:
    assert len(faults_in()) >= 60


def test_pairs_hide_nothing_and_touch_nothing_twice() -> None:
    pairs = pairs_of(FAULTS, 1, 40)
    assert len(pairs) == 40
    assert all(are_compatible(*pair) and not pair[0].touches & pair[1].touches for pair in pairs)


def test_seeds_differ_in_addresses_and_agree_with_themselves() -> None:
    assert plan_of(1) == plan_of(1)
    assert plan_of(1).hosts != plan_of(2).hosts
    assert len({*plan_of(1).hosts.values()}) == len(plan_of(1).hosts)


def test_a_fault_of_somebody_else_is_found_by_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mail-busy"
    folder.mkdir()
    said = 'code = "SMTP.REFUSED"\nshown_by = ["*{HOST}*"]\ntouches = ["{HOST}"]\n[draw]\nHOST = ["mail"]\n'
    (folder / "expected.toml").write_text(said, encoding="utf-8")
    (found,) = faults_in(tmp_path)
    drawn = found.drawn(3)
    assert (drawn.code, drawn.domain, drawn.touches) == ("SMTP.REFUSED", "application", {"mail"})
    assert drawn.is_shown_by("smtp-mail")
