"""Who signs in, and who acts.

``Actor`` is the one value that commands and queries ask about; the rest turns users, tokens and
links into one. What changes an account stands in :mod:`firstfix.kernel.accounts`.
"""

from firstfix.kernel.identity.actor import SYSTEM, Actor, ActorKind, system_actor

__all__ = ["SYSTEM", "Actor", "ActorKind", "system_actor"]
