"""Take out what an audience must not read, and write down what left."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings

from firstfix.engines.custody import sha256_hex
from firstfix.engines.redaction import Audience, kinds_for, redact
from firstfix.kernel import clock
from firstfix.kernel.identity import SYSTEM, Actor
from firstfix.kernel.outgoing.models import EgressLog

__all__ = ["Document", "KeptFile", "NotReleasable", "Provenance", "release"]

# Made by us from what was released before, or drawn anew; a machine cannot read their inside.
_SEALED_TYPES = frozenset({"application/pdf", "application/zip", "image/jpeg", "image/png"})
_TEXT_TYPES = frozenset({"application/json", "application/xml", "application/csv", "message/rfc822"})
_DEEPEST = 64


class NotReleasable(Exception):
    """The content is of a kind that cannot be looked through, so it stays inside."""


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes that we made, with their type. Texts are UTF-8.

    A PDF, an archive or a picture passes as it is: build it from what :func:`release` gave.
    """

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A stored file by its hash.

    ``is_cleared`` where a machine or a person searched it, or where it goes back to who brought it.
    """

    sha256: str
    size_bytes: int
    is_cleared: bool


@dataclass(frozen=True, slots=True)
class Provenance:
    """On whose behalf something leaves, and what it is about: the log's "who" and "about what"."""

    by: Actor = SYSTEM
    subject_type: str = ""
    subject_id: UUID | None = None


Content = TypeVar("Content", str, Mapping[str, Any], list[Any], Document, KeptFile)


def release(
    content: Content, *, audience: Audience, purpose: str, provenance: Provenance | None = None
) -> Content:
    """Give ``content`` as ``audience`` may have it, in the same shape, and log that it leaves.

    Texts inside mappings and lists are redacted where they stand; the same secret gets the same
    placeholder in all of them. ``purpose`` is a code such as ``service_report``. Raises
    :class:`NotReleasable` for files that nobody looked through and for types that cannot be.
    """
    about = provenance or Provenance()
    cleaner = _Cleaner(audience, _salt(purpose, about))
    released: Any = cleaner.clean(content)
    sha256, size_bytes = _fingerprint(released)
    EgressLog.objects.create(
        released_at=clock.now(),
        actor_id=about.by.id,
        audience=audience,
        purpose=purpose,
        subject_type=about.subject_type,
        subject_id=about.subject_id,
        sha256=sha256,
        size_bytes=size_bytes,
        replacement_count=cleaner.replacement_count,
    )
    return released  # type: ignore[no-any-return]  # the cleaner keeps the shape


class _Cleaner:
    """Walks through content and counts what it takes out."""

    def __init__(self, audience: Audience, salt: bytes) -> None:
        self.kinds = kinds_for(audience)
        self.salt = salt
        self.is_inside = audience == "internal"
        self.replacement_count = 0

    def clean(self, content: Any) -> Any:
        """Give the content without what the audience must not read."""
        if isinstance(content, Document):
            return self._document(content)
        if isinstance(content, KeptFile):
            if not (content.is_cleared or self.is_inside):
                raise NotReleasable("Nobody looked through this file for secrets.")
            return content
        return self._part(content, "", 0)

    def _document(self, document: Document) -> Document:
        plain_type = document.media_type.partition(";")[0].strip().lower()
        if plain_type in _SEALED_TYPES:
            return document
        if not (plain_type.startswith("text/") or plain_type in _TEXT_TYPES):
            raise NotReleasable(f"{plain_type} cannot be searched for secrets.")
        if plain_type == "application/json":
            cleaned = self._part(json.loads(document.content), "", 0)
            return replace(document, content=json.dumps(cleaned, ensure_ascii=False).encode("utf-8"))
        text = self._text(document.content.decode("utf-8"), "")
        return replace(document, content=text.encode("utf-8"))

    def _part(self, part: Any, key: str, depth: int) -> Any:
        if depth > _DEEPEST:
            raise NotReleasable(f"It is nested deeper than {_DEEPEST} levels.")
        if isinstance(part, str):
            return self._text(part, key)
        if isinstance(part, Mapping):
            return {
                self._text(str(name), ""): self._part(value, str(name), depth + 1)
                for name, value in part.items()
            }
        if isinstance(part, list | tuple):
            return type(part)(self._part(value, key, depth + 1) for value in part)
        return part

    def _text(self, text: str, key: str) -> str:
        # Beside its name a value shows what it is: "letmein" is a word, "password: letmein" is none.
        prefix = f"{key}: " if key else ""
        redacted = redact(prefix + text, kinds=self.kinds, salt=self.salt)
        if not redacted.text.startswith(prefix):
            # The name itself was taken for a secret; it is looked at on its own.
            prefix, redacted = "", redact(text, kinds=self.kinds, salt=self.salt)
        self.replacement_count += len(redacted.replacements)
        return redacted.text.removeprefix(prefix)


def _salt(purpose: str, about: Provenance) -> bytes:
    # The same document says the same twice; two documents never share a placeholder.
    named = f"outgoing:{purpose}:{about.subject_type}:{about.subject_id}"
    return hmac.digest(settings.SECRET_KEY.encode("utf-8"), named.encode("utf-8"), "sha256")


def _fingerprint(released: Any) -> tuple[str, int]:
    if isinstance(released, KeptFile):
        return released.sha256, released.size_bytes
    written = _written(released)
    return sha256_hex(written), len(written)


def _written(released: Any) -> bytes:
    if isinstance(released, Document):
        return released.content
    if isinstance(released, str):
        return released.encode("utf-8", "surrogatepass")
    return json.dumps(released, sort_keys=True, default=str, ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )
