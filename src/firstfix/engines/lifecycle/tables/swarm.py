"""The life of a swarm: people of several teams who look at one case together (S2-R02, S2-F04)."""

from __future__ import annotations

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition

__all__ = ["SWARM"]

SWARM = Machine(
    name="swarm",
    initial="open",
    transitions=(
        Transition(BEGINNING, "start_swarm", "open"),
        # Whoever is asked in, and whoever can help, comes while it lasts; nobody joins what is over.
        Transition("open", "request_engineering", "open"),
        Transition("open", "join_swarm", "open"),
        Transition("open", "end_swarm", "finished"),
    ),
    shown={"open": "open", "finished": "finished"},
    endings=frozenset({"finished"}),
)
