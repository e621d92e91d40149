"""Who decides about what should have followed and did not."""

from __future__ import annotations

from firstfix.kernel.policy import Relation, Rule

__all__ = ["RELATIONS", "RULES"]

RULES = (Rule("retry_outbox_event", ("administrator",), human_only=True, source="S2-F24"),)
RELATIONS: dict[str, Relation] = {}
