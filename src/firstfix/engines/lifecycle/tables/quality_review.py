"""The life of a quality review: the reviewed person may dispute it before it counts (S2-D17)."""

from firstfix.engines.lifecycle.machine import BEGINNING, Machine, Transition, from_each

__all__ = ["QUALITY_REVIEW"]

QUALITY_REVIEW = Machine(
    name="quality_review",
    initial="sampled",
    transitions=(
        Transition(BEGINNING, "sample_quality_review", "sampled"),
        Transition("sampled", "score_quality_review", "scored", needs=("other_person",)),
        Transition("scored", "dispute_quality_review", "disputed"),
        Transition("disputed", "score_quality_review", "scored", needs=("other_person",)),
        *from_each(("scored", "disputed"), "finish_quality_review", "final"),
        Transition("sampled", "exclude_quality_review", "excluded"),
    ),
    shown={
        "sampled": "sampled",
        "scored": "scored",
        "disputed": "disputed",
        "final": "final",
        "excluded": "excluded",
    },
    endings=frozenset({"final", "excluded"}),
)
