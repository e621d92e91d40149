"""Whether an escalation is complete enough that its receiver can act on it."""

from firstfix.engines.escalation.package import PackageFacts, judge_package

__all__ = ["PackageFacts", "judge_package"]
