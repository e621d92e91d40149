"""How passwords are hashed: Argon2id, sized so that two workers stay within their memory."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher

__all__ = ["PasswordHasher"]


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 46 MiB, two passes and one lane.

    OWASP Password Storage Cheat Sheet asks for 46 MiB with one pass and one lane at least. Django's
    100 MiB with eight lanes would take as much memory as both workers together, and wants eight cores.
    """

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1
