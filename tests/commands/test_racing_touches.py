"""Commands that touch the same case at the same moment wait for each other; none is refused for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from firstfix.apps.assets.commands import request_part
from firstfix.apps.cases.models import Case
from firstfix.apps.visits.commands import add_work_note, propose_visit
from firstfix.kernel.commands import Done
from firstfix.kernel.ledger.models import LedgerLink
from tests import world
from tests.threads import at_once, database_on_disk

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 12


def propose(region: world.Region, order: Any) -> Any:
    """Declares that it touches the case, by way of the work order."""
    return propose_visit(region.by("dispatcher"), work_order_id=order.pk)


def ask_for_part(region: world.Region, order: Any) -> Any:
    """Knows only in its body which case it touches."""
    wish = {"part_type_id": region.part_type.pk, "quantity": 1, "needed_by_at": world.in_hours(4)}
    return request_part(region.by("dispatcher"), for_type="work_order", for_id=order.pk, **wish)


@pytest.mark.parametrize("touching", [propose, ask_for_part])
def test_touching_a_case_waits_for_who_works_on_it(touching: Callable[..., Any], tmp_path: Path) -> None:
    region = world.region()
    order = world.work_order(region)
    with database_on_disk(tmp_path):
        answers = at_once(lambda: list(both_in_turn(region, order, touching)), times=4)
        assert [one for each in answers for one in each if not isinstance(one, Done)] == []
        assert len(answers) == 4
        links = LedgerLink.objects.filter(subject_type="case", subject_id=order.case_id)
        versions = sorted(links.values_list("version", flat=True))
        assert versions == list(range(1, Case.objects.get(pk=order.case_id).version + 1))


def both_in_turn(region: world.Region, order: Any, touching: Callable[..., Any]) -> Iterator[Any]:
    for _ in range(ROUNDS):
        yield add_work_note(region.by("engineer"), order.case_id, text="Measured the light level.")
        yield touching(region, order)
