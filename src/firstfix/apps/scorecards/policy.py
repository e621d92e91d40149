"""Who may do what with scorecards; who may read them follows from the cases that they may see."""

from __future__ import annotations

from firstfix.kernel.policy import Relation, Rule

__all__ = ["RELATIONS", "RULES"]

RULES: tuple[Rule, ...] = (
    Rule("rebuild_scorecards", ("administrator", "manager", "director", "system"), source="S2-M01"),
)
RELATIONS: dict[str, Relation] = {}
