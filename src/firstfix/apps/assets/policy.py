"""Who may do what with parts and stock."""

from __future__ import annotations

from firstfix.apps.assets.models import StockLocation, StockLocationKind
from firstfix.kernel.policy import Relation, Request, Rule

__all__ = ["RELATIONS", "RULES"]

KEEPERS = ("logistics", "manager")
ASKERS = ("engineer", "dispatcher", "support_specialist", "lead_specialist", "logistics", "manager")

RULES: tuple[Rule, ...] = (
    Rule("request_part", ASKERS, source="S1-F02"),
    Rule("release_part", ASKERS, source="S1-F02"),
    Rule("move_stock", KEEPERS, source="S1-D11"),
    *(
        Rule(name, (*KEEPERS, "dispatcher"), source="S1-D11")
        for name in ("allocate_part", "unallocate_part", "pick_part", "ship_part", "expect_part")
    ),
    # S1-R03: an engineer takes approved parts of the own van without asking anybody.
    Rule("allocate_part", ("engineer",), when="it_lies_in_their_own_van", source="S1-R03"),
    Rule("load_part", (*KEEPERS, "dispatcher"), source="S1-D11"),
    Rule("load_part", ("engineer",), when="it_goes_into_their_own_van", source="S1-R03"),
    *(
        Rule(name, (*KEEPERS, "engineer"), source="S1-D11")
        for name in ("return_part", "report_defective_part", "report_lost_part")
    ),
)


def _is_own_van(request: Request, field: str) -> bool:
    # Which van is whose is plain reference data; the body refuses a place that is not visible.
    vans = StockLocation.objects.filter(kind=StockLocationKind.VAN, person=request.actor.person_id)
    return vans.filter(pk=request.given.get(field)).exists()


RELATIONS: dict[str, Relation] = {
    "it_lies_in_their_own_van": lambda request: _is_own_van(request, "location_id"),
    "it_goes_into_their_own_van": lambda request: _is_own_van(request, "van_id"),
}
