"""The plan for other programs: whom to send, what a proposal would change, where one more visit would fit."""

from firstfix.apps.dispatching.api.plans import plan_router, visit_router
from firstfix.apps.dispatching.api.suggestions import router

__all__ = ["plan_router", "router", "visit_router"]
