"""Who decides about background jobs."""

from __future__ import annotations

from firstfix.kernel.policy import Relation, Rule

__all__ = ["RELATIONS", "RULES"]

RULES = tuple(
    Rule(name, ("administrator",), human_only=True, source="S2-F24") for name in ("retry_job", "give_up_job")
)
RELATIONS: dict[str, Relation] = {}
