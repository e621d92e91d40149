"""Rules from facts to causes, one file a stage of the causal graph; ``stages`` says which apply to a kind."""

from firstfix.engines.diagnosis.rules.stages import causes_of, is_answered

__all__ = ["causes_of", "is_answered"]
