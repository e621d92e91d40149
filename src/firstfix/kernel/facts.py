"""Facts: what a gate may ask, without knowing which capability answers.

An app's gate may need what a higher app knows ("is there evidence after the fix?"). It asks by
name; ``wiring.py`` says who answers. A need without a provider stops the start-up (see
:func:`missing_providers`); a provider that cannot answer gives ``None``, which is a refusal and
never a pass (architecture.md, "Gates ask facts").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from firstfix.engines.verdict import Verdict
from firstfix.kernel.identity.actor import Actor

__all__ = ["Provider", "Question", "ask", "missing_providers", "provide"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: about which subject, for which command of whom with which input, and as of when."""

    subject: Model
    command: str
    actor: Actor
    now: datetime
    given: Mapping[str, Any] = field(default_factory=dict)


Provider = Callable[[Question], Verdict | None]

_providers: dict[str, Provider] = {}


def provide(name: str, provider: Provider) -> None:
    """Register who answers the fact ``name``; a second, different answerer is a mistake."""
    if _providers.get(name, provider) is not provider:
        raise ValueError(f"The fact {name!r} already has a provider.")
    _providers[name] = provider


def ask(name: str, question: Question) -> Verdict | None:
    """Give the provider's verdict on ``name``, or ``None`` where it cannot tell."""
    return _providers[name](question) if name in _providers else None


def missing_providers(needs: Iterable[str]) -> list[str]:
    """Give the needs that nobody answers, for the start-up check."""
    return sorted(set(needs) - set(_providers))
