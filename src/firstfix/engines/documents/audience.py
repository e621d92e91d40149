"""What a reader may see: entries are dropped before the first section is built, so none can leak them."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from firstfix.engines.documents.facts import ReportFacts
from firstfix.engines.documents.model import Audience


def shown_to(audience: Audience, facts: ReportFacts) -> ReportFacts:
    """Give ``facts`` without the entries that ``audience`` may not see (S1-D14).

    Only ``internal`` sees internal entries. Evidence that is dropped is also no longer named by the
    checks, actions and hypotheses that refer to it, because a section looks numbers up among what is left.
    """
    if audience == "internal":
        return facts
    return replace(facts, **_public_entries(facts))


def _public_entries(facts: ReportFacts) -> dict[str, Any]:
    values = {part.name: getattr(facts, part.name) for part in fields(facts)}
    return {name: _public(value) for name, value in values.items() if isinstance(value, tuple)}


def _public(entries: tuple[object, ...]) -> tuple[object, ...]:
    # Entries without a visibility carry no internal words: catalogue data, stamps, the customer's own answer.
    return tuple(entry for entry in entries if getattr(entry, "visibility", "public") == "public")
