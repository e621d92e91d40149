"""Who signs in, and who acts."""

from firstfix.kernel.identity.actor import SYSTEM, Actor, ActorKind, system_actor

__all__ = ["SYSTEM", "Actor", "ActorKind", "system_actor"]
