"""Texts as a customer may read them."""

from __future__ import annotations

from firstfix.engines.redaction import kinds_for, redact

__all__ = ["LARGEST_TEXT_BYTES", "NoText", "redacted_text"]

# Reading for secrets takes about 1 s a MB on a slow core, and must end well within a job's lease of
# 30 s; larger logs stay inside until somebody cuts out what matters.
LARGEST_TEXT_BYTES = 8 * 1024 * 1024


class NoText(ValueError):
    """What began as text goes on as something else, where secrets could hide from us."""


def redacted_text(content: bytes) -> bytes | None:
    """Give a UTF-8 copy without secrets and without personal data of others, or None if none was found.

    Raises :class:`NoText` where part of the content cannot be read.
    """
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NoText from error
    if "\x00" in text:
        raise NoText
    redacted = redact(text, kinds=kinds_for("customer"))
    return redacted.text.encode("utf-8") if redacted.replacements else None
