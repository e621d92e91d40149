"""The ledger's tables: one row a command, one link per touched subject, texts apart.

Rows and links are only ever inserted. A row's ``body`` is the canonical JSON text that was hashed
(RFC 8785); it is never re-serialised. It holds ids, codes and salted hashes; the words themselves
stand in :class:`LedgerText`, which can be erased when the law demands it without breaking a chain.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

__all__ = ["Checkpoint", "LedgerLink", "LedgerRow", "LedgerText", "Receipt"]


class LedgerRow(models.Model):
    """One command that was carried out: who, what, when, and the hash of its body."""

    id = models.BigAutoField(primary_key=True)
    command_id = models.UUIDField()
    command = models.CharField(max_length=80)
    actor_id = models.UUIDField(db_index=True)
    channel = models.CharField(max_length=12)
    at = models.DateTimeField(db_index=True)
    body = models.TextField()
    hash = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["command", "at"], name="kernel_row_command_at")]

    def __str__(self) -> str:
        return f"{self.command} {self.at:%Y-%m-%d %H:%M}"


class LedgerLink(models.Model):
    """The place of a row in one subject's chain.

    ``edited`` names the fields that the command changed; the seen version of a later command is
    compared with it. ``leaf_index`` is the link's place in the transparency log, set once by the
    checkpoint job.
    """

    id = models.BigAutoField(primary_key=True)
    row = models.ForeignKey(LedgerRow, on_delete=models.PROTECT, related_name="links")
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    version = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    edited = models.JSONField(default=list)
    leaf_index = models.BigIntegerField(null=True, unique=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "version"], name="kernel_link_one_row_per_version"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["id"], name="kernel_link_unfolded", condition=models.Q(leaf_index=None)),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} v{self.version}"


class LedgerText(models.Model):
    """The words behind a salted hash in a row's body; erasing the row erases the words for good."""

    id = models.BigAutoField(primary_key=True)
    row = models.ForeignKey(LedgerRow, on_delete=models.PROTECT, related_name="texts")
    field = models.CharField(max_length=120)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    text = models.TextField()

    def __str__(self) -> str:
        return self.field


class Checkpoint(models.Model):
    """A signed statement of how long the log was and what its root hash was at that time."""

    id = models.BigAutoField(primary_key=True)
    size = models.BigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    frontier = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.size} leaves"


class Receipt(models.Model):
    """That a command id was carried out, with what payload, and what was answered."""

    command_id = models.UUIDField(primary_key=True)
    payload_hash = models.CharField(max_length=64)
    command = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    result = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.command} {self.command_id}"
